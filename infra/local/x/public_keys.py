"""The public keys that users registered for X Chat: of each user all versions, the newest last."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from chat_xdk import Chat

from infra.local.x.problems import invalid
from infra.local.x.thrift import raw

_PARTS = ("public_key", "signing_public_key", "identity_public_key_signature")
_DER_LENGTH = 91  # of a P-256 public key in X.509's SubjectPublicKeyInfo
MOST_VERSIONS = 50


@dataclass(frozen=True)
class PublicKey:
    """One registered version of a user's keys."""

    user_id: str
    public_key_version: str
    public_key: str
    signing_public_key: str
    identity_public_key_signature: str

    def shown(self) -> dict[str, Any]:
        """As the API shows it, without the user."""
        fields = asdict(self) | {"juicebox_config": juicebox_config()}
        del fields["user_id"]
        return fields

    def for_signatures(self) -> dict[str, str]:
        """As the library wants it, to tell whether this user signed an event."""
        return {
            "user_id": self.user_id,
            "public_key_version": self.public_key_version,
            "public_key": self.signing_public_key,
            "identity_public_key": self.public_key,
            "identity_public_key_signature": self.identity_public_key_signature,
        }


def juicebox_config() -> dict[str, Any]:
    """Where the PIN-protected copy of a private key would lie: there is no such place in the simulation."""
    realms = {"realms": [], "register_threshold": 1, "recover_threshold": 1, "pin_hashing_mode": "Standard2019"}
    return {"key_store_token_map_json": json.dumps(realms), "max_guess_count": 20, "token_map": []}


class PublicKeys:
    """All that were registered."""

    def __init__(self) -> None:
        self._keys: dict[str, list[PublicKey]] = {}

    def of(self, user_id: str) -> list[PublicKey]:
        """The user's, oldest first."""
        return list(self._keys.get(user_id, ()))

    def newest(self, user_id: str) -> PublicKey | None:
        """The user's newest, or None for somebody who never registered any."""
        return self._keys.get(user_id, [None])[-1]

    def version(self, user_id: str, version: str) -> PublicKey | None:
        """The user's with this version."""
        return next((one for one in self._keys.get(user_id, ()) if one.public_key_version == version), None)

    def register(self, user_id: str, body: dict[str, Any], now: datetime) -> PublicKey:
        """A new version, made here if `generate_version` asks for it; refused where the keys do not belong together."""
        given = body.get("public_key")
        if not isinstance(given, dict):
            raise invalid("$.public_key: is missing but it is required")
        parts = {name: str(given.get(name) or "") for name in _PARTS}
        _check(parts)
        before = self._keys.setdefault(user_id, [])
        last = int(before[-1].public_key_version) if before else 0
        if len(before) >= MOST_VERSIONS:
            raise invalid(f"$.public_key: a user has at most {MOST_VERSIONS} versions of keys here.")
        if body.get("generate_version", False):
            version = max(last + 1, (now - datetime.fromtimestamp(0, now.tzinfo)) // timedelta(milliseconds=1))
        else:
            version = _version(body.get("version"), last)
        key = PublicKey(user_id, str(version), **parts)
        before.append(key)
        return key


def _version(given: Any, last: int) -> int:
    if not isinstance(given, str) or not given.isascii() or not given.isdigit() or len(given) > 18:
        raise invalid("$.version: is a number of milliseconds, as a text.")
    if int(given) <= last:
        raise invalid("$.version: a newer version is registered already.")
    return int(given)


def _check(parts: dict[str, str]) -> None:
    for name in _PARTS[:2]:
        try:
            length = len(raw(parts[name]))
        except ValueError:
            length = 0
        if length != _DER_LENGTH:
            raise invalid(f"$.public_key.{name}: is not a P-256 public key (SubjectPublicKeyInfo, base64).")
    try:
        bound = Chat().verify_key_binding(*(parts[name] for name in _PARTS))
    except ValueError:
        bound = False
    if not bound:
        raise invalid("$.public_key.identity_public_key_signature: does not bind the signing key to the identity.")
