"""What is seen from outside when all has come to rest: by X's own list of what was said, the cases, and the queues."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from infra.commands.cases import every
from tests.faults.load import Load
from tests.faults.stand import MAY_GO, Stand

from care.outbox.model import Item
from care.outcomes import Code, codes

# X tells the text of a reply with the names in front that its own app hides.
_NAMES = re.compile(r"^(@\w+ )+")


@dataclass(slots=True)
class Found:
    """The sums of one scenario, and every broken promise as a sentence."""

    messages: int = 0
    sends: int = 0
    withdrawn: int = 0
    faults: list[str] = field(default_factory=list)


def look(stand: Stand, load: Load) -> Found:
    """Compare all that was said at X with what lies in cases, and what was sent with what may be sent."""
    found, shown, brand = Found(), stand.shown("timeline"), stand.account.id
    said = [*shown["posts"], *shown["dms"]]
    mine = set(load.ids.values())
    by_post = {post["id"]: post["from"] for post in shown["posts"]}
    written = [one for one in said if one["from"] in mine]
    sent = [one for one in said if one["from"] == brand and _to(one, by_post) in mine]
    found.messages, found.sends = len(written), len(sent)
    found.faults += in_cases([*written, *sent], _stored(stand, mine))
    withdrawn = [item for item in stand.outbox("withdrawn") if item.customer_id in mine]
    done = [item for item in stand.outbox("sent") if item.customer_id in mine]
    found.faults += _as_x_has_it([*withdrawn, *done], sent, by_post)
    lost = {item.customer_id for item in withdrawn if Code.not_shown_and_unwanted in codes(item.because)}
    found.withdrawn = len(lost)
    found.faults += sent_once(sent, by_post, load, lost)
    for item in stand.outbox(*MAY_GO, "unconfirmed", "refused"):
        if item.customer_id in mine:
            found.faults.append(f"{item.item_id} is still {item.state}: {item.reason}")
    for name, url in stand.stack.queues.items():
        if name.endswith("dlq"):
            found.faults += [f"a dead letter in {name}: {reason}" for reason in _dead(stand, url)]
    return found


def _to(one: dict[str, Any], by_post: dict[str, str]) -> str | None:
    return one.get("to") or by_post.get(one.get("in_reply_to") or "")


def _stored(stand: Stand, mine: set[str]) -> Iterator[tuple[str, str, str]]:
    """Case, id and text of each message in the cases of these customers."""
    table = stand.conversations
    for state in ("open", "waiting", "resolved"):
        for case in every(table, stand.account.id, state):
            if case.customer.customer_id in mine:
                yield from ((case.case_id, message.id, message.text) for message in table.messages(case.case_id))


def in_cases(said: list[dict[str, Any]], stored: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Each message lies in exactly one case, as it was written."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for _case, message_id, text in stored:
        places[message_id].append(text)
    for one in said:
        there = places.pop(one["id"], [])
        if len(there) != 1:
            yield f"message {one['id']} lies in {len(there)} cases instead of one: {one['text'][:60]!r}"
        elif _NAMES.sub("", there[0]) != _NAMES.sub("", one["text"]):
            yield f"message {one['id']} is {there[0][:60]!r} in its case, and was written {one['text'][:60]!r}"
    yield from (f"message {one} lies in a case, and X has none such" for one in places)


def _as_x_has_it(outbox: list[Item], sent: list[dict[str, Any]], by_post: dict[str, str]) -> Iterator[str]:
    """What counts as sent is at X, what counts as never sent is not."""
    ids, said = {one["id"] for one in sent}, {(_to(one, by_post), one["text"]) for one in sent}
    for item in outbox:
        if item.state == "sent" and item.x_id not in ids:
            yield f"{item.item_id} counts as sent, and X has none such"
        if item.state != "sent" and (item.customer_id, item.text) in said:
            yield f"{item.item_id} is {item.state}, and X has it: {item.reason}"


def sent_once(sent: list[dict[str, Any]], by_post: dict[str, str], load: Load, lost: set[str]) -> Iterator[str]:
    """Nothing twice; each answer of a person once; one automatic word for each whom no person answered."""
    same = Counter((_to(one, by_post), one["text"]) for one in sent)
    yield from (f"{times} times to {to}: {text[:60]!r}" for (to, text), times in same.items() if times > 1)
    texts = Counter(one["text"] for one in sent)
    for text, customer in load.answers.items():
        if not texts[text]:
            yield f"a person's answer to {customer} never went: {text!r}"
    automatic = Counter(_to(one, by_post) for one in sent if one["text"] not in load.answers)
    yield from (f"{times} automatic words to {to}" for to, times in automatic.items() if times > 1)
    answered = set(load.answers.values())
    for customer in load.ids.values():
        if not automatic[customer] and customer not in answered and customer not in lost:
            yield f"customer {customer} was told nothing"


def _dead(stand: Stand, url: str) -> Iterator[str]:
    sqs, seen = stand.client("sqs"), set[str]()
    while True:
        found = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=30, MessageAttributeNames=["All"]
        ).get("Messages", [])
        new = [one for one in found if one["MessageId"] not in seen]
        if not new:
            return
        for one in new:
            seen.add(one["MessageId"])
            reason = one.get("MessageAttributes", {}).get("reason", {}).get("StringValue", "received too often")
            yield f"{reason} ({_kind(one['Body'])})"


def _kind(body: str) -> str:
    try:
        return str(json.loads(body).get("kind", "?"))
    except (ValueError, AttributeError):
        return "?"
