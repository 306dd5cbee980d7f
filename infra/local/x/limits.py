"""X's rate limits for pay-per-use apps, as of 2026-08-22, and their counting in fixed windows.

A window opens with its first call and closes after its span, by the clock of the simulation. `user` windows count calls
with a user's token, `bearer` windows calls with the app's bearer token, `app` windows all calls of the app together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

QUARTER = timedelta(minutes=15)
DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Window:
    """So many calls in a span, for one user, for the app's bearer token, or for the whole app."""

    scope: Literal["user", "bearer", "app"]
    limit: int
    span: timedelta = QUARTER


def _reads(user: int, bearer: int) -> tuple[Window, ...]:
    return (Window("user", user), Window("bearer", bearer))


LIMITS: dict[str, tuple[Window, ...]] = {
    "post": (Window("user", 100), Window("app", 10_000, DAY)),
    "delete": (Window("user", 50),),
    "hide": (Window("user", 50),),
    "repost": (Window("user", 50),),
    "posts": _reads(5_000, 3_500),
    "mentions": _reads(300, 450),
    "search": _reads(300, 450),
    "users": _reads(900, 300),
    "me": (Window("user", 75),),
    # The published table kept with this project has no row for a user's own posts: X's page of 2025 gave these.
    "timeline": _reads(900, 10_000),
    "dm": (Window("user", 15), Window("user", 1_440, DAY), Window("app", 1_440, DAY)),
    "dm_reads": (Window("user", 15),),
    # X's table has no row for muting: as for a repost.
    "mute": (Window("user", 50),),
    "dm_block": (Window("user", 10), Window("user", 400, DAY), Window("app", 25)),
    # X publishes no limits for X Chat: these keep a caller that runs wild in check, and no other.
    "chat": (Window("user", 1_000),),
    "chat_reads": (Window("user", 1_000),),
    "chat_keys": (Window("user", 500),),
    "chat_signs": (Window("user", 1_000),),
    "chat_media": (Window("user", 1_875),),
    "media": (Window("user", 1_875),),
    # A customer whom a program outside plays is in X's own app, so to say: no limit of ours is for them.
    "customer": (Window("user", 100_000),),
    "usage": (Window("bearer", 50),),
    "subscriptions": (Window("app", 500),),
    "webhooks": (Window("app", 450),),
    "replay": (Window("app", 100),),
}


@dataclass
class _Count:
    closes: datetime
    used: int = 0


def rate_headers(limit: int, remaining: int, reset: datetime) -> dict[str, str]:
    """The three headers that X puts on every answer; `reset` is in unix seconds."""
    return {
        "x-rate-limit-limit": str(limit),
        "x-rate-limit-remaining": str(remaining),
        "x-rate-limit-reset": str(int(reset.timestamp())),
    }


class RateLimits:
    """The counts of all open windows."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str, timedelta, str], _Count] = {}

    def take(self, bucket: str, user_id: str | None, now: datetime) -> tuple[bool, dict[str, str]]:
        """Whether the call is allowed, and its headers; a refused call uses nothing up.

        The headers tell of the window with the fewest calls left. Day windows are told besides in X's undocumented
        `x-user-limit-24hour-*` and `x-app-limit-24hour-*`.
        """
        scopes = {"app", "user" if user_id else "bearer"}
        windows = [window for window in LIMITS[bucket] if window.scope in scopes]
        counts = [(window, self._open(bucket, window, user_id, now)) for window in windows]
        allowed = all(count.used < window.limit for window, count in counts)
        if allowed:
            for _, count in counts:
                count.used += 1
        # At equal remainders the window that closes last is the one that keeps a caller waiting.
        window, count = min(counts, key=lambda one: (one[0].limit - one[1].used, -one[1].closes.timestamp()))
        headers = rate_headers(window.limit, window.limit - count.used, count.closes)
        for window, count in counts:
            if window.span == DAY:
                day = rate_headers(window.limit, window.limit - count.used, count.closes)
                prefix = f"x-{window.scope}-limit-24hour"
                headers |= {name.replace("x-rate-limit", prefix): value for name, value in day.items()}
        return allowed, headers

    def _open(self, bucket: str, window: Window, user_id: str | None, now: datetime) -> _Count:
        owner = user_id if window.scope == "user" and user_id else ""
        key = (bucket, window.scope, window.span, owner)
        count = self._counts.get(key)
        # The clock can be moved back: a window that closes further away than its span was opened in another time.
        if count is None or not now < count.closes <= now + window.span:
            count = self._counts[key] = _Count(now + window.span)
        return count
