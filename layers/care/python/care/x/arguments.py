"""What may stand in a request to X, checked before it goes.

An id becomes part of an address, so nothing but digits may pass; the same rule reads the ids in X's answers.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime


def is_identifier(value: str) -> bool:
    """True for what X uses as an id: 1 to 19 ASCII digits."""
    return re.fullmatch(r"[0-9]{1,19}", value) is not None


def is_username(value: str) -> bool:
    """True for a username without its @: 1 to 15 ASCII letters, digits or underscores."""
    return re.fullmatch(r"[A-Za-z0-9_]{1,15}", value) is not None


def checked_id(value: str) -> str:
    """This id, or ValueError."""
    if not is_identifier(value):
        raise ValueError("an id of X is a string of 1 to 19 digits; check where this one comes from")
    return value


def joined(values: Sequence[str], fits: Callable[[str], bool]) -> str:
    """The 1 to 100 values that X takes in one call, with commas between them."""
    if not 0 < len(values) <= 100:
        raise ValueError(f"X takes 1 to 100 at a time, not {len(values)}; ask in parts")
    if not all(fits(value) for value in values):
        raise ValueError("ids are 1 to 19 digits, usernames 1 to 15 letters, digits or underscores without the @")
    return ",".join(values)


def minute(at: datetime) -> str:
    """X's yyyymmddhhmm, in UTC."""
    if at.tzinfo is None:
        raise ValueError("a replay is between aware datetimes; give them a time zone")
    return at.astimezone(UTC).strftime("%Y%m%d%H%M")
