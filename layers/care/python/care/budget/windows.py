"""X's limits as sliding windows: a count of the last sends that cannot exceed its limit in any window.

Sends are counted in grains of time. A grain counts in full until the whole window has passed since its end, so however
X lays its own windows, none holds more than the limit; the coarser the grain, the more cautious the count.
"""

from collections.abc import Mapping
from copy import replace
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime, Field

from care.model.envelope import Channel, Value
from care.model.rate_limits import RateWindow

type Scope = Channel | Literal["chat"]
"""What is counted together: an account's posts, its plain DMs, and what it sends in encrypted chats."""

# X's clock and ours, and two answers of X about the same window, may differ by this much.
_SAME_RESET = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` sends within any `window`, counted in grains of `grain` seconds."""

    most: int
    window: timedelta
    grain: int


QUARTER, DAY = timedelta(minutes=15), timedelta(hours=24)
# X's rate limits for pay-per-use, documentation of 2026-08-22: of one account, and of the app over all its accounts.
# Of encrypted chats it documents none: a day holds what the account's settings say, a quarter what X's headers do.
OF_ACCOUNT: Mapping[Scope, Mapping[str, Limit]] = {
    "private": {"quarter": Limit(15, QUARTER, 1), "day": Limit(1440, DAY, 600)},
    "public": {"quarter": Limit(100, QUARTER, 1)},
    "chat": {"quarter": Limit(100_000, QUARTER, 1), "day": Limit(500, DAY, 600)},
}
OF_APP: Mapping[Scope, Mapping[str, Limit]] = {
    "private": {"day": Limit(1440, DAY, 600)},
    "public": {"day": Limit(10_000, DAY, 600)},
    "chat": {},
}


class Allowance(Value):
    """What X said last: its limit, and how many sends it lets through until `reset`."""

    limit: int
    remaining: int
    reset: AwareDatetime


class SendCounts(Value):
    """The sends of one limit: how many in each grain (by the second since 1970 in which it begins)."""

    grains: dict[int, int] = Field(default_factory=dict)
    told: Allowance | None = None


def kept_for_others(share: float, lane: int) -> float:
    """The share of a window that a lane leaves to those above it, where `share` of it is for replies alone.

    Replies leave nothing; resolutions and acknowledgements leave the share to replies; surveys leave it twice, so that
    they do not take an acknowledgement's place either.
    """
    return share * {1: 0, 2: 1, 3: 1}.get(lane, 2)


def free_at(limit: Limit, count: SendCounts, now: datetime, kept: float = 0) -> datetime | None:
    """The earliest instant at which one more may go and leave the share `kept` of the window; None if that is now."""
    at = _not_before_last(count, now)
    told = count.told
    most = _most(limit, count)
    reserve = int(most * kept + 1e-9)
    used = sum(count.grains.values())
    until = None
    for start, sent in sorted(count.grains.items()):
        ends = _ends(limit, start)
        if ends <= at:
            used -= sent
        elif used >= most - reserve:
            until = ends
            used -= sent
    if told and now < told.reset and told.remaining <= reserve:
        until = max(until or told.reset, told.reset)
    return until


def taken(limit: Limit, count: SendCounts, now: datetime) -> SendCounts:
    """The count with one more send, and without what no window reaches any more."""
    at = _not_before_last(count, now)
    start = int(at.timestamp()) // limit.grain * limit.grain
    grains = {began: sent for began, sent in count.grains.items() if _ends(limit, began) > at}
    grains[start] = grains.get(start, 0) + 1
    told = count.told
    if told is not None:
        told = replace(told, remaining=max(0, told.remaining - 1))
    return SendCounts(grains=grains, told=told)


def corrected(count: SendCounts, window: RateWindow) -> SendCounts:
    """The count with what X says of its own window: it may know of sends that we do not.

    X can only lower what we allow. Of the same window the lower number counts, because sends that are under way are
    in ours and not in X's yet.
    """
    told, known = Allowance(limit=window.limit, remaining=window.remaining, reset=window.reset), count.told
    if known is not None and known.reset - told.reset > _SAME_RESET:
        return count
    if known is not None and abs(known.reset - told.reset) <= _SAME_RESET:
        told = replace(told, remaining=min(told.remaining, known.remaining))
    return replace(count, told=told)


def left(limit: Limit, count: SendCounts, now: datetime) -> int:
    """How many sends the limit lets through at `now`."""
    used = sum(sent for start, sent in count.grains.items() if _ends(limit, start) > now)
    free = max(0, _most(limit, count) - used)
    told = count.told
    return min(free, told.remaining) if told is not None and now < told.reset else free


def _most(limit: Limit, count: SendCounts) -> int:
    told = count.told
    return min(limit.most, told.limit) if told and told.limit > 0 else limit.most


def _ends(limit: Limit, start: int) -> datetime:
    return datetime.fromtimestamp(start + limit.grain, UTC) + limit.window


def _not_before_last(count: SendCounts, now: datetime) -> datetime:
    # A clock that was set back must not make room: what was forgotten by the later time is not counted any more.
    last = max(count.grains, default=None)
    return now if last is None else max(now, datetime.fromtimestamp(last, UTC))
