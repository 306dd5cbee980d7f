"""When a plan is open, on the line of instants.

The line is cut into windows of 28 days. The changes inside a window are computed once and kept (the least recently
used go first); every question is then a binary search. Where nothing can change for long (a closed season, an absence
until 2090, open round the clock), the search leaps over the whole stretch, so it is bounded by the number of special
dates and absences, never by a limit of years.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from care.hours.clock import DAY, FIRST, LAST, WallClock
from care.hours.plan import REACH, Plan

WINDOW = 28 * DAY
WINDOWS_KEPT = 256  # about twenty years; a window holds some two hundred numbers


class TimelineWindow(NamedTuple):
    """The changes within 28 days (opening, closing, opening, … in order), and how long it is open in total."""

    changes: tuple[int, ...]
    total: int


class Timeline:
    """A plan by the clock of a zone. An opening is open, a closing is not; touching spans are one."""

    def __init__(self, zone: ZoneInfo, plan: Plan) -> None:
        self.clock = WallClock(zone)
        self.plan = plan
        self.window = lru_cache(maxsize=WINDOWS_KEPT)(self._window)

    def __reduce__(self) -> tuple[type["Timeline"], tuple[ZoneInfo, Plan]]:
        return type(self), (self.clock.zone, self.plan)

    def is_open(self, at: int) -> bool:
        """Whether it is open at an instant."""
        return bisect_right(self.window(at // WINDOW).changes, at) % 2 == 1

    def next_change(self, at: int) -> int | None:
        """The first opening or closing after an instant, None when nothing changes before the end of the calendar."""
        was_open = self.is_open(at)
        while at <= LAST:
            index = at // WINDOW
            changes, end = self.window(index).changes, (index + 1) * WINDOW
            place = bisect_right(changes, at)
            if (place % 2 == 1) != was_open:
                return at
            if place < len(changes) and changes[place] != end:
                return changes[place]
            leap = self.plan.leap(end, was_open)
            if leap is None:
                break
            at = leap
        return None

    def last_change(self, at: int) -> int | None:
        """The opening or closing that began what holds at an instant, which may be itself; None when it always held."""
        was_open, before = self.is_open(at), at + 1
        while before > FIRST:
            index = (before - 1) // WINDOW
            changes, start = self.window(index).changes, index * WINDOW
            place = bisect_left(changes, before)
            if (place % 2 == 1) != was_open:
                return before
            if place and changes[place - 1] != start:
                return changes[place - 1]
            leap = self.plan.leap_back(start, was_open)
            if leap is None:
                break
            before = leap
        return None

    def total(self, start: int, end: int) -> int:
        """How long it is open from `start` to `end`."""
        total = 0
        while start < end:
            index = start // WINDOW
            window, stop = self.window(index), (index + 1) * WINDOW
            whole = start == index * WINDOW and stop <= end
            total += window.total if whole else _open_between(window.changes, start, min(stop, end))
            following = self._after(window, stop)
            if following is None:
                break
            start = following
        return total

    def after(self, at: int, amount: int) -> int | None:
        """The first instant at which `amount` (above 0) of open time has passed since `at`, or None if it never has."""
        while amount <= LAST - at:
            index = at // WINDOW
            window, stop = self.window(index), (index + 1) * WINDOW
            here = window.total if at == index * WINDOW else _open_between(window.changes, at, stop)
            if here >= amount:
                return _reach(window.changes, at, amount)
            amount -= here
            following = self._after(window, stop)
            if following is None:
                break
            at = following
        return None

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The open spans between two instants, in order, merged and cut at both ends."""
        opened: int | None = start if start < end and self.is_open(start) else None
        at = start
        while at < end:
            index = at // WINDOW
            window, stop = self.window(index), (index + 1) * WINDOW
            for place in range(bisect_right(window.changes, at), bisect_left(window.changes, min(stop, end))):
                change = window.changes[place]
                if place % 2 == 0:
                    opened = change
                elif opened is not None:
                    yield opened, change
                    opened = None
            following = self._after(window, stop)
            if following is None or following >= end:
                break
            at = following
            if opened is None and self.is_open(at):
                opened = at
            elif opened is not None and not self.is_open(at):
                yield opened, at
                opened = None
        if opened is not None:
            yield opened, end

    def running(self, day: int, at: int) -> bool:
        """Whether a span that is planned to start on a local day is running at an instant, absences aside."""
        return any(
            self.clock.opening(day * DAY + start) <= at < self.clock.closing(day * DAY + end)
            for start, end in self.plan.spans(day)
        )

    def _after(self, window: TimelineWindow, stop: int) -> int | None:
        """Where to go on after a window; far ahead where nothing opens, None where nothing ever does."""
        # A window that is open somewhere needs no leap: ten years are reckoned in half the time.
        return stop if window.total else self.plan.leap(stop, was_open=False)

    def _window(self, index: int) -> TimelineWindow:
        start, end = index * WINDOW, (index + 1) * WINDOW
        changes: list[int] = []
        for opens, closes in self._planned(start // DAY - REACH, end // DAY + REACH):
            for piece_opens, piece_closes in self.plan.without_absences(opens, closes):
                since, until = max(piece_opens, start), min(piece_closes, end)
                if since >= until:
                    continue
                if changes and since <= changes[-1]:
                    changes[-1] = max(changes[-1], until)
                else:
                    changes += (since, until)
        return TimelineWindow(tuple(changes), sum(changes[1::2]) - sum(changes[::2]))

    def _planned(self, first: int, last: int) -> list[tuple[int, int]]:
        """The spans of local days as instants, in the order of their openings; two may overlap.

        A later opening on the wall is no earlier an instant, whatever the clocks do.
        """
        clock, planned = self.clock, list[tuple[int, int]]()
        offsets = [clock.offset_at_midnight(day) for day in range(first, last + 4)]
        for place, day in enumerate(range(first, last + 1)):
            wall, offset = day * DAY, offsets[place]
            # No clocks change twice in three days: from this midnight to the third one after they rest, and no span of
            # this day can meet a change.
            if offset == offsets[place + 3]:
                midnight = wall - offset
                planned += [(midnight + start, midnight + end) for start, end in self.plan.spans(day)]
            else:
                planned += [
                    (clock.opening(wall + start), clock.closing(wall + end)) for start, end in self.plan.spans(day)
                ]
        return planned


def _open_between(changes: tuple[int, ...], start: int, end: int) -> int:
    first, last = bisect_right(changes, start), bisect_left(changes, end)
    inside = list(changes[first:last])
    if first % 2:
        inside.insert(0, start)
    if last % 2:
        inside.append(end)
    return sum(inside[1::2]) - sum(inside[::2])


def _reach(changes: tuple[int, ...], start: int, amount: int) -> int:
    """The instant at which `amount` of open time has passed since `start`; the changes hold that much."""
    place = bisect_right(changes, start) // 2 * 2
    opens = max(changes[place], start)
    while changes[place + 1] - opens < amount:
        amount -= changes[place + 1] - opens
        place += 2
        opens = changes[place]
    return opens + amount
