"""X Chat as X sees it: it numbers and frames what people seal for each other, and can open nothing of it.

Signatures of messages and deletions are checked against the registered keys. What a key change's signature signs
contains the conversation's key itself, so X cannot check it. The phones can, and here those of the simulation do: a key
change that a member's own app would refuse is refused at once, so that a program that signs wrongly hears of it.
"""

import base64
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from chat_xdk import Chat

from infra.local.x import chat_requests, thrift
from infra.local.x.conversations import ChatEvent, Conversation, Upload, conversation_id
from infra.local.x.problems import forbidden, invalid, not_found
from infra.local.x.public_keys import PublicKeys
from infra.local.x.world import User, World

TOO_LARGE, BAD_SIGNATURE, OLD_KEY, NOT_TRUSTED, KEY_CHANGED, UNENCRYPTED = 3, 5, 6, 7, 8, 9
SPAM, LIMIT, BAD_SIGNATURE_VERSION = 11, 12, 16
FAILURES = (BAD_SIGNATURE, OLD_KEY, NOT_TRUSTED, KEY_CHANGED, UNENCRYPTED, SPAM, LIMIT)
"""The FailureTypes that X can be asked to answer with."""
LARGEST_CONTENTS = 100_000
_OLDEST_SIGNATURES = 2  # versions before say too little of what they sign
_LONGEST_USER_ID = 19
_DELETED = {"delete_for_self": 1, "delete_for_all": 2}


