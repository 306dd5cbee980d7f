"""What X's response headers say about how much may still be asked, and from when.

X sends `x-rate-limit-limit`, `-remaining` and `-reset` (unix seconds) with each answer, and for some calls the
undocumented `x-user-limit-24hour-*` and `x-app-limit-24hour-*` of the same form. Headers that do not hold plain
numbers are taken as absent: an estimate of our own is better than a guess at theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_LATEST = 4_102_444_800  # 2100-01-01: a reset beyond it is a header in another unit, not a time


@dataclass(frozen=True, slots=True)
class RateWindow:
    """One of X's counters: how many calls a window holds, how many are left, and when it starts afresh (UTC)."""

    limit: int
    remaining: int
    reset: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """The counters of one answer: the call's own window, and the day's of user and app where X tells them."""

    limit: int
    remaining: int
    reset: datetime
    user_day: RateWindow | None = None
    app_day: RateWindow | None = None


def limits_of(headers: Mapping[str, str]) -> Limits | None:
    """The counters in these headers, or None where the main ones are missing or unreadable."""
    main = _window(headers, "x-rate-limit")
    if main is None:
        return None
    return Limits(
        main.limit,
        main.remaining,
        main.reset,
        user_day=_window(headers, "x-user-limit-24hour"),
        app_day=_window(headers, "x-app-limit-24hour"),
    )


def free_again(headers: Mapping[str, str]) -> datetime | None:
    """The instant from which X takes the call again: the latest reset among the counters that are used up.

    Where no counter is at zero, `retry-after` (seconds or a date) counts, then the main window's reset; without any of
    them the answer is None and the caller chooses.
    """
    prefixes = ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")
    windows = [window for prefix in prefixes if (window := _window(headers, prefix))]
    used_up = [window.reset for window in windows if window.remaining == 0]
    if used_up:
        return max(used_up)
    if (after := _retry_after(headers)) is not None:
        return after
    main = _window(headers, "x-rate-limit")
    return main.reset if main else None


def _window(headers: Mapping[str, str], prefix: str) -> RateWindow | None:
    limit, remaining, reset = (_number(headers.get(f"{prefix}-{name}")) for name in ("limit", "remaining", "reset"))
    if limit is None or remaining is None or reset is None or reset > _LATEST:
        return None
    return RateWindow(limit, remaining, datetime.fromtimestamp(reset, UTC))


def _retry_after(headers: Mapping[str, str]) -> datetime | None:
    value = headers.get("retry-after")
    seconds = _number(value)
    if seconds is not None:
        # The seconds count from X's clock, which its Date header tells.
        start = _date(headers.get("date")) or datetime.now(UTC)
        return start + timedelta(seconds=min(seconds, 86_400))
    return _date(value)


def _date(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        at = parsedate_to_datetime(value)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _number(value: str | None) -> int | None:
    if value is None or len(value) > 12 or not (value.isascii() and value.isdigit()):
        return None
    return int(value)
