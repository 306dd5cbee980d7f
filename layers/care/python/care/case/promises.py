"""Promises: "we will tell you by Thursday" is a due date that somebody must keep."""

from collections.abc import Callable
from copy import replace
from datetime import datetime, timedelta

from care.hours import NeverOpens
from care.model.account import Account
from care.model.actions import PromiseKept, PromiseMade
from care.model.case import Case, Promise, without_timer
from care.model.clocks import told_at
from care.model.decision import Decision, changed, unchanged
from care.model.outcomes import Code, Outcome, outcome

_OPEN_PROMISES = 10  # of one case
FOLLOW_UP = "follow-up"


def make(case: Case, event: PromiseMade, account: Account, now: datetime) -> Decision:
    """Keep a promise with its due date; an instant in closed time is moved to the opening after it."""
    if event.due_at <= now:
        return unchanged(case, outcome(Code.promise_in_the_past))
    if sum(promise.state == "open" for promise in case.promises) >= _OPEN_PROMISES:
        return unchanged(case, outcome(Code.too_many_promises))
    due = told_at(event.due_at, account.hours)
    promise = Promise(
        promise_id=event.action_id,
        text=event.text,
        made_by=event.by,
        made_at=now,
        due_at=due,
        remind_at=_reminder(now, due, account),
    )
    case = planned(replace(case, promises=(*case.promises, promise)))
    return changed(case, outcome(Code.promised))


def follow_up(case: Case, now: datetime, account: Account) -> Case:
    """A bad score makes a task for a supervisor, with a due date in open time, once per case."""
    if any(promise.promise_id == FOLLOW_UP for promise in case.promises):
        return case
    try:
        due = told_at(
            account.hours.add_open_time(now, timedelta(minutes=account.survey.follow_up_minutes)), account.hours
        )
    except NeverOpens:
        due = now + timedelta(days=1)
    task = Promise(
        promise_id=FOLLOW_UP,
        text="follow up a bad score",
        made_by="centralita",
        made_at=now,
        due_at=due,
        remind_at=_reminder(now, due, account),
    )
    return planned(replace(case, promises=(*case.promises, task)))


def keep(case: Case, event: PromiseKept, now: datetime) -> Decision:
    """What was promised was done; one that was broken stays so, and is shown no more."""
    found = next((p for p in case.promises if p.promise_id == event.promise_id and p.is_pending), None)
    if found is None:
        return unchanged(case, outcome(Code.no_open_promise))
    if found.state == "broken":
        case = _with(case, lambda p: replace(p, dealt_at=now) if p.promise_id == event.promise_id else p)
        return changed(case, outcome(Code.broken_promise_seen_to))
    case = _with(case, lambda p: replace(p, state="kept", settled_at=now) if p.promise_id == event.promise_id else p)
    return changed(case, outcome(Code.promise_kept))


def fall_due(case: Case, now: datetime) -> tuple[Case, Outcome]:
    """Remind of what is due soon, and say of what is due now that it was broken."""
    broken = any(promise.state == "open" and promise.due_at <= now for promise in case.promises)
    told = _with(case, lambda promise: _fallen_due(promise, now))
    return told, outcome(Code.promise_broken if broken else Code.promise_reminded)


def _fallen_due(promise: Promise, now: datetime) -> Promise:
    if promise.state == "open" and promise.due_at <= now:
        return replace(promise, state="broken", settled_at=now)
    if promise.state == "open" and promise.reminded_at is None and promise.remind_at <= now:
        return replace(promise, reminded_at=now)
    return promise


def _with(case: Case, change: Callable[[Promise], Promise]) -> Case:
    return planned(replace(case, promises=tuple(change(promise) for promise in case.promises)))


def planned(case: Case) -> Case:
    """The case with a timer for the next reminder or due date of its open promises."""
    open_ones = [promise for promise in case.promises if promise.state == "open"]
    instants = [p.due_at if p.reminded_at else p.remind_at for p in open_ones]
    timers = without_timer(case, "promise")
    if instants:
        timers["promise"] = min(instants)
    return replace(case, timers=timers)


def _reminder(now: datetime, due: datetime, account: Account) -> datetime:
    """A quarter of the open time before it is due, at least an hour of it, while somebody is there."""
    hours = account.hours
    left = hours.open_time(now, due)
    before = max(left / 4, timedelta(hours=1))
    if left <= before:
        return told_at(now, hours)
    return told_at(hours.add_open_time(now, left - before), hours)