class Chats:
    """All conversations."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._verifier = Chat()  # it holds no keys: what it does needs none
        self.public_keys = PublicKeys()
        self.conversations: dict[str, Conversation] = {}
        self.uploads: dict[str, Upload] = {}
        self.is_refused: Callable[[Conversation, ChatEvent], bool] = lambda _found, _change: False
        """Whether the app of a member would not take a key change."""

    def of(self, user_id: str) -> list[Conversation]:
        """The conversations of a user in which something was said, the newest first."""
        mine = [one for one in self.conversations.values() if user_id in one.members and one.seen_by(user_id)]
        return sorted(mine, key=lambda one: int(one.events[-1].id), reverse=True)

    def find(self, user_id: str, given: str) -> Conversation:
        """The user's conversation by the other's id, or by both ids as paths or events have them."""
        found = self.conversations.get(conversation_id(user_id, self._other(user_id, given)))
        if found is None:
            raise not_found("conversation", "id", given)
        return found

    def opened(self, user_id: str, given: str) -> Conversation:
        """The same, begun if need be."""
        other = self._other(user_id, given)
        if other not in self._world.users:
            raise not_found("user", "id", other)
        made = Conversation(conversation_id(user_id, other), (user_id, other))
        return self.conversations.setdefault(made.id, made)

    def _other(self, user_id: str, given: str) -> str:
        ids = given.replace("-", ":").split(":")
        if not all(one.isascii() and one.isdigit() and len(one) <= _LONGEST_USER_ID for one in ids):
            raise not_found("conversation", "id", given)
        others = [one for one in ids if one != user_id]
        if len(ids) != len(others) + (len(ids) > 1):
            raise forbidden("That conversation is not one of the authenticated user's.")
        if len(others) != 1:
            raise invalid("The `id` path parameter does not name one other user.", parameter="id")
        return others[0]

    def change_key(
        self, sender: User, given: str, body: dict[str, Any], now: datetime
    ) -> tuple[Conversation, ChatEvent]:
        """The conversation gets a key, or a new one, sealed to the newest registered keys of both."""
        conversation = self.opened(sender.id, given)
        version, shares = str(body.get("conversation_key_version") or ""), chat_requests.shares_of(body)
        number = chat_requests.number_of(version)
        if number is None:
            raise invalid("$.conversation_key_version: is a number of milliseconds, as a text.")
        if conversation.keys and number <= int(conversation.keys[-1].key_version or 0):
            raise invalid("$.conversation_key_version: is not newer than that of the conversation.")
        if set(shares) != set(conversation.members):
            raise invalid("$.conversation_participant_keys: names not both members, or others.")
        for user_id, (_, key_version) in shares.items():
            key = self.public_keys.newest(user_id)
            if key is None or key.public_key_version != key_version:
                raise invalid("$.conversation_participant_keys: public_key_version is not the newest registered one.")
        message_id, detail, union, given_signature = chat_requests.action_of(body, thrift.KEYS_CHANGED)
        signature = self._with_key(sender.id, given_signature)
        if "signing_public_key" not in signature:
            raise invalid("$.action_signatures[0].message_event_signature: is of a key that is not registered.")
        if (chat_requests.text_of(detail.get(1)), chat_requests.shares_in(detail)) != (version, shares):
            raise invalid("$.action_signatures: the signed event says something else than the request.")
        event = self._numbered(conversation, thrift.KEYS_CHANGED, union, message_id, sender, now, signature)
        event.key_version = version
        if self.is_refused(conversation, event):
            raise invalid("$.action_signatures: the signature does not verify, says the app of a member.")
        conversation.keys.append(event)
        conversation.covers = {user_id: key_version for user_id, (_, key_version) in shares.items()}
        return conversation, event

    def send(
        self, sender: User, given: str, body: dict[str, Any], now: datetime, failure: int | None = None
    ) -> tuple[Conversation, ChatEvent, bool]:
        """A sealed message: the event that X answers with, and whether it is new and passed on.

        What X does not pass on is answered too, with an event that tells the failure and is kept nowhere. A message id
        that came before is answered as before.
        """
        conversation = self.opened(sender.id, given)
        message_id, signature = (
            chat_requests.message_id_of(body),
            self._with_key(sender.id, chat_requests.signature_in(body)),
        )
        sealed = chat_requests.raw(body.get("encoded_message_create_event"), "$.encoded_message_create_event")
        created = chat_requests.decoded(body.get("encoded_message_create_event"), "$.encoded_message_create_event")
        contents, version = created.get(100), chat_requests.text_of(created.get(101))
        if before := next((one for one in conversation.events if one.message_id == message_id), None):
            if before.sender_id != sender.id or before.sealed != sealed:
                raise invalid("$.message_id: was used for another message.")
            return conversation, before, False
        if failure is None:
            failure = self._refusal(conversation, sender, message_id, contents, version, signature)
        if failure is not None:
            union = thrift.structure(thrift.FAILED, thrift.number_field(1, failure))
            return conversation, self._numbered(conversation, thrift.FAILED, union, message_id, sender, now, {}), False
        union = thrift.structure(thrift.CREATED, sealed[:-1])
        event = self._numbered(conversation, thrift.CREATED, union, message_id, sender, now, signature)
        event.key_version, event.sealed = version, sealed
        conversation.events.append(event)
        conversation.wrote.add(sender.id)
        conversation.request = conversation.request and conversation.wrote != set(conversation.members)
        return conversation, event, True

    def framed_message(self, group: Conversation, sender: User, body: dict[str, Any], now: datetime) -> ChatEvent:
        """A message of a group, which is told and kept nowhere: the simulation serves conversations of two."""
        sealed = thrift.raw(body["encoded_message_create_event"])
        signature = self._with_key(sender.id, chat_requests.signature_in(body))
        union = thrift.structure(thrift.CREATED, sealed[:-1])
        event = self._numbered(group, thrift.CREATED, union, body["message_id"], sender, now, signature)
        event.key_version = chat_requests.text_of(thrift.decoded(body["encoded_message_create_event"])[101])
        return event

    def delete(
        self, sender: User, given: str, body: dict[str, Any], now: datetime
    ) -> tuple[Conversation, ChatEvent | None]:
        """Messages are gone: for all, which only their sender may ask and all are told, or from one's own view."""
        conversation = self.find(sender.id, given)
        ids, action = [str(one) for one in body.get("sequence_ids") or ()], str(body.get("delete_message_action"))
        found = [one for one in conversation.seen_by(sender.id) if one.id in ids and one.kind == thrift.CREATED]
        if not ids or len(found) != len(set(ids)):
            raise invalid("$.sequence_ids: are not all messages of this conversation.")
        message_id, detail, union, given_signature = chat_requests.action_of(body, thrift.DELETED)
        listed = detail.get(1) if isinstance(detail.get(1), list) else []
        said = [chat_requests.text_of(one) for one in listed or ()]
        if said != ids or detail.get(2) != _DELETED.get(action):
            raise invalid("$.action_signatures: the signed event says something else than the request.")
        signature = self._with_key(sender.id, given_signature)
        signed = ["MessageDeleteEvent", message_id, sender.id, conversation.id, str(_DELETED[action]), *ids]
        if not self._signed(sender.id, signature, signed):
            raise invalid("$.action_signatures: the signature does not verify against the registered key.")
        if action == "delete_for_self":
            for one in found:
                one.hidden_from.add(sender.id)
            return conversation, None
        if any(one.sender_id != sender.id for one in found):
            raise forbidden("Only the sender of a message deletes it for all.")
        event = self._numbered(conversation, thrift.DELETED, union, message_id, sender, now, signature)
        conversation.events = [*(one for one in conversation.events if one not in found), event]
        return conversation, event

    def typing(self, sender: User, given: str, now: datetime) -> tuple[Conversation, ChatEvent]:
        """Somebody types: told, and not kept."""
        conversation = self.find(sender.id, given)
        union = thrift.structure(thrift.TYPING, thrift.text(1, conversation.id))
        message_id = f"typing-{self._world.new_id()}"
        return conversation, self._numbered(conversation, thrift.TYPING, union, message_id, sender, now, {})

    def _refusal(
        self,
        conversation: Conversation,
        sender: User,
        message_id: str,
        contents: Any,
        version: str | None,
        signature: dict[str, str],
    ) -> int | None:
        """The failure that X tells instead of passing a message on, or None."""
        if not isinstance(contents, bytes) or not contents or not version:
            return UNENCRYPTED
        if len(contents) > LARGEST_CONTENTS:
            return TOO_LARGE
        plain = base64.b64encode(contents).decode().rstrip("=")
        signed = ["MessageCreateEvent", message_id, sender.id, conversation.id, version, plain]
        if not self._signed(sender.id, signature, signed):
            return BAD_SIGNATURE
        if (chat_requests.number_of(signature["signature_version"]) or 0) < _OLDEST_SIGNATURES:
            return BAD_SIGNATURE_VERSION
        if not conversation.keys or conversation.keys[-1].key_version != version:
            return OLD_KEY
        other = self._world.users[conversation.other(sender.id)]
        newest = self.public_keys.newest(other.id)
        if newest is None or newest.public_key_version != conversation.covers.get(other.id):
            return KEY_CHANGED
        trusted = other.ours or other.id in conversation.wrote or (other.id, sender.id) in self._world.wrote
        return None if trusted else NOT_TRUSTED

    def _signed(self, user_id: str, signature: dict[str, str], parts: Iterable[str]) -> bool:
        key = self.public_keys.version(user_id, signature.get("public_key_version", ""))
        said = list(parts)
        if key is None or any("," in one for one in said):
            return False
        try:
            given = thrift.raw(signature["signature"])
            return bool(self._verifier.verify(key.signing_public_key, given, ",".join(said).encode()))
        except (ValueError, KeyError):
            return False

    def _with_key(self, user_id: str, signature: dict[str, str]) -> dict[str, str]:
        key = self.public_keys.version(user_id, signature.get("public_key_version", ""))
        return signature | ({"signing_public_key": key.signing_public_key} if key else {})

    def _numbered(
        self,
        conversation: Conversation,
        kind: int,
        union: bytes,
        message_id: str,
        sender: User,
        now: datetime,
        signature: dict[str, str],
    ) -> ChatEvent:
        return conversation.framed(
            self._world.new_id(),
            kind,
            union,
            message_id=message_id,
            sender_id=sender.id,
            at=now,
            signature=signature,
        )
