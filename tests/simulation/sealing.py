"""A stand-in for X's chat library, at its boundary: what it gives and takes, without cryptography and without chance.

The library makes keys and ids at random, so no story with it could be told the same way twice; it also takes five
milliseconds to open a message. Who has not the right key opens nothing here either, and what was signed by somebody
else does not verify. `tests/simulation/test_sealing.py` holds it to the genuine library.
"""

import base64
import hashlib
import itertools
import json
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any
from unittest import mock

import chat_xdk
from infra.local.x import chats, phones, public_keys, thrift

_DER = 91  # bytes of a public key
_SIGNATURE_VERSION = "7"
_FAILURES = {6: "NonLatestKeyVersion", 7: "RecipientNotTrusted", 8: "RecipientKeyChanged"}
_made = itertools.count(1)
OPENS: list[bytes] = []
"""Whatever opens something in a story: private keys, and those of conversations."""


class StandIn:
    """One app with its owner's keys, in place of `chat_xdk.Chat`."""

    def __init__(self, _config: str | None = None) -> None:
        self._blob, self._user, self._version = b"", "", ""

    def generate_keypairs(self) -> Any:
        """New keys: what X is told to register them."""
        self._blob = hashlib.sha512(b"keys%d" % next(_made)).digest()
        OPENS.append(self._blob)
        identity, signing = self._publics()
        told = {"public_key": identity, "signing_public_key": signing}
        return SimpleNamespace(
            public_key=SimpleNamespace(**told, identity_public_key_signature=_tag(identity, signing.encode())),
            version=None,
            generate_version=True,
        )

    def _publics(self) -> tuple[str, str]:
        return _public(self._blob[:32]), _public(self._blob[32:])

    def export_keys(self) -> bytearray:
        """The private keys."""
        return bytearray(self._blob)

    def import_keys(self, keys: bytes, version: str | None = None) -> None:
        """Have the private keys."""
        self._blob, self._version = bytes(keys), version or ""

    def set_identity(self, user_id: str, version: str) -> None:
        """Whose keys they are, and their version."""
        self._user, self._version = user_id, version

    def lock(self) -> None:
        """Forget them."""
        self._blob = b""

    def verify_key_binding(self, identity: str, signing: str, signature: str) -> bool:
        """Whether the two public keys are of the same person."""
        return _tag(identity, signing.encode()) == signature

    def matches_registered_key(self, public: str) -> bool:
        """Whether it is the public one of these keys."""
        return public == self._publics()[0]

    def verify(self, public: str, signature: bytes, data: bytes) -> bool:
        """Whether the owner of a public key signed this."""
        return thrift.raw(_tag(public, data)) == signature

    def _signed(self, data: bytes) -> str:
        return _tag(self._publics()[1], data)

    def prepare_conversation_key_change(
        self, public_keys: list[dict[str, str]], *, conversation_id: str | None = None
    ) -> dict[str, Any]:
        """A new key, sealed to each of these people and signed."""
        number = next(_made)
        key, version = hashlib.sha256(b"key%d" % number).digest(), str(int(time.time() * 1000) + number)
        OPENS.append(key)
        shares = [
            {
                "user_id": one["user_id"],
                "encrypted_key": base64.b64encode(_mixed(key, one["public_key"].encode())).decode(),
                "public_key_version": one["key_version"],
            }
            for one in public_keys
        ]
        rows = b"".join(
            b"".join(thrift.text(at, value) for at, value in enumerate(one.values(), 1)) + b"\0" for one in shares
        )
        listed = struct.pack(">bhbi", 15, 2, 12, len(shares)) + rows
        detail = thrift.encoded(thrift.structure(thrift.KEYS_CHANGED, thrift.text(1, version), listed))
        conversation = conversation_id or ":".join(sorted((one["user_id"] for one in public_keys), key=int))
        return {
            "conversation_id": conversation,
            "conversation_key": key,
            "conversation_key_version": version,
            "participant_keys": shares,
            "action_signatures": [self._action(detail, detail.encode())],
        }

    def _action(self, detail: str, payload: bytes) -> dict[str, str]:
        return {
            "message_id": f"sealed-{next(_made)}",
            "encoded_message_event_detail": detail,
            "signature": self._signed(payload),
            "signature_version": _SIGNATURE_VERSION,
            "public_key_version": self._version,
        }

    def encrypt_message(
        self, conversation_id: str, text: str, *, conversation_key: bytes, conversation_key_version: str, **more: Any
    ) -> Any:
        """A text, sealed and signed."""
        content = {"content_type": "Text", "text": text, **more}
        return self._sealed(conversation_id, content, conversation_key, conversation_key_version)

    def encrypt_edit(
        self,
        *,
        updated_text: str,
        conversation_id: str,
        target_message_sequence_id: str,
        conversation_key: bytes,
        conversation_key_version: str,
    ) -> Any:
        """Another text for an own message, sealed and signed."""
        content = {"content_type": "Edit", "new_text": updated_text, "target_message_id": target_message_sequence_id}
        return self._sealed(conversation_id, content, conversation_key, conversation_key_version)

    def encrypt_stream(self, data: bytes, key: bytes) -> bytes:
        """A file, sealed by the conversation's key."""
        sealed = _mixed(data, b"stream" + key)
        return hashlib.sha256(key + sealed).digest() + sealed

    def decrypt_stream(self, data: bytes, key: bytes) -> bytes:
        """The file; ValueError for another key, or where it is not whole."""
        tag, sealed = data[:32], data[32:]
        if hashlib.sha256(key + sealed).digest() != tag:
            raise ValueError("Decryption failed: secretstream pull failed")
        return _mixed(sealed, b"stream" + key)

    def stream_encryptor(self, key: bytes) -> Any:
        """A file, sealed piece by piece."""
        whole = bytearray()

        def push(part: bytes) -> bytes:
            whole.extend(part)
            return b""

        return SimpleNamespace(push=push, finish=lambda: self.encrypt_stream(bytes(whole), key))

    def _sealed(self, conversation_id: str, content: dict[str, Any], key: bytes, version: str) -> Any:
        message_id = f"sealed-{next(_made)}"
        contents = _mixed(json.dumps(content).encode(), key)
        plain = base64.b64encode(contents).decode().rstrip("=")
        said = ["MessageCreateEvent", message_id, self._user, conversation_id, version, plain]
        signature = self._signed(",".join(said).encode())
        signed = (signature, self._version, _SIGNATURE_VERSION)
        return SimpleNamespace(
            message_id=message_id,
            encrypted_content=thrift.encoded(thrift.text(100, contents), thrift.text(101, version)),
            signature=signature,
            encoded_event_signature=thrift.encoded(*(thrift.text(at, one) for at, one in enumerate(signed, 1))),
            conversation_key_version=version,
        )

    def prepare_message_delete(
        self, conversation_id: str, sequence_ids: list[str], delete_for_all: bool
    ) -> dict[str, str]:
        """A signed wish that messages be gone."""
        ids = b"".join(struct.pack(">i", len(one)) + one.encode() for one in sequence_ids)
        listed = struct.pack(">bhbi", 15, 1, 11, len(sequence_ids)) + ids
        whose = 2 if delete_for_all else 1
        detail = thrift.encoded(thrift.structure(thrift.DELETED, listed, thrift.number_field(2, whose)))
        made = self._action(detail, b"")
        said = ["MessageDeleteEvent", made["message_id"], self._user, conversation_id, str(whose), *sequence_ids]
        return {**made, "signature": self._signed(",".join(said).encode())}

    def extract_conversation_keys(self, events: list[str]) -> dict[str, Any]:
        """The keys that these changes seal to us."""
        keys: dict[str, bytes] = {}
        for event in events:
            change = thrift.decoded(event)[7].get(thrift.KEYS_CHANGED)
            for share in change[2] if change else ():
                if (share[1].decode(), share[3].decode()) == (self._user, self._version):
                    keys[change[1].decode()] = _mixed(thrift.raw(share[2].decode()), self._publics()[0].encode())
        return {"keys": keys}

    def decrypt_events(self, events: list[str], signing_keys: list[dict[str, str]] | None = None) -> dict[str, Any]:
        """What events hold, opened with the keys among them; `errors` names by its place what stays shut, and why."""
        messages, errors = [], dict[str, str]()
        keys = self.extract_conversation_keys(events)["keys"]
        for place, event in enumerate(events):
            try:
                messages.append({"event": self._opened(thrift.decoded(event), keys, signing_keys or [])})
            except _StaysShut as shut:
                errors[str(place)] = str(shut)
        return {"messages": messages, "errors": errors, "conversation_keys": keys}

    def decrypt_event(
        self, event: str, keys: dict[str, bytes], signing_keys: list[dict[str, str]] | None = None
    ) -> dict[str, Any]:
        """What one event holds, opened with these keys; ValueError for one that stays shut."""
        return self._opened(thrift.decoded(event), keys, signing_keys or [])

    def _opened(self, frame: dict[int, Any], keys: dict[str, bytes], known: list[dict[str, str]]) -> dict[str, Any]:
        [(kind, detail)] = frame[7].items()
        sequence, message_id, sender, conversation = (frame[at].decode() for at in (1, 2, 3, 4))
        told = {"id": message_id, "sequence_id": sequence, "sender_id": sender, "conversation_id": conversation}
        told |= {"created_at_msec": int(frame[6])}
        match kind:
            case thrift.FAILED:
                return {**told, "type": "Failure", "failure": _FAILURES.get(detail[1], "GenericError")}
            case thrift.TYPING:
                return {**told, "type": "Typing"}
            case thrift.KEYS_CHANGED:
                shares = [one.items() for one in detail[2]]
                rows = b"".join(b"".join(thrift.text(at, value) for at, value in one) + b"\0" for one in shares)
                listed = struct.pack(">bhbi", 15, 2, 12, len(shares)) + rows
                payload = thrift.encoded(thrift.structure(thrift.KEYS_CHANGED, thrift.text(1, detail[1]), listed))
                _verified(frame, known, payload.encode())
                return {**told, "type": "KeyChange", "verified": True}
            case thrift.DELETED:
                ids = [one.decode() for one in detail[1]]
                said = ["MessageDeleteEvent", message_id, sender, conversation, str(detail[2]), *ids]
                _verified(frame, known, ",".join(said).encode())
                return {
                    **told,
                    "type": "MessageDeleted",
                    "verified": True,
                    "message_ids": ids,
                    "delete_for_all": detail[2] == 2,
                }
            case _:
                version, contents = detail[101].decode(), detail[100]
                if version not in keys:
                    raise _StaysShut("no matching key found")
                plain = base64.b64encode(contents).decode().rstrip("=")
                said = ["MessageCreateEvent", message_id, sender, conversation, version, plain]
                _verified(frame, known, ",".join(said).encode())
                content = json.loads(_mixed(contents, keys[version]))
                shows = [_shown(one) for one in content.get("attachments", ())]
                more = {"key_version": version, "attachments": shows}
                return {**told, "type": "Message", "verified": True, "content": content, **more}


