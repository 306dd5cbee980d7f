"""Encrypted chats as values: what came, what it held once opened, and what is sealed to be sent.

Ids of messages are signed by their sender, and so are sender, conversation and text. The sequence id and the instant
are X's word alone.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from care.model.envelope import Envelope, Value, XId
from care.model.media import Media

ShutReason = Literal["no_keys", "no_conversation_key", "unverified", "unreadable", "group", "keys_unknown"]
"""Why a message stays shut: we have no keys, not this conversation's, its sender cannot be verified, it makes no
sense to us, several people talk there, or X does not show whose keys its sender has."""

OpenedKind = Literal[
    "text", "edit", "reaction", "reaction_removed", "deleted", "typing", "read", "failure", "group", "keys", "other"
]

# How many characters of base64 one event may have: SQS takes no more, and no text is as long.
LONGEST_EVENT = 160_000
# How long X shows that somebody writes, about; it is told again after that.
TYPING_SECONDS = 12
_Sealed = Annotated[str, StringConstraints(max_length=LONGEST_EVENT), Field(repr=False)]


class ChatDelivered(Envelope):
    """What X delivered of a chat, shut, for `chat` to open.

    `delivery_id` is X's id of the delivered event; where X names none it is made of the ciphertext.
    """

    kind: Literal["chat_delivered"] = "chat_delivered"
    customer_id: XId
    sender_id: XId
    delivery_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,64}$")]
    conversation_id: Annotated[str, StringConstraints(pattern=r"^(g?[0-9]{1,20}|[0-9]{1,20}:[0-9]{1,20})$")]
    at: AwareDatetime | None = None
    encoded_event: _Sealed
    key_change: _Sealed = ""
    token: Annotated[str, StringConstraints(max_length=8_000), Field(repr=False)] = ""

    @property
    def event_id(self) -> str:
        """One for what was delivered."""
        return f"chat:{self.account_id}:{self.delivery_id}"

    @property
    def is_group(self) -> bool:
        """True where several people talk."""
        return ":" not in self.conversation_id


class ChatWaits(Envelope):
    """What waits shut of a customer's chat is to be tried again: keys came."""

    kind: Literal["chat_waits"] = "chat_waits"
    customer_id: XId
    at: AwareDatetime

    @property
    def event_id(self) -> str:
        """One for a customer and an instant."""
        return f"chat_waits:{self.account_id}:{self.customer_id}:{self.at.isoformat()}"


class ChatShown(Envelope):
    """What a person does is to be shown to a customer: that the case was opened (`seen`), or that somebody writes.

    It is said at most once in some seconds, however often the page tells it.
    """

    kind: Literal["chat_shown"] = "chat_shown"
    customer_id: XId
    what: Literal["seen", "typing"]
    message_id: Annotated[str, StringConstraints(max_length=64)]
    at: AwareDatetime

    @property
    def event_id(self) -> str:
        """One for a customer's message and a person's look, or for a dozen seconds of writing."""
        whose = f"{self.what}:{self.account_id}:{self.customer_id}:{self.message_id}"
        return whose if self.what == "seen" else f"{whose}:{int(self.at.timestamp()) // TYPING_SECONDS}"


class Sealed(Value):
    """A message as it goes to X: sealed once, and sent again as it is."""

    message_id: str
    content: Annotated[str, Field(repr=False)]
    signature: Annotated[str, Field(repr=False)]
    key_version: str


class Option(Value):
    """A button under a message: its id comes back with the answer."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One version of a person's public keys, as X shows it."""

    user_id: str
    version: str
    identity: str
    signing: str
    binding: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An event of a chat that was opened, and whose sender is verified where its kind is signed.

    `targets` are the sequence ids that an edit, a deletion or a reaction is about. `request` and `option` are those of
    the button that was pressed. `media` are pictures and videos, `attachments` counts whatever else hangs on it.
    `key_unverified` says that the conversation's key came from somebody who is unknown.
    """

    kind: OpenedKind
    message_id: str
    sequence_id: str
    sender_id: str
    conversation_id: str
    at: datetime | None
    text: str = field(default="", repr=False)
    targets: tuple[str, ...] = ()
    emoji: str = ""
    request: str = ""
    option: str = ""
    attachments: int = 0
    media: tuple[Media, ...] = ()
    failure: str = ""
    name: str = ""
    key_unverified: bool = False


@dataclass(frozen=True, slots=True)
class Numbered:
    """A message of a conversation by its sequence id: under which id it is kept, and who wrote it."""

    message_id: str
    sender_id: str


@dataclass(frozen=True, slots=True)
class Shut:
    """An event that stays shut, and why."""

    why: ShutReason
