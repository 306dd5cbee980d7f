"""The client of Centralita's API, made of its OpenAPI document by `python -m infra.pages.api_client`: do not change it.

It needs httpx and nothing else. Instants are texts as the API writes them (`datetime.fromisoformat` reads them).
"""

from __future__ import annotations

import time
from typing import Any, Literal, NotRequired, Self, TypedDict, cast
from urllib.parse import quote

import httpx


class RefusedByDesk(Exception):
    """The API refused: its status, the code of the reason, its words, and what is wrong with which field.

    `wait` is in how many seconds it may be tried again, where the API says so.
    """

    def __init__(self, answer: httpx.Response) -> None:
        try:
            told = answer.json()
        except ValueError:
            told = {}
        said: dict[str, Any] = told if isinstance(told, dict) else {}
        self.status = answer.status_code
        self.code = str(said.get("code", ""))
        self.message = str(said.get("message", ""))
        self.problems: list[dict[str, Any]] = list(said.get("problems", []))
        after = answer.headers.get("retry-after", "")
        self.wait = int(after) if after.isdecimal() else None
        super().__init__(f"{self.status} {self.code}: {self.message}")


class AbuseSeen(TypedDict):
    """A supervisor has seen how the customer treats those who answer: replies go as usual again."""

    action_id: NotRequired[str]


class Accepted(TypedDict):
    """An action that is on its way; `href` tells what became of it."""

    action_id: str
    state: Literal["accepted"]
    href: str
    warned: list[Told]


class AccountNamed(TypedDict):
    """An account."""

    id: str
    username: str
    name: str


class AccountsAnswer(TypedDict):
    """The accounts that one sees."""

    accounts: list[AccountNamed]


class AnsweredShare(TypedDict):
    """The share of `n` cases that people answered within the hour, and how many of the lines it reaches."""

    share: float
    n: int
    lines_reached: int


class Approve(TypedDict):
    """Let a reply go that waits for a second pair of eyes."""

    action_id: NotRequired[str]
    item_id: str


class Assign(TypedDict):
    """The case is somebody's, or with an empty name nobody's; `text` is a note that it is handed over with."""

    action_id: NotRequired[str]
    to: NotRequired[str]
    text: NotRequired[str]


class Automatic(TypedDict):
    """Whether the customer gets automatic messages, as they asked by telephone or in other words."""

    action_id: NotRequired[str]
    wanted: bool


class AutomaticAnswer(TypedDict):
    """Whether what is automatic goes out; if not, since when, who stopped it, and how much that withheld."""

    paused_at: str | None
    paused_by: str
    withheld: int


class Became(TypedDict):
    """What became of an action; `because` is the messages of its `outcomes` in one text."""

    action_id: str
    state: Literal["accepted", "applied", "refused"]
    because: str
    outcomes: list[Told]


class BoardAnswer(TypedDict):
    """Who waits at this moment; with `more`, of the 1,000 most pressing."""

    number: int
    late: int
    more: bool
    bands: list[BoardBand]
    topics: list[BoardLine]
    people: list[BoardLine]
    longest: list[LongestWait]


class BoardBand(TypedDict):
    """So many have waited longer than the band before and up to so long; null is without an end."""

    until_seconds: int | None
    number: int


class BoardLine(TypedDict):
    """So many of one topic or person."""

    of: str
    number: int
    late: int
    since: str


class BudgetAnswer(TypedDict):
    """A month's cost, its forecast and its limits."""

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


class BudgetForm(TypedDict):
    """What the month may cost."""

    month_dollars: NotRequired[float | str | None]
    soft_percent: NotRequired[int]
    hard: NotRequired[bool]
    version: int


class Cancel(TypedDict):
    """Take back a reply that has not gone yet."""

    action_id: NotRequired[str]
    item_id: str


class Case(TypedDict):
    """One matter of one customer with one account."""

    case_id: str
    account_id: str
    customer: Customer
    state: NotRequired[Literal["open", "waiting", "resolved"]]
    opened_at: str
    opened_in: NotRequired[Literal["public", "private"]]
    topic: NotRequired[Literal["complaint", "after_sales", "question", "lead", "praise", "thanks", "noise", "unsure"]]
    urgency: NotRequired[int]
    language: NotRequired[str]
    public_thread: NotRequired[str]
    last_message: LastMessage
    unanswered_since: NotRequired[str | None]
    acknowledged_since: NotRequired[str | None]
    respond_by: NotRequired[str | None]
    clocks: NotRequired[list[Clock]]
    settings_version: NotRequired[int]
    first_response_at: NotRequired[str | None]
    first_answer: NotRequired[FirstAnswer | None]
    person_answered_at: NotRequired[str | None]
    private_contact: NotRequired[bool]
    resolved_at: NotRequired[str | None]
    survey: NotRequired[Survey | None]
    last_public: NotRequired[LastMessage | None]
    implicit_replies: NotRequired[Literal["", "taken", "refused"]]
    assignee: NotRequired[str]
    answered_by: NotRequired[str]
    snoozed_until: NotRequired[str | None]
    promises: NotRequired[list[KeptPromise]]
    awaiting_approval: NotRequired[list[str]]
    mentions: NotRequired[list[str]]
    refused_sends: NotRequired[list[str]]
    unclear_sends: NotRequired[list[str]]
    merged_into: NotRequired[str]
    incident_id: NotRequired[str]
    selfservice: NotRequired[SelfService | None]
    asked_private_at: NotRequired[str | None]
    told_message: NotRequired[str]
    on_its_way: NotRequired[list[OnItsWay]]
    came_to_nothing: NotRequired[int]
    excerpt: NotRequired[str]
    influencer: NotRequired[bool]
    spread: NotRequired[Spread]
    shows_media: NotRequired[bool]
    tags: NotRequired[list[str]]
    invites: NotRequired[Literal["", "due", "done"]]
    lead: NotRequired[bool | None]
    spam: NotRequired[Literal["", "looks", "marked"]]
    spam_because: NotRequired[Literal["", "offer", "recovery", "link"]]
    abuse: NotRequired[Literal["", "insult", "threat"]]
    judged_by: NotRequired[str]
    corrected: NotRequired[Correction | None]
    hand_overs: NotRequired[list[KeptHandOver]]
    replied: NotRequired[dict[str, int]]
    listed: NotRequired[list[str]]
    timers: NotRequired[dict[str, str]]
    version: NotRequired[int]


class CaseAnswer(TypedDict):
    """A case with its customer, its story, the ways to answer, and all matters of its customer."""

    case: Case
    story: list[Entry]
    ways: list[Way]
    history: list[Matter]
    why: dict[str, Any] | None
    spread: list[SpreadStep]


class CaseGifts(TypedDict):
    """What may be given in a case, and what its customer was given."""

    pools: list[OfferTold]
    gifts: list[GiftTold]


class ChosenFile(TypedDict):
    """A file that was brought to the case before, and the description that it goes with."""

    id: str
    alt: NotRequired[str]


class Clock(TypedDict):
    """One clock of a case."""

    kind: Literal["first_response", "next_response", "resolution"]
    target_minutes: NotRequired[int | None]
    started_at: str
    segments: NotRequired[list[Segment]]
    running_since: NotRequired[str | None]
    version: NotRequired[int]
    stopped_at: NotRequired[str | None]
    warned_at: NotRequired[str | None]
    breached_at: NotRequired[str | None]
    ran_out_at: NotRequired[str | None]


class ClockLine(TypedDict):
    """A stretch of time of a clock, whether it counts, and why."""

    start: str
    end: str
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
    due: str | None
    lines: list[ClockLine]


class ClocksAnswer(TypedDict):
    """The clocks of a case."""

    clocks: list[ClockTold]


class Correction(TypedDict):
    """The topic that a person gave a case, for the words of its message `message_id`."""

    message_id: str
    before: Literal["complaint", "after_sales", "question", "lead", "praise", "thanks", "noise", "unsure"]
    after: Literal["complaint", "after_sales", "question", "lead", "praise", "thanks", "noise"]
    at: str
    urgency: NotRequired[int | None]


