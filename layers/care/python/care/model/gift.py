"""Gifts: pools of codes that are worth something once, and to whom each was given.

A code is a secret like money: it is in no log, no fact and no list. While it is nobody's it lies with its pool, while
it is on its way with its gift, and afterwards in the message to its customer alone.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from care.faults import Fault, fault
from care.instants import in_reach
from care.model.bounded_instants import out_of_reach
from care.model.envelope import Value, XId
from care.model.outcomes import Outcomes
from care.model.settings.occasions import LANGUAGES, Language
from care.model.settings.placeholders import PLACEHOLDER, placeholders
from care.problems import Location, refuse

MOST_CODES: Final = 10_000
"""In one load, and free in one pool."""
MOST_POOLS: Final = 50
LONGEST_CODE: Final = 200
GIFT_ID: Final = r"^[0-9A-F]{20}$"
VARIABLES: Final = frozenset({"code", "worth", "until", "name", "brand"})

GiftState = Literal["reserved", "given", "back", "unclear"]
_Named = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
_Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class PoolWords(Value):
    """What a supervisor says of a pool.

    `worth` is what a code is worth, in the account's words. `ends_on` is the last day on which one is given, in the
    account's zone. `texts` stand around the code, by language; where there is none, the usual words do. `per_day` is
    how many an agent gives in a day, `per_customer` how many a customer gets within `customer_days`; 0 is no limit.
    With `low_at` free codes or fewer it is told that the pool is nearly used up.
    """

    name: _Named
    worth: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    ends_on: date | None = None
    texts: dict[Language, _Words] = Field(default_factory=dict)
    per_day: Annotated[int, Field(ge=0, le=1000)] = 5
    per_customer: Annotated[int, Field(ge=0, le=100)] = 1
    customer_days: Annotated[int, Field(ge=1, le=400)] = 365
    low_at: Annotated[int, Field(ge=0, le=MOST_CODES)] = 10
    closed: bool = False

    @field_validator("ends_on")
    @classmethod
    def _in_reach(cls, day: date | None) -> date | None:
        if day is not None and not in_reach(day):
            raise out_of_reach(day)
        return day

    @model_validator(mode="after")
    def _says_only_what_can_be_filled_in(self) -> Self:
        refuse("PoolWords", self._wrong())
        return self

    def _wrong(self) -> Iterator[tuple[Location, PydanticCustomError]]:
        known = ", ".join(f"{{{name}}}" for name in sorted(VARIABLES))
        for language, text in self.texts.items():
            bare = PLACEHOLDER.sub("", text)
            if "{" in bare or "}" in bare:
                yield ("texts", language), fault(Fault.brace_open)
            for name in dict.fromkeys(placeholders(text)):
                if name not in VARIABLES:
                    told = {"hole": f"{{{name}}}", "what": "the text of a gift", "known": known}
                    yield ("texts", language), fault(Fault.hole_unknown, **told)

    def text(self, *languages: Language) -> str:
        """The account's own text in the first of these languages that has one, else in any; else none."""
        return next((text for one in (*languages, *LANGUAGES) if (text := self.texts.get(one))), "")

    def ends_at(self, zone: ZoneInfo) -> datetime | None:
        """From when no code is given any more."""
        if self.ends_on is None:
            return None
        return datetime.combine(self.ends_on + timedelta(days=1), time(), zone)


class Pool(Value):
    """A pool with its counts. `number` counts its changes, so that of two who change it at once one is told.

    `open` are codes on their way, or of which nobody knows. `told` are the notices that went out since codes were
    loaded, or since its end was set.
    """

    pool_id: Annotated[str, StringConstraints(pattern=GIFT_ID)]
    account_id: XId
    words: PoolWords
    made_at: AwareDatetime
    made_by: str
    number: int = 0
    free: int = 0
    open: int = 0
    given: int = 0
    told: tuple[str, ...] = ()


class Gift(Value):
    """One code for one customer. Its id is that of the action by which it goes, so a press that comes twice is one.

    `code` is there until it was given. `unclear` is what a person has to look at: whether the customer has it. An
    erased customer's gift keeps neither case nor customer. `wish` is what a person said of one that is unclear, until
    it is done. `pool` and `worth` are what it was called then, `bundle` is where the code lay, `day` the giver's day in
    the account's zone.
    """

    gift_id: Annotated[str, StringConstraints(pattern=GIFT_ID)]
    account_id: XId
    pool_id: str
    pool: str = ""
    worth: str = ""
    case_id: str
    customer_id: str
    by: str
    at: AwareDatetime
    day: date
    bundle: str
    mark: str
    shown: str
    code: str = Field(default="", repr=False)
    language: str = ""
    state: GiftState = "reserved"
    settled_at: AwareDatetime | None = None
    settled_by: str = ""
    why: Outcomes = ()
    wish: Literal["", "given", "back"] = ""
    number: int = 0

    @property
    def item_id(self) -> str:
        """Of the message that brings it, in the outbox."""
        return f"{self.case_id}:reply:{self.gift_id}"

    @property
    def is_open(self) -> bool:
        """True while it is not known what became of it."""
        return self.state in {"reserved", "unclear"}


class Taken(Value):
    """That a customer was given something, as it is kept with the customer; what went back does not count."""

    gift_id: str
    pool_id: str
    at: AwareDatetime
    counts: bool = True


def mark_of(account_id: str, code: str) -> str:
    """By which a code is known again, in any pool of the account, without being read."""
    return hashlib.sha256(f"gift|{account_id}|{code}".encode()).hexdigest()[:24]


def masked(code: str) -> str:
    """A code as lists show it: its end, a quarter of it at most."""
    return "••••" + code[-max(1, min(4, len(code) // 4)) :]
