"""What can happen to a case: the messages of `events.fifo`.

Whatever changes a case comes as one of these, in order per customer: what X delivered, what the account's people did,
what fell due, and what became of a send. Each carries an `event_id` that is the same at every redelivery, by which
`cases` applies it exactly once, and a `group` that keeps one customer's events in order.
"""

import hashlib
from abc import abstractmethod
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

XId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]
Channel = Literal["public", "private"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Author(_Model):
    """What X told of the person who wrote; all but the id may be unknown."""

    id: XId
    username: str = ""
    name: str = ""
    followers: int | None = None
    verified_type: str = ""


class Message(_Model):
    """A post or DM as X delivered it: text with links expanded and HTML entities undone.

    `summons` is true when the author mentioned or quoted the account, so that X lets the account reply.
    `opened_from` is the post whose button opened a DM conversation.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,64}$")]
    channel: Channel
    text: str
    at: AwareDatetime
    language: str = ""
    conversation_id: str = ""
    in_reply_to: str = ""
    in_reply_to_user: str = ""
    quotes: str = ""
    summons: bool = False
    encrypted: bool = False
    opened_from: str = ""


class _Event(_Model):
    version: Literal[1] = 1
    account_id: XId

    @property
    @abstractmethod
    def event_id(self) -> str:
        """The same at every redelivery of the same happening, and another for every other."""

    @property
    def group(self) -> str:
        """Events of one group are applied in order; a failure in one group holds no other."""
        return f"{self.account_id}#{getattr(self, 'customer_id', '') or self.account_id}"

    @property
    def deduplication_id(self) -> str:
        """The event's id in at most 128 characters that SQS accepts."""
        return hashlib.sha256(self.event_id.encode()).hexdigest()


class MessageReceived(_Event):
    """A customer wrote."""

    kind: Literal["message_received"] = "message_received"
    customer_id: XId
    author: Author
    message: Message

    @property
    def event_id(self) -> str:
        """One for a message, whether X calls it a mention, a reply or both."""
        return f"message:{self.account_id}:{self.message.id}"


class MessageEchoed(_Event):
    """The account itself wrote: Centralita, or a person in X's own app.

    `customer_id` is empty when X does not say to whom.
    """

    kind: Literal["message_echoed"] = "message_echoed"
    customer_id: XId | Literal[""] = ""
    message: Message

    @property
    def event_id(self) -> str:
        """One for a message."""
        return f"echo:{self.account_id}:{self.message.id}"


class Reposted(_Event):
    """A customer reposted a post of the account; it asks for nothing."""

    kind: Literal["reposted"] = "reposted"
    customer_id: XId
    repost_id: XId
    post_id: str

    @property
    def event_id(self) -> str:
        """One for a repost."""
        return f"repost:{self.account_id}:{self.repost_id}"


class MessageDeleted(_Event):
    """A post is no longer on X, so its text may no longer be here."""

    kind: Literal["message_deleted"] = "message_deleted"
    customer_id: XId | Literal[""] = ""
    message_id: XId

    @property
    def event_id(self) -> str:
        """One for a message."""
        return f"deleted:{self.account_id}:{self.message_id}"


class AccessRevoked(_Event):
    """The account took the app's permission away; nothing can be sent for it."""

    kind: Literal["access_revoked"] = "access_revoked"
    at: AwareDatetime

    @property
    def event_id(self) -> str:
        """One for each time."""
        return f"revoked:{self.account_id}:{self.at.isoformat()}"


class CaseDue(_Event):
    """Something on a case fell due at `due_at`."""

    kind: Literal["case_due"] = "case_due"
    customer_id: XId
    case_id: str
    due_at: AwareDatetime

    @property
    def event_id(self) -> str:
        """One for a case and an instant: a case that is still due later is due at another instant."""
        return f"due:{self.case_id}:{self.due_at.isoformat()}"


class SendSettled(_Event):
    """What became of an outbox item: `outcome` is its state; `x_id` is X's id when it was sent."""

    kind: Literal["send_settled"] = "send_settled"
    customer_id: XId
    case_id: str
    item_id: str
    purpose: Literal["reply", "resolution", "acknowledgement", "survey"]
    channel: Channel
    outcome: Literal["sent", "refused", "unconfirmed", "withdrawn"]
    at: AwareDatetime
    text: str = ""
    x_id: str = ""
    in_reply_to: str = ""
    reason: str = ""

    @property
    def event_id(self) -> str:
        """One for an item and an outcome: an unconfirmed item may be known to be sent later."""
        return f"settled:{self.item_id}:{self.outcome}"


class CaseResolved(_Event):
    """A person says that the matter is settled."""

    kind: Literal["case_resolved"] = "case_resolved"
    customer_id: XId
    case_id: str
    action_id: str
    by: str
    at: AwareDatetime

    @property
    def event_id(self) -> str:
        """One for an action of a person."""
        return f"action:{self.action_id}"


class CaseReopened(CaseResolved):
    """A person says that the matter is not settled after all."""

    kind: Literal["case_reopened"] = "case_reopened"  # type: ignore[assignment]


class SettingsChanged(_Event):
    """The account's settings have a new version: what is still to come on a case is reckoned anew.

    `before` holds the hours of the versions by which the case's clocks were counted, as stored, filled in by `cases`.
    """

    kind: Literal["settings_changed"] = "settings_changed"
    customer_id: XId
    case_id: str
    settings_version: int
    before: dict[int, dict[str, Any]] = {}

    @property
    def event_id(self) -> str:
        """One for a case and a version."""
        return f"settings:{self.case_id}:{self.settings_version}"


class Unreadable(_Event):
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
    | MessageDeleted
    | AccessRevoked
    | CaseDue
    | SendSettled
    | CaseResolved
    | CaseReopened
    | SettingsChanged
    | Unreadable,
    Field(discriminator="kind"),
]

_ADAPTER: TypeAdapter[Event] = TypeAdapter(Event)


def read_event(body: str) -> Event:
    """The event that the body of a queue's message holds; pydantic's ValidationError if it holds none."""
    return _ADAPTER.validate_json(body)


def utc_text(instant: datetime) -> str:
    """RFC 3339 in UTC with microseconds: texts of instants sort as the instants do."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
