"""Events of a calendar: what is read of them within a range of days, how they repeat, and what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.unit.hours.test_calendar import calendar, event, ics

DAY = timedelta(days=1)
FIRST = date(2026, 11, 1)
LAST = date(2026, 11, 30)


def read(*properties):
    dates, absences = calendar.read(ics(event(*properties)), FIRST, LAST)
    return [(entry.first.day, entry.last.day, entry.label) for entry in dates], [
        (f"{one.start:%d %b %H:%M}", f"{one.end:%d %b %H:%M}", one.label) for one in absences
    ]


def closed(*lines, first=FIRST, last=LAST):
    entries, _ = calendar.read(ics(event(*lines)), first, last)
    return [(entry.first.day, entry.last.day) for entry in entries]


def away(*lines):
    _, absences = calendar.read(ics(event(*lines)), FIRST, LAST)
    return [(f"{one.start:%d %H:%M}", f"{one.end:%d %H:%M}") for one in absences]


@pytest.mark.parametrize(
    ("properties", "dates"),
    [
        (["SUMMARY:  Feria  ", "DTSTART;VALUE=DATE:20261110"], [(10, 10, "Feria")]),
        (["DTSTART;VALUE=DATE:20261110"], [(10, 10, None)]),
        (["DTSTART;VALUE=DATE:20261110", "STATUS:cancelled"], []),
        (["DTSTART;VALUE=DATE:20261110", "STATUS:CONFIRMED"], [(10, 10, None)]),
        (["DTSTART;VALUE=DATE:20261110", "RRULE:FREQ=DAILY;COUNT=2"], [(10, 11, None)]),
        (["DTSTART;VALUE=DATE:20261110", "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=2"], [(10, 10, None), (12, 12, None)]),
        (["DTSTART;VALUE=DATE:20261110", "RRULE:FREQ=DAILY;UNTIL=20261112"], [(10, 12, None)]),
        (["DTSTART;VALUE=DATE:20261110", "RRULE:FREQ=WEEKLY;COUNT=2"], [(10, 10, None), (17, 17, None)]),
        (["DTSTART;VALUE=DATE:20261010", "RRULE:FREQ=MONTHLY"], [(10, 10, None)]),
        (["DTSTART;VALUE=DATE:20251110", "RRULE:FREQ=YEARLY"], [(10, 10, None)]),
        (["DTSTART;VALUE=DATE:20100101", "RRULE:FREQ=DAILY"], [(1, 30, None)]),
        (["DTSTART;VALUE=DATE:20261110", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20261111"], [
            (10, 10, None), (12, 12, None)
        ]),
        (["DTSTART;VALUE=DATE:00010103", "RRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=3"], [(3, 3, None)]),
    ],
)  # fmt: skip
def test_whole_days_are_closed_by_their_events(properties, dates):
    assert read(*properties) == (dates, [])


@pytest.mark.parametrize(
    ("properties", "absences"),
    [
        (
            ["SUMMARY:Obras", "DTSTART:20261110T100000Z", "DURATION:PT90M"],
            [("10 Nov 10:00", "10 Nov 11:30", "Obras")],
        ),
        (
            ["DTSTART:20261110T100000Z", "DTEND:20261110T110000Z", "RRULE:FREQ=WEEKLY;COUNT=2"],
            [("10 Nov 10:00", "10 Nov 11:00", None), ("17 Nov 10:00", "17 Nov 11:00", None)],
        ),
        (
            ["DTSTART:20261110T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20261110T100000Z"],
            [("11 Nov 10:00", "11 Nov 11:00", None)],
        ),
        # What begins before midnight of the last day, and what ends after midnight of the first.
        (["DTSTART:20261130T235900Z", "DTEND:20261201T100000Z"], [("30 Nov 23:59", "01 Dec 10:00", None)]),
        (["DTSTART:20261201T000000Z", "DTEND:20261201T100000Z"], []),
        (["DTSTART:20261020T000000Z", "DTEND:20261101T000100Z"], [("20 Oct 00:00", "01 Nov 00:01", None)]),
        (["DTSTART:20261110T110000Z", "DTEND:20261110T100000Z"], []),
        (
            ["DTSTART:20261001T220000Z", "DTEND:20261002T010000Z", "RRULE:FREQ=DAILY;COUNT=32"],
            [("31 Oct 22:00", "01 Nov 01:00", None), ("01 Nov 22:00", "02 Nov 01:00", None)],
        ),
    ],
)  # fmt: skip
def test_events_with_times_are_absences(properties, absences):
    assert read(*properties) == ([], absences)


def test_absences_come_in_order_and_two_calendars_in_one_file_are_both_read():
    late = ics(event("DTSTART:20261120T100000Z", "DTEND:20261120T110000Z"))
    early = ics(event("DTSTART:20261110T100000Z", "DTEND:20261110T110000Z"))
    _, absences = calendar.read(late + early, FIRST, LAST)
    assert [one.start.day for one in absences] == [10, 20]
    assert absences[0].end - absences[0].start == timedelta(hours=1)


def test_a_cancelled_event_does_not_hide_those_after_it():
    cancelled = event("DTSTART;VALUE=DATE:20261110", "STATUS:CANCELLED")
    dates, _ = calendar.read(ics(cancelled, event("DTSTART;VALUE=DATE:20261111")), FIRST, LAST)
    assert [entry.first.day for entry in dates] == [11]


def test_a_night_in_which_the_clocks_change_is_an_hour_longer_than_the_wall_says():
    given = ics(event("DTSTART;TZID=Europe/Madrid:20261024T220000", "DTEND;TZID=Europe/Madrid:20261025T040000"))
    [absence] = calendar.read(given, date(2026, 10, 24), LAST)[1]
    assert (absence.start, absence.end) == (
        datetime(2026, 10, 24, 20, tzinfo=UTC),
        datetime(2026, 10, 25, 3, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        (["DTSTART:20261110T100000", "DTEND:20261110T110000Z"], "its times say no time zone"),
        (["DTSTART:20261110T100000Z", "DTEND:20261110T110000"], "its times say no time zone"),
        (
            ["DTSTART;VALUE=DATE:20261110", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"],
            "it repeats in a way that no day off does",
        ),
        (["DTSTART;VALUE=DATE:20261110", "RRULE:FREQ=DAILY;INTERVAL=0"], "it repeats every 0 times"),
        (["DTSTART;VALUE=DATE:20261110", "RRULE:FREQ=DAILY;BYHOUR=25"], "its repeat rule is wrong"),
    ],
)
def test_an_event_without_a_name_is_refused_as_such(properties, told):
    with pytest.raises(ValueError) as refusal:
        read(*properties)
    assert str(refusal.value).startswith(f"an event without a name: {told}")


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


@pytest.mark.parametrize(
    "rule",
    [
        "YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "MONTHLY;BYMONTHDAY=32",
        "DAILY;INTERVAL=7;BYMONTH=4;BYMONTHDAY=31",
        "YEARLY;BYSETPOS=300",
    ],
)
def test_a_rule_that_falls_on_no_day_is_refused_and_not_looked_for_until_the_year_9999(rule):
    with pytest.raises(ValueError, match="falls on no day"):
        closed("DTSTART;VALUE=DATE:20261102", f"RRULE:FREQ={rule}")


@pytest.mark.parametrize(("interval", "found"), [(1, 2), (2, 2), (4, 0), (6, 1)])
def test_leap_days_that_a_step_reaches_are_not_taken_for_no_day_at_all(interval, found):
    rule = f"RRULE:FREQ=YEARLY;INTERVAL={interval};BYMONTH=2;BYMONTHDAY=29"
    if interval == 4:  # from 2026 on it meets 2030, 2034 …
        with pytest.raises(ValueError, match="falls on no day"):
            closed("DTSTART;VALUE=DATE:20260101", rule, last=date(2034, 12, 31))
    else:
        assert len(closed("DTSTART;VALUE=DATE:20260101", rule, last=date(2034, 12, 31))) == found


def test_a_repeat_that_goes_on_too_long_is_refused_and_never_cut_short_without_a_word():
    hours = ",".join(map(str, range(24)))
    turns = ("DTSTART:20260101T000000Z", "DTEND:20260101T001000Z", f"RRULE:FREQ=DAILY;BYHOUR={hours}")
    with pytest.raises(ValueError, match="Turnos: it repeats more than 4000 times"):
        calendar.read(ics(event("SUMMARY:Turnos", *turns)), date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (b"", "the file is empty"),
        (ics(), "holds no events"),
        (ics(event("DTSTART;VALUE=DATE:20261101"))[:-18], "cut short"),
        (
            ics(event("DTSTART;VALUE=DATE:20261101", "SUMMARY:A\u00f1o nuevo")).decode().encode("latin-1"),
            "is not UTF-8",
        ),
        (ics(*[event("DTSTART;VALUE=DATE:20261101")] * 5_001), "export one of up to 5000"),
        (ics(*[event("DTSTART;VALUE=DATE:20200101", "DTEND;VALUE=DATE:20400101")] * 60), "more than 40000 days"),
    ],
    ids=["empty", "no events", "cut", "latin", "many", "long"],
)
def test_a_file_that_says_less_or_more_than_it_seems_is_refused_with_the_reason(given, why):
    with pytest.raises(ValueError, match=why):
        calendar.read(given, date(2026, 1, 1), date(2027, 12, 31))


def test_a_mark_of_utf_8_in_front_of_a_calendar_is_no_text():
    assert calendar.read(
        b"\xef\xbb\xbf" + ics(event("DTSTART;VALUE=DATE:20261101")), date(2026, 1, 1), date(2027, 12, 31)
    )[0]
