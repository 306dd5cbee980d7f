"""What the API answers of an account's own posts, as types: for its description and the client made of it."""

from typing import NotRequired, TypedDict

from pydantic import AwareDatetime

from care.model.outcomes import Outcomes
from care.model.own_post import PostState, Wish
from care.model.settings.occasions import Language


class PostFile(TypedDict):
    """A picture or video that a post shows."""

    id: str
    alt: str
    content_type: str


class PostSent(TypedDict):
    """One post of a thread that was handed over to be sent: what became of it, X's id of it, and codes that say why."""

    item_id: str
    state: str
    x_id: str
    why: list[str]


class PostPart(TypedDict):
    """One post of a thread as it would go: its length as X counts it, and what X asks for it."""

    text: str
    length: int
    price: str


class _Looked(TypedDict):
    """How it would go: codes of what refuses it, of what wants a second press, and of what goes all the same."""

    parts: NotRequired[list[PostPart]]
    price: NotRequired[str]
    link: NotRequired[str]
    refused: NotRequired[list[str]]
    held: NotRequired[list[str]]
    warned: NotRequired[list[str]]


class PostTold(_Looked):
    """A post of the account's own, or a thread. One that waits for a supervisor's word tells how it would go, too.

    `state` is what people made of it, `became` what is so: also that it is `sent`, `refused` or `unconfirmed`.
    """

    post_id: str
    state: PostState
    became: str
    text: str
    language: Language
    at: AwareDatetime | None
    late_minutes: int
    in_incidents: bool
    only_open: bool
    in_reply_to: str
    corrects: bool
    made_at: AwareDatetime
    changed_at: AwareDatetime
    planned_at: AwareDatetime | None
    written_by: str
    changed_by: str
    approved_by: str
    note: str
    why: Outcomes
    wish: Wish | None
    number: int
    sent: list[PostSent]
    files: list[PostFile]
    replies: list[str]


class PostDone(TypedDict):
    """What was done, and the post as it is then; it has none where none is left."""

    post_id: str
    done: str
    post: PostTold | None


class EntryTold(TypedDict):
    """A post of a day: a person's, or what the account says by itself (`expected`: not written yet)."""

    at: AwareDatetime
    what: str
    state: str
    post_id: str
    x_id: str
    expected: bool


class DayTold(TypedDict):
    """A day on which something is posted; `label` is what the hours say of it besides the week."""

    day: str
    label: str
    is_open: bool
    posts: list[EntryTold]


class PostsAnswer(TypedDict):
    """The account's own posts: what is still to come, what went, and the days of a month."""

    open: list[PostTold]
    posted: list[PostTold]
    calendar: list[DayTold]
