"""What a wall clock shows when, to the second, and the ends of what it can show."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.there import there

from care.hours.clock import DAY, EPOCH, FIRST, LAST, SECOND, WallClock, day_number, instant, moment

HOUR = 3600 * SECOND


def wall(text) -> int:
    return moment(datetime.fromisoformat(f"{text}+00:00"))


def told(at) -> str:
    return there(instant(at)).isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("zone", "shown", "opening", "closing"),
    [
        ("Europe/Madrid", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z", "2026-03-29T00:59:59Z"),
        ("Europe/Madrid", "2026-03-29T02:00:00", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"),
        ("Europe/Madrid", "2026-03-29T02:00:01", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"),
        ("Europe/Madrid", "2026-03-29T02:30:00", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"),
        ("Europe/Madrid", "2026-03-29T02:59:59", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"),
        ("Europe/Madrid", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"),
        ("Europe/Madrid", "2026-03-29T03:00:01", "2026-03-29T01:00:01Z", "2026-03-29T01:00:01Z"),
        ("Europe/Madrid", "2026-10-25T01:59:59", "2026-10-24T23:59:59Z", "2026-10-24T23:59:59Z"),
        ("Europe/Madrid", "2026-10-25T02:00:00", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"),
        ("Europe/Madrid", "2026-10-25T02:59:59", "2026-10-25T00:59:59Z", "2026-10-25T01:59:59Z"),
        ("Europe/Madrid", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z"),
        # Monrovia went 44 minutes and a half ahead at midnight on 7 January 1972.
        ("Africa/Monrovia", "1972-01-06T23:59:59", "1972-01-07T00:44:29Z", "1972-01-07T00:44:29Z"),
        ("Africa/Monrovia", "1972-01-07T00:00:00", "1972-01-07T00:44:30Z", "1972-01-07T00:44:30Z"),
        ("Africa/Monrovia", "1972-01-07T00:20:00", "1972-01-07T00:44:30Z", "1972-01-07T00:44:30Z"),
        ("Africa/Monrovia", "1972-01-07T00:44:00", "1972-01-07T00:44:30Z", "1972-01-07T00:44:30Z"),
        ("Africa/Monrovia", "1972-01-07T00:45:00", "1972-01-07T00:45:00Z", "1972-01-07T00:45:00Z"),
        # Madrid kept the time of its own sun until 1901: 14 minutes and 44 seconds behind.
        ("Europe/Madrid", "1900-12-31T12:00:00", "1900-12-31T12:14:44Z", "1900-12-31T12:14:44Z"),
        ("Europe/Madrid", "0001-01-01T00:00:00", "0001-01-01T00:14:44Z", "0001-01-01T00:14:44Z"),
        ("Europe/Madrid", "9999-12-31T23:00:00", "9999-12-31T22:00:00Z", "9999-12-31T22:00:00Z"),
        ("America/New_York", "9999-12-31T18:00:00", "9999-12-31T23:00:00Z", "9999-12-31T23:00:00Z"),
    ],
)
def test_a_time_on_the_wall_is_an_instant(zone, shown, opening, closing):
    clock = WallClock(ZoneInfo(zone))
    assert told(clock.opening(wall(shown))) == opening
    assert told(clock.closing(wall(shown))) == closing


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("Europe/Madrid", "2026-11-22T22:59:59.999999Z", "2026-11-22"),
        ("Europe/Madrid", "2026-11-22T23:00:00Z", "2026-11-23"),
        ("America/Mexico_City", "2026-11-23T05:59:59.999999Z", "2026-11-22"),
        ("America/Mexico_City", "2026-11-23T06:00:00Z", "2026-11-23"),
        ("UTC", "1970-01-01T00:00:00Z", "1970-01-01"),
        ("UTC", "1969-12-31T23:59:59.999999Z", "1969-12-31"),
        ("Europe/Madrid", "9999-12-30T23:00:00Z", "9999-12-31"),
        ("America/New_York", "0001-01-02T04:56:01Z", "0001-01-01"),
        ("America/New_York", "0001-01-02T04:56:02Z", "0001-01-02"),
    ],
)
def test_a_local_day_begins_at_its_own_midnight(zone, at, day):
    assert WallClock(ZoneInfo(zone)).day(moment(datetime.fromisoformat(at))) == day_number(date.fromisoformat(day))


def test_days_go_on_beyond_the_calendar():
    madrid, york = WallClock(ZoneInfo("Europe/Madrid")), WallClock(ZoneInfo("America/New_York"))
    assert madrid.day(LAST) == day_number(date.max) + 1
    assert york.day(FIRST) == day_number(date.min) - 1


@pytest.mark.parametrize(
    ("zone", "day", "offset"),
    [
        ("Europe/Madrid", "2026-03-28", HOUR),
        ("Europe/Madrid", "2026-03-29", HOUR),
        ("Europe/Madrid", "2026-03-30", 2 * HOUR),
        ("Europe/Madrid", "2026-10-25", 2 * HOUR),
        ("Europe/Madrid", "2026-10-26", HOUR),
        ("America/Havana", "2026-11-01", -4 * HOUR),  # the first of its two midnights
        ("America/Havana", "2026-11-02", -5 * HOUR),
        ("Europe/Madrid", "0001-01-01", -884 * SECOND),
        ("Europe/Madrid", "9999-12-31", HOUR),
    ],
)
def test_the_offset_at_midnight_is_that_of_the_first_one(zone, day, offset):
    assert WallClock(ZoneInfo(zone)).offset_at_midnight(day_number(date.fromisoformat(day))) == offset


def test_beyond_the_calendar_the_clocks_stay_as_they_were_on_its_last_and_first_days():
    madrid = WallClock(ZoneInfo("Europe/Madrid"))
    last, first = day_number(date.max), day_number(date.min)
    assert [madrid.offset_at_midnight(last + n) for n in (1, 2, 500)] == [HOUR] * 3
    assert [madrid.offset_at_midnight(first - n) for n in (1, 2, 500)] == [-884 * SECOND] * 3
    assert madrid.opening((last + 1) * DAY + 12 * HOUR) == (last + 1) * DAY + 11 * HOUR
    assert madrid.closing((first - 1) * DAY + 12 * HOUR) == (first - 1) * DAY + 12 * HOUR + 884 * SECOND


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("1970-01-01T00:00:00.000001+00:00", 1),
        ("1970-01-02T00:00:01+00:00", 86_401_000_000),
        ("1969-12-31T23:59:59.999999+00:00", -1),
        ("1970-01-01T01:00:00+01:00", 0),
        ("2026-11-22T12:00:00.000007+00:00", 1_795_348_800_000_007),
    ],
)
def test_an_instant_is_counted_in_microseconds_since_1970(text, micros):
    at = datetime.fromisoformat(text)
    assert moment(at) == micros
    assert instant(micros) == at.astimezone(UTC)


def test_the_calendar_has_a_first_and_a_last_instant():
    assert instant(LAST) == datetime.max.replace(tzinfo=UTC)
    assert instant(FIRST) == datetime.min.replace(tzinfo=UTC)
    assert instant(LAST + 1) is instant(FIRST - 1) is instant(None) is None
    assert EPOCH + timedelta(microseconds=LAST) == datetime.max.replace(tzinfo=UTC)
