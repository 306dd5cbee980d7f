"""Conversations of X Chat and what happened in them, framed as X frames it."""

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from infra.local.x import thrift

_SIGNATURE = ("signature", "public_key_version", "signature_version")


@dataclass
class ChatEvent:
    """One framed event. `id` is the sequence id, `key_version` the conversation key that its contents need."""

    id: str
    kind: int
    message_id: str
    sender_id: str
    at: datetime
    encoded: str = field(repr=False)
    token: str = field(repr=False)
    signature: dict[str, str] = field(default_factory=dict, repr=False)
    key_version: str | None = None
    previous_id: str | None = None
    sealed: bytes = field(default=b"", repr=False)
    hidden_from: set[str] = field(default_factory=set)
    cost: int = 0


@dataclass
class Conversation:
    """A conversation of two. `keys` are its key changes, `covers` whose key versions the newest of them covers."""

    id: str
    members: tuple[str, str]
    events: list[ChatEvent] = field(default_factory=list)
    keys: list[ChatEvent] = field(default_factory=list)
    covers: dict[str, str] = field(default_factory=dict)
    wrote: set[str] = field(default_factory=set)
    read_until: dict[str, str] = field(default_factory=dict)
    request: bool = False
    """It waits among the message requests of the one who has not answered."""

    def other(self, user_id: str) -> str:
        """The id of the one who is not this one."""
        return self.members[1] if self.members[0] == user_id else self.members[0]

    def key_change(self, version: str | None) -> ChatEvent | None:
        """The newest event that gives this version of the conversation's key."""
        return next((one for one in reversed(self.keys) if one.key_version == version), None)

    def seen_by(self, user_id: str) -> list[ChatEvent]:
        """What is served to this member, oldest first."""
        return [one for one in self.events if user_id not in one.hidden_from]

    def framed(
        self,
        sequence: str,
        kind: int,
        union: bytes,
        *,
        message_id: str,
        sender_id: str,
        at: datetime,
        signature: dict[str, str],
    ) -> ChatEvent:
        """What happened, as an event with this sequence id. `union` is Thrift's, without its closing byte."""
        token = self._token(sender_id, at)
        previous = self.events[-1].id if self.events else None
        fields = [
            *(thrift.text(1, sequence), thrift.text(2, message_id), thrift.text(3, sender_id)),
            *(thrift.text(4, self.id), thrift.text(5, token), thrift.text(6, milliseconds(at))),
            thrift.structure(7, union),
        ]
        signed = [thrift.text(at, signature[name]) for at, name in enumerate(_SIGNATURE, 1) if signature.get(name)]
        if signed:
            fields.append(thrift.structure(9, *signed))
        if previous:
            fields.append(thrift.text(10, previous))
        encoded = thrift.encoded(*fields)
        return ChatEvent(sequence, kind, message_id, sender_id, at, encoded, token, signature, previous_id=previous)

    def _token(self, sender_id: str, at: datetime) -> str:
        # X's own are signed; nobody but X reads them.
        said = {"requestingUser": self.other(sender_id), "recipient": sender_id, "since": int(at.timestamp())}
        parts = (json.dumps(one).encode() for one in ({"alg": "none"}, said))
        return ".".join(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in parts) + "."


@dataclass
class Upload:
    """One upload of sealed media, or what came of it: `whole` is None until it is finished."""

    id: str
    user_id: str
    conversation_id: str
    media_hash_key: str
    total: int
    ends: datetime
    parts: dict[int, bytes] = field(default_factory=dict, repr=False)
    whole: bytes | None = field(default=None, repr=False)


def milliseconds(at: datetime) -> str:
    """X's form of an instant in events: whole milliseconds, as a text."""
    return str((at - datetime.fromtimestamp(0, at.tzinfo)) // timedelta(milliseconds=1))


def conversation_id(one: str, other: str) -> str:
    """X's id of a conversation of two, as events have it: the smaller id first."""
    return ":".join(sorted((one, other), key=int))
