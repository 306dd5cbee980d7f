"""The calls of X Chat: public keys, keys of conversations, sealed messages, and what is shown while people talk.

All act for the account. What is sealed goes as it is, however often: X mints no message twice of one payload.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from care import late
from care.model.chat import LONGEST_EVENT, PublicKey, Sealed
from care.model.rate_limits import Limits
from care.x.answers import Answer
from care.x.arguments import checked_id
from care.x.responses import first, flag, identifier, items, number, strings, text
from care.x.transport import Wire

_MOST_KEYS = 20
_MOST_EVENTS = 100
_UPLOAD = "/2/chat/media/upload"
_SESSION = late.pattern(r"[0-9A-Za-z_-]{1,64}")
_HASH = late.pattern(r"[0-9A-Za-z]{1,50}")
_FIELDS = "conversation_id,conversation_token,created_at,encoded_event,id,is_trusted,sender_id"


@dataclass(frozen=True, slots=True)
class Registered:
    """A public key of an account with how X keeps its private half; `config` unlocks nothing without the PIN."""

    key: PublicKey
    config: Mapping[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SentChat:
    """X took a sealed message; `event` is it as X frames it, or the event of its failure."""

    event: str = field(repr=False)
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class TalkEvents:
    """The newest events of a conversation, and the changes of its key."""

    key_changes: tuple[str, ...] = field(repr=False)
    events: tuple[str, ...] = field(repr=False)
    token: str = field(default="", repr=False)


type FileOf = tuple[str, str]
"""The two whose conversation a file belongs to."""


@dataclass(frozen=True, slots=True)
class BegunFile:
    """X's id of an upload, and the name by which a message shows the file."""

    session: str
    hash_key: str


