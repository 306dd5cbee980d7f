"""A surge of complaints: the last hour beside what an hour brings else, and when it is over."""

import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final, Literal

from pydantic import AwareDatetime

from care.model.envelope import Value

WINDOW: Final = timedelta(hours=1)
DAYS: Final = 28
"""Days before today that tell what is usual, as far as there are any."""
_LEAST: Final = 10  # complaints in an hour: fewer are no surge, however few there are else
_TIMES: Final = 4
_HOURS: Final = 12  # of a day bring its complaints


class Surge(Value):
    """What is remembered of an account: since when there are many more than usual, and which month's stand was told.

    `unheard` says that the surge began when nobody was told of facts, and that nobody has been since.
    """

    since: AwareDatetime | None = None
    unheard: bool = False
    budget: str = ""


def usual(per_day: Mapping[date, int], today: date) -> int:
    """What an hour brings else, rounded up: the mean of the days before today that are known, over half a day."""
    first = today - timedelta(days=DAYS)
    known = {day: max(0, number) for day, number in per_day.items() if first <= day < today}
    if not known:
        return 0
    days = (today - min(known)).days
    return math.ceil(sum(known.values()) / days / _HOURS)


def step(since: datetime | None, complaints: int, usually: int) -> Literal["", "began", "ended"]:
    """What changes: it begins at four times the usual, ten at least, and ends below half of that."""
    enough = max(_LEAST, _TIMES * usually)
    if since is None:
        return "began" if complaints >= enough else ""
    return "ended" if complaints < enough / 2 else ""
