"""The facts of one case and its customer (`care.model.fact`)."""

from typing import Literal

from pydantic import AwareDatetime, Field

from care.model.envelope import Channel
from care.model.fact_envelope import AboutAll
from care.triage.verdict import Topic


class _AboutReply(AboutAll):
    item_id: str
    channel: Channel
    by: str


class _AboutTime(AboutAll):
    respond_by: AwareDatetime | None


class _AboutPromise(AboutAll):
    promise_id: str
    due_at: AwareDatetime


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
