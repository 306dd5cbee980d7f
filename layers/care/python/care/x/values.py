"""What X gives back, as small frozen values.

Ids are strings of digits, instants are aware and in UTC, and whatever a person wrote (text, names) stays out of the
reprs. A field that X did not send is None or empty, never made up. `limits` are the counters that came with the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from care.model.rate_limits import Limits


@dataclass(frozen=True, slots=True)
class Sent:
    """A post or a DM that X took: `id` is the post's id or the DM event's."""

    id: str
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """X's yes or no to an action without an id of its own: deleted, hidden, reposted, valid."""

    done: bool
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A post that another one answers, quotes or reposts: `kind` is `replied_to`, `quoted` or `retweeted`."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Post:
    """A public message. `text` is the full text of a long post; `raw` is X's object as it came."""

    id: str
    text: str = field(repr=False)
    author_id: str | None
    created_at: datetime | None
    in_reply_to_id: str | None
    references: tuple[Reference, ...]
    raw: Mapping[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class User:
    """An X user; `receives_your_dm` and `connection_status` are told only to an account, not to the app.

    `links` are those of the profile, its website and what stands in its description, as they were written;
    `description` and `location` are told of the account itself.
    """

    id: str
    username: str = field(repr=False)
    name: str = field(repr=False)
    verified_type: str | None
    followers: int | None
    protected: bool | None
    receives_your_dm: bool | None
    connection_status: tuple[str, ...]
    profile_image_url: str | None = field(repr=False)
    created_at: datetime | None
    links: tuple[str, ...] = ()
    limits: Limits | None = None
    description: str = field(default="", repr=False)
    location: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DmEvent:
    """An event of a private conversation; `kind` is `MessageCreate`, `ParticipantsJoin` or `ParticipantsLeave`."""

    id: str
    kind: str
    conversation_id: str | None
    sender_id: str | None
    text: str = field(repr=False)
    created_at: datetime | None
    media_keys: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Missing:
    """Something asked for that X does not show: deleted, suspended, protected or never there; `kind` is X's word."""

    id: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class ResultPage[Item]:
    """One page of X's list, in X's order. `unreadable` counts the items that had no id and were left out."""

    items: tuple[Item, ...]
    next_token: str | None = None
    users: tuple[User, ...] = ()
    missing: tuple[Missing, ...] = ()
    media: tuple[Mapping[str, Any], ...] = ()
    unreadable: int = 0
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that X delivers to; X stops delivering, without a word, while it is not `valid`."""

    id: str
    url: str
    valid: bool
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """How many posts the app's project was given this month, of how many, and the day of the month it begins anew.

    X tells no app what credit is left.
    """

    posts: int
    most: int | None
    reset_day: int | None
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class ReplayJob:
    """A replay that X has begun; it ends with a message to the webhook."""

    id: str
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """X's promise to deliver one kind of event of one user. `id` is None where X answered without a body."""

    id: str | None
    event_type: str
    user_id: str | None
    webhook_id: str | None
    tag: str | None
    limits: Limits | None = None
