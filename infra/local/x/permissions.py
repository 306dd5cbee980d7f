"""Codes, access tokens and refresh tokens of the simulated X, as they last and serve.

A code lasts 30 seconds and serves once, an access token two hours; a refresh token serves once and gives the next pair.
Who shows a used refresh token ends the whole permission, as OAuth 2.0's security advice has it (RFC 9700, 4.14.2).
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

CODE_LASTS = timedelta(seconds=30)
ACCESS_LASTS = timedelta(hours=2)


@dataclass
class Code:
    """What a person allowed, until the app fetches the tokens."""

    account_id: str
    redirect_uri: str
    challenge: str
    scopes: tuple[str, ...]
    until: datetime


@dataclass
class Permission:
    """A person's permission: the tokens that it has now, and the refresh tokens that were used."""

    account_id: str
    scopes: tuple[str, ...]
    access: dict[str, datetime] = field(default_factory=dict)
    refresh: str | None = None
    used: set[str] = field(default_factory=set)


class Permissions:
    """All codes and permissions of the one app."""

    def __init__(self) -> None:
        self._codes: dict[str, Code] = {}
        self._all: list[Permission] = []

    def allow(self, account_id: str, asked: Mapping[str, str], now: datetime) -> str:
        """A code for what a person allowed."""
        code = secrets.token_urlsafe(32)
        scopes = tuple(asked["scope"].split())
        self._codes[code] = Code(account_id, asked["redirect_uri"], asked["code_challenge"], scopes, now + CODE_LASTS)
        return code

    def exchange(self, form: Mapping[str, str], now: datetime) -> dict[str, Any] | None:
        """The first tokens for a code; None for one that is unknown, used, too old, or another's."""
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or now >= code.until or form.get("redirect_uri") != code.redirect_uri:
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if not hmac.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), code.challenge):
            return None
        permission = Permission(code.account_id, code.scopes)
        self._all.append(permission)
        return self._tokens(permission, now)

    def renew(self, refresh: str, now: datetime) -> dict[str, Any] | None:
        """The next tokens; None for a refresh token that is unknown or was used, which ends its permission."""
        for permission in self._all:
            if permission.refresh is not None and hmac.compare_digest(refresh.encode(), permission.refresh.encode()):
                permission.used.add(refresh)
                return self._tokens(permission, now)
            if refresh in permission.used:
                self._end(permission)
        return None

    def used(self, refresh: str) -> Permission | None:
        """The permission of which a refresh token was used before."""
        return next((one for one in self._all if refresh in one.used), None)

    def newest(self) -> Permission:
        """The permission that was given last."""
        return self._all[-1]

    def revoke(self, token: str) -> str | None:
        """The id of the account whose permission is over with this token; None for an unknown one."""
        for permission in self._all:
            if token == permission.refresh or token in permission.access:
                self._end(permission)
                return permission.account_id
        return None

    def end_of(self, account_id: str) -> None:
        """The account takes all its permissions back."""
        for permission in self._all:
            if permission.account_id == account_id:
                self._end(permission)

    def account_of(self, access: str, now: datetime) -> str | None:
        """The id of the account that an access token speaks for, while it lasts."""
        for permission in self._all:
            until = permission.access.get(access)
            if until is not None and now < until:
                return permission.account_id
        return None

    def _end(self, permission: Permission) -> None:
        permission.refresh = None
        permission.access.clear()

    def _tokens(self, permission: Permission, now: datetime) -> dict[str, Any]:
        access = secrets.token_urlsafe(48)
        permission.access = {token: until for token, until in permission.access.items() if now < until}
        permission.access[access] = now + ACCESS_LASTS
        answer = {"token_type": "bearer", "expires_in": int(ACCESS_LASTS.total_seconds()), "access_token": access}
        permission.refresh = secrets.token_urlsafe(48) if "offline.access" in permission.scopes else None
        if permission.refresh:
            answer["refresh_token"] = permission.refresh
        return {**answer, "scope": " ".join(permission.scopes)}
