"""Clocks that run in open time: how long a customer has waited, and when an answer is due (docs/design.md, 4.6).

A clock is a row of segments. A segment counts open time by one version of the account's hours, so that a change of
hours moves what is still to come and leaves what was used. Pausing, stopping and a change of hours close a segment.
"""

from collections.abc import Iterator, Mapping
from copy import replace
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from pydantic import AwareDatetime

from care.hours import Hours, NeverOpens
from care.model.envelope import Value

ClockKind = Literal["first_response", "next_response", "resolution"]

WARN_AT = 0.75  # of the target


MOST_SEGMENTS = 100


class Segment(Value):
    """Time that is over: from `start` to `end`, of which `open_seconds` by version `version` of the settings."""

    start: AwareDatetime
    end: AwareDatetime
    open_seconds: int
    version: int


class Clock(Value):
    """One clock of a case. `target_minutes` are open minutes, None for a clock that only measures.

    It runs while `running_since` is set, is paused while neither that nor `stopped_at` is, and never runs again once
    it was stopped. `ran_out_at` is when a segment that is over used the target up: no later one moves that.
    """

    kind: ClockKind
    target_minutes: int | None = None
    started_at: AwareDatetime
    segments: tuple[Segment, ...] = ()
    running_since: AwareDatetime | None = None
    version: int = 0
    stopped_at: AwareDatetime | None = None
    warned_at: AwareDatetime | None = None
    breached_at: AwareDatetime | None = None
    ran_out_at: AwareDatetime | None = None

    @property
    def open_seconds(self) -> int:
        """Open time of the segments that are over."""
        return sum(segment.open_seconds for segment in self.segments)

    @property
    def wall_seconds(self) -> int:
        """Time as the customer felt it, pauses left out."""
        return sum(int((segment.end - segment.start).total_seconds()) for segment in self.segments)


def start(kind: ClockKind, target_minutes: int | None, at: datetime, version: int) -> Clock:
    """A clock that runs from `at`."""
    return Clock(kind=kind, target_minutes=target_minutes, started_at=at, running_since=at, version=version)


def pause(clock: Clock, hours: Hours, at: datetime) -> Clock:
    """The clock with its running segment closed at `at`; one that does not run stays as it is.

    `hours` are those of the segment's version. An instant before the segment's start closes it empty: events may come
    late, and no clock runs backwards.
    """
    if clock.running_since is None:
        return clock
    end = max(at, clock.running_since)
    opened = int(hours.open_time(clock.running_since, end).total_seconds())
    segment = Segment(start=clock.running_since, end=end, open_seconds=opened, version=clock.version)
    deadline = due(clock, hours)
    ran_out = deadline if deadline is not None and deadline <= end else None
    return replace(clock, segments=_bounded((*clock.segments, segment)), running_since=None, ran_out_at=ran_out)


def _bounded(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """So many segments at most: the two oldest become one that is as long, open and to the customer, as both were.

    A clock is paused and goes on with each message and answer, and a row of DynamoDB takes 400 KB. Where the pause
    between them lay is not known any more, so their account (`explain`) is that of the hours behind the first start.
    """
    if len(segments) <= MOST_SEGMENTS:
        return segments
    first, second, *rest = segments
    both = replace(
        first,
        end=first.end + (second.end - second.start),
        open_seconds=first.open_seconds + second.open_seconds,
        version=second.version,
    )
    return (both, *rest)


def resume(clock: Clock, at: datetime, version: int) -> Clock:
    """A paused clock that runs again from `at`; one that runs or was stopped stays as it is."""
    if clock.running_since is not None or clock.stopped_at is not None:
        return clock
    return replace(clock, running_since=at, version=version)


def stop(clock: Clock, hours: Hours, at: datetime) -> Clock:
    """The clock as it stays: what it measured is in its segments."""
    if clock.stopped_at is not None:
        return clock
    return replace(pause(clock, hours, at), stopped_at=at)


def replan(clock: Clock, before: Hours, at: datetime, version: int) -> Clock:
    """The clock under new settings from `at` on; open time that was used by `before` stays used."""
    if clock.running_since is None or clock.version == version or at < clock.running_since:
        return replace(clock, version=version) if clock.running_since is not None else clock
    return resume(pause(clock, before, at), at, version)


def due(clock: Clock, hours: Hours, share: float = 1.0) -> datetime | None:
    """When `share` of the target is used, if the clock runs on; None for one that does not run or never gets there."""
    if clock.running_since is None or clock.target_minutes is None:
        return None
    if clock.ran_out_at is not None:
        return clock.ran_out_at
    left = timedelta(seconds=round(clock.target_minutes * 60 * share) - clock.open_seconds)
    try:
        return hours.add_open_time(clock.running_since, max(left, timedelta()))
    except NeverOpens:
        return None


def told_at(deadline: datetime, hours: Hours) -> datetime:
    """When people are told of a deadline: then, or at the next opening if nobody is there at that instant."""
    if hours.is_open(deadline):
        return deadline
    return hours.next_opening(deadline) or deadline


class Line(NamedTuple):
    """One line of a clock's account: from, to, open or not and why, open seconds of it, and the sum so far.

    `label` is that of the date or absence that decides.
    """

    start: datetime
    end: datetime
    open: bool
    reason: str
    label: str
    open_seconds: int
    sum_seconds: int


def explain(clock: Clock, versions: Mapping[int, Hours], now: datetime) -> Iterator[Line]:
    """The clock line by line until `now`: each stretch of open or closed time, with its reason, and pauses between.

    `versions` are the hours of each version that the clock was counted by.
    """
    segments = list(clock.segments)
    if clock.running_since is not None:
        end = max(now, clock.running_since)
        segments.append(Segment(start=clock.running_since, end=end, open_seconds=0, version=clock.version))
    total = 0
    before: datetime | None = None
    for segment in segments:
        if before is not None and segment.start > before:
            yield Line(before, segment.start, open=False, reason="paused", label="", open_seconds=0, sum_seconds=total)
        for at, end, is_open, reason, label in _stretches(versions[segment.version], segment.start, segment.end):
            seconds = int((end - at).total_seconds()) if is_open else 0
            total += seconds
            yield Line(at, end, is_open, reason, label, seconds, total)
        before = segment.end


def _stretches(hours: Hours, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, bool, str, str]]:
    at = start
    while at < end:
        told = hours.explain(at)
        until = min(told.until or end, end)
        yield at, until, told.open, told.reason, told.label or ""
        at = until
