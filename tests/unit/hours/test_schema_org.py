"""schema.org's JSON-LD: the week, what is special from today on, and what an absence leaves of a day."""

import json
from datetime import date, timedelta

import pytest

from care.hours import Hours
from care.hours.schema_org import json_ld

TODAY = date(2026, 11, 22)


def specifications(plan, key, today=date(2026, 11, 22)):
    value = json_ld(Hours.model_validate(plan), name="Marca", url="https://marca.example/hours/marca", today=today)
    json.dumps(value)
    assert value["@context"] == "https://schema.org"
    return [{name: said for name, said in each.items() if name != "@type"} for each in value[key]]


def special(**plan):
    hours = Hours.model_validate({"timezone": "Europe/Madrid"} | plan)
    value = json_ld(hours, name="Marca", url="https://marca.example/hours/marca", today=TODAY)
    return [
        (each["validFrom"][5:], each["validThrough"][5:], each["opens"], each["closes"])
        for each in value["specialOpeningHoursSpecification"]
    ]


def absent(start, end):
    return [{"from": f"{start}+01:00", "to": f"{end}+01:00"}]


def test_days_with_the_same_hours_are_said_once_and_nights_close_on_the_next_day():
    plan = {
        "timezone": "Europe/Madrid",
        "weekly": {
            "mon": [["09:00", "14:00"], ["16:00", "24:00"]],
            "tue": [["09:00", "14:00"]],
            "fri": [["22:00", "02:00"]],
            "sat": [["10:00", "12:00"]],
        },
    }
    assert specifications(plan, "openingHoursSpecification") == [
        {"dayOfWeek": ["Monday", "Tuesday"], "opens": "09:00", "closes": "14:00"},
        {"dayOfWeek": ["Monday"], "opens": "16:00", "closes": "00:00"},
        {"dayOfWeek": ["Friday"], "opens": "22:00", "closes": "02:00"},
        {"dayOfWeek": ["Saturday"], "opens": "10:00", "closes": "12:00"},
    ]


def test_round_the_clock_is_written_as_search_engines_want_it():
    [whole] = specifications({"timezone": "UTC", "always": True}, "openingHoursSpecification")
    assert (whole["opens"], whole["closes"], len(whole["dayOfWeek"])) == ("00:00", "23:59", 7)


def test_special_dates_are_open_or_closed_and_past_ones_are_left_out():
    plan = {
        "timezone": "UTC",
        "dates": [
            {"from": "2027-01-01", "to": "2027-01-06", "open": []},
            {"from": "2026-12-24", "open": [["09:00", "12:00"], ["13:00", "14:00"]]},
            {"from": "2026-11-01", "open": []},
        ],
    }
    assert specifications(plan, "specialOpeningHoursSpecification") == [
        {"opens": "09:00", "closes": "12:00", "validFrom": "2026-12-24", "validThrough": "2026-12-24"},
        {"opens": "13:00", "closes": "14:00", "validFrom": "2026-12-24", "validThrough": "2026-12-24"},
        {"opens": "00:00", "closes": "00:00", "validFrom": "2027-01-01", "validThrough": "2027-01-06"},
    ]


def test_a_day_that_an_absence_touches_shows_what_is_left_of_it():
    plan = {
        "timezone": "Europe/Madrid",
        "weekly": {"mon": [["09:00", "14:00"]], "tue": [["09:00", "14:00"]]},
        "dates": [{"from": "2026-11-20", "to": "2026-11-30", "open": [["10:00", "24:00"]]}],
        "absences": [{"from": "2026-11-23T11:00:00Z", "to": "2026-11-24T23:00:00Z"}],
    }
    assert specifications(plan, "specialOpeningHoursSpecification") == [
        {"opens": "10:00", "closes": "00:00", "validFrom": "2026-11-20", "validThrough": "2026-11-22"},
        {"opens": "10:00", "closes": "12:00", "validFrom": "2026-11-23", "validThrough": "2026-11-23"},
        {"opens": "00:00", "closes": "00:00", "validFrom": "2026-11-24", "validThrough": "2026-11-24"},
        {"opens": "10:00", "closes": "00:00", "validFrom": "2026-11-25", "validThrough": "2026-11-30"},
    ]


