"""What must always hold (docs/design.md, 8): each promise a function of the facts, with its number and its sentence.

A function yields what broke its promise, in words. It sees what is new, and the facts around it.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from tests.simulation.brands import CLOSED, EXPOSED, INCIDENT, OPEN, OVER, SENSITIVE
from tests.simulation.facts import Facts, Fresh, Write
from tests.simulation.lookups import stated
from tests.simulation.opening import Opening
from tests.simulation.promise_alive import alone, done_or_refused, told_is_what_went, within_five_minutes
from tests.simulation.promise_besides import acknowledged_twice, opens_at_the_customer
from tests.simulation.promise_dealings import (
    codes_go_to_one,
    nothing_private_outside,
    nothing_to_spammers,
    told_once_it_arrived,
)
from tests.simulation.promise_once import exactly_once, instant
from tests.simulation.promise_planned import found_once, own_posts_in_time, people_told
from tests.simulation.promise_reach import reaches_all
from tests.simulation.releases import LEAST_PATIENCE, plain
from tests.simulation.sqs import Message
from tests.simulation.x_side import SECRETS, Done

type Promise = Callable[[Facts, Fresh], Iterator[str]]

_TOLD = re.compile(r"(\d{1,2})[:h](\d\d)( pm)?")
_PRIVATE_WORDS = ("zq", "ZQ-", *SENSITIVE)
_PRIVATE = re.compile("|".join(map(re.escape, _PRIVATE_WORDS)))
_NEVER_LOGGED = re.compile("|".join(map(re.escape, (*_PRIVATE_WORDS, *SECRETS))))
_QUARTER = 900.0
_LONGEST = 60.0  # seconds of a function
# Of AWS, which a function need not survive, and what it says of one at its end.
_OUTAGES = (
    "ClientError",
    "TransactionCanceledException",
    "TransactionConflictException",
    "ReadTimeoutError",
    "NotEnqueued",
    "could not be looked at",
    "could not be added up",
    "did not take",
)


def one_automatic_reply(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """2. At most one automatic reply per interaction, none after a person answered, one closed-hours one per period."""
    for write in fresh.writes:
        if write.table == "conversations" and write.key[1] == "CASE" and write.after is not None:
            answered = write.after.get("person_answered_at", {}).get("S")
            if answered and (write.before or {}).get("person_answered_at", {}).get("S") != answered:
                facts.answered[write.key[0]].append((write.effect, write.at, instant(answered)))
    yield from acknowledged_twice(facts, fresh)
    yield from nothing_to_spammers(facts, fresh)
    for done in fresh.sends:
        item = done.item
        if not done.done or item.get("purpose") != "acknowledgement":
            continue
        earlier = facts.automatic_for[done.account_id, f"{item['case_id']}#{item['answers_at']}"]
        if earlier and OVER not in done.text and not _at_the_same_instant(facts, item, earlier):
            yield f"a second automatic reply to one message of {item['customer_id']}: {done.text[:40]!r}"
        earlier.append(done)
        yield from _after_an_answer(facts, done)
        if CLOSED in done.text:
            yield from _once_a_period(facts, done)


def _at_the_same_instant(facts: Facts, item: dict[str, Any], earlier: list[Done]) -> bool:
    """The customer wrote two at one instant, or a later one was stored by an instance whose clock is behind."""
    if all(":selfservice:" in one["item_id"] for one in (item, *(done.item for done in earlier))):
        # Each DM of one instant is answered for itself, whichever came first; that none goes twice is promise 3.
        return item["item_id"] not in {done.item["item_id"] for done in earlier}
    rows = facts.db.tables["conversations"].keys.get(f"CASE#{item['case_id']}", ())
    messages = [(row.split("#")[1], row.split("#")[2]) for row in rows if row.startswith("MSG#")]
    last = max((int(one.item["item_id"].split(":")[2]) for one in earlier), default=0)
    return any(
        x_id.isdecimal() and int(x_id) > last and instant(at) <= instant(item["answers_at"])
        for at, x_id in messages
        if facts.written.get(x_id, ("",))[0] == item["customer_id"]
    )


def _after_an_answer(facts: Facts, done: Done) -> Iterator[str]:
    item, by_itself = done.item, ":selfservice:" in done.item["item_id"]
    for effect, known, at in facts.answered[f"CASE#{item['case_id']}"]:
        if effect < done.began and at >= instant(item["answers_at"]):
            yield f"{item['item_id']} went although a person had answered"
            return
        if by_itself and known < instant(item["created_at"]):
            yield f"{item['item_id']}: self-service went on after a person had answered"
            return


def _once_a_period(facts: Facts, done: Done) -> Iterator[str]:
    told = facts.closed_for[done.account_id, done.item["customer_id"]]
    if told:
        last = told[-1]
        opening = facts.openings[done.account_id][-1].next_opening(last.at)
        moved = any(last.at - 3600 <= at <= done.at for at in facts.changed_hours_at[done.account_id])
        # Who had everything erased has never been told anything.
        known = done.item["customer_id"] not in facts.erased
        if known and not moved and opening is not None and opening > done.at + 2:
            yield f"{done.item['customer_id']} was told twice in one closed period when we are back"
    told.append(done)


def sent_once(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """3. No send is made twice."""
    for done in fresh.sends:
        if not done.done:
            continue
        if not done.item:
            yield f"something was sent that nobody had claimed: {done.text[:40]!r}"
            continue
        made = facts.by_item[f"{done.account_id} {done.item['item_id']}"]
        made.append(done)
        if len(made) > 1:
            yield f"{done.item['item_id']} was sent {len(made)} times"
    yield from opens_at_the_customer(facts, fresh)
    yield from codes_go_to_one(facts, fresh)


def nothing_private_in_public(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """4. Nothing sensitive goes out in public; nothing personal is logged."""
    for done in fresh.sends:
        if done.done and done.channel == "public" and (found := _PRIVATE.search(done.text)):
            yield f"{found[0]!r} went out in public"
        if done.done and ":selfservice:" in done.item.get("item_id", ""):
            yield from _told_of_an_order(facts, done)
    for (bucket, key), body in facts.s3.objects.items() if facts.quiet else ():
        if bucket == "files" and (found := _NEVER_LOGGED.search(body.decode())):
            yield f"{found[0]!r} is in the file {key}"
    if facts.x.brand_api.wrong:
        yield f"{facts.x.brand_api.wrong[-1]} was asked with what is not its key"
    yield from nothing_private_outside(facts, fresh)
    for line in fresh.lines:
        if found := _NEVER_LOGGED.search(line):
            yield f"{found[0]!r} was logged: {line[:200]}"


def _told_of_an_order(facts: Facts, done: Done) -> Iterator[str]:
    """What self-service says goes by DM, and tells a customer of an order of their own."""
    if done.channel == "public":
        yield f"what self-service says went out in public: {done.text[:40]!r}"
    if told := stated(done.text):
        asked, found = told
        if asked != found or asked not in facts.orders[done.to]:
            yield f"{done.to} asked for {asked} and was told of {found}"


def nothing_in_closed_time(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """5. No deadline, warning or acknowledgement time lies in closed time; changes of clocks lose or add no hour."""
    for write in fresh.writes:
        if write.table == "conversations" and write.key[1] == "CASE" and write.after is not None:
            yield from _clocks(facts, write)
    for done in fresh.sends:
        if done.done and done.item.get("purpose") == "acknowledgement":
            openings, at = facts.openings[done.account_id], _decided_at(done)
            if CLOSED in done.text and _settled(facts, done):
                opening = openings[-1].next_opening(at - 2)
                shown = {openings[-1].shown(opening)} if opening else set()
                told = {f"{int(h) % 12 + 12 if pm else int(h)}:{m}" for h, m, pm in _TOLD.findall(done.text)}
                if not shown & told:
                    yield f"told {told} and it opens at {shown}"
                before = at - 2 - 2 * facts.skewed
                # It was written by a clock that may be ahead, and claimed by one that may be behind.
                made = instant(done.item["created_at"])
                closed_by_then = abs(made - done.at) <= 2 * facts.skewed + 2 and not openings[-1].is_open(made)
                open_yet = openings[-1].is_open(min(at + facts.skewed, done.at)) and not closed_by_then
                if openings[-1].is_open(before) and open_yet:
                    yield "told that we are closed while we are open"


def _decided_at(done: Done) -> float:
    """When a publisher claimed what X took then: it may wait between the two for as long as a function runs."""
    return max(min(instant(done.item["claimed_at"]), done.at), done.at - _LONGEST)


def _settled(facts: Facts, done: Done) -> bool:
    """Nobody changed the hours while it was being sent."""
    return not any(done.at - 300 <= at for at in facts.changed_hours_at[done.account_id])


def _clocks(facts: Facts, write: Write) -> Iterator[str]:
    after, before = write.after or {}, write.before or {}
    if after.get("timers") == before.get("timers") and after.get("clocks") == before.get("clocks"):
        return
    case = plain(after)
    openings = facts.openings[case["account_id"]]

    for name in ("acknowledge", "sla_warning", "sla_breach", "survey"):
        at = case["timers"].get(name)
        # A grace may end at the very closing; of a deadline people are told when they are there.
        slack = 1 if name == "acknowledge" else 0
        if at and not any(opening.is_open(instant(at), slack) for opening in openings):
            yield f"the timer {name} of {case['case_id']} lies in closed time: {at}"
    if len(openings) > 1:
        return
    for clock in case["clocks"]:
        used = 0
        for segment in clock["segments"]:
            reckoned = openings[0].open_time(instant(segment["start"]), instant(segment["end"]))
            used += int(segment["open_seconds"])
            if abs(reckoned - int(segment["open_seconds"])) > 1:
                yield f"{segment['open_seconds']} open seconds were counted where {reckoned:.0f} were"
        if case["timers"].get("sla_breach") and clock["kind"] != "resolution" and clock.get("running_since"):
            due = case["timers"]["sla_breach"]
            reckoned = used + openings[0].open_time(instant(clock["running_since"]), instant(due))
            if abs(reckoned - int(clock["target_minutes"]) * 60) > 1:
                yield f"{case['case_id']} is due after {reckoned:.0f} open seconds instead of its target"


def put_aside_alone(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """6. What cannot be processed ends in a dead-letter queue with its reason, and drags no other along."""
    for failed in (*fresh.fell, *(line for line in fresh.lines if '"account.failed"' in line)):
        if not any(kind in failed for kind in _OUTAGES):
            yield f"a function failed for more than one message: {failed[-150:].strip()}"
    for queue in facts.dead_letters:
        # What was put aside is not received any more: a queue whose newest letter is known holds no other that is new.
        newest = next(reversed(queue.messages), "")
        if (queue.name, newest) in facts.newest_letters:
            continue
        facts.newest_letters.add((queue.name, newest))
        for message in queue.messages.values():
            if (letter := (message.message_id, message.receives)) not in facts.judged:
                facts.judged.add(letter)
                yield from _put_aside(facts, message)
    if facts.quiet:
        bodies = [m.body for q in facts.dead_letters for m in q.messages.values()]
        for mark, what in facts.poison.items():
            if not any(mark in body for body in bodies):
                yield f"{what} was accepted, could not be processed, and is in no dead-letter queue"


def _put_aside(facts: Facts, message: Message) -> Iterator[str]:
    if message.reason and not any(mark in message.body for mark in (*facts.poison, *facts.unfit)):
        yield f"put aside without need ({message.reason}): {message.body[:120]}"
    if not message.reason and message.receives < 10:
        yield f"a message was given up after {message.receives} receives"
    newer = facts.newer.get(message.message_id)
    if newer and newer.receives == 0 and message.visible_at - newer.at < LEAST_PATIENCE:
        yield f"what a newer release wrote was given up after {message.visible_at - newer.at:.0f} s"


def forgeries_change_nothing(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """7. A forged, replayed, oversized or malformed delivery changes nothing and is counted."""
    for kind, status, put, line in fresh.said_by_ingest:
        if status == 200 or put:
            yield f"{kind} was answered {status} and put {put} messages on the queue"
        elif not re.search(r'"(SignatureRefused|DeliveryTooLarge|DeliveryMalformed)":\[1', line):
            yield f"{kind} was refused and not counted"


def lanes_and_budgets(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """8. Lower lanes never delay higher ones; budgets are never exceeded."""
    for done in fresh.sends:
        if done.passed_over:
            yield f"{done.item['item_id']} went before {done.passed_over}, which is of a higher lane"
        window = facts.recent[done.account_id, done.channel]
        # What a publisher counts as gone by its clock another one has put down by its own.
        while window and window[0] <= done.at - _QUARTER + 2 * facts.skewed:
            window.popleft()
        window.append(done.at)
        lately = len(window)
        most = 15 if done.channel == "private" else 100
        purpose = done.item.get("purpose", "")
        if lately > most:
            yield f"{lately} sends ({done.channel}) in a quarter of an hour"
        if purpose in {"acknowledgement", "resolution"} and lately > most * 0.8:
            yield f"an automatic message took the {lately}th place of {most}, which is kept for replies"
        if purpose == "survey" and lately > most * 0.6 + 1:
            yield f"a survey took the {lately}th place of {most}"
        if done.done:
            month = (done.account_id, f"{datetime.fromtimestamp(done.at).astimezone():%Y-%m}")
            limit = facts.limits.get(done.account_id)
            facts.spent[month] += done.cost
            if limit is not None and facts.spent[month] > limit and not done.item.get("approved_by"):
                yield f"{facts.spent[month]} micro-dollars were spent of {limit}"
        facts.sent.append(done)
    if facts.x.calls["over the limit"] and facts.skewed < 1:
        yield "X had to refuse a send, because its limit was used up"


# By its number, each promise and which part of what is new it looks at alone, if it is one.
PROMISES: tuple[tuple[int, Promise, str], ...] = (
    (1, exactly_once, ""),
    (1, found_once, ""),
    (2, one_automatic_reply, ""),
    (3, sent_once, "sends"),
    (4, nothing_private_in_public, ""),
    (5, nothing_in_closed_time, ""),
    (6, put_aside_alone, ""),
    (7, forgeries_change_nothing, "said_by_ingest"),
    (8, lanes_and_budgets, "sends"),
    (9, within_five_minutes, ""),
    (9, own_posts_in_time, ""),
    (10, alone, ""),
    (11, reaches_all, ""),
    (12, told_is_what_went, ""),
    (12, told_once_it_arrived, ""),
    (12, people_told, ""),
    (13, done_or_refused, ""),
)
NUMBERS = {number for number, *_ in PROMISES}
# What is looked at after each event; the others are looked at when nothing more can be done at an instant, and of the
# eleventh only what goes during a pause.
ALWAYS = tuple(
    (number, promise, "sends" if number == 11 else part)
    for number, promise, part in PROMISES
    if promise not in {within_five_minutes, alone, told_is_what_went}
)
__all__ = ["ALWAYS", "EXPOSED", "INCIDENT", "NUMBERS", "OPEN", "PROMISES", "Opening", "Promise"]
