"""What X tells of a message and of who wrote it, as values that several events share."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from care.model.chat import ShutReason
from care.model.context import ContextPost
from care.model.envelope import Addressed, Answerable, Channel, Value, XId, answerable_of
from care.model.lengths import MOST_BIO, MOST_PICTURE
from care.model.media import MOST_MEDIA, Media

MessageId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,64}$")]


class Author(Value):
    """What X told of the person who wrote; all but the id may be unknown.

    `bio` is what they say of themselves, and None where X was silent of it; `joined_at` is since when they are on X.
    `picture` is the address of their picture at X.
    """

    id: XId
    username: str = ""
    name: str = ""
    followers: int | None = None
    verified_type: str = ""
    protected: bool | None = None
    bio: Annotated[str, StringConstraints(max_length=MOST_BIO)] | None = Field(default=None, repr=False)
    joined_at: AwareDatetime | None = None
    picture: Annotated[str, StringConstraints(max_length=MOST_PICTURE)] = ""


class Message(Value):
    """A post or DM as X delivered it: text with links expanded and HTML entities undone.

    `summons` is true when X may let the account reply, and `addressed` says why: the author typed the handle (`typed`)
    or quoted the account (`quoted`); or answered it and typed no handle (`implied`), of which X alone knows. It is
    false where the handle is only among those that X puts before a reply (`named`), where the author's
    `reply_settings` forbid it (`restricted`), and for the rest.
    `opened_from` is the post whose button opened a DM conversation. `chat` says that it came in an encrypted chat, and
    `encrypted` that it stays shut, for the reason `shut`; `key_unverified` says that it was opened, and that nobody
    knows who made the conversation's key. `request` and `option` are those of a button that was
    pressed. `earlier` are the ids under which X had it before its author changed it, the oldest first; `media` is what
    it shows, and `sensitive` says that X warns of that. `around` are the posts that X shows
    beside it, because it quotes or answers them.
    """

    id: MessageId
    channel: Channel
    text: str
    at: AwareDatetime
    language: str = ""
    conversation_id: str = ""
    in_reply_to: str = ""
    in_reply_to_user: str = ""
    quotes: str = ""
    summons: bool = False
    addressed: Addressed = ""
    encrypted: bool = False
    opened_from: str = ""
    chat: bool = False
    shut: ShutReason | Literal[""] = ""
    key_unverified: bool = False
    request: str = ""
    option: str = ""
    earlier: tuple[XId, ...] = ()
    media: Annotated[tuple[Media, ...], Field(max_length=MOST_MEDIA)] = ()
    sensitive: bool = False
    around: Annotated[tuple[ContextPost, ...], Field(max_length=8)] = ()

    @property
    def answerable(self) -> Answerable:
        """Whether X takes a public answer to it, as far as the post tells."""
        return answerable_of(summons=self.summons, addressed=self.addressed)
