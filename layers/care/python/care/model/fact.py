"""Facts: what happened with an account's cases, as others are told (`docs/integrations.md`).

A fact has an id, which is the same whenever it is told again, and `sequence`, which grows with its case: whoever needs
the order sorts by it. It holds no name, and no text of customers but where a subscriber is to have texts.
"""

from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, get_args

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter

from care.model.envelope import Channel, Value
from care.model.formats import FORMAT
from care.triage.verdict import Topic


class AboutAll(Value):
    """What every fact says."""

    # `cases` starts with these and most accounts tell nobody: each is built when one is made.
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    version: Literal[1] = FORMAT
    id: str
    account_id: str
    at: AwareDatetime
    case_id: str = ""
    customer_id: str = ""
    sequence: int = 0


class _AboutReply(AboutAll):
    item_id: str
    channel: Channel
    by: str


class _AboutTime(AboutAll):
    respond_by: AwareDatetime | None


class _AboutPromise(AboutAll):
    promise_id: str
    due_at: AwareDatetime


class _AboutIncident(AboutAll):
    incident_id: str


class CaseOpened(AboutAll):
    """A customer's new matter."""

    kind: Literal["case.opened"] = "case.opened"
    channel: Channel
    topic: Topic
    urgency: int
    language: str
    influencer: bool


class CaseReopened(AboutAll):
    """A case that was resolved goes on."""

    kind: Literal["case.reopened"] = "case.reopened"
    topic: Topic


class CaseResolved(AboutAll):
    """A case is done; `by` answered it last."""

    kind: Literal["case.resolved"] = "case.resolved"
    topic: Topic
    by: str


class CaseAssigned(AboutAll):
    """A case is somebody's, or with an empty `to` nobody's."""

    kind: Literal["case.assigned"] = "case.assigned"
    to: str


class CaseMerged(AboutAll):
    """A case goes on in another."""

    kind: Literal["case.merged"] = "case.merged"
    into: str


class CaseLabelled(AboutAll):
    """A case has another topic than it had."""

    kind: Literal["case.labelled"] = "case.labelled"
    topic: Topic
    urgency: int


class CaseHandedOver(AboutAll):
    """Another system has a case: `to` is the destination's name, `reference` its own, empty where it gave none."""

    kind: Literal["case.handed_over"] = "case.handed_over"
    to: str
    by: str
    reference: str


class HandOverFailed(AboutAll):
    """A case did not reach another system, and nothing more is tried by itself; `status` is what was last answered."""

    kind: Literal["hand_over.failed"] = "hand_over.failed"
    hand_over_id: str
    to: str
    by: str
    status: str


class InfluencerComplained(AboutAll):
    """A complaint of somebody whose word reaches far: once for each case."""

    kind: Literal["influencer.complained"] = "influencer.complained"
    topic: Topic
    urgency: int


class ComplaintSpreads(AboutAll):
    """A public complaint is shown around: so many reposts and quotes, seen so often. Once for each case."""

    kind: Literal["complaint.spreads"] = "complaint.spreads"
    shares: int
    views: int


class MessageReceived(AboutAll):
    """A customer wrote. `text` is told to subscribers that are to have texts alone; what is sensitive is masked."""

    kind: Literal["message.received"] = "message.received"
    message_id: str
    channel: Channel
    topic: Topic
    text: str = Field(default="", repr=False)


class MessageDeleted(AboutAll):
    """A customer deleted what they wrote: whoever keeps its text drops it."""

    kind: Literal["message.deleted"] = "message.deleted"
    message_id: str


class ReplySent(_AboutReply):
    """A person's reply is on X."""

    kind: Literal["reply.sent"] = "reply.sent"


class ReplyRefused(_AboutReply):
    """X did not take a person's reply; `reason` is the code of an outcome, as the desk's API has it."""

    kind: Literal["reply.refused"] = "reply.refused"
    reason: str


class ReplyUnconfirmed(_AboutReply):
    """It is not known whether X took a person's reply: somebody has to look."""

    kind: Literal["reply.unconfirmed"] = "reply.unconfirmed"


class ApprovalWaiting(AboutAll):
    """A reply waits for a supervisor's approval."""

    kind: Literal["approval.waiting"] = "approval.waiting"
    item_id: str


class SlaWarned(_AboutTime):
    """Three quarters of the time to answer have passed."""

    kind: Literal["sla.warned"] = "sla.warned"


class SlaBreached(_AboutTime):
    """The time to answer has passed, and nobody answered."""

    kind: Literal["sla.breached"] = "sla.breached"


class PromiseMade(_AboutPromise):
    """Somebody promised something to a customer."""

    kind: Literal["promise.made"] = "promise.made"


class PromiseDue(_AboutPromise):
    """A promise is to be kept soon: its reminder."""

    kind: Literal["promise.due"] = "promise.due"


