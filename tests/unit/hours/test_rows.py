"""The rows of the page at their borders, and what machines read of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.there import there

from care.hours import Hours, page, shown
from care.hours.page import Special

MONDAY = "2026-11-23T10:00+01:00"
ALL_DAY = (("00:00", "24:00"),)


def at(text) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def hours(**given) -> Hours:
    return Hours.model_validate({"timezone": "Europe/Madrid"} | given)


def away(start, end, **more):
    return hours(absences=[{"from": f"{start}+01:00", "to": f"{end}+01:00"}], **more)


def rows(plan, language="es", now=MONDAY):
    return [
        (*[(stamp.machine, stamp.text) for stamp in row.dates], str(row.open), row.label)
        for row in shown.special_rows(plan, at(now), language)
    ]


@pytest.mark.parametrize(
    ("start", "end", "row"),
    [
        (
            "2026-11-25T00:00:00",
            "2026-11-26T00:00:00",
            (
                ("2026-11-25T00:00+01:00", "25 de noviembre, 0:00"),
                ("2026-11-26T00:00+01:00", "26 de noviembre, 0:00"),
            ),
        ),
        (
            "2026-11-25T09:30:00",
            "2026-11-25T23:59:59",
            (("2026-11-25T09:30+01:00", "25 de noviembre, 9:30"), ("2026-11-25T23:59+01:00", "23:59")),
        ),
        (
            "2026-12-31T12:00:00",
            "2027-01-01T12:00:00",
            (
                ("2026-12-31T12:00+01:00", "31 de diciembre, 12:00"),
                ("2027-01-01T12:00+01:00", "1 de enero de 2027, 12:00"),
            ),
        ),
    ],
)
def test_an_absence_is_told_from_when_to_when(start, end, row):
    assert rows(away(start, end)) == [(*row, "Cerrado", None)]


@pytest.mark.parametrize(
    ("entry", "row"),
    [
        ({"from": "2026-12-08", "open": []}, (("2026-12-08", "martes 8 de diciembre"), "Cerrado", None)),
        (
            {"from": "2027-01-06", "open": [["00:00", "24:00"]], "label": "Reyes"},
            (("2027-01-06", "miércoles 6 de enero de 2027"), "24 horas", "Reyes"),
        ),
        (
            {"from": "2026-12-08", "to": "2026-12-09", "open": [["20:00", "24:00"], ["00:00", "01:05"]]},
            (("2026-12-08", "8 de diciembre"), ("2026-12-09", "9 de diciembre"), "0:00–1:05, 20:00–24:00", None),
        ),
    ],
)
def test_special_dates_are_told_by_their_first_and_last_day(entry, row):
    assert rows(hours(dates=[entry])) == [row]


@pytest.mark.parametrize(
    ("language", "dates", "opens"),
    [
        ("es", ("8 de diciembre", "9 de diciembre"), "20:00–24:00"),
        ("pt", ("8 de dezembro", "9 de dezembro"), "20h00–24h00"),
        ("pt_BR", ("8 de dezembro", "9 de dezembro"), "20h–24h"),
        ("pt-AO", ("8 de dezembro", "9 de dezembro"), "20h00–24h00"),
        ("en", ("December 8", "December 9"), "8:00 pm–midnight"),
        ("en-GB", ("8 December", "9 December"), "8:00 pm–midnight"),
        ("EN_gb", ("8 December", "9 December"), "8:00 pm–midnight"),
    ],
)
def test_a_language_has_its_own_dates_and_times(language, dates, opens):
    plan = hours(dates=[{"from": "2026-12-08", "to": "2026-12-09", "open": [["20:00", "24:00"]]}])
    [row] = shown.special_rows(plan, at(MONDAY), language)
    assert tuple(stamp.text for stamp in row.dates) == dates
    assert str(row.open) == opens
    [[start, end]] = row.open.spans
    assert (start.machine, end.machine) == ("20:00", "00:00")


def test_a_weeks_row_has_the_date_of_that_day_alone_of_a_longer_special():
    plan = hours(
        weekly={"wed": [["09:00", "10:00"]]},
        dates=[{"from": "2026-11-24", "to": "2026-11-29", "open": [], "label": "Feria"}],
    )
    week = shown.week_rows(plan, at(MONDAY), "es")
    assert str(week[0].special) == "None"
    assert str(week[2].special) == "miércoles 25 de noviembre: Cerrado (Feria)"
    assert [stamp.machine for stamp in there(week[2].special).dates] == ["2026-11-25"]
    assert [str(row.open) for row in week[1:4]] == ["Cerrado", "9:00–10:00", "Cerrado"]


@pytest.mark.parametrize(
    ("ahead", "seen"),
    [(page.LOOK_AHEAD, True), (page.LOOK_AHEAD - timedelta(microseconds=1), False)],
)
def test_an_absence_is_soon_if_it_begins_within_sixty_days(ahead, seen):
    start = at(MONDAY) + timedelta(days=60)
    plan = hours(absences=[{"from": start, "to": start + timedelta(hours=1)}])
    assert bool(page.soon(plan, at(MONDAY), ahead)) is seen
    assert page.soon(plan, at(MONDAY)), "sixty days are usual"
    assert page.soon(plan, at(MONDAY) - timedelta(microseconds=1)) == []


def test_what_is_soon_comes_in_order_and_of_one_day_its_date_before_its_absences():
    plan = hours(
        dates=[{"from": "2026-12-09", "open": []}, {"from": "2026-12-08", "open": [], "label": "date"}],
        absences=[
            {"from": "2026-12-10T10:00:00+01:00", "to": "2026-12-10T11:00:00+01:00", "label": "last"},
            {"from": "2026-12-08T10:00:00+01:00", "to": "2026-12-09T00:00:00+01:00", "label": "absence"},
            {"from": "2026-12-07T10:00:00+01:00", "to": "2026-12-09T00:00:01+01:00", "label": "first"},
        ],
    )
    found = page.soon(plan, at(MONDAY))
    assert [special.label for special in found] == ["first", "date", "absence", None, "last"]
    assert [(special.first.day, special.last.day) for special in found] == [(7, 9), (8, 8), (8, 8), (9, 9), (10, 10)]


@pytest.mark.parametrize(
    ("absence", "special"),
    [
        (("2026-11-25T10:00:00", "2026-11-25T11:00:00"), (("09:00", "10:00"), ("11:00", "24:00"))),
        (("2026-11-25T00:00:00", "2026-11-26T00:00:00"), ()),
        (("2026-11-24T00:00:00", "2026-11-25T00:00:00"), None),
        (("2026-11-26T00:00:00", "2026-11-26T01:00:00"), None),
        (("2026-11-25T09:00:00", "2026-11-25T09:01:00"), (("09:01", "24:00"),)),
        (("2026-11-25T08:00:00", "2026-11-25T09:00:00"), None),
        (("2026-11-25T23:59:00", "2026-11-27T09:00:00"), (("09:00", "23:59"),)),
    ],
)
def test_a_day_that_an_absence_changes_shows_what_is_left_of_it(absence, special):
    plan = away(*absence, weekly={"wed": [["09:00", "02:00"]]})
    wednesday = date(2026, 11, 25)
    assert page.week(plan, at(MONDAY))[2].special == (
        None if special is None else Special(wednesday, wednesday, special, None)
    )


def test_an_absence_goes_before_the_date_that_it_changes_and_is_named_for_the_first_of_several():
    plan = hours(
        dates=[
            {"from": "2026-11-25", "open": [["09:00", "12:00"]], "label": "date"},
            {"from": "2026-11-26", "open": [], "label": "shut"},
        ],
        absences=[
            {"from": "2026-11-23T08:00:00+01:00", "to": "2026-11-23T09:00:00+01:00", "label": "over"},
            {"from": "2026-11-24T09:00:00+01:00", "to": "2026-11-24T10:00:00+01:00", "label": "the day before"},
            {"from": "2026-11-25T09:00:00+01:00", "to": "2026-11-25T10:00:00+01:00", "label": "one"},
            {"from": "2026-11-25T10:30:00+01:00", "to": "2026-11-26T11:00:00+01:00", "label": "two"},
        ],
    )
    week = page.week(plan, at(MONDAY))
    assert [(there(row.special).open, there(row.special).label) for row in week[2:4]] == [
        ((("10:00", "10:30"),), "one"),
        ((), "shut"),
    ]
    assert [row.special for row in week[:2] + week[4:]] == [None] * 5


def test_the_week_is_sorted_and_whole_when_it_is_open_round_the_clock():
    plan = hours(weekly={"sun": [["16:00", "18:00"], ["09:00", "10:00"]]})
    week = page.week(plan, at("2026-11-29T10:00+01:00"))
    assert [row.open for row in week] == [()] * 6 + [(("09:00", "10:00"), ("16:00", "18:00"))]
    assert [row.coming.day for row in week] == [30, 1, 2, 3, 4, 5, 29]
    assert [row.is_today for row in week] == [False] * 6 + [True]
    assert {row.open for row in page.week(hours(always=True), at(MONDAY))} == {ALL_DAY}


@pytest.mark.parametrize(
    ("now", "fresh"),
    [
        ("2026-11-23T10:00+01:00", timedelta(hours=6)),
        ("2026-11-23T19:00+01:00", timedelta(hours=5)),  # until the day ends
        ("2026-11-23T06:00+01:00", timedelta(hours=3)),  # until it opens
        ("2026-10-24T22:00+02:00", timedelta(hours=2)),
        ("2026-03-28T20:00+01:00", timedelta(hours=4)),
    ],
)
def test_what_is_said_is_fresh_until_it_changes_or_the_day_ends_where_the_account_is(now, fresh):
    plan = hours(weekly={"mon": [["09:00", "19:00"]]})
    assert page.fresh_for(plan, at(now), timedelta(hours=6)) == fresh


def test_hours_that_never_change_are_fresh_until_the_day_ends():
    assert page.fresh_for(hours(), at(MONDAY), timedelta(days=2)) == timedelta(hours=14)


@pytest.mark.parametrize(
    ("zone", "told"),
    [("Europe/Madrid", "UTC+1"), ("America/St_Johns", "UTC-3:30"), ("Asia/Kathmandu", "UTC+5:45"), ("UTC", "UTC")],
)
def test_the_distance_from_utc_has_minutes_where_there_are_any(zone, told):
    assert shown.offset(hours(timezone=zone), at(MONDAY)) == told
    assert page.written(at("2026-11-23T10:00:00+01:00")) == "2026-11-23T09:00:00Z"


@pytest.mark.parametrize(
    ("now", "dates", "absences"),
    [
        ("2026-11-25T09:59:59+01:00", ["2026-11-24", "2026-12-08"], ["Feria", None]),
        ("2026-11-25T10:00:00+01:00", ["2026-11-24", "2026-12-08"], [None]),
        ("2026-11-25T23:59:59+01:00", ["2026-11-24", "2026-12-08"], [None]),
        ("2026-11-26T00:00:00+01:00", ["2026-12-08"], [None]),
    ],
)
def test_the_json_has_what_is_not_over(now, dates, absences):
    plan = hours(
        dates=[{"from": "2026-12-08", "open": []}, {"from": "2026-11-24", "to": "2026-11-25", "open": []}],
        absences=[
            {"from": "2026-12-01T00:00:00+01:00", "to": "2026-12-02T00:00:00+01:00"},
            {"from": "2026-11-25T09:00:00+01:00", "to": "2026-11-25T10:00:00+01:00", "label": "Feria"},
        ],
    )
    said = page.as_json(plan, username="tiendaluna", name="Tienda Luna", now=at(now))
    assert [each["from"] for each in said["dates"]] == dates
    assert [each.get("label") for each in said["absences"]] == absences
    assert said["absences"][-1] == {"from": "2026-11-30T23:00:00Z", "to": "2026-12-01T23:00:00Z"}
