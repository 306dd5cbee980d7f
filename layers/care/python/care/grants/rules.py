"""When the tokens of a permission are renewed, and what to tell people of it.

An access token lasts two hours; a refresh token works once and gives the next pair. One place renews (`reconcile`),
under a lease, from an hour before the end on: four runs have a chance before anything fails.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, Literal

from care.model.grant import Grant

SCOPES: Final = (
    "tweet.read",
    "tweet.write",
    "users.read",
    "dm.read",
    "dm.write",
    "media.write",
    "offline.access",
)
"""What customer care needs; without `offline.access` X gives no refresh token."""
CHAT_SCOPES: Final = frozenset({"dm.read", "dm.write", "users.read", "tweet.read"})

RENEWED_BEFORE: Final = timedelta(hours=1)
LEASE: Final = timedelta(minutes=2)
"""Longer than a run of any function that holds one, so that no two ever renew the same pair."""

type Standing = Literal["none", "good", "refused", "ended"]


def is_due(expires_at: datetime, now: datetime) -> bool:
    """Whether a pair is to be renewed: well ahead of the end of its access token."""
    return expires_at - now <= RENEWED_BEFORE


def missing(scopes: Collection[str]) -> tuple[str, ...]:
    """The scopes that customer care needs and the account did not grant, in the order in which they are asked for."""
    return tuple(scope for scope in SCOPES if scope not in scopes)


def standing(grant: Grant | None, now: datetime) -> Standing:
    """How a permission stands: X refused to renew it, it has ended, or it is good."""
    if grant is None or not grant.granted_at:
        return "none"
    if grant.refused_at is not None:
        return "refused"
    return "ended" if grant.expires_at is not None and grant.expires_at <= now else "good"


def may_chat(grant: Grant | None) -> bool:
    """Whether the permission reaches encrypted chats."""
    return grant is not None and set(grant.scopes) >= CHAT_SCOPES
