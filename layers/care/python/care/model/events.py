"""What can happen to a case: the messages of `events.fifo`.

Whatever changes a case comes as one of these, in order per customer: what X delivered, what the account's people did,
what fell due, and what became of a send. What X delivered is described in `care.model.x_events`, what people do in
`care.model.actions`; what the system tells itself stands here. Each carries an `event_id` that is the same at every
redelivery, by which `cases` applies it exactly once, and a `group` that keeps one customer's events in order.
"""

import hashlib
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from care.model.actions import Action, CustomerErased
from care.model.after_reply import AfterReply
from care.model.case import Handed
from care.model.envelope import Channel, Envelope, XId
from care.model.hand_over import DeliveredAs, Reference
from care.model.kinds import Kinds
from care.model.lookup_outcome import LookupFailure
from care.model.media import Media
from care.model.outcomes import Outcomes
from care.model.told_before import understood
from care.model.x_events import (
    AccessRevoked,
    CustomerIntroduced,
    MessageDeleted,
    MessageEchoed,
    MessageEdited,
    MessageReacted,
    MessageReceived,
    NotPassedOn,
    Reposted,
    Unreadable,
)


class CaseDue(Envelope):
    """Something on a case fell due at `due_at`.

    `occurrence` is the case's version as it was due: what fell due at an instant and was done may come back to the same
    instant, because an older message of the customer came late. Earlier releases name none.
    """

    kind: Literal["case_due"] = "case_due"
    customer_id: XId
    case_id: str
    due_at: AwareDatetime
    occurrence: int | None = None

    @property
    def event_id(self) -> str:
        """One for a case as it stood, and an instant: a case that was written since is due anew."""
        occurrence = "" if self.occurrence is None else f":{self.occurrence}"
        return f"due:{self.case_id}:{self.due_at.isoformat()}{occurrence}"


class SendSettled(Envelope):
    """What became of an outbox item: `outcome` is its state; `x_id` is X's id when it was sent.

    `why` says why it was not, and `reason` is the same for an earlier release. `complete` is false
    for a part of a thread that others follow: the customer is answered when the last one is sent. `doubtful` says that
    an attempt may have been done, although it was given up; an earlier release does not say. `media` is what it shows.
    `written_by` is the person who wrote it, and `then` what they want done with the case once it has gone.
    """

    kind: Literal["send_settled"] = "send_settled"
    customer_id: XId
    case_id: str
    item_id: str
    purpose: Literal["reply", "resolution", "acknowledgement", "survey", "courtesy", "post"]
    channel: Channel
    outcome: Literal["sent", "refused", "unconfirmed", "withdrawn", "held"]
    at: AwareDatetime
    text: str = ""
    x_id: str = ""
    in_reply_to: str = ""
    why: Outcomes = ()
    reason: str = ""
    complete: bool = True
    doubtful: bool | None = None
    correlation_id: str = ""
    chat: bool = False
    media: tuple[Media, ...] = ()
    written_by: str = ""
    then: AfterReply | None = None

    @property
    def because(self) -> Outcomes:
        """Why it was not sent, whichever release wrote it."""
        return self.why or understood(self.reason)

    @property
    def event_id(self) -> str:
        """One for an item and an outcome: an unconfirmed item may be known to be sent later."""
        return f"settled:{self.item_id}:{self.outcome}"


class LookedUp(Envelope):
    """What the brand's API answered to a look-up: its fields, or why there are none.

    `item_id` is that of the answer which the look-up is for, so that what comes late is told from what is waited for.
    """

    kind: Literal["looked_up"] = "looked_up"
    customer_id: XId
    case_id: str
    item_id: str
    fields: Annotated[dict[str, str | int | float | bool], Field(default_factory=dict, repr=False)]
    failed: LookupFailure | None = None
    correlation_id: str = ""

    @property
    def event_id(self) -> str:
        """One for a look-up, however often it was asked."""
        return f"looked_up:{self.item_id}"


class HandOverSettled(Envelope):
    """What became of handing a case to another system; `delayed` says that it is tried again.

    `asked_at` tells the presses for it apart, and `tries` counts the tries of this one; `status` is what the other side
    answered.
    """

    kind: Literal["hand_over_settled"] = "hand_over_settled"
    customer_id: XId
    case_id: str
    hand_over_id: str
    outcome: DeliveredAs
    status: Annotated[str, StringConstraints(max_length=60)] = ""
    reference: Reference | Literal[""] = ""
    tries: int = 0
    asked_at: AwareDatetime
    at: AwareDatetime
    correlation_id: str = ""

    @property
    def event_id(self) -> str:
        """One for a press and what came of it, or for a try of it."""
        which = f"{self.hand_over_id}:{self.asked_at.isoformat()}:{self.outcome}"
        return f"handed_over:{self.case_id}:{which}:{self.tries if self.outcome == 'delayed' else ''}"


class CaseAbsorbed(Envelope):
    """Another case of the same customer was merged into this one."""

    kind: Literal["case_absorbed"] = "case_absorbed"
    customer_id: XId
    case_id: str
    merged_case_id: str
    at: AwareDatetime
    unanswered_since: AwareDatetime | None = None
    private_contact: bool = False
    urgency: int = 0
    handed: Handed | None = None

    @property
    def event_id(self) -> str:
        """One for a case that was merged."""
        return f"absorbed:{self.case_id}:{self.merged_case_id}"


class _Swept(Envelope):
    """What a sweep tells each open case, in two rounds."""

    round: int = 1

    @property
    def deduplication_id(self) -> str:
        """Another for the second round: SQS would drop it, because it comes within five minutes of the first."""
        first = super().deduplication_id
        return first if self.round == 1 else hashlib.sha256(f"{first}:{self.round}".encode()).hexdigest()


class IncidentTouched(_Swept):
    """An incident was opened (`matches` says whether the case is about it) or has ended.

    With its end `goes_on` names another one that the case is about, too. `cases` fills in both.
    """

    kind: Literal["incident_touched"] = "incident_touched"
    customer_id: XId
    case_id: str
    incident_id: str
    ended: bool
    matches: bool = False
    goes_on: str = ""

    @property
    def event_id(self) -> str:
        """One for a case, an incident, and its opening or end."""
        return f"incident:{self.case_id}:{self.incident_id}:{'end' if self.ended else 'open'}"


class SettingsChanged(_Swept):
    """The account's settings have a new version: what is still to come on a case is computed again.

    `before` holds the hours of the versions by which the case's clocks were counted, as stored, filled in by `cases`.
    """

    kind: Literal["settings_changed"] = "settings_changed"
    customer_id: XId
    case_id: str
    settings_version: int
    before: dict[int, dict[str, Any]] = Field(default_factory=dict)

    @property
    def event_id(self) -> str:
        """One for a case and a version."""
        return f"settings:{self.case_id}:{self.settings_version}"


Event = Annotated[
    MessageReceived
    | MessageEchoed
    | Reposted
    | CustomerIntroduced
    | MessageDeleted
    | MessageEdited
    | MessageReacted
    | NotPassedOn
    | AccessRevoked
    | CaseDue
    | SendSettled
    | Action
    | SettingsChanged
    | CaseAbsorbed
    | LookedUp
    | HandOverSettled
    | IncidentTouched
    | CustomerErased
    | Unreadable,
    Field(discriminator="kind"),
]

_KINDS: Kinds[Event] = Kinds(Event)


def read_event(body: str) -> Event:
    """The event that the body of a queue's message holds; pydantic's ValidationError if it holds none."""
    return _KINDS.read(body)