class ChatCalls:
    """X Chat as one account."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def public_keys(self, user_id: str) -> list[Registered]:
        """The public keys that a user has registered, the newest first."""
        # X shows all there is where nothing is asked for by name.
        answer = self._wire.as_user("public_keys", "GET", f"/2/users/{checked_id(user_id)}/public_keys")
        data = answer.body.get("data")
        rows = data if isinstance(data, list) else [data]
        found = [one for row in rows[:_MOST_KEYS] if (one := _registered(user_id, row)) is not None]
        return sorted(found, key=lambda one: int(one.key.version), reverse=True)

    def keys_of(self, *user_ids: str) -> dict[str, list[PublicKey]]:
        """The public keys of each of these users, the newest first."""
        return {user_id: [one.key for one in self.public_keys(user_id)] for user_id in user_ids}

    def register_keys(self, user_id: str, body: Mapping[str, Any]) -> str:
        """Register new public keys of the account; the version that X gave them."""
        answer = self._wire.as_user("register_keys", "POST", f"/2/users/{checked_id(user_id)}/public_keys", body=body)
        version = identifier(answer.body.get("data"), "public_key_version")
        if version is None:
            raise answer.unreadable()
        return version

    def events(self, other_id: str) -> TalkEvents:
        """The newest events of the conversation with this user."""
        query = {"max_results": str(_MOST_EVENTS), "chat_message_event.fields": _FIELDS}
        path = f"/2/chat/conversations/{checked_id(other_id)}/events"
        answer = self._wire.as_user("chat_events", "GET", path, query=query)
        rows = [row for row in items(answer.body, "data") if isinstance(row, Mapping)]
        meta = answer.body.get("meta")
        return TalkEvents(
            key_changes=tuple(one for one in strings(meta, "conversation_key_events") if len(one) <= LONGEST_EVENT),
            events=tuple(one for row in rows if (one := text(row, "encoded_event"))),
            token=next((one for row in rows if (one := text(row, "conversation_token"))), ""),
        )

    def has_requests(self) -> bool:
        """True if message requests wait that only X's own app shows."""
        answer = self._wire.as_user("chat_conversations", "GET", "/2/chat/conversations", query={"max_results": "1"})
        return flag(answer.body.get("meta"), "has_message_requests") is True

    def change_key(self, other_id: str, body: Mapping[str, Any]) -> Limits | None:
        """Give the conversation with this user a new key."""
        path = f"/2/chat/conversations/{checked_id(other_id)}/keys"
        return self._wire.as_user("chat_keys", "POST", path, body=body).limits

    def send(self, other_id: str, sealed: Sealed, token: str = "") -> SentChat:
        """Send a sealed message; the same again is the same message."""
        body = {
            "message_id": sealed.message_id,
            "encoded_message_create_event": sealed.content,
            "encoded_message_event_signature": sealed.signature,
        }
        if token:
            body["conversation_token"] = token
        path = f"/2/chat/conversations/{checked_id(other_id)}/messages"
        answer = self._wire.as_user("send_chat", "POST", path, body=body)
        return SentChat(text(answer.body.get("data"), "encoded_message_event"), answer.limits)

    def begin_file(self, where: FileOf, size: int) -> BegunFile:
        """Announce a file of the conversation with this user, of so many sealed bytes."""
        body = {"conversation_id": _conversation(*where), "total_bytes": size}
        answer = self._wire.as_user("chat_media_begin", "POST", f"{_UPLOAD}/initialize", body=body)
        data = answer.body.get("data")
        session, key = text(data, "session_id"), text(data, "media_hash_key")
        if not _SESSION.fullmatch(session) or not _HASH.fullmatch(key):
            raise answer.unreadable()
        return BegunFile(session, key)

    def append_file(self, where: FileOf, begun: BegunFile, index: int, data: bytes) -> int | None:
        """Bring one piece of sealed bytes; the same piece again takes the place of the first.

        When X forgets what was begun, in seconds since 1970, if it says so.
        """
        body = {
            "media": base64.b64encode(data).decode(),
            "segment_index": index,
            "conversation_id": _conversation(*where),
            "media_hash_key": begun.hash_key,
        }
        answer = self._wire.as_user("chat_media_append", "POST", f"{_UPLOAD}/{begun.session}/append", body=body)
        return number(answer.body.get("data"), "expires_at")

    def finish_file(self, where: FileOf, begun: BegunFile, pieces: int) -> None:
        """Say that all pieces are there."""
        body = {
            "conversation_id": _conversation(*where),
            "media_hash_key": begun.hash_key,
            "num_parts": str(pieces),
        }
        answer = self._wire.as_user("chat_media_finish", "POST", f"{_UPLOAD}/{begun.session}/finalize", body=body)
        if not _succeeded(answer):
            raise answer.unreadable()

    def media(self, account_id: str, other_id: str, hash_key: str, most: int) -> bytes:
        """A file of the conversation with this user, sealed as it came, at most so many bytes; TooLarge otherwise."""
        path = f"/2/chat/media/{_conversation(account_id, other_id)}/{hash_key}"
        return self._wire.bytes_as_user("chat_media", path, most)

    def mark_read(self, other_id: str, sequence_id: str) -> bool:
        """Show the customer that everything up to this message was read."""
        path = f"/2/chat/conversations/{checked_id(other_id)}/read"
        answer = self._wire.as_user("chat_read", "POST", path, body={"seen_until_sequence_id": checked_id(sequence_id)})
        return _succeeded(answer)

    def typing(self, other_id: str) -> bool:
        """Show the customer that somebody writes."""
        return _succeeded(
            self._wire.as_user("chat_typing", "POST", f"/2/chat/conversations/{checked_id(other_id)}/typing")
        )


def _conversation(account_id: str, other_id: str) -> str:
    """A conversation of two as X's media know it."""
    return "-".join(sorted((checked_id(account_id), checked_id(other_id)), key=int))


def _succeeded(answer: Answer) -> bool:
    return flag(answer.body.get("data"), "success") is not False


def _registered(user_id: str, row: Any) -> Registered | None:
    version = identifier(row, "public_key_version", "version")
    known = [text(row, name) for name in ("public_key", "signing_public_key", "identity_public_key_signature")]
    if version is None or not all(known) or any(len(one) > 1_000 for one in known):
        return None
    config = first(row, "juicebox_config")
    return Registered(PublicKey(user_id, version, *known), config if isinstance(config, Mapping) else None)
