"""The clock on the wall of one time zone, and the line of instants.

Instants are microseconds since 1970 in UTC, local days are counted from 1970-01-01, and a wall time is microseconds
since the local midnight of day 0 as the wall shows it. Integers do not overflow near the ends of the calendar, and an
hour is an hour whatever the clocks do.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.toordinal()
LAST_ORDINAL = date.max.toordinal()


def moment(at: datetime) -> int:
    """An aware datetime as an instant; a naive one raises ValueError."""
    try:
        since = at - EPOCH
    except TypeError:
        raise ValueError(f"{at.isoformat()} has no time zone; give an aware instant, in UTC if in doubt") from None
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


FIRST = moment(datetime.min.replace(tzinfo=UTC))
LAST = moment(datetime.max.replace(tzinfo=UTC))


def instant(at: int | None) -> datetime | None:
    """An instant as a datetime in UTC, None when there is none or the calendar does not reach there."""
    return None if at is None or not FIRST <= at <= LAST else EPOCH + timedelta(microseconds=at)


def day_number(day: date) -> int:
    """A local date as days since 1970-01-01."""
    return day.toordinal() - EPOCH_ORDINAL


class WallClock:
    """What a zone's wall clock shows when, and when it shows what.

    A time that the clock skips is the instant of the change. A time that it shows twice is the first one for an
    opening and the second one for a closing, so what lies between them is never cut in two.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def day(self, at: int) -> int:
        """The local day of an instant."""
        return (at + self._offset_at(at)) // DAY

    def opening(self, wall: int) -> int:
        """The instant of an opening at a wall time."""
        early, late = self._offsets(wall)
        return wall - early if early >= late else self._change(wall, early, late)

    def closing(self, wall: int) -> int:
        """The instant of a closing at a wall time."""
        early, late = self._offsets(wall)
        return wall - late if early >= late else self._change(wall, early, late)

    def offset_at_midnight(self, day: int) -> int:
        """The offset from UTC, in microseconds, at the (first) midnight at which a local day starts."""
        local = datetime.fromordinal(min(max(day + EPOCH_ORDINAL, 1), LAST_ORDINAL))
        return _micros(self.zone.utcoffset(local))

    def _offsets(self, wall: int) -> tuple[int, int]:
        """The offsets that an earlier and a later reading of a wall time have; they differ only near a change."""
        day, rest = divmod(wall, DAY)
        local = datetime.fromordinal(min(max(day + EPOCH_ORDINAL, 1), LAST_ORDINAL)) + timedelta(microseconds=rest)
        return _micros(self.zone.utcoffset(local)), _micros(self.zone.utcoffset(local.replace(fold=1)))

    def _change(self, wall: int, early: int, late: int) -> int:
        """The instant at which the clock skips a wall time; clocks change on whole seconds."""
        before, after = wall - late, wall - early
        while after - before > SECOND:
            middle = (before + after) // (2 * SECOND) * SECOND
            if self._offset_at(middle) > early:
                after = middle
            else:
                before = middle
        return after

    def _offset_at(self, at: int) -> int:
        # Two days from the end of the calendar no zone's local time can leave it.
        within = EPOCH + timedelta(microseconds=min(max(at, FIRST + 2 * DAY), LAST - 2 * DAY))
        return _micros(within.astimezone(self.zone).utcoffset())


def _micros(offset: timedelta | None) -> int:
    return 0 if offset is None else (offset.days * 86_400 + offset.seconds) * SECOND
