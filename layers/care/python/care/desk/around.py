"""The posts around a case's messages: what these quote or answer, and what stands above that."""

from collections.abc import Iterable, Mapping
from copy import replace
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from care.desk.masking import shown
from care.model.account import Account
from care.model.context import ContextPost, ContextState
from care.model.stored_message import StoredMessage

_MOST_AROUND = 40
"""Posts around the messages of a case that are read for it, the newest of them."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A post that a message quotes or answers, or one above that, with what is sensitive masked.

    `author` is the @name, `author_id` X's id. `state` says whether X showed it: "unknown" has not been looked up.
    `here` is the entry of the same story that it is. `above` are the posts above it that somebody wanted to see, the
    oldest first, and `more` says that there are others.
    """

    id: str
    link: str
    state: ContextState | Literal["unknown"] = "unknown"
    author: str = ""
    author_id: str = ""
    name: str = ""
    text: str = ""
    at: datetime | None = None
    media: int = 0
    here: str = ""
    above: tuple["Quoted", ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """What is near a case's messages: its own messages by X's ids, and posts of others."""

    here: Mapping[str, str]
    around: Mapping[str, ContextPost]
    account: Account

    def answered(self, message: StoredMessage) -> Quoted | None:
        """The post that a public message answers, with those above it."""
        if message.channel != "public" or not message.in_reply_to.isdigit() or message.deleted_at is not None:
            return None
        post = self.around.get(message.in_reply_to)
        quoted = self.shown(message.in_reply_to)
        if post is None or quoted.here:
            return quoted
        above = tuple(self.shown(one) for one in reversed(post.above))
        return replace(quoted, above=above, more=bool(post.answers) and not post.whole)

    def shown(self, post_id: str) -> Quoted:
        """A post as people see it."""
        link, here = address_of(post_id), self.here.get(post_id, "")
        post = self.around.get(post_id)
        if post is None or here:
            return Quoted(post_id, link, "shown" if here else "unknown", here=here)
        return Quoted(
            id=post_id,
            link=link,
            state=post.state,
            author=post.username,
            author_id=post.author_id,
            name=post.name,
            text=shown(post.text, self.account)[0],
            at=post.at,
            media=post.media,
        )


def ids_around(messages: Iterable[StoredMessage]) -> tuple[str, ...]:
    """The posts that a case's messages quote or answer and that are none of them."""
    messages = list(messages)
    own = {one for message in messages for one in message.ids}
    public = (m for m in messages if m.channel == "public" and m.deleted_at is None)
    ids = dict.fromkeys(one for m in public for one in (m.quotes, m.in_reply_to) if one.isdigit() and one not in own)
    return tuple(ids)[-_MOST_AROUND:]


def address_of(post_id: str) -> str:
    """Where a post is on X."""
    return f"https://x.com/i/web/status/{post_id}"
