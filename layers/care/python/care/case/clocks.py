"""The clocks of a case: which run, which stop, and when people are warned."""

from collections.abc import Callable
from copy import replace
from datetime import datetime

from care.hours import Hours
from care.model import clocks as sla
from care.model.account import Account
from care.model.case import Case, Timer, without_timer
from care.model.clocks import Clock, ClockKind

RESPONSES = ("first_response", "next_response")
KEPT_CLOCKS = 40  # clocks of one case: a longer story keeps its newest, and those that were not stopped


def response_target(case: Case, account: Account) -> int:
    """Open minutes within which a person should answer."""
    return account.sla.complaint_minutes if case.topic == "complaint" else account.sla.other_minutes


def waits_for_us(case: Case, since: datetime, account: Account) -> Case:
    """The customer waits since `since`: the response clock runs from there, the resolution's runs too."""
    target = response_target(case, account)
    running = response_clock(case)
    if running is None or running.started_at > since:
        # Messages come in any order: the oldest that nobody answered is the start.
        kind: ClockKind = "next_response" if case.first_response_at else "first_response"
        running = sla.start(kind, target, since, account.version)
    else:
        shorter = min(target, running.target_minutes or target)
        running = replace(running, target_minutes=shorter)
    clocks = [clock for clock in case.clocks if clock.kind not in RESPONSES or clock.stopped_at is not None]
    # No other clock than the resolution's is left that was not stopped.
    resolution = next((clock for clock in clocks if clock.stopped_at is None), None)
    if resolution is None:
        clocks.append(sla.start("resolution", account.sla.resolution_minutes, since, account.version))
    else:
        clocks[clocks.index(resolution)] = sla.resume(resolution, since, account.version)
    return _with(case, (*clocks, running), account)


def waits_for_customer(case: Case, at: datetime, account: Account) -> Case:
    """A person answered at `at`: the response clock stops, the resolution's pauses."""

    def change(clock: Clock) -> Clock:
        change = sla.stop if clock.kind in RESPONSES else sla.pause
        return change(clock, account.hours, at)

    return _changed(case, account, change)


def all_stop(case: Case, at: datetime, account: Account) -> Case:
    """The case was resolved."""
    return _changed(case, account, lambda clock: sla.stop(clock, account.hours, at))


def hours_changed(case: Case, before: Callable[[int], Hours], at: datetime, account: Account) -> Case:
    """The account's settings changed: deadlines move, time that was used stays. `before` gives a version's hours."""
    return _changed(case, account, lambda clock: sla.replan(clock, before(clock.version), at, account.version))


def response_clock(case: Case) -> Clock | None:
    """The clock that a person's answer stops, if one is running."""
    return next((c for c in case.clocks if c.kind in RESPONSES and c.stopped_at is None), None)


def warned(case: Case, name: Timer, at: datetime, account: Account) -> Case:
    """The response clock with its warning or its breach noted."""
    running = response_clock(case)

    def noted(clock: Clock) -> Clock:
        if clock is not running:
            return clock
        return replace(clock, warned_at=at) if name == "sla_warning" else replace(clock, breached_at=at)

    return _changed(case, account, noted)


def _changed(case: Case, account: Account, change: Callable[[Clock], Clock]) -> Case:
    return _with(case, tuple(change(clock) for clock in case.clocks), account)


def _with(case: Case, clocks: tuple[Clock, ...], account: Account) -> Case:
    """The case with these clocks, its deadline, and the instants at which people are told of it."""
    older = (clock for clock in clocks[:-KEPT_CLOCKS] if clock.stopped_at is None)
    case = replace(case, clocks=(*older, *clocks[-KEPT_CLOCKS:]))
    running = response_clock(case)
    timers = without_timer(case, "sla_warning", "sla_breach")
    deadline: datetime | None = None
    if running and (deadline := sla.due(running, account.hours)):
        warning = sla.due(running, account.hours, sla.WARN_AT) if running.warned_at is None else None
        if warning:
            timers["sla_warning"] = sla.told_at(warning, account.hours)
        if running.breached_at is None:
            timers["sla_breach"] = sla.told_at(deadline, account.hours)
    return replace(case, respond_by=deadline, timers=timers)
