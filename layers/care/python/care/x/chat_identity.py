"""An account's own keys of encrypted chats: made, unlocked, and held to what X has registered."""

import json
from collections.abc import Mapping
from typing import Any

import chat_xdk

from care.model.chat import PublicKey
from care.x.chat_keys import ChatKeys
from care.x.chat_library import guarded, loaded, no_panic


class WrongPin(Exception):
    """The PIN does not unlock the keys; `left` guesses remain before they are locked for ever, if that is known."""

    def __init__(self, left: int | None) -> None:
        super().__init__("the PIN does not unlock the keys")
        self.left = left


class NotStored(Exception):
    """Nothing is stored under this version, so that an older one may be."""


class CannotUnlock(Exception):
    """The stored keys could not be asked for; no guess was used up that is known of."""


def new_identity() -> tuple[bytes, dict[str, Any]]:
    """New keys of an account, and what X is told to register them."""
    chat = chat_xdk.Chat()
    made = chat.generate_keypairs()
    names = (
        *("identity_public_key_signature", "public_key", "public_key_fingerprint", "registration_method"),
        *("signing_public_key", "signing_public_key_signature"),
    )
    told = {name: value for name in names if (value := getattr(made.public_key, name, None)) is not None}
    blob = bytes(chat.export_keys() or b"")
    chat.lock()
    return blob, {"public_key": told, "version": made.version or "0", "generate_version": True}


def unlocked(config: Mapping[str, Any], pin: bytearray) -> bytes:
    """The keys that an account stored behind its PIN, asked for at X's key store; WrongPin, NotStored, CannotUnlock."""
    try:
        with no_panic():
            chat = chat_xdk.Chat(json.dumps(config))
            chat.unlock(pin)
            blob = bytes(chat.export_keys() or b"")
            chat.lock()
            return blob
    except (ValueError, RuntimeError, TypeError) as error:
        left, said = chat_xdk.guesses_remaining(error), str(error)
        if left is not None or "invalid pin" in said.casefold():
            raise WrongPin(left) from None
        if "notregistered" in said.replace(" ", "").casefold():
            raise NotStored from None
        raise CannotUnlock("the stored keys cannot be asked for at this moment") from None


def belongs(keys: ChatKeys, key: PublicKey) -> bool:
    """True if X has these very keys registered under this public key."""
    with loaded(keys) as chat:
        return guarded(chat.matches_registered_key, key.identity) is True
