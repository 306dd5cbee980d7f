"""When the tokens of a permission are renewed, and what to tell people of it.

An access token lasts two hours; a refresh token works once and gives the next pair. One place renews (`reconcile`),
under a lease, from an hour before the end on: four runs have a chance before anything fails. That X is asked is noted
before it is: where the answer is lost, by a crash or on the way, the next run knows it and does not ask blindly.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, Literal

from care.model.grant import Grant

SCOPES: Final = (
    "tweet.read",
    "tweet.write",
    "tweet.moderate.write",
    "users.read",
    "dm.read",
    "dm.write",
    "media.write",
    "offline.access",
)
"""What customer care needs, hiding replies among it; without `offline.access` X gives no refresh token."""
ASKED: Final = (*SCOPES, "mute.write")
"""What an account is asked for: besides what care needs, to mute whom it does not want to see."""
CHAT_SCOPES: Final = frozenset({"dm.read", "dm.write", "users.read", "tweet.read"})

RENEWED_BEFORE: Final = timedelta(hours=1)
LEASE: Final = timedelta(minutes=2)
"""Longer than a run of any function that holds one, so that no two ever renew the same pair."""

LAST_TRY: Final = timedelta(minutes=20)
"""So near its end an access token is worth little; `reconcile` runs at least once in this time."""

type Standing = Literal["none", "good", "refused", "ended"]


def is_due(expires_at: datetime, now: datetime) -> bool:
    """Whether a pair is to be renewed: well ahead of the end of its access token."""
    return expires_at - now <= RENEWED_BEFORE


def may_ask(expires_at: datetime, asked_at: datetime | None, now: datetime) -> bool:
    """Whether X may be shown the refresh token.

    Where an answer was lost the token may be used up, and X may end a permission of which one is shown twice. So the
    access token in hand is used nearly to its end before that is tried.
    """
    return is_due(expires_at, now) and (asked_at is None or expires_at - now <= LAST_TRY)


def is_unclear(grant: Grant, now: datetime) -> bool:
    """Whether X was asked for a new pair and its answer is lost; a run that is under way has a lease's time."""
    good = standing(grant, now) == "good"
    return good and grant.asked_at is not None and now - grant.asked_at >= LEASE


def needs_somebody(grant: Grant, now: datetime) -> bool:
    """Whether somebody is to connect the account again."""
    return standing(grant, now) in {"refused", "ended"} or is_unclear(grant, now)


def is_renewed(grant: Grant) -> bool:
    """Whether X has given a further pair since somebody gave the permission."""
    since, at = grant.granted_at, grant.renewed_at
    return since is not None and at is not None and at > since


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
