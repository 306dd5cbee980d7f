"""A message as a case keeps it, and what became of it since."""

from typing import Literal

from pydantic import AwareDatetime, Field

from care.model.envelope import Addressed, Channel, Value
from care.model.media import Media


class Wording(Value):
    """What a message said before its author changed it, at `at`."""

    at: AwareDatetime
    text: str = Field(repr=False)


class StoredMessage(Value):
    """A message as a case keeps it. `by` says who wrote it; `purpose` why Centralita did; `person` names an agent.

    A note lies among the messages with the channel `internal`: no customer ever sees it. `chat` says that it came or
    went in an encrypted chat, `shut` why it could not be opened, `opened_at` when it could be after all,
    `key_unverified` that nobody knows who made the key that opened it, `edited_at` when its author changed it,
    `versions` what it said before. `reaction` is the customer's emoji. `other_ids` are X's further ids of it, one for
    each wording. `media` is what it shows and `quotes` the post that it quotes; `sensitive` says that X warns of what
    it shows. `summons` and `addressed` are as of a `Message`; earlier releases kept neither.
    """

    id: str
    channel: Channel | Literal["internal"]
    by: Literal["customer", "person", "centralita"]
    person: str = ""
    at: AwareDatetime
    text: str
    purpose: str = ""
    in_reply_to: str = ""
    encrypted: bool = False
    deleted_at: AwareDatetime | None = None
    chat: bool = False
    shut: str = ""
    opened_at: AwareDatetime | None = None
    key_unverified: bool = False
    edited_at: AwareDatetime | None = None
    reaction: str = ""
    reacted_at: AwareDatetime | None = None
    other_ids: tuple[str, ...] = ()
    versions: tuple[Wording, ...] = ()
    media: tuple[Media, ...] = ()
    sensitive: bool = False
    quotes: str = ""
    summons: bool | None = None
    addressed: Addressed = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that X has for it."""
        return (self.id, *self.other_ids)

    @property
    def newest_id(self) -> str:
        """X's id of its present wording."""
        return max((one for one in self.ids if one.isdigit()), key=int, default=self.id)


def is_change(message: StoredMessage) -> bool:
    """True for what became of a message that is kept already: gone, opened, edited, or reacted to."""
    changes = (message.deleted_at, message.opened_at, message.edited_at, message.reacted_at)
    return any(at is not None for at in changes)
