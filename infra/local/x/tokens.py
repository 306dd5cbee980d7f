"""Bearer tokens of users: by one, whoever holds it acts as that user."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime


class UserTokens:
    """The tokens that were issued, kept as digests, each with its user and, if it ends, with its end."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._users: dict[bytes, tuple[str, datetime | None]] = {}

    def issue(self, user_id: str, *, until: datetime | None = None) -> str:
        """A new token of the user."""
        token = secrets.token_urlsafe(48)
        self._users[_digest(token)] = (user_id, until)
        return token

    def user_of(self, token: str) -> str | None:
        """The id of the user whose token this is, or None for a token that is unknown or at its end."""
        user_id, until = self._users.get(_digest(token), (None, None))
        return None if until is not None and until <= self._now() else user_id


def _digest(token: str) -> bytes:
    # Looked up by digest, so that the time of a look-up tells nothing of a token.
    return hashlib.sha256(token.encode(errors="surrogateescape")).digest()
