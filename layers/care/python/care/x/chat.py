"""X's encrypted chats: opens what came, seals what goes.

It asks nobody, stores nothing and logs nothing. What comes in is bytes of strangers: whatever they hold, it is opened
or it stays shut with a reason. `at` and sequence ids are X's word; sender, conversation, id and content are signed.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import chat_xdk

from care.model.chat import Opened, Option, PublicKey, Sealed, Shut
from care.model.files import OutFile
from care.x.chat_keys import ChatKeys, Ring
from care.x.chat_library import guarded, loaded, no_panic
from care.x.chat_shapes import action_of, read_event, shown_as, signing_of, why_shut


class CannotSeal(Exception):
    """The library would not seal; nothing has left. It names no key and no text."""


@dataclass(frozen=True, slots=True)
class ConversationKey:
    """The newest key of a conversation; `verified` says that whoever made it is known."""

    version: str
    key: bytes = field(repr=False)
    verified: bool


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A new key of a conversation: what X is told, and the key itself, which stays in memory."""

    body: dict[str, Any] = field(repr=False)
    key: ConversationKey


def open_event(
    ring: Ring, event: str, key_changes: Sequence[str], people: Iterable[PublicKey], conversation_id: str
) -> Opened | Shut:
    """What an event of this conversation holds, by whichever of our keys opens it; or why it stays shut."""
    if not ring:
        return Shut("no_keys")
    known = [signing_of(one) for one in people]
    found: Opened | Shut = Shut("no_keys")
    for keys in ring:
        found = _opened_by(keys, event, key_changes, known, conversation_id)
        if isinstance(found, Opened) or found.why not in {"no_conversation_key", "no_keys"}:
            break
    return found


def newest_key(
    ring: Ring, key_changes: Sequence[str], people: Iterable[PublicKey], conversation_id: str
) -> ConversationKey | None:
    """The newest key of a conversation that any of our keys opens, a verified one before any other."""
    known, found = [signing_of(one) for one in people], list[ConversationKey]()
    for keys in ring:
        with loaded(keys) as chat:
            for verified, changes in zip(
                (True, False), _told_apart(chat, key_changes, known, conversation_id), strict=True
            ):
                found += _keys_of(chat, changes, verified=verified)
    return max(found, key=lambda one: (one.verified, _number(one.version)), default=None)


def opened_file(ring: Ring, data: bytes, key_changes: Sequence[str], version: str) -> bytes | None:
    """A file of a conversation, by the key of this version; None where none of ours opens it, or it is not whole."""
    for keys in ring:
        with loaded(keys) as chat:
            for one in _keys_of(chat, key_changes, verified=True):
                if one.version == version and (found := guarded(chat.decrypt_stream, data, one.key)) is not None:
                    return bytes(found)
    return None


def seal(
    keys: ChatKeys,
    conversation_id: str,
    text: str,
    key: ConversationKey,
    *,
    request: str = "",
    options: Sequence[Option] = (),
    files: Sequence[OutFile] = (),
) -> Sealed:
    """A message sealed and signed, with an id of its own; CannotSeal if the library will not.

    `options` are buttons under it, and `request` the id by which their answer names the question. `files` are what it
    shows, which X has, sealed with this very key.
    """
    more: dict[str, Any] = {"attachments": [shown_as(one) for one in files]} if files else {}
    if options:
        offered = [{"id": one.id, "label": one.label, "metadata": one.id} for one in options]
        more["quick_reply"] = {"request": {"options": {"id": request, "options": offered}}}
    with loaded(keys) as chat, _sealing():
        made = chat.encrypt_message(
            conversation_id, text, conversation_key=key.key, conversation_key_version=key.version, **more
        )
        return Sealed(
            message_id=made.message_id,
            content=made.encrypted_content,
            signature=made.encoded_event_signature,
            key_version=made.conversation_key_version,
        )


def sealed_file(parts: Iterable[bytes], key: ConversationKey) -> bytes:
    """A file sealed with the conversation's key, from its parts in their order; never the same twice."""
    with _sealing():
        stream, whole = chat_xdk.Chat().stream_encryptor(key.key), bytearray()
        for part in parts:
            whole += stream.push(part)
        return bytes(whole + stream.finish())


