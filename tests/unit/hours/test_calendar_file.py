"""A written calendar, line by line, and until when what is over is written."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.changing import changed
from tests.unit.hours.test_calendar import calendar, icalendar, open_by_rfc7953

from care.hours import Hours

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)  # a Wednesday
PLAN = Hours.model_validate(
    {
        "timezone": "Europe/Madrid",
        "weekly": {"mon": [["09:00", "14:00"]], "fri": [["22:00", "02:00"]], "sun": [["20:00", "24:00"]]},
        "dates": [{"from": "2026-11-21", "to": "2026-11-22", "open": [["10:00", "24:00"]], "label": "Feria"}],
        "absences": [{"from": "2026-12-01T00:00:00Z", "to": "2026-12-02T00:00:00Z", "label": "Obras"}],
    }
)
WEEK = """
VAVAILABILITY from 09 Nov 00:00 priority 9
AVAILABLE 09 Nov 09:00 to 09 Nov 14:00 FREQ=WEEKLY;BYDAY=MO
AVAILABLE 13 Nov 22:00 to 14 Nov 02:00 FREQ=WEEKLY;BYDAY=FR
AVAILABLE 15 Nov 20:00 to 16 Nov 00:00 FREQ=WEEKLY;BYDAY=SU
"""
DATE = """
VAVAILABILITY Feria from 21 Nov 00:00 to 23 Nov 00:00 priority 5
AVAILABLE 21 Nov 00:00 to 21 Nov 02:00
AVAILABLE 21 Nov 10:00 to 22 Nov 00:00 FREQ=DAILY;COUNT=2
"""
ABSENCE = """
VAVAILABILITY Obras from 01 Dec 00:00 to 02 Dec 00:00 priority 1
"""


def lines(written) -> str:
    found = [""]
    for one in icalendar.Calendar.from_ical(written).walk():
        if one.name == "VAVAILABILITY":
            label = f" {one['summary']}" if "summary" in one else ""
            until = f" to {one['dtend'].dt:%d %b %H:%M}" if "dtend" in one else ""
            found.append(f"{one.name}{label} from {one['dtstart'].dt:%d %b %H:%M}{until} priority {one['priority']}")
        elif one.name == "AVAILABLE":
            rule = f" {one['rrule'].to_ical().decode()}" if "rrule" in one else ""
            found.append(f"{one.name} {one['dtstart'].dt:%d %b %H:%M} to {one['dtend'].dt:%d %b %H:%M}{rule}")
    return "\n".join([*found, ""])


def in_utc(**plan) -> Hours:
    return Hours.model_validate({"timezone": "UTC", **plan})


def test_the_week_the_dates_and_the_absences_are_written_in_this_order():
    written = calendar.write(PLAN, NOW)
    assert lines(written) == WEEK + DATE[1:] + ABSENCE[1:]
    parts = [one for one in icalendar.Calendar.from_ical(written).walk() if "uid" in one]
    assert len({one["uid"] for one in parts}) == len(parts) == 8
    assert {one["dtstamp"].dt for one in parts} == {NOW}
    assert {one["busytype"] for one in parts if one.name == "VAVAILABILITY"} == {"BUSY-UNAVAILABLE"}


def test_the_same_hours_have_the_same_names_and_other_hours_have_others():
    def names(hours):
        calendars = icalendar.Calendar.from_ical(calendar.write(hours, NOW))
        return [one["uid"] for one in calendars.walk() if one.name == "VAVAILABILITY"]

    other = changed(PLAN, always=False, weekly={"mon": [["09:00", "14:01"]]})
    assert names(PLAN) == names(PLAN.model_copy())
    assert not set(names(PLAN)) & set(names(other))


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-11-15T22:59:59Z", "02 Nov"),  # still Sunday in Madrid
        ("2026-11-15T23:00:00Z", "09 Nov"),
        ("2026-11-22T22:59:59Z", "09 Nov"),
        ("2026-11-22T23:00:00Z", "16 Nov"),
    ],
)
def test_the_week_begins_on_the_monday_before_this_week(now, monday):
    hours = Hours.model_validate({"timezone": "Europe/Madrid", "weekly": {"mon": [["00:00", "24:00"]]}})
    written = lines(calendar.write(hours, datetime.fromisoformat(now)))
    assert written.startswith(f"\nVAVAILABILITY from {monday} 00:00 priority 9\nAVAILABLE {monday} 00:00 to ")


def test_the_file_knows_the_changes_of_the_clocks_of_five_years():
    [zone] = icalendar.Calendar.from_ical(calendar.write(PLAN, NOW)).walk("VTIMEZONE")
    [summer] = zone.walk("DAYLIGHT")
    turns = [summer["dtstart"].dt, *(each.dt for each in summer["rdate"].dts)]
    assert [turn.date() for turn in turns] == [
        date(2027, 3, 28),
        date(2028, 3, 26),
        date(2029, 3, 25),
        date(2030, 3, 31),
        date(2031, 3, 30),
    ]


@pytest.mark.parametrize(
    ("dates", "ends", "before"),
    [
        # Friday's night is replaced with the date, as long as it would have lasted.
        ([("2026-11-20", [])], "21 Nov 02:00", []),
        ([("2026-11-20", [["10:00", "12:00"], ["23:00", "01:00"]])], "21 Nov 02:00", []),
        ([("2026-11-20", [["23:00", "03:00"]])], "21 Nov 03:00", []),
        ([("2026-11-18", [["10:00", "12:00"]])], "19 Nov 00:00", []),
        ([("2026-11-21", [])], "22 Nov 00:00", ["00:00 to 21 Nov 02:00"]),
        ([("2026-11-19", [])], "20 Nov 00:00", []),  # Wednesday is open until midnight
    ],
)
def test_a_special_date_lasts_through_its_night_and_keeps_the_night_before(dates, ends, before):
    hours = Hours.model_validate(
        {
            "timezone": "UTC",
            "weekly": {"wed": [["22:00", "00:00"]], "fri": [["09:00", "10:00"], ["22:00", "02:00"]]},
            "dates": [{"from": day, "open": spans} for day, spans in dates],
        }
    )
    written = lines(calendar.write(hours, NOW)).splitlines()
    [special] = [line for line in written if line.endswith("priority 5")]
    assert f"to {ends} priority" in special
    own = written[written.index(special) + 1 :]
    assert [line for line in own if "FREQ" not in line] == [
        f"AVAILABLE {dates[0][0][-2:]} Nov {each}" for each in before
    ]
    assert len(own) == len(before) + len(dates[0][1])


@pytest.mark.parametrize(("first", "last"), [("2026-11-20", "2026-11-20"), ("2026-11-13", "2026-11-20")])
def test_a_closed_evening_leaves_no_night_to_the_special_date_after_it(first, last):
    hours = Hours.model_validate(
        {
            "timezone": "UTC",
            "weekly": {"fri": [["22:00", "02:00"]]},
            "dates": [{"from": first, "to": last, "open": []}, {"from": "2026-11-21", "open": []}],
        }
    )
    assert "AVAILABLE 21 Nov" not in lines(calendar.write(hours, NOW))
    hours = changed(hours, dates=[{"from": "2026-11-21", "to": "2026-11-27", "open": []}])
    assert "AVAILABLE 21 Nov 00:00 to 21 Nov 02:00" in lines(calendar.write(hours, NOW))


def test_a_written_file_says_its_version_and_who_wrote_it():
    written = calendar.write(in_utc(), NOW)
    assert b"VERSION:2.0\r\n" in written
    assert b"PRODID:-//Centralita//Hours//EN\r\n" in written
    uids = [one["uid"] for one in icalendar.Calendar.from_ical(written).walk("VAVAILABILITY")]
    assert len(set(uids)) == len(uids) == 1


def test_what_is_open_round_the_clock_is_written_so():
    written = calendar.write(in_utc(always=True), NOW)
    assert all(open_by_rfc7953(written, NOW + n * HOUR) for n in range(8 * 24))
    shut = calendar.write(in_utc(), NOW)
    assert not any(open_by_rfc7953(shut, NOW + n * HOUR) for n in range(8 * 24))


@pytest.mark.parametrize(("end", "there"), [(NOW, False), (NOW + timedelta(microseconds=1), True)])
def test_an_absence_is_written_until_its_end(end, there):
    written = calendar.write(in_utc(absences=[{"from": NOW - DAY, "to": end, "label": "Obras"}]), NOW)
    assert (b"Obras" in written) == there


@pytest.mark.parametrize(("day", "there"), [("2026-11-17", False), ("2026-11-18", True)])
def test_a_special_date_is_written_through_its_last_day(day, there):
    written = calendar.write(in_utc(dates=[{"from": "2026-11-10", "to": day, "open": [], "label": "Feria"}]), NOW)
    assert (b"Feria" in written) == there


def test_the_night_of_one_special_date_runs_into_the_next():
    plan = in_utc(
        weekly={"thu": [["09:00", "17:00"]]},
        dates=[
            {"from": "2026-11-19", "open": [["22:00", "02:00"]]},
            {"from": "2026-11-20", "open": [["10:00", "12:00"]]},
        ],
    )
    written = calendar.write(plan, NOW)
    for at in (datetime(2026, 11, 19, 12, tzinfo=UTC) + n * HOUR for n in range(48)):
        assert open_by_rfc7953(written, at) is plan.is_open(at), at