def _shown(told: dict[str, Any]) -> dict[str, Any]:
    """A file of a message as the library tells of it."""
    kinds = {1: "image", 2: "gif", 3: "video"}
    return {
        "attachment_type": "Media",
        "media_hash_key": told["media_hash_key"],
        "dimensions": {"width": told["width"], "height": told["height"]},
        "media_type": kinds[told["media_type"]],
    }


class _StaysShut(ValueError):
    """An event that is not opened, with the library's word for why."""


def _verified(frame: dict[int, Any], known: list[dict[str, str]], data: bytes) -> None:
    signature, version, sender = frame[9][1].decode(), frame[9][2].decode(), frame[3].decode()
    for one in known:
        if (one["user_id"], one["public_key_version"]) == (sender, version) and _tag(
            one["public_key"], data
        ) == signature:
            return
    raise _StaysShut("signature not verified")


def _public(private: bytes) -> str:
    return base64.b64encode(hashlib.sha512(b"public" + private).digest().ljust(_DER, b"\0")).decode()


def _tag(public: str, data: bytes) -> str:
    return base64.b64encode(hashlib.sha512(public.encode() + data).digest()).decode().rstrip("=")


def _mixed(data: bytes, key: bytes) -> bytes:
    """The data by a stream that follows from the key; the same again gives it back."""
    stream = hashlib.shake_128(key).digest(len(data))
    return bytes(one ^ other for one, other in zip(data, stream, strict=True))


@contextmanager
def without_chance() -> Iterator[None]:
    """The stand-in where the library is asked for: by our functions, and by people's phones at the simulated X."""
    with ExitStack() as replaced:
        for place in (chat_xdk, chats, phones, public_keys):
            replaced.enter_context(mock.patch.object(place, "Chat", StandIn))
        yield


def begin_again() -> None:
    """Keys and ids as at the beginning of a story."""
    global _made  # noqa: PLW0603  the library holds no state that is asked for; ids count on
    _made = itertools.count(1)
    OPENS.clear()
