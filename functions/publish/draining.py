"""Sending what waits in one queue of the outbox: the first lane first, each item one step on, until nothing may go.

Each step is recorded before the next, so a publisher that dies leaves a state from which the next one goes on: an item
that is still claimed when another publisher finds it may have been sent, and is never sent blindly again. Before each
send the queue is read again from its first lane, so that what came meanwhile goes before what waited below it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from care.account import Account
from care.budget.prices import Cost, cost_of
from care.budget.store import Wait
from care.case.model import Case
from care.outbox.fitting import fitted
from care.outbox.guard import Known, guard
from care.outbox.model import LANES, Item, goes_from, part_after, still_wanted
from care.outbox.places import NO_LANE, lane_after, past
from care.outcomes import Code, Outcome, codes, outcome
from publish.links import links_of
from publish.sending import Publisher, of_part, send
from publish.warning import warn

__all__ = ["Publisher", "drain"]

# For so long the very same text to the same customer is taken for a slip.
_REMEMBERED = timedelta(hours=24)
# How often `reconcile` looks for what became of a send.
_UNTIL_KNOWN = timedelta(minutes=15)
# X refuses a text that it has for a day. Later a post that may have gone would go twice.
_REFUSED_AGAIN = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class _Held:
    """What may not go before `until`: this item, its lane and those below, or the whole queue."""

    what: Literal["item", "lane", "queue"]
    until: datetime


def drain(queue: str, account: Account, publisher: Publisher, enough: Callable[[], bool]) -> None:
    """Send what waits in `queue`, until nothing may go, X says to wait, or `enough` says that time is up."""
    outbox = publisher.outbox
    gate = outbox.gate(queue)
    held_from = gate.from_lane if gate is not None and gate.due_at > publisher.now() else NO_LANE
    after, wakes, barred_from, barred_until = "", list[datetime](), NO_LANE, publisher.now()
    while (item := outbox.next(queue, after, held_from)) is not None:
        if enough():
            # The queue is due at once: the next minute goes on where this one stopped.
            outbox.hold(queue, publisher.now(), NO_LANE)
            return
        barred = barred_until if LANES[item.purpose] >= barred_from else None
        held = _advance(item, account, publisher, barred=barred)
        if held is None:
            after, wakes, barred_from = "", [], NO_LANE
        elif held.what == "queue":
            outbox.hold(queue, held.until)
            return
        elif held.what == "lane":
            after, barred_from, barred_until = lane_after(item), min(barred_from, LANES[item.purpose]), held.until
            wakes.append(min(held.until, item.wanted_until or held.until))
        else:
            after = past(item)
            wakes.append(held.until)
    if gate is not None and held_from < NO_LANE:
        # Only the lanes above those that are held were looked at: what holds the others stays.
        if wakes and min(wakes) < gate.due_at:
            outbox.hold(queue, min(wakes), min(held_from, barred_from))
    elif wakes:
        outbox.hold(queue, min(wakes), barred_from)
    elif gate is not None:
        outbox.open(queue)


def _advance(item: Item, account: Account, publisher: Publisher, *, barred: datetime | None) -> _Held | None:
    """Take one item one step on, or say how it is held; with `barred` a lane above waits, so nothing is sent."""
    outbox, now = publisher.outbox, publisher.now()
    publisher.logger.set_correlation_id(item.correlation_id or None)
    match item.state:
        case "released" if _may_be_there(item, now):
            outbox.settle(item, "unconfirmed", now, why=(outcome(Code.too_long_ago_to_repeat),))
        case "waiting" | "released":
            return _prepared(item, account, publisher, barred, now)
        case "claimed":
            # Its publisher died after the claim: the request may have left.
            outbox.settle(item, "unconfirmed", now, why=(outcome(Code.publisher_died),))
        case "sent" | "refused" | "unconfirmed" | "withdrawn" | "held":
            _report(item, account, publisher, now)
    return None


def _may_be_there(item: Item, now: datetime) -> bool:
    """True for a post in doubt that X would not refuse any more, if it has it."""
    began = item.not_before or item.created_at
    return item.doubtful and item.channel == "public" and now - began > _REFUSED_AGAIN


def _prepared(
    item: Item, account: Account, publisher: Publisher, barred: datetime | None, now: datetime
) -> _Held | None:
    outbox = publisher.outbox
    case = None if item.is_own else publisher.conversations.case(item.case_id)
    if reason := still_wanted(item, case, account, now):
        outbox.settle(item, "withdrawn", now, why=(reason,))
        return None
    if item.follows and (ends := _ends_nothing(item, publisher, now)):
        return ends if isinstance(ends, _Held) else None
    fits = fitted(item, account, case.customer.name if case else "")
    if isinstance(fits, Outcome):
        outbox.settle(item, "refused", now, why=(fits,))
        return None
    if fits != item:
        outbox.refit(fits)
        return None
    cost = cost_of(item, account)
    over = item.purpose == "reply" and publisher.budget.over(account, cost, now)
    known = _known(item, case, account, publisher, now)
    if known.said and item.purpose != "reply" and item.other:
        outbox.refit(item.model_copy(update={"text": item.other, "other": ""}))
        return None
    if guarded := guard(item, account, over_budget=over, known=known):
        outbox.settle(item, guarded.state, now, why=of_part(item, guarded.why))
        if item.is_own:
            publisher.notice(f"a post of the account's own ({item.item_id}) was refused", guarded.why)
        return None
    if (from_then := goes_from(item, account)) > now:
        return _Held("item", from_then)
    if barred is not None:
        return _Held("lane", barred)
    return _claimed(item, account, cost, publisher, now)


def _ends_nothing(item: Item, publisher: Publisher, now: datetime) -> _Held | Literal["withdrawn"] | None:
    """What tells of an end goes only if its beginning went; while that is not known it waits."""
    begun = publisher.outbox.item(item.queue, item.follows)
    if begun is not None and begun.state == "sent":
        return None
    if begun is None or begun.state in {"refused", "withdrawn", "held"}:
        publisher.outbox.settle(item, "withdrawn", now, why=(outcome(Code.beginning_not_told),))
        return "withdrawn"
    return _Held("item", now + _UNTIL_KNOWN)


def _known(item: Item, case: Case | None, account: Account, publisher: Publisher, now: datetime) -> Known:
    """What a public text is looked at for besides its own words, where nobody approved it yet."""
    account_id = case.account_id if case else ""
    if item.reposts or item.channel != "public" or item.part > 1 or item.approved_by or item.doubtful:
        return Known(account_id)
    text = item.whole or item.text
    others = [one.username for one in publisher.served() if one.id != account.id] if "@" in text else []
    said = publisher.outbox.said(item, now - _REMEMBERED)
    return Known(account_id, others, said, publisher.dead_link(text) if links_of(text) else None)


def _claimed(item: Item, account: Account, cost: Cost, publisher: Publisher, now: datetime) -> _Held | None:
    wait = publisher.budget.take(item, account, cost, now)
    if isinstance(wait, Wait):
        if wait.why is Code.over_budget and item.purpose == "reply":
            # Another publisher spent the rest a moment ago: the next look at the item holds it.
            return None
        return _Held("lane", wait.until)
    claimed = publisher.outbox.claim(item, now, cost.micro_dollars)
    if claimed is None:
        return None
    until = send(claimed, cost, account, publisher)
    return _Held("lane" if item.reposts else "queue", until) if until is not None else None


def _report(item: Item, account: Account, publisher: Publisher, now: datetime) -> None:
    following = part_after(item) if item.state == "sent" else None
    if following is not None:
        publisher.outbox.add(following)
    publisher.report(item)
    if publisher.outbox.reported(item, publisher.budget.counted(item)):
        publisher.count(f"Send{item.state.capitalize()}")
        if item.purpose == "survey" and item.state in {"refused", "unconfirmed"}:
            publisher.count("SurveyNotSent")
        publisher.logger.info("send.settled", item_id=item.item_id, state=item.state, why=codes(item.because))
        for month in item.charged:
            warn(account, month, publisher, now)