class Customer(TypedDict):
    """What one account knows of one customer, across cases."""

    account_id: str
    customer_id: str
    username: NotRequired[str]
    name: NotRequired[str]
    followers: NotRequired[int | None]
    protected: NotRequired[bool]
    dm_closed_at: NotRequired[str | None]
    verified_type: NotRequired[str]
    language: NotRequired[str]
    case_id: NotRequired[str]
    opted_out_at: NotRequired[str | None]
    stop_asked_at: NotRequired[str | None]
    stop_unclear: NotRequired[bool]
    influencer: NotRequired[bool | None]
    journalist: NotRequired[bool]
    journalist_by: NotRequired[Literal["", "person", "words", "verified"]]
    partner: NotRequired[bool]
    partner_by: NotRequired[Literal["", "person", "words", "verified"]]
    lead: NotRequired[bool | None]
    language_said: NotRequired[bool]
    spam: NotRequired[bool | None]
    spam_at: NotRequired[str | None]
    spam_by: NotRequired[str]
    spam_places: NotRequired[list[str]]
    muted_at: NotRequired[str | None]
    dms_blocked_at: NotRequired[str | None]
    erased_at: NotRequired[str | None]
    told_until: NotRequired[str | None]
    told_by: NotRequired[str]
    told_earlier: NotRequired[list[KeptTold]]
    automatic_at: NotRequired[list[str]]
    told_incident: NotRequired[str]
    thanked_at: NotRequired[str | None]
    first_dm_at: NotRequired[str | None]
    welcomed_at: NotRequired[str | None]
    early: NotRequired[list[StoredMessage]]
    bio: NotRequired[str]
    joined_at: NotRequired[str | None]
    picture: NotRequired[str]
    notes: NotRequired[list[KeptCustomerNote]]
    surveyed_at: NotRequired[str | None]
    survey_case_id: NotRequired[str]
    asked_else_at: NotRequired[str | None]
    wrote_on: NotRequired[list[str]]
    wrote_in: NotRequired[list[str]]
    writes_by: NotRequired[Literal["dm", "chat"]]
    introduced_at: NotRequired[str | None]
    earlier_usernames: NotRequired[list[str]]
    version: NotRequired[int]


class CustomerConfirmed(TypedDict):
    """Whom to erase; `confirm` is the customer's id once more, typed by who asks for it."""

    customer: str
    confirm: NotRequired[str]


class CustomerNamed(TypedDict):
    """Whom a request means: the id on X, @name, or the id of a case."""

    customer: str


class CustomerNote(TypedDict):
    """Write down something of the customer, for whoever serves them next; it stays when the case is over."""

    action_id: NotRequired[str]
    text: str


class CustomerNoteRemove(TypedDict):
    """Take away what was written down of the customer."""

    action_id: NotRequired[str]
    note_id: str


class DayTold(TypedDict):
    """A day on which something is posted; `label` is what the hours say of it besides the week."""

    day: str
    label: str
    is_open: bool
    posts: list[EntryTold]


class Decide(TypedDict):
    """Decide on a send that is unclear."""

    action_id: NotRequired[str]
    item_id: str
    verdict: Literal["sent", "again", "dropped"]
    channel: Literal["public", "private"]
    post: NotRequired[str]


class DecisionsAnswer(TypedDict):
    """What waits for a supervisor, ten of each kind at most; `approve`, `send_back`."""

    held: list[HeldReply]
    unclear: list[UnclearReply]
    follow_ups: list[FollowUpTask]


class DeedTold(TypedDict):
    """What somebody did."""

    at: str
    by: str
    what: str
    case_id: str
    about: str
    details: list[Told]


class DeliveryTold(TypedDict):
    """What a subscriber was told, and what it answered."""

    kind: str
    case_id: str
    fact_id: str
    at: str
    state: str
    status: str
    tries: int
    next_at: str


class DialogState(TypedDict):
    """A conversation so far."""

    phase: NotRequired[Literal["new", "menu", "asking", "looking", "answered", "handed_over", "solved"]]
    entry: NotRequired[str | None]
    asking: NotRequired[str | None]
    values: NotRequired[dict[str, str]]
    offered: NotRequired[list[str]]
    answered: NotRequired[list[str]]
    misses: NotRequired[int]
    sent: NotRequired[int]
    incident_told: NotRequired[bool]


type Do = Literal[
    "save", "ask", "plan", "tip", "send_back", "take_back", "drop", "copy", "decide", "delete", "hide", "show"
]


class Dropped(TypedDict):
    """What is kept no more."""

    id: str


class Entry(TypedDict):
    """One thing that was said, or is to be said."""

    id: str
    kind: Literal["customer", "person", "automatic", "note", "merged", "courtesy"]
    channel: Literal["public", "private", "internal"]
    at: str
    text: str
    who: NotRequired[str]
    purpose: NotRequired[str]
    masked: NotRequired[bool]
    encrypted: NotRequired[bool]
    deleted: NotRequired[bool]
    chat: NotRequired[bool]
    shut: NotRequired[Wire | None]
    key_unverified: NotRequired[Wire | None]
    edited: NotRequired[bool]
    reaction: NotRequired[str]
    state: NotRequired[
        Literal["waiting", "claimed", "released", "sent", "refused", "unconfirmed", "withdrawn", "held", ""]
    ]
    why: NotRequired[Outcomes]
    undo_until: NotRequired[str | None]
    link: NotRequired[str]
    quotes: NotRequired[list[Quoted]]
    answers: NotRequired[Quoted | None]
    in_reply_to: NotRequired[str]
    takes_answer: NotRequired[bool]
    versions: NotRequired[list[Wording]]
    media: NotRequired[list[Picture]]


class EntryTold(TypedDict):
    """A post of a day: a person's, or what the account says by itself (`expected`: not written yet)."""

    at: str
    what: str
    state: str
    post_id: str
    x_id: str
    expected: bool


class ErasuresAnswer(TypedDict):
    """An account's erasures, the newest first."""

    erasures: list[ReceiptTold]


class FileBrought(TypedDict):
    """A file for a case, in base64."""

    data: str


class FindWanted(TypedDict):
    """What is done with a found post: `open` makes it a case, `aside` takes it off the list."""

    do: Literal["open", "aside", "back"]
    post_id: str


class FirstAnswer(TypedDict):
    """A person's first answer to a case: since when the customer waited, until when, how much of it was open."""

    since: str
    at: str
    open_seconds: int


class FollowUpTask(TypedDict):
    """A bad score to follow up."""

    case_id: str
    name: str
    score: str
    comment: str
    agent: str
    due_at: str


class FoundAnswer(TypedDict):
    """Posts of a search, the newest first; `after` begins the next page, and is empty at the end."""

    posts: list[FoundPost]
    after: str


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
    at: str
    language: str
    reposts: int
    quotes: int
    replies: int
    likes: int
    found_at: str
    state: Literal["new", "aside", "opened"]
    by: str
    case_id: str
    answerable: Literal["yes", "no", "unknown"]
    address: str


class GiftTold(TypedDict):
    """Who gave what to whom, and what became of it; of the code its end alone."""

    gift_id: str
    pool_id: str
    pool: str
    worth: str
    at: str
    by: str
    customer_id: str
    case_id: str
    code: str
    state: Literal["reserved", "given", "back", "unclear"]
    why: list[str]
    settled_at: str | None
    settled_by: str


class GiftWanted(TypedDict):
    """Which pool a code is given of."""

    pool_id: str
    action_id: NotRequired[str]
    text: NotRequired[str]


class GiftsAnswer(TypedDict):
    """The account's pools and newest gifts."""

    pools: list[PoolTold]
    gifts: list[GiftTold]


class GiftsDone(TypedDict):
    """The account's pools and newest gifts after what was done."""

    pools: list[PoolTold]
    gifts: list[GiftTold]
    loaded: LoadTold | None


class HandOver(TypedDict):
    """Another system or team takes the case; `text` is a word for them."""

    action_id: NotRequired[str]
    to: str
    text: NotRequired[str]
    untold: NotRequired[bool]


