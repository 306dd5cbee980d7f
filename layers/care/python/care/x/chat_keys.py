"""The secret of X Chat: the private keys of the accounts, which open all of their chats, past ones too.

It is a secret of its own, apart from the apps' tokens, so that only who opens and who seals can read it. No key shows
in a repr or an error.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from care.x.oauth_signature import UnreadableSecret

KEYS_BYTES = 64  # as the library exports them: the identity key and the signing key


@dataclass(frozen=True, slots=True)
class ChatKeys:
    """The private keys of an account under one version that is registered at X."""

    user_id: str
    version: str
    blob: bytes = field(repr=False)


type Ring = tuple[ChatKeys, ...]
"""All keys of an account, the newest first: it seals, and all of them open what was sealed to them."""


def read_chat_secret(text: str) -> dict[str, Ring]:
    """The accounts' keys from the JSON that Secrets Manager holds; none where nobody has put any there yet."""
    try:
        held = json.loads(text)
    except ValueError:
        return {}  # what AWS made up when the secret was created
    accounts = held.get("accounts") if isinstance(held, dict) else None
    if accounts is None:
        return {}
    if not isinstance(accounts, dict):
        raise UnreadableSecret("the secret of X Chat is wrong in: accounts")
    return {str(account): _ring(str(account), entries) for account, entries in accounts.items()}


def with_keys(text: str, keys: ChatKeys) -> str:
    """The secret with these keys as the account's newest; older ones stay, because they open what is older."""
    ring = read_chat_secret(text)
    older = tuple(one for one in ring.get(keys.user_id, ()) if one.version != keys.version)
    pending = {account: blob for account, blob in _pending(text).items() if account != keys.user_id}
    return _written({**ring, keys.user_id: (keys, *older)}, pending)


def with_pending(text: str, account_id: str, blob: bytes) -> str:
    """The secret with new keys that X is about to be told of: if its answer is lost, they are not."""
    pending = {**_pending(text), account_id: base64.b64encode(blob).decode()}
    return _written(read_chat_secret(text), pending)


def pending_of(text: str, account_id: str) -> bytes | None:
    """Keys that X was told of, or was about to be, and whose version is not known; None if there are none."""
    found = _pending(text).get(account_id)
    return base64.b64decode(found) if found else None


def _pending(text: str) -> dict[str, str]:
    try:
        held = json.loads(text)
    except ValueError:
        return {}
    found = held.get("pending") if isinstance(held, dict) else None
    return dict(found) if isinstance(found, dict) else {}


def _written(rings: Mapping[str, Ring], pending: Mapping[str, str]) -> str:
    accounts = {
        account: [{"version": one.version, "keys": base64.b64encode(one.blob).decode()} for one in ring]
        for account, ring in rings.items()
    }
    return json.dumps({"accounts": accounts, **({"pending": dict(pending)} if pending else {})})


def _ring(account: str, entries: Any) -> Ring:
    wrong = UnreadableSecret(f"the secret of X Chat is wrong in: accounts.{account[:20]}")
    if not isinstance(entries, list):
        raise wrong
    ring = []
    for entry in entries:
        try:
            version, blob = entry["version"], base64.b64decode(entry["keys"], validate=True)
        except (TypeError, KeyError, ValueError, binascii.Error):
            raise wrong from None
        if not isinstance(version, str) or len(blob) != KEYS_BYTES:
            raise wrong
        ring.append(ChatKeys(account, version, blob))
    return tuple(ring)