def test_the_page_is_of_a_brand_with_a_week_and_what_is_special():
    hours = Hours.model_validate(
        {
            "timezone": "UTC",
            "weekly": {"mon": [["16:00", "18:00"], ["09:00", "10:00"]]},
            "dates": [{"from": "2026-12-25", "open": []}],
        }
    )
    assert json_ld(hours, name="Marca", url="https://marca.example/hours/marca", today=TODAY) == {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "name": "Marca",
        "url": "https://marca.example/hours/marca",
        "openingHoursSpecification": [
            {"@type": "OpeningHoursSpecification", "dayOfWeek": ["Monday"], "opens": "09:00", "closes": "10:00"},
            {"@type": "OpeningHoursSpecification", "dayOfWeek": ["Monday"], "opens": "16:00", "closes": "18:00"},
        ],
        "specialOpeningHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "opens": "00:00",
                "closes": "00:00",
                "validFrom": "2026-12-25",
                "validThrough": "2026-12-25",
            }
        ],
    }


@pytest.mark.parametrize(
    ("to", "listed"),
    [("2026-11-21", []), ("2026-11-22", [("11-20", "11-22", "10:00", "23:00")])],
)
def test_a_special_date_is_listed_through_its_last_day(to, listed):
    assert special(dates=[{"from": "2026-11-20", "to": to, "open": [["10:00", "23:00"]]}]) == listed


@pytest.mark.parametrize(
    ("start", "end", "listed"),
    [
        ("2026-11-20T12:00:00", "2026-11-21T23:59:59", []),
        ("2026-11-20T12:00:00", "2026-11-22T00:00:00", []),
        ("2026-11-20T12:00:00", "2026-11-22T00:01:00", [("11-22", "11-22", "00:01", "00:00")]),
        ("2026-11-20T12:00:00", "2026-11-22T00:00:30", [("11-22", "11-22", "00:00", "23:59")]),
        (
            "2026-11-23T10:00:00",
            "2026-11-25T00:00:00",
            [("11-23", "11-23", "00:00", "10:00"), ("11-24", "11-24", "00:00", "00:00")],
        ),
        (
            "2026-11-23T10:00:00",
            "2026-11-24T12:00:00",
            [("11-23", "11-23", "00:00", "10:00"), ("11-24", "11-24", "12:00", "00:00")],
        ),
        (
            "2026-11-23T10:00:00",
            "2026-11-23T12:00:00",
            [("11-23", "11-23", "00:00", "10:00"), ("11-23", "11-23", "12:00", "00:00")],
        ),
    ],
)
def test_each_day_that_an_absence_touches_is_listed_with_what_is_left_of_it(start, end, listed):
    assert special(always=True, absences=absent(start, end)) == listed


def test_of_a_long_absence_sixty_two_days_are_listed():
    found = special(always=True, absences=absent("2026-11-23T00:00:00", "2027-11-23T00:00:00"))
    assert len(found) == 62
    assert found[0] == ("11-23", "11-23", "00:00", "00:00")
    assert found[-1] == ("01-23", "01-23", "00:00", "00:00")
    assert date(2026, 11, 23) + timedelta(days=61) == date(2027, 1, 23)


@pytest.mark.parametrize(
    ("days", "ranges"),
    [
        ([], [("11-24", "11-28")]),
        ([24], [("11-24", "11-24"), ("11-25", "11-28")]),
        ([28], [("11-24", "11-27"), ("11-28", "11-28")]),
        ([25, 26], [("11-24", "11-24"), ("11-25", "11-25"), ("11-26", "11-26"), ("11-27", "11-28")]),
        ([23], [("11-23", "11-23"), ("11-24", "11-28")]),
        ([29], [("11-24", "11-28"), ("11-29", "11-29")]),
    ],
)
def test_a_range_of_dates_is_split_where_an_absence_touches_it(days, ranges):
    found = special(
        dates=[{"from": "2026-11-24", "to": "2026-11-28", "open": [["10:00", "11:00"]]}],
        absences=[absent(f"2026-11-{day}T10:00:00", f"2026-11-{day}T10:01:00")[0] for day in days],
    )
    assert [each[:2] for each in found] == ranges


def test_what_is_special_comes_in_the_order_of_days():
    found = special(
        dates=[{"from": "2026-12-25", "open": []}, {"from": "2026-12-08", "open": [["12:00", "24:00"]]}],
        absences=absent("2026-12-10T00:00:00", "2026-12-11T00:00:00"),
    )
    assert found == [
        ("12-08", "12-08", "12:00", "00:00"),
        ("12-10", "12-10", "00:00", "00:00"),
        ("12-25", "12-25", "00:00", "00:00"),
    ]
