"""What exists in the simulated X: users, posts, direct messages, and who may write to whom."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from infra.local.x.keys import BrandAccount

_USERNAME = re.compile(r"@?([A-Za-z0-9_]{1,15})")
_ID = re.compile(r"[0-9]{1,19}")
_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)  # of X's snowflake ids


@dataclass(frozen=True)
class User:
    """Somebody on X; `ours` are the brands' accounts."""

    id: str
    username: str
    name: str
    ours: bool
    joined: datetime
    followers: int | None = None  # None: a number that follows from the id
    bio: str = ""


@dataclass(frozen=True)
class Shown:
    """A picture or video that X keeps, under X's addresses; in a message only the two may see it."""

    key: str
    type: str
    content_type: str
    data: bytes = field(repr=False)
    alt: str
    width: int
    height: int
    name: str

    @property
    def moves(self) -> bool:
        """True for what X shows as a video."""
        return self.type != "photo"

    @property
    def still(self) -> str:
        """The address of the picture, or of a video's still."""
        ending = {"image/png": "png", "image/webp": "webp"}.get(self.content_type, "jpg")
        return f"https://pbs.twimg.com/{'ext_tw_video_thumb' if self.moves else 'media'}/{self.name}.{ending}"

    @property
    def moving(self) -> str:
        """The address of the video."""
        return f"https://video.twimg.com/ext_tw_video/{self.key.partition('_')[2]}/pu/vid/640x360/{self.name}.mp4"

    def private(self, message_id: str) -> str:
        """The address of a picture in a direct message."""
        return f"https://ton.twitter.com/1.1/ton/data/dm/{message_id}/{self.key.partition('_')[2]}/{self.name}.jpg"


@dataclass
class MediaUpload:
    """One file on its way: its pieces, and what it became. `asked` counts how often its state was asked for."""

    id: str
    user_id: str
    category: str
    content_type: str
    total: int
    ends: datetime
    parts: dict[int, bytes] = field(default_factory=dict, repr=False)
    shown: Shown | None = None
    alt: str = ""
    asked: int = 0

    @property
    def kind(self) -> str:
        """What it is for: image, gif or video."""
        return self.category.partition("_")[2]


@dataclass
class Post:
    """A public post. `author_id` and the text never change; `cost` is in micro-dollars.

    `history` are the ids that it had before it was edited, `replaced` says that a newer one has taken its place.
    `long` is the text of a long post, of which `text` is the beginning.
    """

    id: str
    author_id: str
    text: str = field(repr=False)
    at: datetime
    lang: str
    conversation_id: str
    in_reply_to: str | None = None
    in_reply_to_user: str | None = None
    quoted: str | None = None
    reposted: str | None = None
    mentions: tuple[str, ...] = ()  # ids of those whom the text mentions
    reply_settings: str = "everyone"
    implied: tuple[str, ...] = ()  # ids of those whom the reply mentions without their being in the text
    cost: int = 0
    hidden: bool = False
    deleted: bool = False
    media: tuple[Shown, ...] = ()
    history: tuple[str, ...] = ()
    replaced: bool = False
    long: str = field(default="", repr=False)
    sensitive: bool = False

    @property
    def brands_told(self) -> set[str]:
        """The ids of those who have to do with the post, besides its author."""
        return {*self.mentions, *self.implied, *([self.in_reply_to_user] if self.in_reply_to_user else [])}


@dataclass
class DirectMessage:
    """A direct message."""

    id: str
    sender_id: str
    recipient_id: str
    text: str = field(repr=False)
    at: datetime
    cost: int = 0
    media: tuple[Shown, ...] = ()

    @property
    def conversation_id(self) -> str:
        """Both ids, the smaller number first."""
        return "-".join(sorted((self.sender_id, self.recipient_id), key=int))


