"""Opening hours reckoned a second time, without `care.hours`: what its promises are checked against.

Each local day's intervals become instants by `zoneinfo` alone. An opening in the gap of spring is the gap's end; a
closing in the fold of autumn is the second one.
"""

from bisect import bisect_right
from collections.abc import Container, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Opening:
    """The open intervals of a weekly schedule between two days, as seconds since 1970."""

    def __init__(
        self,
        zone: str,
        weekly: Mapping[str, Sequence[Sequence[str]]],
        first: date,
        last: date,
        closed: Container[date] = (),
    ) -> None:
        self.zone = ZoneInfo(zone)
        self.intervals: list[tuple[float, float]] = []
        day = first
        while day <= last:
            for start, end in () if day in closed else weekly.get(_DAYS[day.weekday()], ()):
                closes = day if end > start else day + timedelta(days=1)
                self._add(self._instant(day, start, second=False), self._instant(closes, end, second=True))
            day += timedelta(days=1)
        self._starts = [start for start, _ in self.intervals]

    def _add(self, start: float, end: float) -> None:
        if self.intervals and start <= self.intervals[-1][1]:
            self.intervals[-1] = (self.intervals[-1][0], max(end, self.intervals[-1][1]))
        elif end > start:
            self.intervals.append((start, end))

    def _instant(self, day: date, text: str, *, second: bool) -> float:
        if text == "24:00":
            day, text = day + timedelta(days=1), "00:00"
        local = datetime.combine(day, time.fromisoformat(text), self.zone)
        one, other = local.timestamp(), local.replace(fold=1).timestamp()
        if one <= other:
            return other if second else one
        # The local time does not exist: the instant at which the clocks change lies between the two.
        low, high = other, one
        while high - low > 1:
            middle = (low + high) // 2
            moved = datetime.fromtimestamp(middle, UTC).astimezone(self.zone).utcoffset()
            before = datetime.fromtimestamp(other - 1, UTC).astimezone(self.zone).utcoffset()
            low, high = (middle, high) if moved == before else (low, middle)
        return high

    def is_open(self, at: float, slack: float = 0) -> bool:
        """Whether somebody is there at an instant; with `slack` also so shortly before or after."""
        return any(
            start - slack <= at < end + slack or (slack and start - slack <= at <= end + slack)
            for start, end in self.intervals[max(0, bisect_right(self._starts, at) - 1) :][:2]
        )

    def next_opening(self, at: float) -> float | None:
        """The next instant after `at` at which it opens."""
        place = bisect_right(self._starts, at)
        return self._starts[place] if place < len(self._starts) else None

    def open_time(self, start: float, end: float) -> float:
        """Open seconds between two instants."""
        place = max(0, bisect_right(self._starts, start) - 1)
        total = 0.0
        for opens, closes in self.intervals[place:]:
            if opens >= end:
                break
            total += max(0.0, min(closes, end) - max(opens, start))
        return total

    def shown(self, at: float) -> str:
        """The wall-clock time of an instant, as texts write it."""
        local = datetime.fromtimestamp(at, UTC).astimezone(self.zone)
        return f"{local.hour}:{local.minute:02}"
