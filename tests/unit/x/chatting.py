"""People who chat with keys of their own, and X's frame around what they seal: for tests that need a real chat."""

import base64
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import chat_xdk

from care.model.chat import PublicKey
from care.x.chat_keys import ChatKeys


def _text(place: int, value: str | bytes) -> bytes:
    held = value if isinstance(value, bytes) else value.encode()
    return b"\x0b" + struct.pack(">hi", place, len(held)) + held


def frame(
    sequence: str, message_id: str, sender: str, conversation: str, at: int, detail: bytes, signature: bytes
) -> str:
    """An event as X frames it."""
    head = _text(1, sequence) + _text(2, message_id) + _text(3, sender) + _text(4, conversation) + _text(6, str(at))
    body = head + b"\x0c" + struct.pack(">h", 7) + detail + b"\0" + b"\x0c" + struct.pack(">h", 9) + signature + b"\0"
    return base64.b64encode(body).decode()


def create(content: str) -> bytes:
    """The detail of a sealed message."""
    return b"\x0c" + struct.pack(">h", 1) + base64.b64decode(content)


def action(one: dict[str, Any], sender: str, conversation: str, sequence: str, at: int) -> str:
    """The event of a signed action: a key change, or a deletion."""
    signature = b"".join(
        _text(place, one[name])
        for place, name in ((1, "signature"), (2, "public_key_version"), (3, "signature_version"))
    )
    detail = base64.b64decode(one["encoded_message_event_detail"])[:-1]
    return frame(sequence, one["message_id"], sender, conversation, at, detail, signature + b"\0")


@dataclass
class Person:
    """Somebody with keys; what X shows of them is `shown`."""

    id: str
    version: str = "1790000000001"
    blob: bytes = b""
    shown: PublicKey = field(init=False)

    def __post_init__(self) -> None:
        chat = chat_xdk.Chat()
        made = chat.generate_keypairs().public_key
        self.blob = bytes(chat.export_keys() or b"")
        self.shown = PublicKey(
            self.id, self.version, made.public_key, made.signing_public_key, made.identity_public_key_signature
        )

    @property
    def keys(self) -> ChatKeys:
        return ChatKeys(self.id, self.version, self.blob)

    def chat(self) -> chat_xdk.Chat:
        chat = chat_xdk.Chat()
        chat.import_keys(self.blob, version=self.version)
        chat.set_identity(self.id, self.version)
        return chat


class Talk:
    """A conversation of two, and its events as X would frame them."""

    def __init__(self, one: Person, other: Person, at: int = 1_795_914_316_000) -> None:
        self.one, self.other, self.at, self.sequence = one, other, at, 0
        self.id = ":".join(sorted((one.id, other.id), key=int))
        self.key_changes: list[str] = []
        self.change(one)

    def change(self, by: Person) -> str:
        """A new key of the conversation, made by one of them."""
        people = [
            {"user_id": p.id, "public_key": p.shown.identity, "key_version": p.version} for p in (self.one, self.other)
        ]
        made = by.chat().prepare_conversation_key_change(people)
        self.key, self.version = made["conversation_key"], made["conversation_key_version"]
        self.key_changes.append(action(made["action_signatures"][0], by.id, self.id, self._next(), self.at))
        return self.key_changes[-1]

    def says(self, by: Person, text: str, **more: Any) -> tuple[str, str, str]:
        """A message: its signed id, its sequence id and its event."""
        return self._framed(
            by,
            by.chat().encrypt_message(
                self.id, text, conversation_key=self.key, conversation_key_version=self.version, **more
            ),
        )

    def edits(self, by: Person, event: str, text: str) -> tuple[str, str, str]:
        """The text of an earlier message, anew."""
        return self._framed(
            by, by.chat().encrypt_edit(event, text, conversation_key=self.key, conversation_key_version=self.version)
        )

    def reacts(self, by: Person, event: str, emoji: str) -> tuple[str, str, str]:
        """A reaction."""
        return self._framed(
            by,
            by.chat().encrypt_add_reaction(
                event, emoji, conversation_key=self.key, conversation_key_version=self.version
            ),
        )

    def deletes(self, by: Person, sequence: str) -> tuple[str, str, str]:
        """A deletion for all."""
        made = by.chat().prepare_message_delete(self.id, [sequence], True)
        own = self._next()
        return made["message_id"], own, action(made, by.id, self.id, own, self.at)

    def _framed(self, by: Person, made: Any) -> tuple[str, str, str]:
        own = self._next()
        signature = base64.b64decode(made.encoded_event_signature)
        event = frame(own, made.message_id, by.id, self.id, self.at, create(made.encrypted_content), signature)
        return made.message_id, own, event

    def _next(self) -> str:
        self.sequence += 1
        self.at += 1000
        return str(self.sequence)


def delivery(event: str, talk: Talk, sender: Person, account: Person, **more: Any) -> dict[str, Any]:
    """What X posts to the webhook."""
    kind = "chat.sent" if sender is account else "chat.received"
    payload = {
        "id": more.pop("id", f"e4f4d3fc-8bbf-4928-92eb-{talk.sequence:012}"),
        "created_at_msec": str(talk.at),
        "sender_id": sender.id,
        "conversation_id": talk.id,
        "conversation_key_version": talk.version,
        "encoded_event": event,
        "conversation_token": "token-of-x",
        **more,
    }
    return {
        "data": {
            "event_type": kind,
            "filter": {"user_id": account.id},
            "event_uuid": "8511582263942905822",
            "payload": payload,
        }
    }


def failure(number: int, talk: Talk, message_id: str = "", sender: str = "") -> str:
    """The event by which X says that it did not pass a message on: detail 5, with the number of the failure."""
    detail = b"\x0c" + struct.pack(">h", 5) + b"\x08" + struct.pack(">hi", 1, number) + b"\0"
    return frame("0", message_id, sender, talk.id, talk.at, detail, b"\0")


def begins(text: str, talk: Talk, by: Person, account: Person) -> dict[str, Any]:
    """The delivery of a message that brings the conversation's first key with it."""
    return delivery(talk.says(by, text)[2], talk, by, account, conversation_key_change_event=talk.key_changes[0])


def public_keys(path: str, people: Iterable[Person]) -> dict[str, Any]:
    """What X answers to whoever asks for a user's public keys: nothing where it knows none."""
    rows = [
        {
            "public_key_version": one.shown.version,
            "public_key": one.shown.identity,
            "signing_public_key": one.shown.signing,
            "identity_public_key_signature": one.shown.binding,
        }
        for one in people
        if one.id == path.split("/")[3]
    ]
    return {"data": rows} if rows else {}
