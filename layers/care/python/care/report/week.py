"""The hours of a week: when customers write, and when they are answered within the hour.

Days keep counts by hour, and a day is a weekday, so the 168 hours of a week are a sum over the days of any period.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from care.model.tallies import Tallies

WEEKDAYS, HOURS = 7, 24


@dataclass(frozen=True, slots=True)
class Hour:
    """What was counted in one hour of the week, of the account's zone.

    `messages` are those that customers wrote in it; `opened` are the cases whose first message was written in it, all
    topics, and `within` those of them that a person answered within an hour of wall time.
    """

    messages: int = 0
    opened: int = 0
    within: int = 0

    @property
    def share(self) -> float | None:
        """The share answered within the hour, 0 to 1; None where no case was opened."""
        return min(1.0, self.within / self.opened) if self.opened > 0 else None


def week_of(days: Mapping[str, Tallies]) -> tuple[tuple[Hour, ...], ...]:
    """The 24 hours of each weekday from Monday on, added up over the days; a correction takes none below 0."""
    sums: dict[tuple[int, int, str], int] = {}
    for day, tallies in days.items():
        weekday = date.fromisoformat(day).weekday()
        for (hour, measure), n in tallies.hours.items():
            sums[weekday, hour, measure] = sums.get((weekday, hour, measure), 0) + n

    def one(weekday: int, hour: int) -> Hour:
        names = ("messages_in", "opened", "first_wall_within_hour")
        return Hour(*(max(0, sums.get((weekday, hour, name), 0)) for name in names))

    return tuple(tuple(one(weekday, hour) for hour in range(HOURS)) for weekday in range(WEEKDAYS))
