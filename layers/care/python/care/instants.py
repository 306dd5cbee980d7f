"""Instants from outside: within bounds in which everything that we do with them works, in every zone and format.

X began on 2006-03-21. Nothing that anybody promises, expects or plans lies beyond this century. Near the ends of
Python's calendar, an instant can be kept and not be shown: no zone's local time reaches there.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, ValidationInfo
from pydantic_core import PydanticCustomError

from care.faults import Fault, fault

FIRST: Final = datetime(2006, 3, 21, tzinfo=UTC)
END: Final = datetime(2100, 1, 1, tzinfo=UTC)
FIRST_DAY: Final = FIRST.date()
LAST_DAY: Final = (END - timedelta(days=1)).date()


def in_reach(at: datetime | date) -> bool:
    """True if an instant, or a local date, lies within the bounds; one without a zone is taken as UTC's."""
    if isinstance(at, datetime):
        return FIRST <= (at if at.tzinfo else at.replace(tzinfo=UTC)) < END
    return FIRST_DAY <= at <= LAST_DAY


def out_of_reach(at: datetime | date) -> PydanticCustomError:
    """What is said of one that does not."""
    first, last = FIRST_DAY.isoformat(), LAST_DAY.isoformat()
    return fault(Fault.out_of_reach, given=at.isoformat(), first=first, last=last)


def _bounded(at: datetime, info: ValidationInfo) -> datetime:
    # What was stored stays readable: it was accepted then.
    if not in_reach(at) and not (info.context or {}).get("stored"):
        raise out_of_reach(at)
    return at


# An instant that somebody outside says. With `{"stored": True}` as the context of validation, any is taken.
BoundedInstant = Annotated[AwareDatetime, AfterValidator(_bounded)]
# The same where the zone may be left out, because it is the account's.
BoundedLocal = Annotated[datetime, AfterValidator(_bounded)]


def shown_in(at: datetime, zone: tzinfo) -> datetime:
    """An instant in a zone; as it is, where the zone's local time would leave the calendar."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at