class HandOverAgain(TypedDict):
    """A hand-over that did not arrive is tried once more."""

    action_id: NotRequired[str]
    hand_over_id: str


class HandOverReference(TypedDict):
    """By which reference the other system knows the case; empty for none."""

    action_id: NotRequired[str]
    hand_over_id: str
    reference: NotRequired[Literal[""] | str]


class HeldReply(TypedDict):
    """A reply that waits for approval, its text masked."""

    item_id: str
    case_id: str
    channel: str
    text: str
    why: list[Told]
    price: str
    posts: int
    at: str


class Incident(TypedDict):
    """An incident of one account."""

    incident_id: str
    terms: list[str]
    texts: dict[str, Any]
    end_texts: NotRequired[dict[str, Any]]
    started_at: str
    until: NotRequired[str | None]
    ended_at: NotRequired[str | None]
    post: NotRequired[bool]


class IncidentChange(TypedDict):
    """What of an incident is changed, or said when it ends."""

    terms: NotRequired[list[str]]
    texts: NotRequired[dict[str, str]]
    end_texts: NotRequired[dict[str, str]]
    until: NotRequired[str | None]


class IncidentWanted(TypedDict):
    """A new incident: cases about `terms` hang on it, and their customers are told in their language."""

    terms: NotRequired[list[str]]
    texts: NotRequired[dict[str, str]]
    end_texts: NotRequired[dict[str, str]]
    until: NotRequired[str | None]
    incident_id: str


class IncidentsAnswer(TypedDict):
    """An account's incidents: those that last, and those that ended within a week."""

    incidents: list[Incident]


class Keep(TypedDict):
    """What was promised was done."""

    action_id: NotRequired[str]
    promise_id: str


class KeptCustomerNote(TypedDict):
    """What somebody of the account wrote down of a customer; it stays with the customer, and goes with them."""

    id: str
    text: str
    by: str
    at: str


class KeptFile(TypedDict):
    """A file that was brought to a case; with `state` 'waiting' pieces of it are still to come."""

    id: str


class KeptHandOver(TypedDict):
    """One hand-over: to which destination, by whom, and what came of it."""

    id: str
    to: str
    by: str
    at: str
    state: NotRequired[Literal["going", "arrived", "failed"]]
    status: NotRequired[str]
    settled_at: NotRequired[str | None]
    given_up_at: NotRequired[str | None]
    reference: NotRequired[str]
    referred_by: NotRequired[str]
    tell: NotRequired[bool]


class KeptPromise(TypedDict):
    """What somebody must keep by `due_at`; the reminder comes before, in open time."""

    promise_id: str
    text: str
    made_by: str
    made_at: str
    due_at: str
    remind_at: str
    state: NotRequired[Literal["open", "kept", "broken"]]
    reminded_at: NotRequired[str | None]
    settled_at: NotRequired[str | None]
    dealt_at: NotRequired[str | None]


class KeptTold(TypedDict):
    """An automatic message (`by`, its outbox item) that told a customer that somebody is back at `until`."""

    by: str
    until: str


class Label(TypedDict):
    """Correct what triage said of the case, and who its customer is; what is left out stays as it is."""

    action_id: NotRequired[str]
    topic: NotRequired[
        Literal["complaint", "after_sales", "question", "lead", "praise", "thanks", "noise", "unsure"] | None
    ]
    urgency: NotRequired[int | None]
    language: NotRequired[Literal["es", "pt", "en"] | None]
    influencer: NotRequired[bool | None]
    lead: NotRequired[bool | None]
    journalist: NotRequired[bool | None]
    partner: NotRequired[bool | None]


class LastMessage(TypedDict):
    """The customer's last message: where an answer goes."""

    id: str
    channel: Literal["public", "private"]
    at: str
    summons: NotRequired[bool]
    chat: NotRequired[bool]
    shut: NotRequired[str]
    addressed: NotRequired[Literal["", "typed", "quoted", "implied", "named", "restricted"]]


class LoadTold(TypedDict):
    """How many codes a load brought that were new, and how many the pool had already."""

    new: int
    known: int


class LongestWait(TypedDict):
    """Who has waited long."""

    case_id: str
    topic: str
    assignee: str
    since: str
    respond_by: str | None


class Matter(TypedDict):
    """A case as one line of its customer's history."""

    case_id: str
    opened_at: str
    resolved_at: NotRequired[str | None]
    state: str
    topic: str
    excerpt: NotRequired[str]
    merged_into: NotRequired[str]
    tags: NotRequired[list[str]]
    score: NotRequired[int | None]
    survey: NotRequired[str]


class MeasureTold(TypedDict):
    """A measure; `n` is what it rests on, `low` and `high` its 95 % interval."""

    name: str
    unit: str
    value: float | None
    n: int
    low: float | None
    high: float | None


class Media(TypedDict):
    """One thing that a message shows, as X told of it."""

    id: str
    type: NotRequired[Literal["photo", "video", "animated_gif", "file", "unknown"]]
    url: NotRequired[str]
    poster: NotRequired[str]
    alt: NotRequired[str]
    width: NotRequired[int]
    height: NotRequired[int]
    sealed: NotRequired[str]


class Merge(TypedDict):
    """The case is the same matter as another one of the same customer, which goes on for both."""

    action_id: NotRequired[str]
    into: str


class Note(TypedDict):
    """A word for colleagues; the customer never sees it."""

    action_id: NotRequired[str]
    text: str


class OfferTold(TypedDict):
    """A pool of which a code may be given in the case, or why none may."""

    pool_id: str
    name: str
    worth: str
    left: int
    ends_on: str | None
    says: str
    why_not: Told | None


class OnItsWay(TypedDict):
    """An automatic message that was decided and of which it is not known yet whether it went."""

    item_id: str
    at: str
    message_id: NotRequired[str]
    acknowledged_since: NotRequired[str | None]
    incident: NotRequired[str]
    incident_before: NotRequired[str]
    thanked_before: NotRequired[str | None]
    may_have_gone: NotRequired[bool]


type Outcomes = list[Wire]


type Param = str | int


class PeopleAnswer(TypedDict):
    """Who works for the account."""

    people: list[PersonTold]


class PersonTold(TypedDict):
    """Somebody who works for the account."""

    id: str
    name: str
    role: Literal["agents", "supervisors"]
    away: bool


class Picture(TypedDict):
    """One thing that a message shows."""

    id: str
    type: Literal["photo", "video", "animated_gif", "file", "unknown"]
    alt: str
    width: int
    height: int
    url: str
    poster: NotRequired[str]
    content_type: NotRequired[str]
    size: NotRequired[int]
    state: NotRequired[Literal["waiting", "kept", "refused", "failed"]]
    why: NotRequired[str]
    blurred: NotRequired[bool]


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


class PoolWanted(TypedDict):
    """What is done with which pool or gift."""

    do: NotRequired[Literal["save", "load", "close", "reopen", "drop", "given", "back"]]
    pool_id: NotRequired[str]
    number: NotRequired[Literal[""] | int | None]
    name: NotRequired[str | None]
    worth: NotRequired[str | None]
    ends_on: NotRequired[Literal[""] | str | None]
    text_es: NotRequired[str | None]
    text_pt: NotRequired[str | None]
    text_en: NotRequired[str | None]
    per_day: NotRequired[int | None]
    per_customer: NotRequired[int | None]
    customer_days: NotRequired[int | None]
    low_at: NotRequired[int | None]
    codes: NotRequired[str]
    gift_id: NotRequired[str]


class PostDone(TypedDict):
    """What was done, and the post as it is then; it has none where none is left."""

    post_id: str
    done: str
    post: PostTold | None


class PostFile(TypedDict):
    """A picture or video that a post shows."""

    id: str
    alt: str
    content_type: str


class PostPart(TypedDict):
    """One post of a thread as it would go: its length as X counts it, and what X asks for it."""

    text: str
    length: int
    price: str


class PostSent(TypedDict):
    """One post of a thread that was handed over to be sent: what became of it, X's id of it."""

    item_id: str
    state: str
    x_id: str
    why: list[str]


