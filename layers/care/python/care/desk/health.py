"""What an operator has to know about a stack, and what is wrong with it: values in, values out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from care.model.reconcile_state import WebhookSeen
from care.reconcile.silence import Profile, is_unusual

# Ten tries of a message take longer; below this a queue is only busy.
_OLD = timedelta(minutes=15)
# `reconcile` looks each quarter of an hour.
_LOOKED_LATE = timedelta(hours=1)
_KEYS_OLD = timedelta(days=365)

Wrong = Literal[
    "dead letters", "queue stands", "webhook invalid", "webhook not looked at", "keys old", "keys unreadable",
    "unusually quiet", "limit used up",
    "settings unreadable",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """A queue: what waits, what is in work, and the seconds that its oldest message has waited (None: not known)."""

    name: str
    waiting: int
    in_work: int
    oldest_seconds: int | None = None
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True)
class AppHealth:
    """An X app: whether X held its webhook valid when it was asked last, and when its secret was changed last."""

    name: str
    webhook_valid: bool | None = None
    webhook_checked_at: datetime | None = None
    webhook_last_valid_at: datetime | None = None
    keys_changed_at: datetime | None = None
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """How many sends X's limit still lets through, of how many."""

    channel: str
    limit: str
    left: int
    most: int


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """An account: when a customer wrote last, whether that is unusually long ago, and what may still be sent."""

    account_id: str
    username: str
    app: str
    last_event_at: datetime | None = None
    limits: tuple[Left, ...] = ()
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """All of it, at one instant. `further` says that there are more accounts than these."""

    stage: str
    release: str
    at: datetime
    queues: tuple[QueueHealth, ...] = ()
    apps: tuple[AppHealth, ...] = ()
    accounts: tuple[AccountHealth, ...] = field(default=())
    further: bool = False

    @property
    def wrong(self) -> int:
        """How many things somebody has to look at."""
        parts: Iterable[QueueHealth | AppHealth | AccountHealth] = (*self.queues, *self.apps, *self.accounts)
        return sum(len(part.wrong) for part in parts)


def queue_health(name: str, waiting: int, in_work: int, oldest_seconds: int | None) -> QueueHealth:
    """A queue with what is wrong of it: any dead letter, or a message that has waited for a quarter of an hour."""
    wrong: tuple[Wrong, ...] = ()
    if name.endswith("dlq"):
        wrong = ("dead letters",) if waiting or in_work else ()
    elif oldest_seconds is not None and oldest_seconds > _OLD.total_seconds():
        wrong = ("queue stands",)
    return QueueHealth(name, waiting, in_work, oldest_seconds, wrong)


def app_health(name: str, seen: WebhookSeen | None, keys_changed_at: datetime | None, now: datetime) -> AppHealth:
    """An app with what is wrong of it. Its webhook is valid if X said so when it was asked last."""
    checked = seen.checked_at if seen else None
    last = seen.last_valid_at if seen else None
    valid = None if checked is None else last is not None and last >= checked
    wrong: list[Wrong] = []
    if valid is False:
        wrong.append("webhook invalid")
    if checked is None or now - checked > _LOOKED_LATE:
        wrong.append("webhook not looked at")
    if keys_changed_at is None:
        wrong.append("keys unreadable")
    elif now - keys_changed_at > _KEYS_OLD:
        wrong.append("keys old")
    return AppHealth(name, valid, checked, last, keys_changed_at, tuple(wrong))


def account_health(
    account_id: str, username: str, app: str, profile: Profile | None, limits: Iterable[Left], now: datetime
) -> AccountHealth:
    """An account with what is wrong of it: an unusual silence, or a limit of X that lets nothing through."""
    limits = tuple(limits)
    last = profile.last_event_at if profile else None
    wrong: list[Wrong] = []
    if profile is not None and is_unusual(profile, now, last):
        wrong.append("unusually quiet")
    if any(one.left <= 0 for one in limits):
        wrong.append("limit used up")
    return AccountHealth(account_id, username, app, last, limits, tuple(wrong))
