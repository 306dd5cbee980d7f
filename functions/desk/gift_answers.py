"""What the API answers about gifts, as types: for its description and the client made of it."""

from typing import Literal, TypedDict

from pydantic import AwareDatetime

from desk.refusals import Told


class GiftTold(TypedDict):
    """Who gave what to whom, and what became of it; of the code its end alone."""

    gift_id: str
    pool_id: str
    pool: str
    worth: str
    at: AwareDatetime
    by: str
    customer_id: str
    case_id: str
    code: str
    state: Literal["reserved", "given", "back", "unclear"]
    why: list[str]
    settled_at: AwareDatetime | None
    settled_by: str


class PoolTold(TypedDict):
    """A pool with its words and counts: codes that are free, on their way, and given."""

    pool_id: str
    name: str
    worth: str
    ends_on: str | None
    texts: dict[str, str]
    per_day: int
    per_customer: int
    customer_days: int
    low_at: int
    closed: bool
    free: int
    open: int
    given: int
    number: int


class GiftsAnswer(TypedDict):
    """The account's pools and newest gifts."""

    pools: list[PoolTold]
    gifts: list[GiftTold]


class LoadTold(TypedDict):
    """How many codes a load brought that were new, and how many the pool had already."""

    new: int
    known: int


class GiftsDone(TypedDict):
    """The account's pools and newest gifts after what was done."""

    pools: list[PoolTold]
    gifts: list[GiftTold]
    loaded: LoadTold | None


class OfferTold(TypedDict):
    """A pool of which a code may be given in the case, or why none may; `says` is the message without the code."""

    pool_id: str
    name: str
    worth: str
    left: int
    ends_on: str | None
    says: str
    why_not: Told | None


class CaseGifts(TypedDict):
    """What may be given in a case, and what its customer was given."""

    pools: list[OfferTold]
    gifts: list[GiftTold]
