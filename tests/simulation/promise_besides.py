"""What must hold of pictures, other wordings, quotes and keys: parts of the first three promises."""

import base64
import marshal
import re
from collections.abc import Iterator
from typing import Any

from tests.simulation.brands import OVER
from tests.simulation.dynamodb import Wire
from tests.simulation.facts import Facts, Fresh
from tests.simulation.releases import plain
from tests.simulation.sealing import OPENS

_MARK = re.compile(r"zq\d+")
_BUCKET = "media"
_CHANGED = {"chat_old_key", "chat_recipient_key_changed"}


def shown_and_changed(facts: Facts) -> Iterator[str]:
    """At the end: each picture is here or known to be missing, each wording is the newest, and what is gone is gone."""
    yield from _pictures(facts)
    yield from _bytes(facts)
    yield from _wordings(facts)
    yield from _quotes(facts)
    yield from _keys(facts)
    yield from _sealed_anew(facts)


def acknowledged_twice(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """A message that has another wording by now is acknowledged once."""
    for done in fresh.sends:
        item = done.item
        if not done.done or item.get("purpose") != "acknowledgement" or OVER in done.text:
            continue
        chain = facts.besides.wordings(item.get("in_reply_to", ""))
        earlier = facts.besides.acknowledged.setdefault((done.account_id, chain[0]), [])
        if earlier and len(chain) > 1 and facts.besides.is_known_whole(chain):
            yield f"a second automatic reply to the wordings {' '.join(chain)}: {done.text[:40]!r}"
        earlier.append(done.x_id)


def opens_at_the_customer(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """What goes to an encrypted chat is what the item says, as the customer's own phone opens it."""
    for done in fresh.sends:
        if not done.done or done.channel != "chat":
            continue
        talks = (one for one in facts.x.x.chats.conversations.values() if {done.account_id, done.to} == {*one.members})
        read = [one for talk in talks for one in facts.x.x.phones.read(talk) if one.event.message_id == done.x_id]
        if not read or read[0].text != done.text:
            yield f"{done.item.get('item_id')} does not open at {done.to}"


def _stored(facts: Facts, account_id: str, x_id: str) -> tuple[str, dict[str, Any]] | None:
    """The partition of a message's case and the message, under whichever of its ids it is kept."""
    for one in facts.besides.wordings(x_id):
        for pk, sk in facts.messages.get((account_id, one), ()):
            return pk, plain(facts.db.tables["conversations"].items[pk, sk])
    return None


def _pictures(facts: Facts) -> Iterator[str]:
    """Each picture of a message that is kept is here whole, or it is known why it is not."""
    table = facts.db.tables["conversations"]
    for (account_id, x_id), shown in facts.besides.shown.items():
        found = _stored(facts, account_id, x_id)
        if found is None or found[1].get("deleted_at") or found[1].get("encrypted"):
            continue
        if not facts.besides.is_known_whole(facts.besides.wordings(x_id)):
            continue
        pk, message = found
        if facts.is_spam(pk):
            continue
        if not message["media"]:
            yield f"{x_id} shows something, and nobody knows of it"
        for one in message["media"]:
            row = table.items.get((f"MEDIA#{pk[5:]}", f"{message['id']}#{one['id']}"))
            if row is None or row["state"]["S"] == "waiting":
                yield f"of {one['id']} of {x_id} nobody knows what became"
            elif row["state"]["S"] == "kept":
                yield from _whole(facts, shown.get(one["id"]), row)


def _whole(facts: Facts, data: bytes | None, row: Wire) -> Iterator[str]:
    kept, what = facts.s3.objects.get((_BUCKET, row["place"]["S"])), row["sk"]["S"]
    if kept is None:
        yield f"{what} is said to be kept, and is not there"
    elif data is None:
        yield f"{what} is kept, and is nothing that may be shown"
    elif kept != data:
        yield f"{what} is kept, and is not what X showed, without what the camera noted"


def _bytes(facts: Facts) -> Iterator[str]:
    """Bytes lie in the bucket only for a message that is kept, and what is known of them too."""
    table = facts.db.tables["conversations"]
    places = set()
    for (pk, _), row in table.items.items():
        if not pk.startswith("MEDIA#"):
            continue
        places |= {row.get(name, {}).get("S", "") for name in ("place", "poster_place")}
        places.add(f"{row['place']['S']}.sealed")  # as it goes to a chat, until X has it
        case = f"CASE#{pk[6:]}"
        ids = {one: sk for sk in table.keys.get(case, ()) if sk.startswith("MSG#") for one in [sk.rpartition("#")[2]]}
        message_id = row["message_id"]["S"]
        if message_id == "out":
            continue
        message = table.items.get((case, ids.get(message_id, "")))
        if message is None or "deleted_at" in message:
            yield f"{row['sk']['S']} is known of a message that is gone"
    for bucket, key in facts.s3.objects:
        if bucket == _BUCKET and key not in places:
            yield f"bytes of case {key.split('/')[1]} lie in the bucket, of which nobody knows"


def _wordings(facts: Facts) -> Iterator[str]:
    """Who reads a message reads its newest wording that came, and of one that is gone none."""
    for chain in {id(one): one for one in facts.besides.chains.values()}.values():
        if not facts.besides.is_known_whole(chain):
            continue
        for account_id in facts.openings:
            came = [one for one in chain if (account_id, one) in facts.accepted]
            found = _stored(facts, account_id, chain[0])
            if not came or found is None:
                continue
            message = found[1]
            # What X did not deliver may have been looked up.
            newest = {facts.besides.says.get(one) for one in chain[chain.index(came[-1]) :]}
            told = set(_MARK.findall(message["text"]))
            if message.get("deleted_at"):
                if told or any(_MARK.search(one["text"]) for one in message.get("versions", ())):
                    yield f"{came[-1]} is gone, and its words are kept"
            elif came[-1] in facts.deleted and _deletion_came(facts, account_id, chain):
                yield f"{came[-1]} is gone, and its words are kept"
            elif came[-1] not in facts.deleted and None not in newest and not newest & told:
                yield f"{chain[0]} says {message['text'][-9:]!r}, and its newest wording is another"


def _deletion_came(facts: Facts, account_id: str, chain: list[str]) -> bool:
    """True if an account heard that a message is gone, and of the wording that is gone."""
    told = (one for one in facts.x.mail.delivered if one.event_type == "post.delete" and one.account_id == account_id)
    return (account_id, chain[-1]) in facts.accepted and any(f'"id":"{chain[-1]}"'.encode() in one.body for one in told)


def _quotes(facts: Facts) -> Iterator[str]:
    """Of a post that a message quotes or answers it is known what it says, or that X does not show it."""
    if facts.besides.unanswered:
        return
    items = facts.db.tables["conversations"].items
    for (account_id, x_id), quoted in facts.besides.quotes.items():
        found = _stored(facts, account_id, x_id)
        if found is None or found[1].get("deleted_at") or found[1].get("purpose") or facts.is_spam(found[0]):
            continue
        if (f"CONTEXT#{account_id}#{quoted}", "POST") not in items:
            yield f"{x_id} stands beside {quoted}, of which nothing is known"


def _keys(facts: Facts) -> Iterator[str]:
    """What was opened says what its author wrote, and nothing that opens a conversation lies in a table."""
    for account_id, x_id in facts.accepted:
        text = facts.chats.get(x_id)
        if text is None or x_id in facts.besides.reworded or (found := _stored(facts, account_id, x_id)) is None:
            continue
        message = found[1]
        if message.get("deleted_at") or message["purpose"]:
            continue
        # What X did not show is asked for again by `reconcile`, which a rest calls once.
        opens = account_id in facts.besides.keyed and message["shut"] not in {"keys_unknown", "no_conversation_key"}
        # An earlier release did not tell that it had opened what had come shut.
        if message["encrypted"] and opens and x_id not in facts.besides.unsaid:
            yield f"{x_id} stays shut ({message['shut']}), and X has the keys"
        elif not message["encrypted"] and message["text"] != text:
            yield f"{x_id} says {message['text'][-20:]!r} and not what its author wrote"
    lies = marshal.dumps([list(table.items.values()) for table in facts.db.tables.values()])
    for key in OPENS:
        if any(one in lies for one in (key, base64.b64encode(key)[:40], key.hex().encode())):
            yield "what opens a conversation lies in a table"


def _sealed_anew(facts: Facts) -> Iterator[str]:
    """What had not left when keys changed was sealed anew."""
    for (_, sk), row in facts.db.tables["outbox"].items.items():
        if not sk.startswith("ITEM#") or row["state"]["S"] != "refused" or int(row.get("resealed", {"N": "0"})["N"]):
            continue
        if _CHANGED.intersection(one["M"]["code"]["S"] for one in row["why"]["L"]):
            yield f"{sk[5:]} met other keys, had not left, and was not sealed anew"
