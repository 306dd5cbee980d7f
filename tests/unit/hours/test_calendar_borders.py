"""Calendars at their borders: what is just over, what just begins, what repeats for the last time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.unit.hours.test_calendar import calendar, event, icalendar, ics, open_by_rfc7953

from care.hours import Hours

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)  # a Wednesday
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def hours(**plan):
    return Hours.model_validate({"timezone": "UTC", **plan})


def closed(*lines, first=FIRST, last=LAST):
    entries, _ = calendar.read(ics(event(*lines)), first, last)
    return [(entry.first.day, entry.last.day) for entry in entries]


def away(*lines):
    _, absences = calendar.read(ics(event(*lines)), FIRST, LAST)
    return [(f"{one.start:%d %H:%M}", f"{one.end:%d %H:%M}") for one in absences]


def test_a_written_file_says_its_version_and_who_wrote_it():
    written = calendar.write(hours(), NOW)
    assert b"VERSION:2.0\r\n" in written
    assert b"PRODID:-//Centralita//Hours//EN\r\n" in written
    uids = [one["uid"] for one in icalendar.Calendar.from_ical(written).walk("VAVAILABILITY")]
    assert len(set(uids)) == len(uids) == 1


def test_what_is_open_round_the_clock_is_written_so():
    written = calendar.write(hours(always=True), NOW)
    assert all(open_by_rfc7953(written, NOW + n * HOUR) for n in range(8 * 24))
    shut = calendar.write(hours(), NOW)
    assert not any(open_by_rfc7953(shut, NOW + n * HOUR) for n in range(8 * 24))


@pytest.mark.parametrize(("end", "there"), [(NOW, False), (NOW + timedelta(microseconds=1), True)])
def test_an_absence_is_written_until_its_end(end, there):
    written = calendar.write(hours(absences=[{"from": NOW - DAY, "to": end, "label": "Obras"}]), NOW)
    assert (b"Obras" in written) == there


@pytest.mark.parametrize(("day", "there"), [("2026-11-17", False), ("2026-11-18", True)])
def test_a_special_date_is_written_through_its_last_day(day, there):
    written = calendar.write(hours(dates=[{"from": "2026-11-10", "to": day, "open": [], "label": "Feria"}]), NOW)
    assert (b"Feria" in written) == there


def test_the_night_of_one_special_date_runs_into_the_next():
    plan = hours(
        weekly={"thu": [["09:00", "17:00"]]},
        dates=[
            {"from": "2026-11-19", "open": [["22:00", "02:00"]]},
            {"from": "2026-11-20", "open": [["10:00", "12:00"]]},
        ],
    )
    written = calendar.write(plan, NOW)
    for at in (datetime(2026, 11, 19, 12, tzinfo=UTC) + n * HOUR for n in range(48)):
        assert open_by_rfc7953(written, at) is plan.is_open(at), at


def test_whole_days_are_cut_to_the_range_that_was_asked_for():
    assert closed("DTSTART;VALUE=DATE:20261028", "DTEND;VALUE=DATE:20261103") == [(1, 2)]
    assert closed("DTSTART;VALUE=DATE:20261129", "DTEND;VALUE=DATE:20261205") == [(29, 30)]
    assert closed("DTSTART;VALUE=DATE:20261030", "DTEND;VALUE=DATE:20261101") == []
    assert closed("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261202") == []
    assert closed("DTSTART;VALUE=DATE:20261001", "DTEND;VALUE=DATE:20261231") == [(1, 30)]


def test_an_event_with_times_that_touches_the_range_is_an_absence_of_its_whole_length():
    assert away("DTSTART:20261031T220000Z", "DTEND:20261101T010000Z") == [("31 22:00", "01 01:00")]
    assert away("DTSTART:20261031T200000Z", "DTEND:20261031T230000Z") == []
    assert away("DTSTART:20261130T220000Z", "DTEND:20261201T020000Z") == [("30 22:00", "01 02:00")]
    assert away("DTSTART:20261110T100000Z", "DTEND:20261110T100000Z") == [], "it lasts no time"


@pytest.mark.parametrize(
    ("until", "times"), [("20261112T100000Z", 3), ("20261112T095959Z", 2), ("20261113T095959Z", 3)]
)
def test_a_repeat_goes_on_to_its_last_instant_included(until, times):
    rule = f"RRULE:FREQ=DAILY;UNTIL={until}"
    found = away("DTSTART:20261110T100000Z", "DTEND:20261110T110000Z", rule)
    assert found == [(f"{10 + n} 10:00", f"{10 + n} 11:00") for n in range(times)]


def test_a_repeat_is_followed_through_the_last_day_of_the_range_and_left_out_where_it_says():
    rule = ("RRULE:FREQ=DAILY", "EXDATE;VALUE=DATE:20261102", "EXDATE;VALUE=DATE:20261104,20261105")
    assert closed("DTSTART;VALUE=DATE:20261001", *rule) == [(1, 1), (3, 3), (6, 30)]
    assert closed("DTSTART;VALUE=DATE:20261130", "RRULE:FREQ=DAILY") == [(30, 30)]
    assert closed("DTSTART;VALUE=DATE:20261030", "DTEND;VALUE=DATE:20261102", "RRULE:FREQ=MONTHLY") == [
        (1, 1),
        (30, 30),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:20261110T100000", "DTEND:20261110T110000Z"),
        ("DTSTART:20261110T100000Z", "DTEND:20261110T110000"),
        ("DTSTART:20261110T100000", "DTEND:20261110T110000"),
    ],
)
def test_a_time_without_a_zone_at_either_end_is_refused(lines):
    with pytest.raises(ValueError, match="no time zone"):
        away(*lines)


@pytest.mark.parametrize("interval", [0, 1])
def test_a_repeat_has_a_step(interval):
    lines = ("DTSTART;VALUE=DATE:20261129", f"RRULE:FREQ=DAILY;INTERVAL={interval}")
    if interval:
        assert closed(*lines) == [(29, 30)]
    else:
        with pytest.raises(ValueError, match="INTERVAL of 1 or more"):
            closed(*lines)


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (3660, False), (3661, True)])
def test_a_range_has_a_day_at_least_and_ten_years_at_most(days, refused):
    if refused:
        with pytest.raises(ValueError, match="not a range of up to ten years"):
            closed("DTSTART;VALUE=DATE:20261101", last=FIRST + days * DAY)
    else:
        assert closed("DTSTART;VALUE=DATE:20261101", last=FIRST + days * DAY) == [(1, 1)]


@pytest.mark.parametrize(("size", "refused"), [(1_000_000, False), (1_000_001, True)])
def test_a_file_has_a_million_bytes_at_most(size, refused):
    text = ics(event("DTSTART;VALUE=DATE:20261101"))
    text += b"\r\n" * ((size - len(text)) // 2) + b"\n" * ((size - len(text)) % 2)
    assert len(text) == size
    if refused:
        with pytest.raises(ValueError, match="export one of up to"):
            calendar.read(text, FIRST, LAST)
    else:
        assert len(calendar.read(text, FIRST, LAST)[0]) == 1


@pytest.mark.parametrize("lines", [("RRULE:FREQ=DAILY;COUNT=x",), ("RRULE:FREQ=DAILY", "EXDATE:mañana")])
def test_a_property_that_cannot_be_read_is_told_in_our_words_and_not_in_the_librarys(lines):
    with pytest.raises(ValueError, match="an event of the calendar makes no sense") as told:
        closed("DTSTART;VALUE=DATE:20261102", *lines)
    assert told.value.__cause__ is None


def test_an_event_with_an_end_and_a_length_is_refused_by_name():
    with pytest.raises(ValueError, match="Feria: its start or end is missing or wrong"):
        closed("SUMMARY:Feria", "DTSTART;VALUE=DATE:20261102", "DTEND;VALUE=DATE:20261103", "DURATION:P1D")
