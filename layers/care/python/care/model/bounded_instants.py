"""The types of instants that somebody outside says (`care.instants` has the bounds)."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, ValidationInfo
from pydantic_core import PydanticCustomError

from care.faults import Fault, fault
from care.instants import FIRST_DAY, LAST_DAY, in_reach


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
