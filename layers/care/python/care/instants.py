"""Instants from outside: within bounds in which everything that we do with them works, in every zone and format.

X began on 2006-03-21. Nothing that anybody promises, expects or plans lies beyond this century. Near the ends of
Python's calendar, an instant can be kept and not be shown: no zone's local time reaches there.

`ingest` reads X's instants here, so nothing is imported that its start cannot wait for.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

FIRST: Final = datetime(2006, 3, 21, tzinfo=UTC)
END: Final = datetime(2100, 1, 1, tzinfo=UTC)
FIRST_DAY: Final = FIRST.date()
LAST_DAY: Final = (END - timedelta(days=1)).date()


def in_reach(at: datetime | date) -> bool:
    """True if an instant, or a local date, lies within the bounds; one without a zone is taken as UTC's."""
    if isinstance(at, datetime):
        return FIRST <= (at if at.tzinfo else at.replace(tzinfo=UTC)) < END
    return FIRST_DAY <= at <= LAST_DAY


def shown_in(at: datetime, zone: tzinfo) -> datetime:
    """An instant in a zone; as it is, where the zone's local time would leave the calendar."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at


def utc_text(instant: datetime) -> str:
    """RFC 3339 in UTC with microseconds: texts of instants sort as the instants do."""
    return instant.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
