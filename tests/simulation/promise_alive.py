"""Promises 9, 10, 12, 13: the due is done, what fails is alone, the told is true, the asked is done."""

from collections.abc import Iterator
from typing import Any

from tests.simulation.dynamodb import Wire
from tests.simulation.facts import LANES, Facts, Fresh
from tests.simulation.promise_dealings import told_in_time
from tests.simulation.promise_once import instant
from tests.simulation.releases import plain

_NOT_TOLD = frozenset({"withdrawn", "refused", "held", "never asked for"})
_FIVE_MINUTES = 300.0
_MOST_FAILURES = 9  # of an item by itself, until a person decides
_UNTIL_KNOWN = 900.0  # so often it is looked whether a beginning went
# So long after the last trouble of X, and with minutes near enough to each other, no queue waits for its way any more.
_TRIED_AGAIN = 5400.0


def within_five_minutes(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """9. Whatever is due is done within five minutes of its time, or waits for a reason that a person can see."""
    if not facts.settled or facts.x.clock.seconds - facts.calm_since < 2 * _FIVE_MINUTES:
        return  # SQS takes the same event once in five minutes
    for case in facts.cases():
        for name, at in case["timers"].items():
            # One that came late, or was reckoned anew, may be due already: a minute finds it, and SQS takes the same
            # event once in five minutes.
            if (
                instant(at) < facts.ticked_at - _FIVE_MINUTES
                and facts.case_at[case["pk"]] < facts.ticked_at - _FIVE_MINUTES - 60
            ):
                yield f"the timer {name} of {case['case_id']} is due since {at}"
        yield from _late(facts, case)
    # What the minute finds is told by a run of its own, which a story may hold up for some minutes.
    yield from told_in_time(facts, facts.ticked_at - 60) if facts.pools else ()
    for item, gate in _ready(facts):
        if int(item.get("failures", 0)) > _MOST_FAILURES:
            yield f"{item['item_id']} failed {item['failures']} times, and nobody is to decide on it"
        late = facts.x.clock.seconds - _own_time(item)
        if late <= _FIVE_MINUTES or facts.behind(_queue(item), item) or _awaits_its_beginning(facts, item):
            continue
        if any(_queue(item) in message.body for message in facts.queues["sends_dlq"].messages.values()):
            continue  # its wake was put aside, and the alarm of that queue rings
        # A minute wakes what a gate held until now.
        held = gate is not None and instant(gate["due_at"]) > facts.x.clock.seconds - _FIVE_MINUTES
        if not (held and gate is not None and int(gate["from_lane"]) <= LANES[item["purpose"]]):
            waits = f"{item['item_id']} ({item['state']}) could have gone for {late / 60:.0f} minutes"
            yield f"{waits}, and nothing holds it"


def _late(facts: Facts, case: dict[str, Any]) -> Iterator[str]:
    """A response that is late is marked so, or a timer is to do it."""
    if "respond_by" not in case or "sla_breach" in case["timers"]:
        return
    for clock in case["clocks"]:
        running = clock["kind"] != "resolution" and "stopped_at" not in clock
        if running and "breached_at" not in clock and instant(case["respond_by"]) < facts.ticked_at - _FIVE_MINUTES:
            yield f"{case['case_id']} is late since {case['respond_by']}, and nothing says so"


def alone(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """10. What fails holds back only itself."""
    if not facts.settled or facts.x.clock.seconds - facts.calm_since < _TRIED_AGAIN:
        return
    outbox = facts.db.tables["outbox"].items
    for item, gate in _ready(facts):
        if gate is None or int(gate["from_lane"]) > 1:
            continue  # the way to X holds all lanes
        circuit = outbox.get((_queue(item), "CIRCUIT"))
        waits = facts.x.clock.seconds - _own_time(item) > _FIVE_MINUTES and not facts.behind(_queue(item), item)
        waits = waits and not _awaits_its_beginning(facts, item)
        if waits and item["customer_id"] not in facts.x.fails and circuit and plain(circuit)["holds"]:
            yield f"{item['item_id']} waits although X takes what is sent to {item['customer_id'] or 'everybody'}"


def told_is_what_went(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """12. What counts as told is what went out."""
    if not (facts.settled or facts.quiet):
        return
    outbox = facts.db.tables["outbox"].items
    states = {sk[5:]: row for (_, sk), row in outbox.items() if sk.startswith("ITEM#")}
    if facts.quiet:
        yield from _on_their_way(facts, states)
    conversations = facts.db.tables["conversations"]
    customers = [conversations.items.get((pk, "CUSTOMER")) for pk in conversations.keys if pk.startswith("CUSTOMER#")]
    for row in customers:
        if row is None or not (told_by := row.get("told_by", {}).get("S", "")):
            continue
        if "told_until" not in row or instant(row["told_until"]["S"]) < facts.x.clock.seconds:
            continue  # it holds nothing back any more
        if told_by in facts.ends_unsaid:
            continue
        if told_by not in states and not facts.quiet:
            continue  # whoever was to have it composed died, and its event comes again
        if any(told_by in message.body for message in facts.queues["events_dlq"].messages.values()):
            continue  # that release was away for longer than its events were tried, and an operator brings them back
        if (state := _known(states.get(told_by))) in _NOT_TOLD:
            yield f"{row['customer_id']['S']} counts as told of the return by {told_by}, which is {state}"


def _on_their_way(facts: Facts, states: dict[str, Wire]) -> Iterator[str]:
    """What a case counts as told while it does not know whether it went is in the outbox, and is not at its end."""
    for case in facts.cases():
        if case["customer_id"] in facts.erased:
            continue
        for one in case.get("on_its_way", ()):
            state = _known(states.get(one["item_id"]))
            if state in _NOT_TOLD and one["item_id"] not in facts.ends_unsaid and not one.get("may_have_gone"):
                yield f"{case['case_id']} counts {one['item_id']} as told, which is {state}"


def done_or_refused(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """13. What a person asked for is done or refused visibly, also when an answer of AWS is lost."""
    for line in (*fresh.fell, *fresh.lines):
        if "ConditionalCheckFailed" in line:
            yield f"a write that AWS had done already counts as refused: {line[:200].strip()}"
    if not facts.quiet:
        return
    rows = facts.db.tables["conversations"].items
    applied = {sk: row for (_, sk), row in rows.items() if sk.startswith("EVENT#")}
    done = {part for sk in applied for part in sk.split("#")[-1].split(":")}
    outbox = facts.db.tables["outbox"].items
    for action_id, (customer_id, what) in facts.asked.items():
        if action_id not in done and customer_id not in facts.erased:
            yield f"{action_id} ({what}) was asked for, and nobody heard of it"
    for item_id, (queue, state, customer_id, action_id) in facts.decided.items():
        row = outbox.get((queue, f"ITEM#{item_id}"))
        if row is None or row["state"]["S"] != state or customer_id in facts.erased:
            continue
        # Who was quicker than the report that it is held reads that nothing waits for approval, and it waits still.
        if "nothing_to_approve" not in _codes(applied.get(f"EVENT#action:{action_id}", {})):
            yield f"a person decided on {item_id}, and it is still {state}"


def _codes(row: Wire) -> set[str]:
    """Why something was decided as it was."""
    return {one["M"]["code"]["S"] for one in row.get("why", {}).get("L", ())}


def _known(row: Wire | None) -> str:
    """The state of an item; of one that was given up in doubt nobody knows whether it went."""
    if row is None:
        return "never asked for"
    item = plain(row)
    dropped = any(one["code"] == "dropped" for one in item.get("why", ()))
    return "unconfirmed" if item.get("doubtful") and not dropped else str(item["state"])


def _ready(facts: Facts) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """What has a place in a lane, with the gate of its queue."""
    outbox = facts.db.tables["outbox"].items
    for pk, sk in [key for key in outbox if key[1].startswith("READY#")]:
        row, gate = outbox.get((pk, f"ITEM#{outbox[pk, sk]['item_id']['S']}")), outbox.get((pk, "GATE"))
        if row is not None:
            yield plain(row), plain(gate) if gate is not None else None


def _queue(item: dict[str, Any]) -> str:
    return f"{item['account_id']}#{item['channel']}"


def _awaits_its_beginning(facts: Facts, item: dict[str, Any]) -> bool:
    """What ends something waits until it is known whether its beginning went, and looks for that now and then."""
    if not (begun_id := item.get("follows")):
        return False
    begun = facts.db.tables["outbox"].items.get((_queue(item), f"ITEM#{begun_id}"))
    if begun is None:
        return False
    known = plain(begun)
    over = known["state"] in {"sent", "refused", "withdrawn", "held"}
    return not over or facts.x.clock.seconds - instant(known["settled_at"]) < _UNTIL_KNOWN + _FIVE_MINUTES


def _own_time(item: dict[str, Any]) -> float:
    """From when on an item may go; an undo delay is below what is looked at."""
    return instant(item.get("tries_again_at") or item.get("not_before") or item["created_at"])
