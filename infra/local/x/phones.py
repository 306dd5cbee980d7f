"""The apps on people's phones: each holds its owner's private keys and opens and seals with them, as X never can."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chat_xdk import Chat

from infra.local.x import thrift
from infra.local.x.chats import Chats
from infra.local.x.conversations import ChatEvent, Conversation, Upload, conversation_id
from infra.local.x.world import Shown, User


@dataclass(frozen=True)
class Seen:
    """A file that hangs on a message, as its reader's phone has it; `data` is None where it does not open."""

    key: str
    type: str
    width: int
    height: int
    data: bytes | None = field(repr=False)


@dataclass
class Opened:
    """A message as its reader sees it: edited, reacted to, with the options of its question or the one chosen."""

    event: ChatEvent
    text: str | None = field(repr=False)
    options: list[dict[str, str]] = field(default_factory=list)
    request_id: str | None = None
    chosen: str | None = None
    reactions: list[str] = field(default_factory=list)
    edited: bool = False
    media: list[Seen] = field(default_factory=list)


class Phones:
    """One for each who has chat keys that were made here, with all versions of them."""

    def __init__(self, chats: Chats, brands: frozenset[str]) -> None:
        self._chats = chats
        self._brands = brands
        self._apps: dict[str, list[Chat]] = {}
        # What was opened, by sequence id: it never changes.
        self._contents: dict[str, dict[str, Any]] = {}
        self._files: dict[str, list[Seen]] = {}
        self._opened_keys: dict[tuple[str, str, int], dict[str, bytes]] = {}

    def holds(self, user_id: str) -> bool:
        """Whether the newest keys of this user lie here."""
        newest = self._chats.public_keys.newest(user_id)
        return newest is not None and any(
            one.matches_registered_key(newest.public_key) for one in self._apps.get(user_id, ())
        )

    def adopt(self, user: User, keys: bytes) -> None:
        """The keys of somebody who registered them by other means, as by their PIN on another phone."""
        newest = self._chats.public_keys.newest(user.id)
        if newest is None:
            raise ValueError("Register the public keys before.")
        app = Chat()
        app.import_keys(keys, version=newest.public_key_version)
        app.set_identity(user.id, newest.public_key_version)
        self._apps.setdefault(user.id, []).append(app)

    def change_keys(self, user: User, now: datetime) -> str:
        """New keys, registered; the older ones stay, to open what was sealed to them. Returns their version."""
        app = Chat()
        made = app.generate_keypairs()
        names = ("public_key", "signing_public_key", "identity_public_key_signature")
        body = {"public_key": {name: getattr(made.public_key, name) for name in names}, "generate_version": True}
        key = self._chats.public_keys.register(user.id, body, now)
        app.set_identity(user.id, key.public_key_version)
        self._apps.setdefault(user.id, []).append(app)
        return key.public_key_version

    def ready(self, user: User, now: datetime) -> None:
        """The user can chat; ValueError for one whose keys are held by a program outside."""
        if self._chats.public_keys.newest(user.id) is None:
            self.change_keys(user, now)
        elif not self.holds(user.id):
            raise ValueError(f"@{user.username} keeps the chat keys elsewhere: write with the program that holds them.")

    def key_change(self, sender: User, recipient: User) -> dict[str, Any] | None:
        """What the sender has to send before a message, or None while the conversation's key fits everybody's keys."""
        found = self._chats.opened(sender.id, recipient.id)
        newest = [self._chats.public_keys.newest(one) for one in found.members]
        if None in newest:
            raise ValueError(f"@{recipient.username} has no chat keys.")
        keys = [one for one in newest if one]
        if found.keys and found.covers == {one.user_id: one.public_key_version for one in keys}:
            return None
        last = int(found.keys[-1].key_version or 0) if found.keys else 0
        rows = [
            {"user_id": one.user_id, "public_key": one.public_key, "key_version": one.public_key_version}
            for one in keys
        ]
        while True:  # versions are milliseconds: two may fall into one
            made = self._apps[sender.id][-1].prepare_conversation_key_change(rows, conversation_id=found.id)
            if int(made["conversation_key_version"]) > last:
                break
        shares = [
            {"user_id": one["user_id"], "public_key_version": one["public_key_version"]}
            | {"encrypted_conversation_key": one["encrypted_key"]}
            for one in made["participant_keys"]
        ]
        return {
            "conversation_key_version": made["conversation_key_version"],
            "conversation_participant_keys": shares,
            "action_signatures": [_action(one) for one in made["action_signatures"]],
        }

    def message(self, sender: User, recipient: User, text: str, **extra: Any) -> dict[str, Any]:
        """A sealed text; `extra` is what the library takes besides, as `quick_reply`."""
        found, key, version = self._sealing(sender, recipient)
        made = self._apps[sender.id][-1].encrypt_message(
            found.id, text, conversation_key=key, conversation_key_version=version, **extra
        )
        return _body(made)

    def file(self, sender: User, recipient: User, shown: Shown, upload_id: str, ends: datetime) -> dict[str, Any]:
        """A picture or video, sealed and brought to X as the app does; what a message says of it."""
        found, key, _ = self._sealing(sender, recipient)
        whole = bytes(self._apps[sender.id][-1].encrypt_stream(shown.data, key))
        upload = Upload(upload_id, sender.id, found.id, secrets.token_hex(16), len(whole), ends, whole=whole)
        self._chats.uploads[upload_id] = upload
        return {
            "attachment_type": "media",
            "media_hash_key": upload.media_hash_key,
            "width": shown.width,
            "height": shown.height,
            "filesize_bytes": len(shown.data),
            "media_type": {"photo": 1, "animated_gif": 2}.get(shown.type, 3),
            "filename": f"{shown.name}.{shown.content_type.partition('/')[2]}",
        }

    def group_message(self, sender: User, group_id: str, text: str) -> dict[str, Any]:
        """A sealed text for a group, under a key that nobody else gets."""
        version = str(int(self._chats.public_keys.of(sender.id)[-1].public_key_version) + 1)
        made = self._apps[sender.id][-1].encrypt_message(
            group_id, text, conversation_key=secrets.token_bytes(32), conversation_key_version=version
        )
        return _body(made)

    def edit(self, sender: User, recipient: User, sequence_id: str, text: str) -> dict[str, Any]:
        """A sealed edit of an own message."""
        found, key, version = self._sealing(sender, recipient)
        made = self._apps[sender.id][-1].encrypt_edit(
            updated_text=text,
            conversation_id=found.id,
            target_message_sequence_id=sequence_id,
            conversation_key=key,
            conversation_key_version=version,
        )
        return _body(made)

    def reaction(self, sender: User, recipient: User, sequence_id: str, emoji: str, *, gone: bool) -> dict[str, Any]:
        """A sealed reaction, or that it is taken back."""
        found, key, version = self._sealing(sender, recipient)
        app = self._apps[sender.id][-1]
        seal = app.encrypt_remove_reaction if gone else app.encrypt_add_reaction
        made = seal(
            emoji=emoji,
            conversation_id=found.id,
            target_message_sequence_id=sequence_id,
            conversation_key=key,
            conversation_key_version=version,
        )
        return _body(made)

    def deletion(self, sender: User, found: Conversation, sequence_ids: list[str]) -> dict[str, Any]:
        """A signed wish that own messages be gone for all."""
        made = self._apps[sender.id][-1].prepare_message_delete(found.id, sequence_ids, True)
        return {
            "sequence_ids": sequence_ids,
            "delete_message_action": "delete_for_all",
            "action_signatures": [_action(made)],
        }

    def read(self, found: Conversation) -> list[Opened]:
        """The conversation as the customer's keys open it, oldest first; of a customer outside, as the brand's do.

        The text is None where those keys open nothing.
        """
        shown: dict[str, Opened] = {}
        reader = next((one for one in sorted(found.members, key=self._brands.__contains__) if one in self._apps), None)
        keys = self._conversation_keys(reader, found) if reader else {}
        for event in found.events:
            if event.kind != thrift.CREATED:
                continue
            content = self._content(reader, found, event, keys) if reader else None
            target = shown.get(str((content or {}).get("target_message_id")))
            match (content or {}).get("content_type"):
                case None:
                    shown[event.id] = Opened(event, None)
                case "Text":
                    shown[event.id] = _opened(event, content or {}, self._files.get(event.id, []))
                case "Edit" if target and content and target.event.sender_id == event.sender_id:
                    target.text, target.edited = content.get("new_text"), True
                case "Reaction" if target and content:
                    target.reactions.append(str(content.get("emoji")))
                case str() as other if target and content and "Reaction" in other:
                    target.reactions = [one for one in target.reactions if one != content.get("emoji")]
                case _:
                    pass
        return list(shown.values())

    def refuse(self, found: Conversation, change: ChatEvent) -> bool:
        """Whether a phone here opens a key change of the conversation and finds that its maker did not sign it."""
        signers = [one.for_signatures() for member in found.members for one in self._chats.public_keys.of(member)]
        apps = [app for member in found.members for app in self._apps.get(member, ())]
        told = [app.decrypt_events([change.encoded], signers)["errors"].get("0", "") for app in apps]
        return "" not in told and any("mismatch" in one for one in told)

    def seen(self, key: str) -> Seen | None:
        """A file of a chat as its reader has it."""
        read = (one for found in self._chats.conversations.values() for one in self.read(found))
        return next((file for one in read for file in one.media if file.key == key), None)

    def _content(
        self, reader: str, found: Conversation, event: ChatEvent, keys: dict[str, bytes]
    ) -> dict[str, Any] | None:
        if event.id not in self._contents:
            signers = [one.for_signatures() for member in found.members for one in self._chats.public_keys.of(member)]
            try:
                opened = self._apps[reader][-1].decrypt_event(event.encoded, keys, signers)
            except ValueError:
                return None
            self._contents[event.id] = dict(opened.get("content") or {})
            self._files[event.id] = self._seen(reader, found, opened, keys)
        return self._contents[event.id]

    def _seen(self, reader: str, found: Conversation, event: dict[str, Any], keys: dict[str, bytes]) -> list[Seen]:
        told = [one for one in event.get("attachments") or () if one.get("media_hash_key")]
        key, uploads = keys.get(str(event.get("key_version"))), self._chats.uploads.values()
        sealed = {one.media_hash_key: one.whole for one in uploads if one.conversation_id == found.id}
        seen = []
        for one in told:
            whole, size = sealed.get(one["media_hash_key"]), one.get("dimensions") or {}
            try:
                data = bytes(self._apps[reader][-1].decrypt_stream(whole, key)) if whole and key else None
            except (ValueError, RuntimeError):
                data = None
            kind = str(one.get("media_type") or "").casefold()
            seen.append(Seen(one["media_hash_key"], kind, size.get("width") or 0, size.get("height") or 0, data))
        return seen

    def _conversation_keys(self, reader: str, found: Conversation) -> dict[str, bytes]:
        keys: dict[str, bytes] = {}
        for at, app in enumerate(self._apps[reader]):
            for one in found.keys:
                known = (reader, one.id, at)
                if known not in self._opened_keys:
                    self._opened_keys[known] = app.extract_conversation_keys([one.encoded])["keys"]
                keys |= self._opened_keys[known]
        return keys

    def _sealing(self, sender: User, recipient: User) -> tuple[Conversation, bytes, str]:
        found = self._chats.conversations[conversation_id(sender.id, recipient.id)]
        version = str(found.keys[-1].key_version)
        return found, self._conversation_keys(sender.id, found)[version], version


def _opened(event: ChatEvent, content: dict[str, Any], media: list[Seen]) -> Opened:
    quick = content.get("quick_reply") or {}
    asked = (quick.get("request") or {}).get("options") or {}
    answered = (quick.get("response") or {}).get("options") or {}
    options = [{name: one[name] for name in ("id", "label") if one.get(name)} for one in asked.get("options") or ()]
    return Opened(
        event,
        content.get("text") or "",
        options=options,
        request_id=asked.get("id") or answered.get("request_id"),
        chosen=answered.get("selected_option_id"),
        media=media,
    )


def _body(made: Any) -> dict[str, Any]:
    return {
        "message_id": made.message_id,
        "encoded_message_create_event": made.encrypted_content,
        "encoded_message_event_signature": made.encoded_event_signature,
    }


def _action(made: dict[str, Any]) -> dict[str, Any]:
    signature = {name: made[name] for name in ("signature", "public_key_version", "signature_version")}
    return {
        "message_id": made["message_id"],
        "encoded_message_event_detail": made["encoded_message_event_detail"],
        "message_event_signature": signature,
    }
