"""What can happen to a case: the messages of `events.fifo`.

Whatever changes a case comes as one of these, in order per customer: what X delivered, what the account's people did,
what fell due, and what became of a send. Each carries an `event_id` that is the same at every redelivery, by which
`cases` applies it exactly once, and a `group` that keeps one customer's events in order.
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
from care.model.messages import Author, Message, MessageId
from care.model.outcomes import Outcomes
from care.model.told_before import understood


class MessageReceived(Envelope):
    """A customer wrote. `deleted` says that it is gone from X already, filled in by `cases`.

    `opens` says that it stayed shut when it came, and was opened since, and `unheard` that the case was not told of it
    when it came. `revises` is the message that it is the new wording of, and `superseded` says that a newer wording
    came before it; `beside` are the posts that it quotes or answers and that are no messages of this customer's.
    `whose` is the person who gets a new case. `cases` fills these in. `taken_at` is when a person opened a case of a
    post that a saved search had found: the clocks run from then on, nothing is answered by itself, and `taken_by` has
    the case.
    """

    kind: Literal["message_received"] = "message_received"
    customer_id: XId
    author: Author
    message: Message
    deleted: bool = False
    opens: bool = False
    unheard: bool = False
    revises: str = ""
    superseded: bool = False
    beside: tuple[XId, ...] = ()
    whose: str = ""
    taken_at: AwareDatetime | None = None
    taken_by: str = ""

    @property
    def event_id(self) -> str:
        """One for a message, whether X calls it a mention, a reply or both; another for when it was opened."""
        return f"{'opened' if self.opens else 'message'}:{self.account_id}:{self.message.id}"

    @property
    def deduplication_id(self) -> str:
        """The name comes with one of two deliveries of a message: the queue lets both through, `cases` applies one."""
        return hashlib.sha256(f"{self.event_id}|{self.author.username}".encode()).hexdigest()


class MessageEchoed(Envelope):
    """The account itself wrote: Centralita, or a person in X's own app.

    `customer_id` is empty when X does not say to whom. The other values are as of a customer's message.
    """

    kind: Literal["message_echoed"] = "message_echoed"
    customer_id: XId | Literal[""] = ""
    message: Message
    deleted: bool = False
    opens: bool = False
    unheard: bool = False
    revises: str = ""
    superseded: bool = False

    @property
    def event_id(self) -> str:
        """One for a message; another for when it was opened."""
        return f"{'opened_echo' if self.opens else 'echo'}:{self.account_id}:{self.message.id}"


class Reposted(Envelope):
    """Somebody showed a post to others: of the account, or of a customer who wrote to it. It asks for nothing.

    `author` is who did, `quotes` says that it was shown with words of their own.
    """

    kind: Literal["reposted"] = "reposted"
    customer_id: XId
    repost_id: XId
    post_id: str
    author: Author | None = None
    quotes: bool = False

    @property
    def event_id(self) -> str:
        """One for a repost."""
        return f"repost:{self.account_id}:{self.repost_id}"


class CustomerIntroduced(Envelope):
    """X told who a customer is: looked up, or beside a message that was applied already."""

    kind: Literal["customer_introduced"] = "customer_introduced"
    customer_id: XId
    author: Author
    at: AwareDatetime

    @property
    def event_id(self) -> str:
        """One for what was told, and when."""
        told = hashlib.sha256(self.author.model_dump_json().encode()).hexdigest()[:24]
        return f"introduced:{self.account_id}:{self.customer_id}:{self.at.date().isoformat()}:{told}"


class MessageDeleted(Envelope):
    """A post, or a message of a chat, is no longer on X, so its text may no longer be here."""

    kind: Literal["message_deleted"] = "message_deleted"
    customer_id: XId | Literal[""] = ""
    message_id: MessageId

    @property
    def event_id(self) -> str:
        """One for a message."""
        return f"deleted:{self.account_id}:{self.message_id}"


class MessageEdited(Envelope):
    """A message of a chat has another text now, and X shows the former no more."""

    kind: Literal["message_edited"] = "message_edited"
    customer_id: XId
    message_id: MessageId
    edit_id: MessageId
    text: Annotated[str, Field(repr=False)]
    at: AwareDatetime
    key_unverified: bool = False

    @property
    def event_id(self) -> str:
        """One for an edit."""
        return f"edited:{self.account_id}:{self.edit_id}"


class MessageReacted(Envelope):
    """The customer put an emoji to a message of a chat, or took it off (an empty `emoji`); it asks for nothing."""

    kind: Literal["message_reacted"] = "message_reacted"
    customer_id: XId
    message_id: MessageId
    reaction_id: MessageId
    emoji: str
    at: AwareDatetime

    @property
    def event_id(self) -> str:
        """One for a reaction."""
        return f"reacted:{self.account_id}:{self.reaction_id}"


class AccessRevoked(Envelope):
    """The account took the app's permission away; nothing can be sent for it."""

    kind: Literal["access_revoked"] = "access_revoked"
    at: AwareDatetime

    @property
    def event_id(self) -> str:
        """One for each time."""
        return f"revoked:{self.account_id}:{self.at.isoformat()}"


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


class NotPassedOn(Envelope):
    """X took a sealed message of ours and says later that it did not pass it on; `failure` is X's name of why."""

    kind: Literal["not_passed_on"] = "not_passed_on"
    customer_id: XId
    message_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,64}$")]
    failure: Annotated[str, StringConstraints(max_length=60)]
    at: AwareDatetime

    @property
    def event_id(self) -> str:
        """One for a message."""
        return f"not_passed_on:{self.account_id}:{self.message_id}"


class Unreadable(Envelope):
    """An event that X signed and whose shape we do not know; it ends in the dead-letter queue with its reason."""

    kind: Literal["unreadable"] = "unreadable"
    account_id: str
    event_type: str
    reason: str
    payload: str

    @property
    def event_id(self) -> str:
        """One for a payload."""
        return f"unreadable:{self.account_id}:{hashlib.sha256(self.payload.encode()).hexdigest()}"

    @property
    def group(self) -> str:
        """A group of their own, so that they hold nobody."""
        return "unreadable"


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