class PromiseKept(_AboutPromise):
    """A promise was kept."""

    kind: Literal["promise.kept"] = "promise.kept"


class PromiseBroken(_AboutPromise):
    """A promise was not kept in time."""

    kind: Literal["promise.broken"] = "promise.broken"


class SurveyAnswered(AboutAll):
    """A customer gave a score."""

    kind: Literal["survey.answered"] = "survey.answered"
    survey: Literal["csat", "nps"]
    score: int
    agent: str


class CustomerOptedOut(AboutAll):
    """A customer wants no automatic messages."""

    kind: Literal["customer.opted_out"] = "customer.opted_out"


class CustomerOptedIn(AboutAll):
    """A customer wants automatic messages again."""

    kind: Literal["customer.opted_in"] = "customer.opted_in"


class IncidentOpened(_AboutIncident):
    """An incident began, of which customers are told."""

    kind: Literal["incident.opened"] = "incident.opened"


class IncidentEnded(_AboutIncident):
    """An incident is over."""

    kind: Literal["incident.ended"] = "incident.ended"


class ConnectionLost(AboutAll):
    """X takes the account's keys no more: nothing goes out until somebody connects it again."""

    kind: Literal["connection.lost"] = "connection.lost"
    reason: str


class SurgeBegan(AboutAll):
    """Many more complaints than usual came within the last hour; `usual` is what an hour brings else, rounded up."""

    kind: Literal["surge.began"] = "surge.began"
    complaints: int
    usual: int


class SurgeEnded(AboutAll):
    """The complaints of the last hour are about as many as usual again."""

    kind: Literal["surge.ended"] = "surge.ended"
    complaints: int
    usual: int


class _AboutBudget(AboutAll):
    month: str
    spent_micro_dollars: int
    limit_micro_dollars: int


class BudgetSoft(_AboutBudget):
    """The month's dollars are nearly spent; once for each limit of a month."""

    kind: Literal["budget.soft"] = "budget.soft"


class BudgetHard(_AboutBudget):
    """The month's dollars are spent; once for each limit of a month.

    With `holds` automatic messages stop and replies wait.
    """

    kind: Literal["budget.hard"] = "budget.hard"
    holds: bool


class _AboutPool(AboutAll):
    pool_id: str
    pool: str
    left: int


class GiftsLow(_AboutPool):
    """A pool of codes is nearly used up; once after each load. `pool` is its name."""

    kind: Literal["gifts.low"] = "gifts.low"


class GiftsEmpty(_AboutPool):
    """A pool of codes is used up; once after each load."""

    kind: Literal["gifts.empty"] = "gifts.empty"


class GiftsEnding(_AboutPool):
    """The last day of a pool comes within a week, and codes are left; once for each last day."""

    kind: Literal["gifts.ending"] = "gifts.ending"
    ends_on: date


class SubscriberPaused(AboutAll):
    """Another one who is told is paused, because nothing arrived there (`failing`), or it said that it is `gone`."""

    kind: Literal["subscriber.paused"] = "subscriber.paused"
    name: str
    why: str


class Tried(AboutAll):
    """Somebody tries whether facts arrive at the one subscriber that `only` names."""

    kind: Literal["test"] = "test"
    only: str


type Fact = Annotated[
    CaseOpened
    | CaseReopened
    | CaseResolved
    | CaseAssigned
    | CaseMerged
    | CaseLabelled
    | CaseHandedOver
    | HandOverFailed
    | InfluencerComplained
    | ComplaintSpreads
    | MessageReceived
    | MessageDeleted
    | ReplySent
    | ReplyRefused
    | ReplyUnconfirmed
    | ApprovalWaiting
    | SlaWarned
    | SlaBreached
    | PromiseMade
    | PromiseDue
    | PromiseKept
    | PromiseBroken
    | SurveyAnswered
    | CustomerOptedOut
    | CustomerOptedIn
    | IncidentOpened
    | IncidentEnded
    | ConnectionLost
    | SurgeBegan
    | SurgeEnded
    | BudgetSoft
    | BudgetHard
    | GiftsLow
    | GiftsEmpty
    | GiftsEnding
    | SubscriberPaused
    | Tried,
    Field(discriminator="kind"),
]

TYPES: tuple[type[AboutAll], ...] = get_args(get_args(Fact.__value__)[0])
KINDS: tuple[str, ...] = tuple(one.model_fields["kind"].default for one in TYPES)


FACTS_SCHEMA_VERSION = 1
"""The number in every fact: it rises when a field changes its meaning or goes."""


@cache
def fact_adapter() -> TypeAdapter[Fact]:
    """Reads facts, and describes them as JSON Schema."""
    return TypeAdapter(Fact)


def told(fact: Fact, *, texts: bool) -> dict[str, Any]:
    """A fact as it is told: without its text where a subscriber is to have none."""
    values = fact.model_dump(mode="json")
    if not texts:
        values.pop("text", None)
    return values