class World:
    """Everything by id, and ids that grow with time."""

    def __init__(self, accounts: tuple[BrandAccount, ...], now: Callable[[], datetime]) -> None:
        if not accounts:
            raise ValueError("The simulated X needs at least one brand account.")
        self.now = now
        self.users: dict[str, User] = {}
        self.posts: dict[str, Post] = {}
        self.messages: list[DirectMessage] = []
        self.shown: dict[str, Shown] = {}  # what posts show, by its key
        self.uploads: dict[str, MediaUpload] = {}  # what brands brought by the API (`api_media`), by its id
        self.included = True  # whether events carry `includes`, where X is known to send them
        self.implicit_replies = False  # whether the API takes an answer to a direct reply without a typed handle
        self.wrote: set[tuple[str, str]] = set()  # (sender, recipient) of direct messages
        self.strangers: set[str] = set()  # those who wrote past the simulation, who knows to whom
        self.muted: set[tuple[str, str]] = set()  # (brand, user)
        self.dms_blocked: set[tuple[str, str]] = set()  # (brand, user): what they write to the brand does not come
        self.recent_texts: dict[tuple[str, str | None, str], datetime] = {}
        self._ids_by_name: dict[str, str] = {}
        self._last_id = 0
        self.accounts = [self._add(one.id, one.username, one.name, ours=True) for one in accounts]

    def new_id(self) -> str:
        """A snowflake id of this instant, greater than every id before it even if the clock was moved back."""
        milliseconds = (self.now() - _EPOCH) // timedelta(milliseconds=1)
        self._last_id = max(self._last_id + 1, milliseconds << 22)
        return str(self._last_id)

    def by_name(self, username: str) -> User | None:
        """The user with this username, in any case."""
        user_id = self._ids_by_name.get(username.lower())
        return self.users.get(user_id) if user_id else None

    def user(self, given: str) -> User:
        """The user given as `name`, `@name` or id; an unknown one becomes a new customer with a stable id.

        ValueError says what a username looks like.
        """
        if _ID.fullmatch(given):
            return self.users.get(given) or self._add(given, f"user_{given[-10:]}", f"User {given[-4:]}")
        match = _USERNAME.fullmatch(given)
        if not match:
            raise ValueError(
                "A user is given as a username (1 to 15 letters, digits and underscores, with or without @) or an id."
            )
        return self.by_name(match[1]) or self._add(_id_of(match[1]), match[1], match[1])

    def settle(self, user_id: str, username: str) -> User:
        """A user with this id and name: a new one, or one who changes the name; ValueError where others have either."""
        match = _USERNAME.fullmatch(username)
        if not match or not _ID.fullmatch(user_id):
            raise ValueError("A user has an id of digits and a name of 1 to 15 letters, digits and underscores.")
        owner, known = self.by_name(match[1]), self.users.get(user_id)
        if owner is not None and owner.id != user_id:
            raise ValueError(f"@{match[1]} has the id {owner.id}.")
        if known is None:
            return self._add(user_id, match[1], match[1])
        self._ids_by_name.pop(known.username.lower(), None)
        self.users[user_id] = replace(known, username=match[1])
        self._ids_by_name[match[1].lower()] = user_id
        return self.users[user_id]

    def introduce(self, given: str, name: str | None, followers: int | None, bio: str | None = None) -> User:
        """A user with the name, the followers and the description that are given; what is None stays."""
        user = self.user(given)
        changed = replace(
            user,
            name=name if name is not None else user.name,
            followers=followers if followers is not None else user.followers,
            bio=bio if bio is not None else user.bio,
        )
        self.users[user.id] = changed
        return changed

    def account(self, given: str | None) -> User:
        """The brand given as `name`, `@name` or id, or the first one; ValueError names those that exist."""
        if given is None:
            return self.accounts[0]
        wanted = given.removeprefix("@").lower()
        for account in self.accounts:
            if wanted in {account.id, account.username.lower()}:
                return account
        known = ", ".join(f"@{account.username}" for account in self.accounts)
        raise ValueError(f"There is no such brand account. The simulated X serves {known}.")

    def others(self) -> list[User]:
        """Who may let the app act for them besides the brands, by name: a brand that is being set up is among them."""
        return sorted((one for one in self.users.values() if not one.ours), key=lambda one: one.username.lower())

    def brand(self, given: str | None) -> User:
        """The account for which somebody allowed the app: a user who was none of ours becomes a brand by it."""
        user = self.users.get(given or "")
        if user is None or user.ours:
            return self.account(given)
        ours = replace(user, ours=True)
        self.users[user.id] = ours
        self.accounts.append(ours)
        return ours

    def post_of(self, post_id: str) -> Post | None:
        """The post if it exists and was not deleted."""
        post = self.posts.get(post_id)
        return None if post is None or post.deleted else post

    def ids_of_names(self, names: list[str]) -> dict[str, str]:
        """The ids of those names that exist, by lower-case name."""
        return {name: self._ids_by_name[name] for name in names if name in self._ids_by_name}

    def _add(self, user_id: str, username: str, name: str, *, ours: bool = False) -> User:
        user = User(user_id, username, name, ours, self.now() - timedelta(days=700))
        self.users[user_id] = user
        self._ids_by_name[username.lower()] = user_id
        return user


def _id_of(username: str) -> str:
    # 19 digits that fit into 63 bits, and the same in every run.
    digest = hashlib.sha256(username.lower().encode()).digest()
    return str(10**18 + int.from_bytes(digest[:8]) % 10**18)