class PostTold(TypedDict):
    """A post of the account's own, or a thread."""

    parts: NotRequired[list[PostPart]]
    price: NotRequired[str]
    link: NotRequired[str]
    refused: NotRequired[list[str]]
    held: NotRequired[list[str]]
    warned: NotRequired[list[str]]
    post_id: str
    state: Literal["draft", "asked", "planned", "queued", "missed", "withdrawn", "tip"]
    became: str
    text: str
    language: Literal["es", "pt", "en"]
    at: str | None
    late_minutes: int
    in_incidents: bool
    only_open: bool
    in_reply_to: str
    corrects: bool
    made_at: str
    changed_at: str
    planned_at: str | None
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


class PostWanted(TypedDict):
    """What is done with which post."""

    do: NotRequired[Do]
    post_id: NotRequired[str]
    number: NotRequired[int | None]
    text: NotRequired[str | None]
    at: NotRequired[str | None]
    late_minutes: NotRequired[int | None]
    in_incidents: NotRequired[bool]
    only_open: NotRequired[bool]
    in_reply_to: NotRequired[Literal[""] | str]
    corrects: NotRequired[bool]
    files: NotRequired[list[ChosenFile]]
    note: NotRequired[str]
    item_id: NotRequired[str]
    verdict: NotRequired[Literal["sent", "again", "dropped"]]
    post: NotRequired[str]
    on: NotRequired[Literal[""] | str]
    case: NotRequired[str]


class PostsAnswer(TypedDict):
    """The account's own posts: what is still to come, what went, and the days of a month."""

    open: list[PostTold]
    posted: list[PostTold]
    calendar: list[DayTold]


class PreviewAnswer(TypedDict):
    """A text as it would go."""

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


class PreviewWanted(TypedDict):
    """A text that might be sent; `in_reply_to` is the post that a public one would answer."""

    channel: Literal["public", "private"]
    text: NotRequired[str]
    dm_link: NotRequired[bool]
    in_reply_to: NotRequired[str]


class ProfileAnswer(TypedDict):
    """The account's profile on X as a customer meets it; `read` is false where X did not tell it."""

    read: bool
    checks: list[ProfileCheck]


class ProfileCheck(TypedDict):
    """A thing that customers look for in the profile; `good` is null where a person has to look."""

    name: str
    good: bool | None
    write: str


class Promise(TypedDict):
    """Something was promised for an instant; without an offset it is in the account's time zone."""

    action_id: NotRequired[str]
    text: str
    due_at: str


class QueuePage(TypedDict):
    """Rows in the order of the queue."""

    rows: NotRequired[list[Row]]
    after: NotRequired[str]
    partial: NotRequired[bool]


class Quoted(TypedDict):
    """A post that a message quotes or answers, or one above that, with what is sensitive masked."""

    id: str
    link: str
    state: NotRequired[Literal["shown", "gone", "protected", "failed", "unknown"]]
    author: NotRequired[str]
    author_id: NotRequired[str]
    name: NotRequired[str]
    text: NotRequired[str]
    at: NotRequired[str | None]
    media: NotRequired[int]
    here: NotRequired[str]
    above: NotRequired[list[Quoted]]
    more: NotRequired[bool]


class ReceiptTold(TypedDict):
    """The receipt of an erasure; it names nobody."""

    action_id: str
    at: str
    by: str
    done_at: str | None
    gone: list[WentOrRemains]
    remains: list[Told]


class Refusal(TypedDict):
    """Why a request is refused."""

    code: str
    params: dict[str, str | int | float]
    message: str
    error: str
    problems: NotRequired[list[Wrong]]


class Reopen(TypedDict):
    """The matter is not settled after all."""

    action_id: NotRequired[str]


class RepliesAnswer(TypedDict):
    """The saved replies of an account."""

    replies: list[SavedReplyUse]


class Reply(TypedDict):
    """Answer the customer, in public or by DM."""

    action_id: NotRequired[str]
    channel: Literal["public", "private"]
    files: NotRequired[list[ChosenFile]]
    text: NotRequired[str]
    seen_of_others: NotRequired[int | None]
    dm_link: NotRequired[bool]
    in_reply_to: NotRequired[str]
    then: NotRequired[Literal["", "resolve", "snooze", "assign"]]
    until: NotRequired[str | None]
    preset: NotRequired[Literal["in_two_hours", "next_opening", "in_three_days", "next_week"] | None]
    to: NotRequired[str]
    saved_reply: NotRequired[str]
    signature: NotRequired[str]


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


class Repost(TypedDict):
    """Show everybody what a content customer wrote."""

    action_id: NotRequired[str]


class Resolve(TypedDict):
    """The matter is settled."""

    action_id: NotRequired[str]


class Row(TypedDict):
    """What the queue shows of a case."""

    case_id: str
    account_id: str
    customer_id: str
    username: NotRequired[str]
    name: NotRequired[str]
    followers: NotRequired[int | None]
    state: Literal["open", "waiting", "resolved"]
    topic: Literal["complaint", "after_sales", "question", "lead", "praise", "thanks", "noise", "unsure"]
    urgency: int
    language: NotRequired[str]
    channel: Literal["public", "private"]
    excerpt: NotRequired[str]
    last_at: str
    unanswered_since: NotRequired[str | None]
    respond_by: NotRequired[str | None]
    late: NotRequired[bool]
    warned: NotRequired[bool]
    reminded: NotRequired[bool]
    broken: NotRequired[bool]
    mentions: NotRequired[list[str]]
    refused: NotRequired[bool]
    unclear: NotRequired[bool]
    stuck: NotRequired[bool]
    assignee: NotRequired[str]
    snoozed_until: NotRequired[str | None]
    incident_id: NotRequired[str]
    influencer: NotRequired[bool]
    journalist: NotRequired[bool]
    partner: NotRequired[bool]
    approvals: NotRequired[int]
    media: NotRequired[bool]
    shares: NotRequired[int]
    reach: NotRequired[int]
    earlier_usernames: NotRequired[list[str]]
    promised_by: NotRequired[str | None]
    spam: NotRequired[Literal["", "looks", "marked"]]
    abuse: NotRequired[Literal["", "insult", "threat"]]
    tags: NotRequired[list[str]]


class SavedReplyUse(TypedDict):
    """A saved reply as it is written, and how often it was used."""

    id: str
    title: str
    texts: dict[str, str]
    channel: str
    then: str
    to: str
    uses: int


class SearchAnswer(TypedDict):
    """Cases that were found; each row also has `opened_at`."""

    rows: list[Row]
    after: str
    partial: bool


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
    made_at: str
    made_by: str
    changed_at: str
    changed_by: str
    number: int
    asked_at: str | None
    why: list[Told]
    found: int
    new: int
    more: bool


class SearchWanted(TypedDict):
    """What is done with which search."""

    do: NotRequired[Literal["look", "save", "pause", "resume", "remove"]]
    search_id: NotRequired[str]
    number: NotRequired[int]
    name: NotRequired[str]
    query: NotRequired[str]
    every: NotRequired[Literal["15", "60", "240", "1440"]]
    dollars: NotRequired[float | str]


class SearchesAnswer(TypedDict):
    """An account's saved searches, by name."""

    searches: list[SearchTold]


class Seen(TypedDict):
    """Who was named in a note has seen it."""

    action_id: NotRequired[str]


class Segment(TypedDict):
    """Time that is over: from `start` to `end`, of which `open_seconds` by version `version` of the settings."""

    start: str
    end: str
    open_seconds: int
    version: int


class SelfService(TypedDict):
    """The automatic conversation of a case: where it stands, when it began, and what it is about to answer."""

    talk: DialogState
    begun_at: str
    answering: str
    written_at: str


class SendBack(TypedDict):
    """Take back a reply that waits for approval; the note tells its writer why."""

    action_id: NotRequired[str]
    item_id: str
    text: NotRequired[str]


class SendsLeft(TypedDict):
    """How many sends one of X's limits still lets through."""

    channel: str
    limit: str
    left: int
    most: int


class SettingsAnswer(TypedDict):
    """The account's settings, as `centralita accounts export` writes them, and the number of their version."""

    version: int
    settings: dict[str, Any]


