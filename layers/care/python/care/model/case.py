"""A case as a value, and what it is made of: what `decide` reads and returns, and the conversations table keeps."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, Field

from care.model.clocks import Clock
from care.model.customer import Customer
from care.model.envelope import Addressed, Answerable, Channel, Ids, Value, answerable_of
from care.model.hand_over import HandOver
from care.model.selfservice_state import DialogState
from care.model.teaching import Correction
from care.triage.verdict import Abuse, Topic, Unwanted

CaseState = Literal["open", "waiting", "resolved"]
Timer = Literal[
    "acknowledge", "survey", "survey_expiry", "sla_warning", "sla_breach", "promise", "snooze", "lookup", "silence"
]


class Spread(Value):
    """How far a case's words were carried by others: how often they were shown, to how many followers at least.

    `raised` is by how much that raised the urgency.
    """

    shares: int = 0
    reach: int = 0
    raised: int = 0


class OnItsWay(Value):
    """An automatic message that was decided and of which it is not known yet whether it went.

    Case and customer count it as told meanwhile. It holds what that changed, so that it can be taken back if it did not
    go: `acknowledged_since` and `incident` are what became of these fields by it, `..._before` what they were. With
    `may_have_gone` it stays told.
    """

    item_id: str
    at: AwareDatetime
    message_id: str = ""
    acknowledged_since: AwareDatetime | None = None
    incident: str = ""
    incident_before: str = ""
    thanked_before: AwareDatetime | None = None
    may_have_gone: bool = False


class Survey(Value):
    """A survey on a case: planned, asked, answered or over. Score and comment never change once they are here."""

    state: Literal["planned", "asked", "answered", "expired"]
    kind: Literal["csat", "nps"]
    asked_at: AwareDatetime | None = None
    score: int | None = None
    scored_at: AwareDatetime | None = None
    comment: str | None = None
    commented_at: AwareDatetime | None = None
    asked_again_at: AwareDatetime | None = None
    agent: str = ""
    """Who had answered last when the question was sent; whoever answers later has no part in the score."""
    item_id: str = ""
    """The question as the outbox has it: a button that answers another rates nothing here."""


class SelfService(Value):
    """The automatic conversation of a case: where it stands, when it began, and what it is about to answer.

    `answering` is the id of the customer's message that was spoken to last and `written_at` its instant: what a look-up
    finds is told as the answer to it, and to no other.
    """

    talk: DialogState
    begun_at: AwareDatetime
    answering: str
    written_at: AwareDatetime


class Promise(Value):
    """What somebody must keep by `due_at`; the reminder comes before, in open time.

    A broken one is shown until `dealt_at`, when somebody said that it was seen to after all.
    """

    promise_id: str
    text: str
    made_by: str
    made_at: AwareDatetime
    due_at: AwareDatetime
    remind_at: AwareDatetime
    state: Literal["open", "kept", "broken"] = "open"
    reminded_at: AwareDatetime | None = None
    settled_at: AwareDatetime | None = None
    dealt_at: AwareDatetime | None = None

    @property
    def is_pending(self) -> bool:
        """True while somebody has something to do for it: it is to be kept, or was broken and nobody has seen to it."""
        return self.state == "open" or (self.state == "broken" and self.dealt_at is None)


class FirstAnswer(Value):
    """A person's first answer to a case: since when the customer waited, until when, how much of it was open."""

    since: AwareDatetime
    at: AwareDatetime
    open_seconds: int


class LastMessage(Value):
    """The customer's last message: where an answer goes, and whether X lets one through (as a `Message` has it).

    It is `shut` if it was not read.
    """

    id: str
    channel: Channel
    at: AwareDatetime
    summons: bool = False
    chat: bool = False
    shut: str = ""
    addressed: Addressed = ""

    @property
    def answerable(self) -> Answerable:
        """Whether X takes a public answer to it, by the post and by what X said to an answer to it."""
        return answerable_of(summons=self.summons, addressed=self.addressed)


