"""The first promise: what was accepted is applied, stored, answered and counted exactly once, whatever happened."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.simulation.dynamodb import Wire
from tests.simulation.facts import Facts, Fresh, Write
from tests.simulation.promise_besides import shown_and_changed
from tests.simulation.releases import plain

from care.model.snowflake import id_at
from care.model.tallies import Tallies, total

_WITHIN = 300.0  # what is due is done within five minutes


def exactly_once(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """1. Every accepted event is applied exactly once to its case."""
    for write in fresh.writes:
        if write.table != "conversations":
            continue
        pk, sk = write.key
        if sk == "CASE" and write.after is not None:
            facts.account_of[pk] = write.after["account_id"]["S"]
            facts.customer_of[pk] = write.after["customer_id"]["S"]
            if write.after["state"]["S"] == "resolved":
                facts.resolved.add(pk)
        if sk.startswith("MSG#"):
            yield from _placed(facts, write)
        if sk.startswith("EVENT#") and write.before is not None and write.after is not None:
            yield f"event {sk[6:]} was applied again"
    for write in fresh.by_report:
        yield f"the report changed {write.key}"
    if facts.quiet:
        yield from _nothing_lost(facts)
        yield from shown_and_changed(facts)
        yield from _miscounted(facts)


def _placed(facts: Facts, write: Write) -> Iterator[str]:
    (pk, sk), x_id = write.key, write.key[1].rpartition("#")[2]
    places = facts.messages[facts.account_of[pk], x_id]
    places.discard(write.key) if write.after is None else places.add(write.key)
    if len(places) > 1:
        yield f"message {x_id} lies in {len(places)} places"
    chain = facts.besides.wordings(x_id)
    beside = sum(len(facts.messages.get((facts.account_of[pk], one), ())) for one in chain) if len(chain) > 1 else 0
    if write.before is None and beside > 1 and facts.besides.is_known_whole(chain):
        yield f"message {x_id} lies beside another wording of it"
    key = (facts.account_of[pk], x_id)
    if write.after is None and facts.customer_of[pk] in facts.erased:
        facts.counted.discard(key)  # who was erased and is heard of again counts again
    elif write.before is None and write.after is not None and key not in facts.counted:
        facts.counted.add(key)
        _counted(facts, facts.account_of[pk], write.after)
    if write.before is None and _was_erased(facts, pk, sk):
        yield f"message {x_id} is back, although its customer had it erased"


def _counted(facts: Facts, account_id: str, row: Wire) -> None:
    by, purpose, channel = (row.get(name, {}).get("S", "") for name in ("by", "purpose", "channel"))
    if channel == "internal" or "deleted_at" in row:
        return
    people = "by_people" if by == "person" or purpose == "reply" else "automatic"
    facts.stored[account_id]["messages_in" if by == "customer" else f"messages_{people}"] += 1


def _miscounted(facts: Facts) -> Iterator[str]:
    """The report, added up at the end, counts each message that was ever stored once."""
    rows = facts.db.tables["accounts"].items.items()
    for account_id, stored in facts.stored.items():
        days = [row for (pk, _), row in rows if pk.startswith(f"REPORT#{account_id}#")]
        told = total(Tallies.of_json(json.loads(row["tallies"]["S"])) for row in days)
        for measure, times in stored.items():
            if (count := told.sum(measure)) != times:
                yield f"the report counts {count} {measure} of {account_id}, and {times} were stored"


def _was_erased(facts: Facts, pk: str, sk: str) -> bool:
    items = facts.db.tables["conversations"].items
    case = items.get((pk, "CASE"))
    if case is None:
        return False  # its erasure died between two rows, and goes on
    customer = items.get((f"CUSTOMER#{case['account_id']['S']}#{case['customer_id']['S']}", "CUSTOMER"), {})
    if "erased_at" not in customer:
        return False
    _, at, x_id = sk.split("#")
    erased_at = customer["erased_at"]["S"]
    # An instance whose clock is behind stores what it hears of as written now; X's id tells when it was.
    after = x_id.isdecimal() and int(x_id) > int(id_at(datetime.fromisoformat(erased_at)))
    return instant(at) <= instant(erased_at) and not after


def _nothing_lost(facts: Facts) -> Iterator[str]:
    yield from _not_stored(facts)
    yield from _not_sent(facts)
    for case in facts.cases():
        if case["customer_id"] not in facts.erased and not case.get("merged_into"):
            yield from _waits_for_nobody(facts, case)
            yield from _overdue(facts, case)
            if case.get("selfservice", {}).get("talk", {}).get("phase") == "looking":
                yield f"case {case['case_id']} waits for a look-up of which nothing is heard"


def _not_stored(facts: Facts) -> Iterator[str]:
    stored = {key for key, places in facts.messages.items() if places}
    for account_id, x_id in facts.accepted:
        if (account_id, x_id) in stored or x_id in facts.deleted:
            continue
        if any((account_id, one) in stored for one in facts.besides.wordings(x_id)):
            continue  # another wording of what is stored
        author, text = facts.written[x_id]
        if any(mark in text and facts.letter_of(mark) for mark in facts.unfit):
            continue  # it can never be stored, and an operator sees it
        customer = facts.db.tables["conversations"].items.get((f"CUSTOMER#{account_id}#{author}", "CUSTOMER"), {})
        # Who has no case and wants no automatic messages gets none for it: that it is so is kept.
        opted_out = text.endswith("BAJA") and "opted_out_at" in customer
        if author not in facts.erased and not opted_out:
            yield f"message {x_id} of {author} was accepted and is nowhere"


def _not_sent(facts: Facts) -> Iterator[str]:
    outbox = facts.db.tables["outbox"].items
    known = {sk[5:] for _, sk in outbox if sk.startswith("ITEM#")}
    for command in facts.commands():
        asked = command["kind"] == "send_reply" and command["customer_id"] not in facts.erased
        unfit = asked and command["text"] in facts.unfit and facts.letter_of(command["text"])
        if asked and command["item_id"] not in known and not unfit:
            yield f"the reply {command['item_id']} was decided and never put into the outbox"
    for pk, sk in [key for key in outbox if key[1].startswith("READY#")]:
        item_id = outbox[pk, sk]["item_id"]["S"]
        item, gate = outbox.get((pk, f"ITEM#{item_id}")), outbox.get((pk, "GATE"))
        # What waits for the next month's dollars, or for X's day, waits behind a gate that opens by itself.
        held = gate is not None and instant(gate["due_at"]["S"]) > facts.x.clock.seconds
        # What keeps failing is tried again for some hours; then a person sees it.
        fails = item is not None and (facts.fails(plain(item)) or facts.behind(pk, plain(item)))
        # What failed at X may also wait for the gate that its failure shut, which is open later than its own next try.
        waits = held and item is not None and (item["purpose"]["S"] != "reply" or "tries_again_at" in item)
        if item is not None and not fails and not waits:
            yield f"{item_id} still waits to be sent ({item['state']['S']})"


def _waits_for_nobody(facts: Facts, case: dict[str, Any]) -> Iterator[str]:
    """A case says that it waits for the customer although the customer wrote last and nobody answered."""
    if case["state"] != "waiting" or case["pk"] in facts.resolved:
        return
    table = facts.db.tables["conversations"]
    pk = case["pk"]
    rows = [plain(table.items[pk, sk]) for sk in table.keys.get(pk, ()) if sk.startswith("MSG#")]
    asked = [row["at"] for row in rows if row["by"] == "customer" and "zq" in row["text"]]
    answers = [row["at"] for row in rows if row["by"] == "person" or row.get("purpose") == "reply"]
    if asked and (not answers or instant(max(asked, key=instant)) > instant(max(answers, key=instant))):
        yield f"case {case['case_id']} waits for a customer who wrote last"


def _overdue(facts: Facts, case: dict[str, Any]) -> Iterator[str]:
    """Something on a case fell due, and nothing acts on it."""
    for name, at in case["timers"].items():
        if instant(at) <= facts.x.clock.seconds - _WITHIN:
            yield f"the timer {name} of {case['case_id']} has been due since {at}"


def instant(text: str) -> float:
    """Seconds since 1970 of an instant as it is written."""
    return datetime.fromisoformat(text).timestamp()
