"""What the API answers, as types: for its description, which tests hold the answers to."""

from typing import Any, TypedDict

from pydantic import AwareDatetime

from care.desk import reply_preview
from care.desk.story import Entry
from care.model.case import Case
from care.tables.matters import Matter
from care.tables.queue_rows import Row


class SpreadStep(TypedDict):
    """What an hour added to how far a complaint is known: `shares` are reposts and quotes."""

    at: AwareDatetime
    shares: int
    replies: int
    views: int


class CaseAnswer(TypedDict):
    """A case with its customer, its story, the ways to answer, and all matters of its customer, the newest first."""

    case: Case
    story: list[Entry]
    ways: list[reply_preview.Way]
    history: list[Matter]
    why: dict[str, Any] | None
    spread: list[SpreadStep]


class TagUse(TypedDict):
    """A tag, and how often it was given."""

    tag: str
    uses: int


class TagsAnswer(TypedDict):
    """The tags that are in use."""

    tags: list[TagUse]


class SearchAnswer(TypedDict):
    """Cases that were found; each row also has `opened_at`."""

    rows: list[Row]
    after: str
    partial: bool


class SavedReplyUse(TypedDict):
    """A saved reply as it is written, and how often it was used."""

    id: str
    title: str
    texts: dict[str, str]
    channel: str
    then: str
    to: str
    uses: int


class RepliesAnswer(TypedDict):
    """The saved replies of an account."""

    replies: list[SavedReplyUse]
