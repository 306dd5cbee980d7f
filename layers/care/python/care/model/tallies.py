"""The counts of a day, or of any number of days: what the report keeps, adds up and reads its measures from."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from care.model.count import DURATIONS, Count
from care.model.sketch import Sketch

_HOURLY = frozenset({"messages_in", "opened", "first_wall"})
_AN_HOUR = 3600

type TallyCell = tuple[str, str]
"""The channel in which a case was opened (of messages: their own), and its topic."""


@dataclass
class Tallies:
    """Counts by cell and measure, distributions of durations by the same, and a few counts by hour of the day.

    A duration is counted too, as `first_wall` and as `first_wall_within_hour` (an hour and less); a score under its
    own name, as `score_csat:4`.
    """

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    durations: dict[tuple[str, str, str], Sketch] = field(default_factory=dict)
    hours: Counter[tuple[int, str]] = field(default_factory=Counter)

    def add(self, count: Count) -> None:
        """Take one count in."""
        cell = (count.channel, count.topic)
        name = f"{count.measure}:{count.value}" if count.measure.startswith("score_") else count.measure
        self.counts[*cell, name] += count.n
        if count.measure in _HOURLY:
            self.hours[count.hour, count.measure] += count.n
        if count.measure not in DURATIONS:
            return
        self.durations.setdefault((*cell, name), Sketch()).add(count.value, count.n)
        if count.value <= _AN_HOUR:
            self.counts[*cell, f"{name}_within_hour"] += count.n
            if count.measure in _HOURLY:
                self.hours[count.hour, f"{name}_within_hour"] += count.n

    def __iadd__(self, other: "Tallies") -> Self:
        self.counts.update(other.counts)
        self.hours.update(other.hours)
        for key, sketch in other.durations.items():
            mine = self.durations.setdefault(key, Sketch())
            mine += sketch
        return self

    def of(self, where: Callable[[TallyCell], bool]) -> "Tallies":
        """The part of the tallies in the cells that `where` picks; hours of the day are kept for all cells alone."""
        counts = {key: n for key, n in self.counts.items() if where((key[0], key[1]))}
        durations = {key: sketch for key, sketch in self.durations.items() if where((key[0], key[1]))}
        return Tallies(Counter(counts), durations)

    def sum(self, measure: str, where: Callable[[TallyCell], bool] = lambda _cell: True) -> int:
        """How often something was counted in the cells that `where` picks."""
        return sum(n for (*cell, name), n in self.counts.items() if name == measure and where((cell[0], cell[1])))

    def sketch(self, measure: str, where: Callable[[TallyCell], bool] = lambda _cell: True) -> Sketch:
        """The distribution of a duration over the cells that `where` picks."""
        found = Sketch()
        for (channel, topic, name), sketch in self.durations.items():
            if name == measure and where((channel, topic)):
                found += sketch
        return found

    def to_json(self) -> dict[str, Any]:
        """What `of_json` reads; what is 0 is left out."""
        return {
            "counts": {"|".join(key): n for key, n in sorted(self.counts.items()) if n},
            "durations": {"|".join(key): sketch.to_json() for key, sketch in sorted(self.durations.items())},
            "hours": {f"{hour}|{name}": n for (hour, name), n in sorted(self.hours.items()) if n},
        }

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "Tallies":
        """The tallies that `to_json` wrote."""
        tallies = cls()
        for key, n in stored["counts"].items():
            channel, topic, name = key.split("|")
            tallies.counts[channel, topic, name] = int(n)
        for key, sketch in stored["durations"].items():
            channel, topic, name = key.split("|")
            tallies.durations[channel, topic, name] = Sketch.of_json(sketch)
        for key, n in stored["hours"].items():
            hour, _, name = key.partition("|")
            tallies.hours[int(hour), name] = int(n)
        return tallies


def by_day(counts: Iterable[Count]) -> dict[str, Tallies]:
    """The tallies of each day that the counts speak of."""
    days: dict[str, Tallies] = {}
    for count in counts:
        days.setdefault(count.day, Tallies()).add(count)
    return days


def total(parts: Iterable[Tallies]) -> Tallies:
    """The sum of tallies: a month is the sum of its days."""
    found = Tallies()
    for part in parts:
        found += part
    return found
