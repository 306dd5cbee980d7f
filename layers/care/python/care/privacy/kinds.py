"""The kinds of what is found, and how sure each finding is."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What was found; the value is stable, so it may be stored and counted."""

    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    IBAN = "iban"
    IDENTITY = "identity"
    ADDRESS = "address"
    REFERENCE = "reference"
    SECRET = "secret"  # noqa: S105  the name of a kind, not a secret


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: `text[start:end]`, in code points of the text as it was given. It never holds the text itself."""

    kind: Kind
    start: int
    end: int


class Sure(IntEnum):
    """Who wins where two findings overlap: the lower number."""

    CHECKED = 0  # a checksum of two digits, or of one digit and a known prefix
    NAMED_IDENTITY = 1  # an identity with its word in front, or with a good checksum
    EMAIL = 2
    SECRET = 3
    REFERENCE = 4
    PHONE = 5
    WEAK_IDENTITY = 6  # nine digits that one number in ten passes for
    ADDRESS = 7
    LATER_REFERENCE = 8  # a number that follows its word some words later


class Hit(NamedTuple):
    """A finding in the reading of a text, before it is weighed against the others."""

    sure: Sure
    start: int
    end: int
    kind: Kind
