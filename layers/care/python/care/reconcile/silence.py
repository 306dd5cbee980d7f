"""When silence is unusual: nobody has written for longer than chance explains at that hour of the week.

An account learns how many customers write in each of the 168 hours of its week, over up to eight weeks. If customers
come independently of each other, the chance that nobody comes is `exp(-expected)` (Poisson); below one in a thousand
the silence is unusual. A customer counts once an hour, because five posts in a row are one coming.
"""

import math
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from care.model.envelope import Value
from care.model.events import Event
from care.model.x_events import MessageReceived

_WEEKS = 8
_WEEK = timedelta(days=7)
_HOUR = timedelta(hours=1)
_CHANCE = 0.001


class Profile(Value):
    """How many customers came in each hour of the week, by the Monday of the week and the hour since its midnight.

    Hours are those of `timezone`; `since` is when the learning began, `until` how far it has come. `newest` is the id
    up to which messages were counted, `last_event_at` when the newest of them was written.
    """

    timezone: str
    since: AwareDatetime
    until: AwareDatetime
    newest: str = "0"
    last_event_at: AwareDatetime | None = None
    weeks: dict[str, dict[str, int]] = Field(default_factory=dict)


def learned(profile: Profile | None, events: Iterable[Event], zone: ZoneInfo, now: datetime) -> Profile:
    """The profile with the messages that customers wrote since it was learned last; what is too old is forgotten."""
    profile = profile or Profile(timezone=zone.key, since=now, until=now)
    fresh = [e for e in events if isinstance(e, MessageReceived) and int(e.message.id) > int(profile.newest)]
    weeks = {week: dict(hours) for week, hours in profile.weeks.items() if week >= _first_week(now, zone).isoformat()}
    for _, at in sorted({(e.customer_id, _hour(e.message.at)) for e in fresh}):
        week, slot = _slot(at, zone)
        hours = weeks.setdefault(week.isoformat(), {})
        hours[str(slot)] = hours.get(str(slot), 0) + 1
    last = [e.message.at for e in fresh] + ([profile.last_event_at] if profile.last_event_at else [])
    return Profile(
        timezone=zone.key,
        since=profile.since,
        until=now,
        newest=max((profile.newest, *(e.message.id for e in fresh)), key=int),
        last_event_at=max(last, default=None),
        weeks=weeks,
    )


def is_unusual(profile: Profile, now: datetime, last_event_at: datetime | None) -> bool:
    """True if nobody wrote from `last_event_at` until `now` and that happens less than once in a thousand times.

    Never in the first week, when an hour of the week was not seen before, and never before anybody wrote.
    """
    if last_event_at is None or now - profile.since < _WEEK:
        return False
    return math.exp(-expected(profile, last_event_at, now)) < _CHANCE


def expected(profile: Profile, start: datetime, end: datetime) -> float:
    """How many customers come between two instants, by what was learned; of a long time the last week is enough."""
    zone = ZoneInfo(profile.timezone)
    at, total = max(start, end - _WEEK), 0.0
    while at < end:
        following = min(_hour(at) + _HOUR, end)
        total += _rate(profile, _slot(at, zone)[1], zone) * ((following - at) / _HOUR)
        at = following
    return total


def _rate(profile: Profile, slot: int, zone: ZoneInfo) -> float:
    """Customers in one such hour, on the average of the weeks in which it was seen."""
    # Weeks that were forgotten whole take their time along.
    oldest = datetime.combine(_first_week(profile.until, zone), datetime.min.time(), zone)
    start = max(profile.since, oldest)
    hours = math.ceil((profile.until - start) / _HOUR)
    ahead = (slot - _slot(start, zone)[1]) % 168
    seen = max(1, math.ceil((hours - ahead) / 168))
    return sum(hours.get(str(slot), 0) for hours in profile.weeks.values()) / seen


def _first_week(now: datetime, zone: ZoneInfo) -> date:
    return _slot(now, zone)[0] - (_WEEKS - 1) * _WEEK


def _slot(at: datetime, zone: ZoneInfo) -> tuple[date, int]:
    local = at.astimezone(zone)
    return local.date() - timedelta(days=local.weekday()), local.weekday() * 24 + local.hour


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
