"""What the API answers to supervisors, as types: for its description and the client made of it."""

from typing import Any, Literal, TypedDict

from pydantic import AwareDatetime

from care.model.incident import Incident
from desk.refusals import Told


class HeldReply(TypedDict):
    """A reply that waits for approval, its text masked."""

    item_id: str
    case_id: str
    channel: str
    text: str
    why: list[Told]
    price: str
    posts: int
    at: AwareDatetime


class UnclearReply(TypedDict):
    """A send of which it is not known whether X took it; `look` is where a person can see it."""

    item_id: str
    case_id: str
    channel: str
    purpose: str
    text: str
    why: list[Told]
    at: AwareDatetime
    look: str


class FollowUpTask(TypedDict):
    """A bad score to follow up."""

    case_id: str
    name: str
    score: str
    comment: str
    agent: str
    due_at: AwareDatetime


class DecisionsAnswer(TypedDict):
    """What waits for a supervisor, ten of each kind at most; `approve`, `send_back`, `decide` are actions of a case."""

    held: list[HeldReply]
    unclear: list[UnclearReply]
    follow_ups: list[FollowUpTask]


class IncidentsAnswer(TypedDict):
    """An account's incidents: those that last, and those that ended within a week."""

    incidents: list[Incident]


class AutomaticAnswer(TypedDict):
    """Whether what is automatic goes out; if not, since when, who stopped it, and how much that withheld."""

    paused_at: AwareDatetime | None
    paused_by: str
    withheld: int


class DeedTold(TypedDict):
    """What somebody did."""

    at: AwareDatetime
    by: str
    what: str
    case_id: str
    about: str
    details: list[Told]


class TrailAnswer(TypedDict):
    """Deeds of a month, the newest first; `before` begins the next page."""

    deeds: list[DeedTold]
    before: str


class PersonTold(TypedDict):
    """Somebody who works for the account."""

    id: str
    name: str
    role: Literal["agents", "supervisors"]
    away: bool


class PeopleAnswer(TypedDict):
    """Who works for the account."""

    people: list[PersonTold]


class SettingsAnswer(TypedDict):
    """The account's settings, as `centralita accounts export` writes them, and the number of their version."""

    version: int
    settings: dict[str, Any]


class VersionTold(TypedDict):
    """A version of the settings: who saved it and when, as far as that is known, and what of them was changed."""

    number: int
    by: str
    at: AwareDatetime | None
    about: str


class VersionsAnswer(TypedDict):
    """Versions of the settings, the newest first; `before` begins the next page, and is null at the end."""

    versions: list[VersionTold]
    before: int | None


class ProfileCheck(TypedDict):
    """A thing that customers look for in the profile; `good` is null where a person has to look."""

    name: str
    good: bool | None
    write: str


class ProfileAnswer(TypedDict):
    """The account's profile on X as a customer meets it; `read` is false where X did not tell it."""

    read: bool
    checks: list[ProfileCheck]


class WentOrRemains(TypedDict):
    """What an erasure took away: a code with its words, and how many."""

    code: str
    params: dict[str, str | int | float]
    message: str
    count: int


class ReceiptTold(TypedDict):
    """The receipt of an erasure; it names nobody."""

    action_id: str
    at: AwareDatetime
    by: str
    done_at: AwareDatetime | None
    gone: list[WentOrRemains]
    remains: list[Told]


class ErasuresAnswer(TypedDict):
    """An account's erasures, the newest first."""

    erasures: list[ReceiptTold]