class SettingsWanted(TypedDict):
    """Sections of the settings that take the place of those there are."""

    version: int
    settings: dict[str, Any]


class ShutOut(TypedDict):
    """Mute the customer at X, block their private messages there, or take that back; `text` says why."""

    action_id: NotRequired[str]
    what: Literal["mute", "unmute", "block_dms", "unblock_dms"]
    text: str


class Snooze(TypedDict):
    """Out of sight until then; without an offset it is in the account's time zone."""

    action_id: NotRequired[str]
    until: NotRequired[str | None]
    preset: NotRequired[Literal["in_two_hours", "next_opening", "in_three_days", "next_week"] | None]


class Spam(TypedDict):
    """Say that the customer is a spammer (`spam` true), or that they are none."""

    action_id: NotRequired[str]
    spam: NotRequired[bool]


class SpentFor(TypedDict):
    """What one purpose cost in a month."""

    purpose: str
    micro_dollars: int
    sends: int


class Spread(TypedDict):
    """How far a case's words were carried by others: how often they were shown."""

    shares: NotRequired[int]
    reach: NotRequired[int]
    raised: NotRequired[int]


class SpreadStep(TypedDict):
    """What an hour added to how far a complaint is known: `shares` are reposts and quotes."""

    at: str
    shares: int
    replies: int
    views: int


class StoredMessage(TypedDict):
    """A message as a case keeps it."""

    id: str
    channel: Literal["public", "private", "internal"]
    by: Literal["customer", "person", "centralita"]
    person: NotRequired[str]
    at: str
    text: str
    purpose: NotRequired[str]
    in_reply_to: NotRequired[str]
    encrypted: NotRequired[bool]
    deleted_at: NotRequired[str | None]
    chat: NotRequired[bool]
    shut: NotRequired[str]
    opened_at: NotRequired[str | None]
    key_unverified: NotRequired[bool]
    edited_at: NotRequired[str | None]
    reaction: NotRequired[str]
    reacted_at: NotRequired[str | None]
    other_ids: NotRequired[list[str]]
    versions: NotRequired[list[Wording]]
    media: NotRequired[list[Media]]
    sensitive: NotRequired[bool]
    quotes: NotRequired[str]
    summons: NotRequired[bool | None]
    addressed: NotRequired[Literal["", "typed", "quoted", "implied", "named", "restricted"]]


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
    made_at: str
    made_by: str
    paused_at: str | None
    paused_why: str
    failing_since: str | None
    deliveries: list[DeliveryTold]


class SubscriberWanted(TypedDict):
    """What is done with which subscriber; `add` takes the rest, and puts it in the place of one of its name."""

    name: str
    do: NotRequired[Literal["add", "remove", "pause", "resume", "test", "replay"]]
    way: NotRequired[Literal["bus", "webhook", "slack", "teams", "mail", "sns"]]
    address: NotRequired[str]
    kinds: NotRequired[str]
    texts: NotRequired[bool]
    only_open: NotRequired[bool]
    digest_at: NotRequired[str]
    language: NotRequired[Literal["es", "pt", "en"]]


class SubscribersAnswer(TypedDict):
    """Who is told, and all kinds of facts."""

    subscribers: list[SubscriberTold]
    kinds: list[str]


class Survey(TypedDict):
    """A survey on a case: planned, asked, answered or over."""

    state: Literal["planned", "asked", "answered", "expired"]
    kind: Literal["csat", "nps"]
    asked_at: NotRequired[str | None]
    score: NotRequired[int | None]
    scored_at: NotRequired[str | None]
    comment: NotRequired[str | None]
    commented_at: NotRequired[str | None]
    asked_again_at: NotRequired[str | None]
    agent: NotRequired[str]
    item_id: NotRequired[str]


class Tag(TypedDict):
    """Give a case tags, or take some away; several stand with commas between them, or in a list."""

    action_id: NotRequired[str]
    add: NotRequired[str]
    remove: NotRequired[str]


class TagUse(TypedDict):
    """A tag, and how often it was given."""

    tag: str
    uses: int


class TagsAnswer(TypedDict):
    """The tags that are in use."""

    tags: list[TagUse]


class TextAnswer(TypedDict):
    """A text as it was written."""

    text: str


class Told(TypedDict):
    """An outcome: its code and parameters, which stay, and its words in the language that was asked for."""

    code: str
    params: dict[str, str | int | float]
    message: str


class TrailAnswer(TypedDict):
    """Deeds of a month, the newest first; `before` begins the next page."""

    deeds: list[DeedTold]
    before: str


class UnclearReply(TypedDict):
    """A send of which it is not known whether X took it; `look` is where a person can see it."""

    item_id: str
    case_id: str
    channel: str
    purpose: str
    text: str
    why: list[Told]
    at: str
    look: str


class VersionTold(TypedDict):
    """A version of the settings: who saved it and when, as far as that is known, and what of them was changed."""

    number: int
    by: str
    at: str | None
    about: str


class VersionsAnswer(TypedDict):
    """Versions of the settings, the newest first; `before` begins the next page, and is null at the end."""

    versions: list[VersionTold]
    before: int | None


class WallAnswer(TypedDict):
    """What a board for the wall shows, without anybody's name."""

    open: bool
    changes_at: str | None
    waiting: int
    more: bool
    late: int
    waiting_since: str | None
    within_hour_today: AnsweredShare | None
    within_hour_month: AnsweredShare | None
    lines: list[float]
    surge_since: str | None
    spread: list[SpreadStep]


class Way(TypedDict):
    """One way to the customer: open or not, and if not, why and where a person can answer all the same."""

    channel: Literal["public", "private"]
    open: bool
    answerable: NotRequired[Literal["yes", "no", "unknown"]]
    reason: NotRequired[Wire | None]
    alternative: NotRequired[str]
    price: NotRequired[str]
    needs_approval: NotRequired[bool]
    chat: NotRequired[bool]


class WentOrRemains(TypedDict):
    """What an erasure took away: a code with its words, and how many."""

    code: str
    params: dict[str, str | int | float]
    message: str
    count: int


class Wish(TypedDict):
    """What a person wants of one of its items that has not gone, or of which nobody knows whether it has."""

    do: Literal["cancel", "sent", "again", "dropped"]
    item_id: str
    by: str
    x_id: NotRequired[Literal[""] | str]


class Wording(TypedDict):
    """What a message said before its author changed it, at `at`."""

    at: str
    text: str


class Wrong(TypedDict):
    """What is wrong with a field of what was sent; `place` is its path ('due_at')."""

    code: str
    params: dict[str, str | int | float]
    message: str
    place: str


class Wire(TypedDict):
    """Wire."""

    code: str
    params: dict[str, Param]


