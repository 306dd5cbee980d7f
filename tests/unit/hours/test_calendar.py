"""iCalendar: what is written means the same hours by RFC 7953, and what is read is what the events say."""

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # as in what is tested here
from hypothesis import given, settings
from tests.unit.hours.schedules import around, schedules

from care.hours import Absence, Hours, SpecialDate

icalendar = pytest.importorskip("icalendar")
calendar = pytest.importorskip("care.hours.calendar")

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)


def ics(*events) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\nUID:{n}\r\n{event}\r\nEND:VEVENT\r\n" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n".encode()


def event(*lines) -> str:
    return "\r\n".join(lines)


def open_by_rfc7953(written, at) -> bool:
    """Of the availabilities that hold at an instant, those of the highest priority decide."""
    holding = [
        each
        for each in icalendar.Calendar.from_ical(written).walk("VAVAILABILITY")
        if each["dtstart"].dt <= at and ("dtend" not in each or at < each["dtend"].dt)
    ]
    first = min(each["priority"] for each in holding)
    return any(
        covers(available, at) for each in holding if each["priority"] == first for available in each.walk("AVAILABLE")
    )


def covers(available, at) -> bool:
    start, end = available["dtstart"].dt, available["dtend"].dt
    wall = at.astimezone(start.tzinfo).replace(tzinfo=None)
    starts = [start.replace(tzinfo=None)]
    if "rrule" in available:
        rule = rrulestr(available["rrule"].to_ical().decode(), dtstart=starts[0])
        starts = rule.between(wall - timedelta(days=2), wall, inc=True)
    return any(begins <= wall < begins + (end - start) for begins in starts)


@settings(deadline=None, max_examples=40)
@given(schedules(changes=[("Asia/Kolkata", date(2028, 2, 29)), ("UTC", date(2026, 12, 31))]))
def test_a_written_calendar_is_open_when_the_hours_are(schedule):
    plan, day = schedule
    hours = Hours.model_validate(plan)
    start, end = around(day, 7)
    written = calendar.write(hours, start)
    edges = {edge for pair in hours.intervals(start, end) for edge in pair}
    for edge in sorted(edges)[:12]:
        for at in (edge - timedelta(seconds=30), edge):
            if start <= at:
                assert open_by_rfc7953(written, at) is hours.is_open(at), at


def test_an_evening_that_a_special_date_closes_has_no_night_left():
    hours = Hours.model_validate(
        {
            "timezone": "UTC",
            "weekly": {"fri": [["22:00", "02:00"]]},
            "dates": [{"from": "2026-11-20", "open": [], "label": "Cerrado"}],
        }
    )
    written = calendar.write(hours, datetime(2026, 11, 16, tzinfo=UTC))
    assert not open_by_rfc7953(written, datetime(2026, 11, 21, 1, tzinfo=UTC))
    assert open_by_rfc7953(written, datetime(2026, 11, 28, 1, tzinfo=UTC))
    assert b"SUMMARY:Cerrado" in written


