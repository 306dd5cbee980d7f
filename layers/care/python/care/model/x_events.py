"""What happened on X, as events of a case: somebody wrote, repeated, changed or deleted something there."""

import hashlib
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from care.model.envelope import Envelope, XId
from care.model.messages import Author, Message, MessageId


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
