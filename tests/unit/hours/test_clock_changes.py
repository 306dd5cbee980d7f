"""Clock changes, computed by hand from the transitions that the tz database lists."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones
from zoneinfo._zoneinfo import ZoneInfo as SlowZoneInfo  # type: ignore[import-not-found]  # Python's own, for the one in C

import pytest

from care.hours import Hours


def at(text) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def daily(zone, *spans) -> Hours:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return Hours.model_validate({"timezone": zone, "weekly": {day: [list(span) for span in spans] for day in days}})


@pytest.mark.parametrize(
    ("zone", "span", "within", "opens", "closes"),
    [
        # Madrid, 29 March 2026: 02:00 CET is 03:00 CEST.
        ("Europe/Madrid", ("00:00", "06:00"), "2026-03-29T00:30Z", "2026-03-28T23:00Z", "2026-03-29T04:00Z"),
        ("Europe/Madrid", ("02:30", "05:00"), "2026-03-29T02:00Z", "2026-03-29T01:00Z", "2026-03-29T03:00Z"),
        ("Europe/Madrid", ("01:00", "02:30"), "2026-03-29T00:30Z", "2026-03-29T00:00Z", "2026-03-29T01:00Z"),
        ("Europe/Madrid", ("22:00", "02:00"), "2026-03-29T00:30Z", "2026-03-28T21:00Z", "2026-03-29T01:00Z"),
        # Madrid, 25 October 2026: 03:00 CEST is 02:00 CET.
        ("Europe/Madrid", ("00:00", "06:00"), "2026-10-25T00:30Z", "2026-10-24T22:00Z", "2026-10-25T05:00Z"),
        ("Europe/Madrid", ("02:30", "05:00"), "2026-10-25T02:00Z", "2026-10-25T00:30Z", "2026-10-25T04:00Z"),
        ("Europe/Madrid", ("01:00", "02:30"), "2026-10-25T00:45Z", "2026-10-24T23:00Z", "2026-10-25T01:30Z"),
        ("Europe/Madrid", ("02:15", "02:45"), "2026-10-25T01:00Z", "2026-10-25T00:15Z", "2026-10-25T01:45Z"),
        ("Europe/Madrid", ("22:00", "02:00"), "2026-10-25T00:30Z", "2026-10-24T20:00Z", "2026-10-25T01:00Z"),
        ("Europe/Madrid", ("22:00", "03:00"), "2026-10-25T01:30Z", "2026-10-24T20:00Z", "2026-10-25T02:00Z"),
        # Lord Howe changes by half an hour: 4 April 2027, 02:00 is 01:30; 3 October 2027, 02:00 is 02:30.
        ("Australia/Lord_Howe", ("01:45", "04:00"), "2027-04-03T15:00Z", "2027-04-03T14:45Z", "2027-04-03T17:30Z"),
        ("Australia/Lord_Howe", ("02:15", "04:00"), "2027-10-02T15:40Z", "2027-10-02T15:30Z", "2027-10-02T17:00Z"),
        # Santiago changes at midnight: 6 September 2026 has no 00:00; 4 April 2026 has two 23:00.
        ("America/Santiago", ("00:00", "09:00"), "2026-09-06T05:00Z", "2026-09-06T04:00Z", "2026-09-06T12:00Z"),
        ("America/Santiago", ("22:00", "24:00"), "2026-04-05T03:30Z", "2026-04-05T01:00Z", "2026-04-05T04:00Z"),
        ("America/Santiago", ("20:00", "23:30"), "2026-04-05T03:15Z", "2026-04-04T23:00Z", "2026-04-05T03:30Z"),
        # Cairo: 24 April 2026 has no 00:00; 29 October 2026 has two 23:00.
        ("Africa/Cairo", ("23:00", "00:30"), "2026-04-23T21:30Z", "2026-04-23T21:00Z", "2026-04-23T22:00Z"),
        ("Africa/Cairo", ("23:00", "24:00"), "2026-10-29T20:30Z", "2026-10-29T20:00Z", "2026-10-29T22:00Z"),
        # Beirut: 29 March 2026 has no 00:00; 24 October 2026 has two 23:00.
        ("Asia/Beirut", ("00:00", "01:30"), "2026-03-28T22:10Z", "2026-03-28T22:00Z", "2026-03-28T22:30Z"),
        ("Asia/Beirut", ("23:30", "24:00"), "2026-10-24T21:00Z", "2026-10-24T20:30Z", "2026-10-24T22:00Z"),
        # Apia slept through 30 December 2011; of its evening only what lies after midnight takes place.
        ("Pacific/Apia", ("22:00", "02:00"), "2011-12-30T09:00Z", "2011-12-30T08:00Z", "2011-12-30T12:00Z"),
        # Kolkata is half an hour off and has no changes.
        ("Asia/Kolkata", ("09:00", "18:00"), "2028-02-29T04:00Z", "2028-02-29T03:30Z", "2028-02-29T12:30Z"),
    ],
)
def test_an_interval_over_a_change_of_clocks(zone, span, within, opens, closes):
    hours = daily(zone, span)
    assert hours.period(at(within)) == (True, at(opens), at(closes))
    assert hours.open_time(at(opens), at(closes)) == at(closes) - at(opens)


def test_an_interval_that_lies_in_the_skipped_hour_does_not_take_place():
    hours = daily("Europe/Madrid", ("02:10", "02:50"))
    assert hours.intervals(at("2026-03-28T12:00Z"), at("2026-03-29T12:00Z")) == []
    assert hours.next_opening(at("2026-03-28T12:00Z")) == at("2026-03-30T00:10Z")


def test_intervals_that_the_fold_pushes_together_are_one():
    hours = daily("Europe/Madrid", ("01:00", "02:15"), ("02:45", "04:00"))
    assert hours.intervals(at("2026-10-24T23:00Z"), at("2026-10-25T03:00Z")) == [
        (at("2026-10-24T23:00Z"), at("2026-10-25T03:00Z"))
    ]
    assert hours.open_time(at("2026-10-24T22:00Z"), at("2026-10-25T12:00Z")) == timedelta(hours=4)


def test_the_day_that_apia_slept_through_has_no_hours():
    hours = daily("Pacific/Apia", ("09:00", "17:00"))
    assert hours.intervals(at("2011-12-29T12:00-10:00"), at("2012-01-01T00:00+14:00")) == [
        (at("2011-12-29T12:00-10:00"), at("2011-12-29T17:00-10:00")),
        (at("2011-12-31T09:00+14:00"), at("2011-12-31T17:00+14:00")),
    ]


@pytest.mark.parametrize("zone", ["Europe/Madrid", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_a_day_of_eight_hours_is_one_in_every_season(zone):
    hours = daily(zone, ("09:00", "17:00"))
    start = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone))
    end = datetime(2027, 1, 1, tzinfo=ZoneInfo(zone))
    assert hours.open_time(start, end) == 365 * timedelta(hours=8)


@pytest.mark.parametrize(("day", "hours_open"), [("2026-03-29", 5), ("2026-10-25", 7), ("2026-11-22", 6)])
def test_the_night_of_a_change_has_five_or_seven_hours(day, hours_open):
    hours = daily("Europe/Madrid", ("00:00", "06:00"))
    noon = at(f"{day}T12:00Z")
    assert hours.open_time(noon - timedelta(hours=16), noon) == timedelta(hours=hours_open)


def test_round_the_clock_never_closes_when_the_clocks_change():
    hours = Hours(timezone="America/St_Johns", always=True)
    start, end = at("1987-01-01T00:00Z"), at("2012-01-01T00:00Z")
    assert hours.intervals(start, end) == [(start, end)]


def test_the_clocks_of_no_zone_change_and_change_back_within_three_days():
    """The engine takes a span the quick way when the clocks agree at a midnight and at the third one after it."""
    zones = available_timezones()
    assert len(zones) > 400
    for name in zones:
        zone = SlowZoneInfo(name)  # the one in Python shows its transitions
        offsets = [rule.utcoff for rule in zone._ttinfos]
        changes = [
            moment
            for moment, before, after in zip(zone._trans_utc[1:], offsets, offsets[1:], strict=False)
            if before != after
        ]
        assert [earlier for earlier, later in pairwise(changes) if later - earlier <= 3 * 86_400] == [], name