def test_what_is_over_is_not_written():
    hours = Hours.model_validate(
        {
            "timezone": "UTC",
            "dates": [{"from": "2020-01-01", "open": [], "label": "antes"}],
            "absences": [{"from": "2020-01-01T00:00:00Z", "to": "2020-01-02T00:00:00Z", "label": "antes"}],
        }
    )
    assert b"antes" not in calendar.write(hours, datetime(2026, 11, 16, tzinfo=UTC))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            event("DTSTART;VALUE=DATE:20201225", "SUMMARY:Navidad", "RRULE:FREQ=YEARLY"),
            [("2026-12-25", "2026-12-25", "Navidad"), ("2027-12-25", "2027-12-25", "Navidad")],
        ),
        (
            event("DTSTART;VALUE=DATE:20201225", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20261225"),
            [("2027-12-25", "2027-12-25", None)],
        ),
        (
            event("DTSTART;VALUE=DATE:20201225", "SUMMARY:Navidad", "RRULE:FREQ=YEARLY;UNTIL=20261225"),
            [("2026-12-25", "2026-12-25", "Navidad")],
        ),
        (
            event("DTSTART;VALUE=DATE:20250526", "SUMMARY:Memorial", "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO"),
            [("2026-05-25", "2026-05-25", "Memorial"), ("2027-05-31", "2027-05-31", "Memorial")],
        ),
        (
            event("DTSTART;VALUE=DATE:20260803", "DTEND;VALUE=DATE:20260822", "SUMMARY:Agosto"),
            [("2026-08-03", "2026-08-21", "Agosto")],
        ),
        (
            event("DTSTART;VALUE=DATE:20251224", "DURATION:P14D", "SUMMARY:Navidad"),
            [("2026-01-01", "2026-01-06", "Navidad")],
        ),
        (event("DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY"), []),  # no such day in 2026 and 2027
        (event("DTSTART;VALUE=DATE:20251231"), []),
        (event("DTSTART;VALUE=DATE:20261225", "STATUS:CANCELLED"), []),
    ],
)
def test_an_event_of_whole_days_closes_them(given, expected):
    dates, absences = calendar.read(ics(given), FIRST, LAST)
    assert [(str(entry.first), str(entry.last), entry.label) for entry in dates] == expected
    assert all(entry.open == () for entry in dates)
    assert absences == []


def test_two_events_on_one_date_are_one_entry_that_hours_accept():
    given = ics(
        event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227", "SUMMARY:Fiestas"),
        event("DTSTART;VALUE=DATE:20261225", "SUMMARY:Navidad"),
    )
    dates, _ = calendar.read(given, FIRST, LAST)
    assert [(entry.first.day, entry.last.day, entry.label) for entry in dates] == [
        (24, 24, "Fiestas"),
        (25, 25, "Fiestas, Navidad"),
        (26, 26, "Fiestas"),
    ]
    assert Hours(timezone="UTC", dates=tuple(dates)).dates[0] == SpecialDate(
        first=date(2026, 12, 24), last=date(2026, 12, 24), open=(), label="Fiestas"
    )


def test_an_event_with_times_is_an_absence_that_keeps_its_local_time():
    given = event(
        "DTSTART;TZID=Europe/Madrid:20260323T100000",
        "DTEND;TZID=Europe/Madrid:20260323T113000",
        "SUMMARY:Reunión",
        "RRULE:FREQ=WEEKLY;UNTIL=20260330T080000Z",
    )
    _, absences = calendar.read(ics(given), FIRST, LAST)
    assert absences == [
        Absence(
            start=datetime(2026, 3, day, hour, tzinfo=UTC),
            end=datetime(2026, 3, day, hour, tzinfo=UTC) + timedelta(minutes=90),
            label="Reunión",
        )
        for day, hour in ((23, 9), (30, 8))
    ]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"hello", "export the calendar as .ics"),
        (b"x" * 1_000_001, "export one of up to 1000000"),
        (ics(event("DTSTART:20260323T100000", "SUMMARY:Reunión")), "Reunión: its times say no time zone"),
        (
            ics(event("DTSTART;VALUE=DATE:20261225", "SUMMARY:A", "RRULE:FREQ=SECONDLY")),
            "A: it repeats in a way that no day off does",
        ),
        (
            ics(event("DTSTART;VALUE=DATE:20261225", "SUMMARY:A", "RDATE;VALUE=DATE:20261226")),
            "A: single repeats are changed",
        ),
        (
            ics(event("DTSTART;VALUE=DATE:20261225", "SUMMARY:A", "RECURRENCE-ID;VALUE=DATE:20261226")),
            "A: single repeats are changed",
        ),
        (ics("SUMMARY:A"), "A: its start or end is missing or wrong"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(given, words):
    with pytest.raises(ValueError) as refusal:
        calendar.read(given, FIRST, LAST)
    assert words in str(refusal.value)


def test_a_range_is_at_most_ten_years():
    with pytest.raises(ValueError, match="choose a shorter one"):
        calendar.read(ics(), date(2026, 1, 1), date(2096, 1, 1))