def new_key(keys: ChatKeys, people: Sequence[PublicKey]) -> KeyChange:
    """A new key for the conversation of these people, for whose newest keys it is sealed; their binding is checked."""
    unbound = [one.user_id for one in people if not is_bound(one)]
    if unbound:
        raise CannotSeal("a public key is not bound to its owner's identity")
    given = [{"user_id": one.user_id, "public_key": one.identity, "key_version": one.version} for one in people]
    with loaded(keys) as chat, _sealing():
        made = chat.prepare_conversation_key_change(given)
        shares = [
            {
                "user_id": one["user_id"],
                "encrypted_conversation_key": one["encrypted_key"],
                "public_key_version": one["public_key_version"],
            }
            for one in made["participant_keys"]
        ]
        body = {
            "conversation_key_version": made["conversation_key_version"],
            "conversation_participant_keys": shares,
            "action_signatures": [action_of(one) for one in made["action_signatures"]],
        }
        key = ConversationKey(made["conversation_key_version"], bytes(made["conversation_key"]), verified=True)
        return KeyChange(body, key)


def is_bound(key: PublicKey) -> bool:
    """True if the signing key is proven to be of the same person as the identity key."""
    return guarded(chat_xdk.Chat().verify_key_binding, key.identity, key.signing, key.binding) is True


def failure_in(event: str, ring: Ring) -> str:
    """The failure that X tells in its answer to a sealed message, by its name; "" where X passed the message on."""
    for keys in ring[:1] if event else ():
        with loaded(keys) as chat:
            found = _tried(chat, event, (), [])
            opened = read_event(found) if isinstance(found, dict) else None
            if opened is not None and opened.kind == "failure":
                return opened.failure or "Unknown"
    return ""


def _opened_by(
    keys: ChatKeys, event: str, key_changes: Sequence[str], known: list[dict[str, str]], conversation_id: str
) -> Opened | Shut:
    with loaded(keys) as chat:
        verified, strange = _told_apart(chat, key_changes, known, conversation_id)
        found, strangely = _tried(chat, event, verified, known), False
        if found == Shut("no_conversation_key") and strange:
            # Somebody made the key whose own X does not show: what is sealed with it has a signature all the same.
            found, strangely = _tried(chat, event, strange, known), True
    if isinstance(found, Shut):
        return found
    opened = read_event(found)
    if opened is None or opened.conversation_id not in {"", conversation_id}:
        return Shut("unreadable")
    return replace(opened, key_unverified=strangely)


def _tried(
    chat: chat_xdk.Chat, event: str, changes: Sequence[str], known: list[dict[str, str]]
) -> dict[str, Any] | Shut:
    held = guarded(chat.decrypt_events, [*changes, event], known)
    if held is None:
        return Shut("unreadable")
    if (told := held["errors"].get(str(len(changes)))) is not None or not held["messages"]:
        return Shut(why_shut(told or ""))
    return dict(held["messages"][-1]["event"])


def _told_apart(
    chat: chat_xdk.Chat, key_changes: Sequence[str], known: list[dict[str, str]], conversation_id: str
) -> tuple[list[str], list[str]]:
    """The key changes of this conversation: those whose maker is verified, and those whose maker is not.

    Another conversation's are neither: its key opens and seals nothing here.
    """
    verified, strange = list[str](), list[str]()
    for change in dict.fromkeys(key_changes):
        found = _tried(chat, change, (), known)
        if found == Shut("unverified"):
            strange.append(change)
        elif isinstance(found, dict) and _is_key_of(found, conversation_id):
            verified.append(change)
    return verified, strange


def _is_key_of(event: dict[str, Any], conversation_id: str) -> bool:
    is_key = event.get("type") == "KeyChange" and event.get("verified") is True
    return is_key and event.get("conversation_id") == conversation_id


def _keys_of(chat: chat_xdk.Chat, changes: Iterable[str], *, verified: bool) -> list[ConversationKey]:
    """The keys of these changes, opened one by one: a broken one spoils no other."""
    held = (guarded(chat.extract_conversation_keys, [change]) for change in changes)
    keys = ((one or {}).get("keys") or {} for one in held)
    return [ConversationKey(str(version), bytes(key), verified) for one in keys for version, key in one.items()]


def _number(version: str) -> int:
    return int(version) if version.isascii() and version.isdigit() and len(version) <= 20 else 0


@contextmanager
def _sealing() -> Iterator[None]:
    try:
        with no_panic():
            yield
    except (ValueError, RuntimeError, TypeError, KeyError) as error:
        raise CannotSeal(f"the message could not be sealed ({type(error).__name__})") from None
