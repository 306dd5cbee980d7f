"""What the API answers to supervisors and about one case, as types: for its description and the client made of it."""

from typing import Annotated, Any, Literal, TypedDict

from pydantic import AwareDatetime, Field

from care.model.incident import Incident
from desk.answers import SpreadStep
from desk.refusals import Told


class AccountNamed(TypedDict):
    """An account."""

    id: str
    username: str
    name: str


class AccountsAnswer(TypedDict):
    """The accounts that one sees."""

    accounts: list[AccountNamed]


class Accepted(TypedDict):
    """An action that is on its way; `href` tells what became of it. A reply has what had better be said otherwise."""

    action_id: str
    state: Literal["accepted"]
    href: str
    warned: list[Told]


class ClockLine(TypedDict):
    """A stretch of time of a clock, whether it counts, and why."""

    start: AwareDatetime
    end: AwareDatetime
    open: bool
    open_seconds: int
    sum_seconds: int
    reason: str
    label: str


class ClockTold(TypedDict):
    """A clock of a case, line by line; without a target it is never due."""

    kind: str
    target_minutes: int | None
    state: Literal["stopped", "running", "paused"]
    due: AwareDatetime | None
    lines: list[ClockLine]


class ClocksAnswer(TypedDict):
    """The clocks of a case."""

    clocks: list[ClockTold]


class PreviewAnswer(TypedDict):
    """A text as it would go. Where it is too long in public, `shorter` is a wording to take or leave."""

    length: int
    limit: int
    parts: list[str]
    price: str
    micro_dollars: int
    refused: list[Told]
    held: list[Told]
    warned: list[Told]
    tone: list[Told]
    shorter: str
    signature: str


class TextAnswer(TypedDict):
    """A text as it was written."""

    text: str


class BoardLine(TypedDict):
    """So many of one topic or person."""

    of: str
    number: int
    late: int
    since: AwareDatetime


class BoardBand(TypedDict):
    """So many have waited longer than the band before and up to so long; null is without an end."""

    until_seconds: int | None
    number: int


class LongestWait(TypedDict):
    """Who has waited long."""

    case_id: str
    topic: str
    assignee: str
    since: AwareDatetime
    respond_by: AwareDatetime | None


class BoardAnswer(TypedDict):
    """Who waits at this moment; with `more`, of the 1,000 most pressing."""

    number: int
    late: int
    more: bool
    bands: list[BoardBand]
    topics: list[BoardLine]
    people: list[BoardLine]
    longest: list[LongestWait]


class AnsweredShare(TypedDict):
    """The share of `n` cases that people answered within the hour, and how many of the lines it reaches."""

    share: float
    n: int
    lines_reached: int


class WallAnswer(TypedDict):
    """What a board for the wall shows, without anybody's name; the shares are as the report added them up last."""

    open: bool
    changes_at: AwareDatetime | None
    waiting: int
    more: bool
    late: int
    waiting_since: AwareDatetime | None
    within_hour_today: AnsweredShare | None
    within_hour_month: AnsweredShare | None
    lines: list[float]
    surge_since: AwareDatetime | None
    spread: list[SpreadStep]


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


class SpentFor(TypedDict):
    """What one purpose cost in a month."""

    purpose: str
    micro_dollars: int
    sends: int


class SendsLeft(TypedDict):
    """How many sends one of X's limits still lets through."""

    channel: str
    limit: str
    left: int
    most: int


class BudgetAnswer(TypedDict):
    """A month's cost, its forecast and its limits. `version` is that of the settings, for setting other ones."""

    month: str
    micro_dollars: int
    sends: int
    forecast_micro_dollars: int | None
    limit_micro_dollars: int | None
    soft_percent: int
    hard: bool
    stands: Literal["under", "soft", "hard"]
    purposes: list[SpentFor]
    left: list[SendsLeft]
    version: int


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


class MeasureTold(TypedDict):
    """A measure; `n` is what it rests on, `low` and `high` its 95 % interval. Without a value nothing can be told."""

    name: str
    unit: str
    value: float | None
    n: int
    low: float | None
    high: float | None


class ReportAnswer(TypedDict):
    """The report of a period, and the names of its tables."""

    account: str
    view: str
    month: str
    since: str
    until: str
    measures: list[MeasureTold]
    tables: list[str]


class ReportColumn(TypedDict):
    """A column of a table and the unit of its numbers."""

    name: str
    unit: str


class ReportTable(TypedDict):
    """A table of the report: seconds, shares from 0 to 1, micro-dollars."""

    name: str
    columns: list[ReportColumn]
    rows: list[list[str | int | float | None]]


class ProfileCheck(TypedDict):
    """A thing that customers look for in the profile; `good` is null where a person has to look."""

    name: str
    good: bool | None
    write: str


class ProfileAnswer(TypedDict):
    """The account's profile on X as a customer meets it; `read` is false where X did not tell it."""

    read: bool
    checks: list[ProfileCheck]


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


class KeptFile(TypedDict):
    """A file that was brought to a case; with `state` "waiting" pieces of it are still to come."""

    id: str


class FileBrought(TypedDict):
    """A file for a case, in base64."""

    data: Annotated[str, Field(json_schema_extra={"contentEncoding": "base64"})]


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


class Dropped(TypedDict):
    """What is kept no more."""

    id: str
