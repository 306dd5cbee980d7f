"""A board for the wall: how many wait, and how many were answered within the hour, without anybody's name."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from care.desk.board import Waiting, board
from care.hours import Hours
from care.model.tallies import Tallies
from care.report.measures import Figure, ReportPeriod, within_hour

LINES: Final = (0.53, 0.72)
"""Of customers who write to a brand on X 53 % expect an answer within the hour, and 72 % of those who complain."""


class Wall(NamedTuple):
    """What the board shows. `changes_at` is when the account closes or opens next; the shares are of wall time."""

    is_open: bool
    changes_at: datetime | None
    waiting: int
    more: bool
    late: int
    since: datetime | None
    today: Figure | None
    month: Figure | None
    surge_since: datetime | None


def wall(
    hours: Hours,
    waiting: Sequence[Waiting],
    more: bool,
    today: Tallies,
    month: Tallies,
    surge_since: datetime | None,
    now: datetime,
) -> Wall:
    """The board of an account at an instant; what was counted is as the report added it up last."""
    found, is_open = board(waiting, now, most=1), hours.is_open(now)
    return Wall(
        is_open,
        hours.next_closing(now) if is_open else hours.next_opening(now),
        found.number,
        more,
        found.late,
        found.longest[0].since if found.longest else None,
        within_hour("first_wall", ReportPeriod(today, {})),
        within_hour("first_wall", ReportPeriod(month, {})),
        surge_since,
    )


def reached(share: float) -> int:
    """How many of the lines a share reaches."""
    return sum(share >= line for line in LINES)
