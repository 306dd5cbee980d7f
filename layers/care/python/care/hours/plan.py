"""What is planned for each local day, and for how long nothing can change.

A span is `(start, end)` in microseconds after local midnight; an end beyond 24 h lies on the next day. Days are counted
from 1970-01-01.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from care.hours.clock import DAY

# A local day, with what runs past its midnight, touches no instant further than this from the UTC day of the same name.
REACH = 3
LONG_AGO = -(10**9)

type Spans = Sequence[tuple[int, int]]


class Season(NamedTuple):
    """Days from `first` to `last`, both included, that follow `spans` and not the week."""

    first: int
    last: int
    spans: Spans


class DayKind(Enum):
    """What a stretch of days is like: closed throughout, open throughout, or neither."""

    SHUT = auto()
    OPEN = auto()
    MIXED = auto()


class Plan:
    """`week` (the spans of Monday to Sunday), `seasons` that replace it, and `absences` that empty both.

    Seasons are sorted and apart; absences are instants `(start, end)`, sorted and apart.
    """

    def __init__(self, week: Sequence[Spans], seasons: Sequence[Season], absences: Spans) -> None:
        self.week = week
        self.seasons = seasons
        self.absences = absences
        self._season_firsts = [season.first for season in seasons]
        self._absence_starts = [start for start, _ in absences]
        self._absence_ends = [end for _, end in absences]
        self._stretch_firsts, self._stretch_kinds = _stretches(week, seasons)

    def season(self, day: int) -> int | None:
        """The place in `seasons` of the season that a local day belongs to."""
        place = bisect_right(self._season_firsts, day) - 1
        return place if place >= 0 and day <= self.seasons[place].last else None

    def spans(self, day: int) -> Spans:
        """The spans that start on a local day."""
        season = self.season(day)
        return self.week[(day + 3) % 7] if season is None else self.seasons[season].spans  # day 0 is a Thursday

    def without_absences(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """What the absences leave of the instants from `start` to `end`; some pieces may be empty."""
        place = bisect_right(self._absence_ends, start)
        while place < len(self.absences) and self._absence_starts[place] < end:
            yield start, self._absence_starts[place]
            start = self._absence_ends[place]
            place += 1
        yield start, end

    def leap(self, at: int, was_open: bool) -> int | None:
        """The furthest instant from `at` on up to which it surely stays as it was just before; None is for ever."""
        place = bisect_right(self._stretch_firsts, at // DAY - REACH) - 1
        kind = self._stretch_kinds[place]
        is_last = place == len(self._stretch_firsts) - 1
        border = None if is_last else (self._stretch_firsts[place + 1] - REACH) * DAY
        if was_open:
            if kind is not DayKind.OPEN:
                return at
            absence = bisect_left(self._absence_starts, at)
            if absence < len(self.absences):
                start = self._absence_starts[absence]
                border = start if border is None else min(border, start)
        else:
            absence = bisect_right(self._absence_starts, at) - 1
            if absence >= 0 and at < self._absence_ends[absence]:
                return self._absence_ends[absence]
            if kind is not DayKind.SHUT:
                return at
        return None if border is None else max(at, border)

    def leap_back(self, at: int, was_open: bool) -> int | None:
        """The mirror of `leap`: the earliest instant since which it surely was as it was just before `at`."""
        place = bisect_right(self._stretch_firsts, at // DAY + REACH) - 1
        kind = self._stretch_kinds[place]
        border = None if place == 0 else (self._stretch_firsts[place] + REACH) * DAY
        if was_open:
            if kind is not DayKind.OPEN:
                return at
            absence = bisect_right(self._absence_ends, at) - 1
            if absence >= 0:
                end = self._absence_ends[absence]
                border = end if border is None else max(border, end)
        else:
            absence = bisect_left(self._absence_starts, at) - 1
            if absence >= 0 and at <= self._absence_ends[absence]:
                return self._absence_starts[absence]
            if kind is not DayKind.SHUT:
                return at
        return None if border is None else min(at, border)


def _stretches(week: Sequence[Spans], seasons: Sequence[Season]) -> tuple[list[int], list[DayKind]]:
    """The line of days cut into stretches of one kind: the first day of each (the very first is long ago), its kind."""
    usual = _kind(week)
    firsts, kinds = [LONG_AGO], [usual]
    for season in seasons:
        for first, kind in ((season.first, _kind([season.spans])), (season.last + 1, usual)):
            if firsts[-1] == first:
                firsts.pop()
                kinds.pop()
            # Two neighbours that are open throughout may still leave a hole where they meet.
            if kinds[-1] is not kind or kind is DayKind.OPEN:
                firsts.append(first)
                kinds.append(kind)
    return firsts, kinds


def _kind(days: Sequence[Spans]) -> DayKind:
    """The kind of a stretch in which these days come again and again."""
    if not any(days):
        return DayKind.SHUT
    covered: int | None = None
    # Twice round: what meets its own beginning without a hole has none, also past the last midnight.
    for place, spans in enumerate([*days, *days]):
        for start, end in spans:
            if covered is not None and start + place * DAY > covered:
                return DayKind.MIXED
            covered = end + place * DAY
    return DayKind.OPEN