class Handed(Value):
    """What a case that was merged hands to the one that goes on, besides what is unanswered.

    The customer's last words with the way to answer them, what was promised, and the survey that may still be answered.
    """

    last_message: LastMessage
    last_public: LastMessage | None = None
    excerpt: str = ""
    language: str = ""
    topic: Topic = "question"
    incident_id: str = ""
    promises: tuple[Promise, ...] = ()
    survey: Survey | None = None
    person_answered_at: AwareDatetime | None = None
    tags: tuple[str, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()


class Case(Value):
    """One matter of one customer with one account.

    `unanswered_since` is when the oldest message was written that no person has answered yet; automatic messages do
    not touch it. `respond_by` is the deadline of the response clock; `settings_version` is the version of the
    account's settings by which clocks and timers were last reckoned. `acknowledged_since` remembers for which
    unanswered instant the customer was acknowledged in open hours. `first_response_at` starts anew when the case is
    reopened, while `first_answer` stays. `excerpt` is the beginning of the customer's last message with what is
    sensitive masked. `replied` counts the replies of each person, those written in X's own app under "in X". `listed`
    names the lists of the desk on which the case was stored. `on_its_way` are the automatic messages that count as told
    while nothing is known of them, and `came_to_nothing` how many of them did not go. `told_message` is the last
    message that has its automatic answer, or will have it. `implicit_replies` is what X last said to an answer to a
    direct reply without a typed handle. `spread` is how far others carried the customer's words, and `shows_media` says
    that the customer showed a picture or a video. `lead` is what a person said of it, None where nobody did; `invites`
    says whether the next acknowledgement also invites to a private message, or one did. `judged_by` is the message by
    whose words it has its topic, empty where that was not kept, and `corrected` what a person said of the topic. `tags`
    are people's words for the case, in the order of the alphabet. `refused_sends` are people's replies that X took not,
    until somebody writes another, and `unclear_sends` those of which it is not known whether X took them.
    `mentions` are colleagues who were named in a note and have not seen it. `spam` says that it looks like spam, and
    by which rule (`spam_because`), or that a person marked it; `abuse` what the customer did to those who answer, until
    a supervisor has seen it. `hand_overs` are the other systems that it was handed to, the oldest first.
    """

    case_id: str
    account_id: str
    customer: Customer
    state: CaseState = "open"
    opened_at: AwareDatetime
    opened_in: Channel = "public"
    topic: Topic = "question"
    urgency: int = 0
    language: str = ""
    public_thread: str = ""
    last_message: LastMessage
    unanswered_since: AwareDatetime | None = None
    acknowledged_since: AwareDatetime | None = None
    respond_by: AwareDatetime | None = None
    clocks: tuple[Clock, ...] = ()
    settings_version: int = 0
    first_response_at: AwareDatetime | None = None
    first_answer: FirstAnswer | None = None
    person_answered_at: AwareDatetime | None = None
    private_contact: bool = False
    resolved_at: AwareDatetime | None = None
    survey: Survey | None = None
    last_public: LastMessage | None = None
    implicit_replies: Literal["", "taken", "refused"] = ""
    assignee: str = ""
    answered_by: str = ""
    snoozed_until: AwareDatetime | None = None
    promises: tuple[Promise, ...] = ()
    awaiting_approval: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    refused_sends: tuple[str, ...] = ()
    unclear_sends: tuple[str, ...] = ()
    merged_into: str = ""
    incident_id: str = ""
    selfservice: SelfService | None = None
    asked_private_at: AwareDatetime | None = None
    told_message: str = ""
    on_its_way: tuple[OnItsWay, ...] = ()
    came_to_nothing: int = 0
    excerpt: str = ""
    influencer: bool = False
    spread: Spread = Spread.model_construct()
    shows_media: bool = False
    tags: tuple[str, ...] = ()
    invites: Literal["", "due", "done"] = ""
    lead: bool | None = None
    spam: Literal["", "looks", "marked"] = ""
    spam_because: Unwanted = ""
    abuse: Abuse = ""
    judged_by: str = ""
    corrected: Correction | None = None
    hand_overs: tuple[HandOver, ...] = ()
    replied: dict[str, int] = Field(default_factory=dict)
    listed: tuple[str, ...] = ()
    timers: dict[Timer, AwareDatetime] = Field(default_factory=dict)
    version: int = 0

    @property
    def ids(self) -> Ids:
        """Whose case it is, and which."""
        return {"account_id": self.account_id, "customer_id": self.customer.customer_id, "case_id": self.case_id}

    @property
    def due_at(self) -> datetime | None:
        """When the next thing on this case falls due, or None."""
        given_up = (one.given_up_at for one in self.hand_overs if one.given_up_at is not None)
        return min((*self.timers.values(), *given_up), default=None)


def with_timer(case: Case, name: Timer, at: datetime) -> dict[Timer, datetime]:
    """The timers of a case with one of them set to `at`."""
    return {**case.timers, name: at}


def without_timer(case: Case, *names: Timer) -> dict[Timer, datetime]:
    """The timers of a case without some of them."""
    return {name: at for name, at in case.timers.items() if name not in names}
