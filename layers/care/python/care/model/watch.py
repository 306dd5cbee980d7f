"""Saved searches: what a supervisor has X asked for, how that goes, and the posts that were found."""

import secrets
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from care.model.envelope import Value, XId
from care.model.messages import Author, Message
from care.model.outcomes import Outcomes
from care.model.progress import Progress

MOST_SEARCHES: Final = 10
"""Of one account."""
type Every = Literal[15, 60, 240, 1440]
type FindState = Literal["new", "aside", "opened"]

SearchId = Annotated[str, StringConstraints(pattern=r"^[0-9A-F]{12}$")]


class SavedSearch(Value):
    """A search: its query as X's recent search takes it, every how many minutes it is asked, and what a month may cost.

    `number` counts its changes, so that of two who change it at once one is told.
    """

    search_id: SearchId
    account_id: XId
    name: Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
    query: Annotated[str, StringConstraints(min_length=1, max_length=512, strip_whitespace=True)]
    every: Every = 60
    month_micro_dollars: Annotated[int, Field(ge=50_000, le=1_000_000_000)] = 5_000_000
    paused: bool = False
    made_at: AwareDatetime
    made_by: str
    changed_at: AwareDatetime
    changed_by: str = ""
    number: int = 0


class SearchSeen(Value):
    """How a search goes: how far it was read, when it was asked and is next, and why it is not asked for now.

    `of` is the number of the search as it was asked: a changed one is asked anew. `tries` counts what failed in a row.
    """

    of: int = 0
    progress: Progress | None = None
    asked_at: AwareDatetime | None = None
    next_at: AwareDatetime | None = None
    why: Outcomes = ()
    tries: int = 0
    found: int = 0
    version: int = 0


class Find(Value):
    """A post that a search found. Nobody addressed it to the account: it is no case, and no clock runs for it.

    The counts are those of the moment at which it was found.
    """

    account_id: XId
    search_id: str
    author: Author
    message: Message
    reposts: Annotated[int, Field(ge=0)] = 0
    quotes: Annotated[int, Field(ge=0)] = 0
    replies: Annotated[int, Field(ge=0)] = 0
    likes: Annotated[int, Field(ge=0)] = 0
    found_at: AwareDatetime
    state: FindState = "new"
    by: str = ""
    changed_at: AwareDatetime | None = None

    @property
    def post_id(self) -> str:
        """X's id of the post."""
        return self.message.id


def new_search_id() -> str:
    """An id of a search."""
    return secrets.token_hex(6).upper()


class SpreadHour(Value):
    """What X told of a post within one hour, all in all: `at` is the hour's beginning."""

    at: AwareDatetime
    reposts: Annotated[int, Field(ge=0)] = 0
    quotes: Annotated[int, Field(ge=0)] = 0
    replies: Annotated[int, Field(ge=0)] = 0
    views: Annotated[int, Field(ge=0)] = 0


class CaseSpread(Value):
    """How far a complaint spread, hour by hour; `told` says that those who are told of facts heard of it."""

    account_id: XId
    case_id: str
    opened_at: AwareDatetime
    post_id: XId
    hours: tuple[SpreadHour, ...] = ()
    told: bool = False