class Centralita:
    """The API of one desk: `address` is where people sign in, without a path; `token` is an integration's."""

    def __init__(self, address: str, token: str, *, timeout: float = 30.0, language: str = "en") -> None:
        headers = {"authorization": f"Bearer {token}", "accept-language": language}
        self._http = httpx.Client(base_url=address.rstrip("/"), headers=headers, timeout=timeout, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let its connections go."""
        self._http.close()

    def _ask(self, method: str, path: str, query: dict[str, str | None], body: object = None) -> httpx.Response:
        given = {name: value for name, value in query.items() if value is not None}
        answer = self._http.request(method, path, params=given, json=body)
        if answer.is_error:
            raise RefusedByDesk(answer)
        return answer

    def wait_for(self, accepted: Accepted, seconds: float = 30.0) -> Became:
        """What became of an action, once that is known; TimeoutError if it takes longer."""
        deadline = time.monotonic() + seconds
        while True:
            told = cast("Became", self._ask("GET", accepted["href"], {}).json())
            if told["state"] != "accepted":
                return told
            if time.monotonic() > deadline:
                raise TimeoutError(accepted["action_id"])
            time.sleep(0.3)

    def abuse_seen(self, case: str, body: AbuseSeen) -> Accepted:
        """A supervisor has seen how the customer treats those who answer: replies go as usual again."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/abuse_seen", {}, body).json()
        )

    def accounts(self) -> AccountsAnswer:
        """The accounts that the visitor sees."""
        return cast("AccountsAnswer", self._ask("GET", "/desk/api/accounts", {}).json())

    def approve(self, case: str, body: Approve) -> Accepted:
        """Let a reply go that waits for a second pair of eyes."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/approve", {}, body).json()
        )

    def assign(self, case: str, body: Assign) -> Accepted:
        """The case is somebody's, or with an empty name nobody's; `text` is a note that it is handed over with."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/assign", {}, body).json()
        )

    def automatic(self, case: str, body: Automatic) -> Accepted:
        """Whether the customer gets automatic messages, as they asked by telephone or in other words."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/automatic", {}, body).json()
        )

    def automatic_messages(self, account: str) -> AutomaticAnswer:
        """Whether what is automatic goes out, and what a pause withheld."""
        return cast(
            "AutomaticAnswer", self._ask("GET", f"/desk/api/accounts/{quote(account, safe='')}/automatic", {}).json()
        )

    def became(self, case: str, action: str) -> Became:
        """What became of an action, for an integration."""
        return cast(
            "Became",
            self._ask("GET", f"/desk/api/cases/{quote(case, safe='')}/actions/{quote(action, safe='')}", {}).json(),
        )

    def board(self, account: str) -> BoardAnswer:
        """Who waits at this moment: how many, how long, late, by topic and by person."""
        return cast("BoardAnswer", self._ask("GET", f"/desk/api/accounts/{quote(account, safe='')}/board", {}).json())

    def bring_file(
        self,
        case: str,
        body: FileBrought,
        *,
        id_: str | None = None,
        piece: str | None = None,
        of: str | None = None,
        size: str | None = None,
    ) -> KeptFile:
        """A file for an answer: whole (multipart, or base64 in JSON)."""
        return cast(
            "KeptFile",
            self._ask(
                "POST",
                f"/desk/api/cases/{quote(case, safe='')}/files",
                {"id": id_, "piece": piece, "of": of, "size": size},
                body,
            ).json(),
        )

    def bring_file_of_post(
        self,
        account: str,
        item: str,
        body: FileBrought,
        *,
        id_: str | None = None,
        piece: str | None = None,
        of: str | None = None,
        size: str | None = None,
    ) -> KeptFile:
        """A file for an answer: whole (multipart, or base64 in JSON)."""
        return cast(
            "KeptFile",
            self._ask(
                "POST",
                f"/desk/api/accounts/{quote(account, safe='')}/posts/{quote(item, safe='')}/files",
                {"id": id_, "piece": piece, "of": of, "size": size},
                body,
            ).json(),
        )

    def budget(self, account: str, *, month: str | None = None) -> BudgetAnswer:
        """What a month cost by purpose, its forecast, its limits, and how many sends X still lets through."""
        return cast(
            "BudgetAnswer",
            self._ask("GET", f"/desk/api/accounts/{quote(account, safe='')}/budget", {"month": month}).json(),
        )

    def cancel(self, case: str, body: Cancel) -> Accepted:
        """Take back a reply that has not gone yet."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/cancel", {}, body).json()
        )

    def case(self, case: str) -> CaseAnswer:
        """A case with its story, the ways to its customer, and all matters of that customer, the newest first."""
        return cast("CaseAnswer", self._ask("GET", f"/desk/api/cases/{quote(case, safe='')}", {}).json())

    def cases(
        self,
        *,
        account: str | None = None,
        view: str | None = None,
        incident: str | None = None,
        channel: str | None = None,
        language: str | None = None,
        tag: str | None = None,
        sort: str | None = None,
        after: str | None = None,
    ) -> QueuePage:
        """A page of the queue, with the filters of the page; `after` begins the next one."""
        return cast(
            "QueuePage",
            self._ask(
                "GET",
                "/desk/api/cases",
                {
                    "account": account,
                    "view": view,
                    "incident": incident,
                    "channel": channel,
                    "language": language,
                    "tag": tag,
                    "sort": sort,
                    "after": after,
                },
            ).json(),
        )

    def change_incident(self, account: str, item: str, body: IncidentChange) -> IncidentsAnswer:
        """Change what is given of an open incident; the rest stays."""
        return cast(
            "IncidentsAnswer",
            self._ask(
                "POST",
                f"/desk/api/accounts/{quote(account, safe='')}/incidents/{quote(item, safe='')}/change",
                {},
                body,
            ).json(),
        )

    def change_settings(self, account: str, body: SettingsWanted) -> SettingsAnswer:
        """Put sections in the place of those there are, as the next version; the rest stays."""
        return cast(
            "SettingsAnswer",
            self._ask("POST", f"/desk/api/accounts/{quote(account, safe='')}/settings", {}, body).json(),
        )

    def clocks(self, case: str) -> ClocksAnswer:
        """The clocks of a case, each line by line."""
        return cast("ClocksAnswer", self._ask("GET", f"/desk/api/cases/{quote(case, safe='')}/clocks", {}).json())

    def customer_note(self, case: str, body: CustomerNote) -> Accepted:
        """Write down something of the customer, for whoever serves them next; it stays when the case is over."""
        return cast(
            "Accepted",
            self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/customer_note", {}, body).json(),
        )

    def customer_note_remove(self, case: str, body: CustomerNoteRemove) -> Accepted:
        """Take away what was written down of the customer."""
        return cast(
            "Accepted",
            self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/customer_note_remove", {}, body).json(),
        )

    def customer_picture(self, case: str) -> bytes:
        """The bytes; not found where X shows none, and the page has the first letter of the name instead."""
        answer = self._ask("GET", f"/desk/api/cases/{quote(case, safe='')}/customer/picture", {})
        where = answer.headers.get("location")
        # Where a file is was signed for whoever asks: the token is not for that place.
        return httpx.get(where, timeout=60).content if where else answer.content

    def decide(self, case: str, body: Decide) -> Accepted:
        """Decide on a send that is unclear."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/decide", {}, body).json()
        )

    def decisions(self, account: str) -> DecisionsAnswer:
        """What waits for a supervisor: replies to approve, unclear sends, bad scores to follow up."""
        return cast(
            "DecisionsAnswer", self._ask("GET", f"/desk/api/accounts/{quote(account, safe='')}/decisions", {}).json()
        )

    def description(self) -> dict[str, Any]:
        """This API as an OpenAPI document."""
        return cast("dict[str, Any]", self._ask("GET", "/desk/api/openapi.json", {}).json())

    def do_with_found(self, account: str, body: FindWanted) -> dict[str, Any]:
        """Open a case of a found post, set it aside, or put it on the list again."""
        return cast(
            "dict[str, Any]", self._ask("POST", f"/desk/api/accounts/{quote(account, safe='')}/found", {}, body).json()
        )

    def do_with_gifts(self, account: str, body: PoolWanted) -> GiftsDone:
        """Make or change a pool, load codes into one, or decide on an unclear gift; answers what stands then."""
        return cast(
            "GiftsDone", self._ask("POST", f"/desk/api/accounts/{quote(account, safe='')}/gifts", {}, body).json()
        )

    def do_with_post(self, account: str, body: PostWanted) -> PostDone:
        """Write, plan, approve, take back, delete a post, or hide a reply to one; answers the post as it is then."""
        return cast(
            "PostDone", self._ask("POST", f"/desk/api/accounts/{quote(account, safe='')}/posts", {}, body).json()
        )

    def do_with_search(self, account: str, body: SearchWanted) -> dict[str, Any]:
        """Look at a search, save it, pause it or remove it."""
        return cast(
            "dict[str, Any]",
            self._ask("POST", f"/desk/api/accounts/{quote(account, safe='')}/searches", {}, body).json(),
        )

    def do_with_subscriber(self, account: str, body: SubscriberWanted) -> dict[str, Any]:
        """Do something with a subscriber; adding a webhook tells its secret."""
        return cast(
            "dict[str, Any]",
            self._ask("POST", f"/desk/api/accounts/{quote(account, safe='')}/subscribers", {}, body).json(),
        )

    def drop_file(self, case: str, media: str) -> KeptFile:
        """Forget a file that no answer shows; one that is on its way, or went, stays."""
        return cast(
            "KeptFile",
            self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/files/{quote(media, safe='')}/drop", {}).json(),
        )

    def drop_file_of_post(self, account: str, item: str, media: str) -> Dropped:
        """Forget a file that no kept post shows."""
        return cast(
            "Dropped",
            self._ask(
                "POST",
                f"/desk/api/accounts/{quote(account, safe='')}/posts/{quote(item, safe='')}/files/{quote(media, safe='')}/drop",
                {},
            ).json(),
        )

    def end_incident(self, account: str, item: str, body: IncidentChange) -> IncidentsAnswer:
        """The incident is over: who waits is told once, complaints first."""
        return cast(
            "IncidentsAnswer",
            self._ask(
                "POST", f"/desk/api/accounts/{quote(account, safe='')}/incidents/{quote(item, safe='')}/end", {}, body
            ).json(),
        )

    def erase_customer(self, account: str, body: CustomerConfirmed) -> ReceiptTold:
        """Erase a customer everywhere."""
        return cast(
            "ReceiptTold",
            self._ask("POST", f"/desk/api/accounts/{quote(account, safe='')}/customers/erase", {}, body).json(),
        )

    def erasures(self, account: str) -> ErasuresAnswer:
        """The receipts of the account's erasures, the newest first: what went from where."""
        return cast(
            "ErasuresAnswer", self._ask("GET", f"/desk/api/accounts/{quote(account, safe='')}/erasures", {}).json()
        )

    def export_customer(self, account: str, body: CustomerNamed) -> dict[str, Any]:
        """All that is kept of a customer, as JSON; pictures and files with the addresses where they are."""
        return cast(
            "dict[str, Any]",
            self._ask("POST", f"/desk/api/accounts/{quote(account, safe='')}/customers/export", {}, body).json(),
        )

    def fetch_again(self, case: str, message: str, media: str) -> dict[str, Any]:
        """Have what a message shows fetched once more; who asks twice has it fetched once."""
        return cast(
            "dict[str, Any]",
            self._ask(
                "POST",
                f"/desk/api/cases/{quote(case, safe='')}/media/{quote(message, safe='')}/{quote(media, safe='')}/again",
                {},
            ).json(),
        )

    def file_of_post(self, account: str, item: str, media: str) -> bytes:
        """A picture or video of a post that is being written."""
        answer = self._ask(
            "GET",
            f"/desk/api/accounts/{quote(account, safe='')}/posts/{quote(item, safe='')}/files/{quote(media, safe='')}",
            {},
        )
        where = answer.headers.get("location")
        # Where a file is was signed for whoever asks: the token is not for that place.
        return httpx.get(where, timeout=60).content if where else answer.content

    def found_posts(
        self, account: str, *, search: str | None = None, done: str | None = None, after: str | None = None
    ) -> FoundAnswer:
        """The posts that a search found, the newest first; `done` has those that were set aside or opened."""
        return cast(
            "FoundAnswer",
            self._ask(
                "GET",
                f"/desk/api/accounts/{quote(account, safe='')}/found",
                {"search": search, "done": done, "after": after},
            ).json(),
        )

    def gifts(self, account: str, *, pool: str | None = None, by: str | None = None) -> GiftsAnswer:
        """The account's pools with what is left of each, and the newest gifts: who gave what to whom."""
        return cast(
            "GiftsAnswer",
            self._ask("GET", f"/desk/api/accounts/{quote(account, safe='')}/gifts", {"pool": pool, "by": by}).json(),
        )

    def gifts_of_case(self, case: str) -> CaseGifts:
        """Of which pools a code may be given in the case, why not of the others, and what its customer was given."""
        return cast("CaseGifts", self._ask("GET", f"/desk/api/cases/{quote(case, safe='')}/gifts", {}).json())

    def give(self, case: str, body: GiftWanted) -> Accepted:
        """Give a code to the customer of the case by a private message."""
        return cast("Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/gifts", {}, body).json())

    def hand_over(self, case: str, body: HandOver) -> Accepted:
        """Another system or team takes the case; `text` is a word for them."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/hand_over", {}, body).json()
        )

    def hand_over_again(self, case: str, body: HandOverAgain) -> Accepted:
        """A hand-over that did not arrive is tried once more."""
        return cast(
            "Accepted",
            self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/hand_over_again", {}, body).json(),
        )

    def hand_over_reference(self, case: str, body: HandOverReference) -> Accepted:
        """By which reference the other system knows the case; empty for none."""
        return cast(
            "Accepted",
            self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/hand_over_reference", {}, body).json(),
        )

    def health(self, *, page: str | None = None) -> dict[str, Any]:
        """The same as JSON, for a monitor: `wrong` counts what somebody has to look at."""
        return cast("dict[str, Any]", self._ask("GET", "/desk/api/health", {"page": page}).json())

    def incidents(self, account: str) -> IncidentsAnswer:
        """The account's incidents."""
        return cast(
            "IncidentsAnswer", self._ask("GET", f"/desk/api/accounts/{quote(account, safe='')}/incidents", {}).json()
        )

    def keep(self, case: str, body: Keep) -> Accepted:
        """What was promised was done."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/keep", {}, body).json()
        )

    def label(self, case: str, body: Label) -> Accepted:
        """Correct what triage said of the case, and who its customer is; what is left out stays as it is."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/label", {}, body).json()
        )

    def look_above(self, case: str, message: str) -> dict[str, Any]:
        """Have X asked for the thread above the post that a message answers, some posts at a time."""
        return cast(
            "dict[str, Any]",
            self._ask(
                "POST", f"/desk/api/cases/{quote(case, safe='')}/around/{quote(message, safe='')}/above", {}
            ).json(),
        )

    def look_around(self, case: str, message: str) -> dict[str, Any]:
        """Have X asked for the posts that a message quotes or answers, if nobody has or X did not show them."""
        return cast(
            "dict[str, Any]",
            self._ask(
                "POST", f"/desk/api/cases/{quote(case, safe='')}/around/{quote(message, safe='')}/look", {}
            ).json(),
        )

    def look_at_profile(self, account: str) -> ProfileAnswer:
        """What X shows of the account now, looked at as a customer would."""
        return cast(
            "ProfileAnswer", self._ask("POST", f"/desk/api/accounts/{quote(account, safe='')}/profile", {}).json()
        )

    def media(self, case: str, message: str, media: str) -> bytes:
        """The bytes of one picture, video or file."""
        answer = self._ask(
            "GET", f"/desk/api/cases/{quote(case, safe='')}/media/{quote(message, safe='')}/{quote(media, safe='')}", {}
        )
        where = answer.headers.get("location")
        # Where a file is was signed for whoever asks: the token is not for that place.
        return httpx.get(where, timeout=60).content if where else answer.content

    def merge(self, case: str, body: Merge) -> Accepted:
        """The case is the same matter as another one of the same customer, which goes on for both."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/merge", {}, body).json()
        )

    def note(self, case: str, body: Note) -> Accepted:
        """A word for colleagues; the customer never sees it."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/note", {}, body).json()
        )

    def open_incident(self, account: str, body: IncidentWanted) -> IncidentsAnswer:
        """Open an incident: cases about it, old and new, hang on it, and their customers are told."""
        return cast(
            "IncidentsAnswer",
            self._ask("POST", f"/desk/api/accounts/{quote(account, safe='')}/incidents", {}, body).json(),
        )

    def pause(self, account: str) -> AutomaticAnswer:
        """Stop everything automatic within a minute; nothing that is withheld is sent later."""
        return cast(
            "AutomaticAnswer",
            self._ask("POST", f"/desk/api/accounts/{quote(account, safe='')}/automatic/pause", {}).json(),
        )

    def people(self, account: str) -> PeopleAnswer:
        """Who works for the account, and as what."""
        return cast("PeopleAnswer", self._ask("GET", f"/desk/api/accounts/{quote(account, safe='')}/people", {}).json())

    def poster(self, case: str, message: str, media: str) -> bytes:
        """The still picture of a video."""
        answer = self._ask(
            "GET",
            f"/desk/api/cases/{quote(case, safe='')}/media/{quote(message, safe='')}/{quote(media, safe='')}/poster",
            {},
        )
        where = answer.headers.get("location")
        # Where a file is was signed for whoever asks: the token is not for that place.
        return httpx.get(where, timeout=60).content if where else answer.content

    def posts(self, account: str, *, month: str | None = None) -> PostsAnswer:
        """The account's own posts, the newest first: what is planned, what became of it."""
        return cast(
            "PostsAnswer",
            self._ask("GET", f"/desk/api/accounts/{quote(account, safe='')}/posts", {"month": month}).json(),
        )

    def preview(self, case: str, body: PreviewWanted) -> PreviewAnswer:
        """A text as it would go: in how many posts, what it costs, and what would hold it up."""
        return cast(
            "PreviewAnswer", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/preview", {}, body).json()
        )

    def preview_post(self, account: str, body: PostWanted) -> PostTold:
        """What a post would be and cost, and what the guard says; nothing is kept."""
        return cast(
            "PostTold",
            self._ask("POST", f"/desk/api/accounts/{quote(account, safe='')}/posts/preview", {}, body).json(),
        )

    def promise(self, case: str, body: Promise) -> Accepted:
        """Something was promised for an instant; without an offset it is in the account's time zone."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/promise", {}, body).json()
        )

    def reopen(self, case: str, body: Reopen) -> Accepted:
        """The matter is not settled after all."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/reopen", {}, body).json()
        )

    def reply(self, case: str, body: Reply) -> Accepted:
        """Answer the customer, in public or by DM."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/reply", {}, body).json()
        )

    def report(
        self,
        account: str,
        *,
        view: str | None = None,
        month: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> ReportAnswer:
        """The measures of a period (`view` today, month, range or trend), as the report's page defines them."""
        return cast(
            "ReportAnswer",
            self._ask(
                "GET",
                f"/desk/api/accounts/{quote(account, safe='')}/report",
                {"view": view, "month": month, "since": since, "until": until},
            ).json(),
        )

    def report_table(
        self,
        account: str,
        name: str,
        *,
        view: str | None = None,
        month: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> ReportTable:
        """One table of the report, with numbers as they are."""
        return cast(
            "ReportTable",
            self._ask(
                "GET",
                f"/desk/api/accounts/{quote(account, safe='')}/report/{quote(name, safe='')}",
                {"view": view, "month": month, "since": since, "until": until},
            ).json(),
        )

    def repost(self, case: str, body: Repost) -> Accepted:
        """Show everybody what a content customer wrote."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/repost", {}, body).json()
        )

    def resolve(self, case: str, body: Resolve) -> Accepted:
        """The matter is settled."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/resolve", {}, body).json()
        )

    def resume(self, account: str) -> AutomaticAnswer:
        """Let what is automatic go out again."""
        return cast(
            "AutomaticAnswer",
            self._ask("POST", f"/desk/api/accounts/{quote(account, safe='')}/automatic/resume", {}).json(),
        )

    def reveal(self, case: str, message: str) -> TextAnswer:
        """A message as it was written, without masks; that somebody looked stands in the audit trail."""
        return cast(
            "TextAnswer",
            self._ask(
                "POST", f"/desk/api/cases/{quote(case, safe='')}/messages/{quote(message, safe='')}/reveal", {}
            ).json(),
        )

    def saved_replies(self, *, account: str | None = None) -> RepliesAnswer:
        """The saved replies of an account, as they are written, with how often each was used."""
        return cast("RepliesAnswer", self._ask("GET", "/desk/api/replies", {"account": account}).json())

    def saved_searches(self, account: str) -> SearchesAnswer:
        """The account's saved searches: what X is asked, what it cost this month."""
        return cast(
            "SearchesAnswer", self._ask("GET", f"/desk/api/accounts/{quote(account, safe='')}/searches", {}).json()
        )

    def search(
        self,
        *,
        q: str | None = None,
        account: str | None = None,
        state: str | None = None,
        topic: str | None = None,
        channel: str | None = None,
        language: str | None = None,
        tag: str | None = None,
        assignee: str | None = None,
        since: str | None = None,
        until: str | None = None,
        after: str | None = None,
    ) -> SearchAnswer:
        """Cases in which all words of `q` are, the newest first, with when they were opened."""
        return cast(
            "SearchAnswer",
            self._ask(
                "GET",
                "/desk/api/search",
                {
                    "q": q,
                    "account": account,
                    "state": state,
                    "topic": topic,
                    "channel": channel,
                    "language": language,
                    "tag": tag,
                    "assignee": assignee,
                    "since": since,
                    "until": until,
                    "after": after,
                },
            ).json(),
        )

    def seen(self, case: str, body: Seen) -> Accepted:
        """Who was named in a note has seen it."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/seen", {}, body).json()
        )

    def send_back(self, case: str, body: SendBack) -> Accepted:
        """Take back a reply that waits for approval; the note tells its writer why."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/send_back", {}, body).json()
        )

    def set_budget(self, account: str, body: BudgetForm) -> BudgetAnswer:
        """What a month may cost, as the next version of the settings; 409 where `version` is not the present one."""
        return cast(
            "BudgetAnswer", self._ask("POST", f"/desk/api/accounts/{quote(account, safe='')}/budget", {}, body).json()
        )

    def settings(self, account: str) -> SettingsAnswer:
        """The account's settings and the number of their version."""
        return cast(
            "SettingsAnswer", self._ask("GET", f"/desk/api/accounts/{quote(account, safe='')}/settings", {}).json()
        )

    def settings_versions(self, account: str, *, before: str | None = None) -> VersionsAnswer:
        """Versions of the settings, the newest first: who saved which when."""
        return cast(
            "VersionsAnswer",
            self._ask(
                "GET", f"/desk/api/accounts/{quote(account, safe='')}/settings/versions", {"before": before}
            ).json(),
        )

    def shut_out(self, case: str, body: ShutOut) -> Accepted:
        """Mute the customer at X, block their private messages there, or take that back; `text` says why."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/shut_out", {}, body).json()
        )

    def snooze(self, case: str, body: Snooze) -> Accepted:
        """Out of sight until then; without an offset it is in the account's time zone."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/snooze", {}, body).json()
        )

    def spam(self, case: str, body: Spam) -> Accepted:
        """Say that the customer is a spammer (`spam` true), or that they are none."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/spam", {}, body).json()
        )

    def subscribers(self, account: str) -> SubscribersAnswer:
        """Who is told, by which way, and the newest deliveries of each."""
        return cast(
            "SubscribersAnswer",
            self._ask("GET", f"/desk/api/accounts/{quote(account, safe='')}/subscribers", {}).json(),
        )

    def tag(self, case: str, body: Tag) -> Accepted:
        """Give a case tags, or take some away; several stand with commas between them, or in a list."""
        return cast(
            "Accepted", self._ask("POST", f"/desk/api/cases/{quote(case, safe='')}/actions/tag", {}, body).json()
        )

    def tags(self, *, account: str | None = None) -> TagsAnswer:
        """The tags of an account that are in use, those that were given most often first, with how often that was."""
        return cast("TagsAnswer", self._ask("GET", "/desk/api/tags", {"account": account}).json())

    def trail(
        self,
        account: str,
        *,
        month: str | None = None,
        by: str | None = None,
        case: str | None = None,
        before: str | None = None,
    ) -> TrailAnswer:
        """Who did what, also who looked at what was hidden: of one person or about one case if asked so."""
        return cast(
            "TrailAnswer",
            self._ask(
                "GET",
                f"/desk/api/accounts/{quote(account, safe='')}/trail",
                {"month": month, "by": by, "case": case, "before": before},
            ).json(),
        )

    def wall_board(self, account: str) -> WallAnswer:
        """How many wait, how many were answered within the hour, and whether there is a surge of complaints."""
        return cast("WallAnswer", self._ask("GET", f"/desk/api/accounts/{quote(account, safe='')}/wall", {}).json())
