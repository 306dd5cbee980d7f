"""What the API answers of whom it tells and what it finds, as types: for its description and the client made of it."""

from typing import Literal, TypedDict

from pydantic import AwareDatetime

from desk.refusals import Told


class DeliveryTold(TypedDict):
    """What a subscriber was told, and what it answered."""

    kind: str
    case_id: str
    fact_id: str
    at: AwareDatetime
    state: str
    status: str
    tries: int
    next_at: AwareDatetime


class SubscriberTold(TypedDict):
    """Who is told, without the address, whose path may be a key."""

    name: str
    way: str
    host: str
    kinds: list[str]
    texts: bool
    only_open: bool
    digest_at: str
    language: str
    made_at: AwareDatetime
    made_by: str
    paused_at: AwareDatetime | None
    paused_why: str
    failing_since: AwareDatetime | None
    deliveries: list[DeliveryTold]


class SubscribersAnswer(TypedDict):
    """Who is told, and all kinds of facts."""

    subscribers: list[SubscriberTold]
    kinds: list[str]


class SearchTold(TypedDict):
    """A saved search: what X is asked, what it cost this month, and why it is not asked for now."""

    search_id: str
    name: str
    query: str
    asked: str
    every: int
    month_micro_dollars: int
    spent_micro_dollars: int
    paused: bool
    made_at: AwareDatetime
    made_by: str
    changed_at: AwareDatetime
    changed_by: str
    number: int
    asked_at: AwareDatetime | None
    why: list[Told]
    found: int
    new: int
    more: bool


class SearchesAnswer(TypedDict):
    """An account's saved searches, by name."""

    searches: list[SearchTold]


class FoundAuthor(TypedDict):
    """Who wrote a found post, as far as X told."""

    id: str
    username: str
    name: str
    followers: int | None


class FoundPost(TypedDict):
    """A post that a search found, with its counts of that moment, and the case that it is in, if any."""

    post_id: str
    search_id: str
    author: FoundAuthor
    text: str
    at: AwareDatetime
    language: str
    reposts: int
    quotes: int
    replies: int
    likes: int
    found_at: AwareDatetime
    state: Literal["new", "aside", "opened"]
    by: str
    case_id: str
    answerable: Literal["yes", "no", "unknown"]
    address: str


class FoundAnswer(TypedDict):
    """Posts of a search, the newest first; `after` begins the next page, and is empty at the end."""

    posts: list[FoundPost]
    after: str
