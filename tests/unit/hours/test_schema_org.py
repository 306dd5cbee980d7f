"""schema.org's JSON-LD."""

import json
from datetime import date

from care.hours import Hours
from care.hours.schema_org import json_ld


def specifications(plan, key, today=date(2026, 11, 22)):
    value = json_ld(Hours.model_validate(plan), name="Marca", url="https://marca.example/hours/marca", today=today)
    json.dumps(value)
    assert value["@context"] == "https://schema.org"
    return [{name: said for name, said in each.items() if name != "@type"} for each in value[key]]


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
