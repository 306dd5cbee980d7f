"""Days off that become special dates, and what special dates and absences take for granted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from care.hours import Absence, Hours, SpecialDate, qr
from care.hours.closures import closed

holiday = pytest.importorskip("care.hours.holiday")


def december(day) -> date:
    return date(2026, 12, day)


def said(entries):
    return [(entry.first.isoformat()[5:], entry.last.isoformat()[5:], entry.label) for entry in entries]


@pytest.mark.parametrize(
    ("days_off", "entries"),
    [
        ([], []),
        ([(24, "a")], [("12-24", "12-24", "a")]),
        ([(24, "")], [("12-24", "12-24", None)]),
        ([(25, "a"), (24, "a"), (26, "a")], [("12-24", "12-26", "a")]),
        ([(24, ""), (25, "")], [("12-24", "12-25", None)]),
        ([(24, "a"), (26, "a")], [("12-24", "12-24", "a"), ("12-26", "12-26", "a")]),
        ([(24, "a"), (25, "b")], [("12-24", "12-24", "a"), ("12-25", "12-25", "b")]),
        ([(24, "a"), (25, "")], [("12-24", "12-24", "a"), ("12-25", "12-25", None)]),
        ([(24, "a"), (24, "b"), (24, "a")], [("12-24", "12-24", "a, b")]),
        ([(24, "a"), (24, "")], [("12-24", "12-24", "a")]),
        ([(31, "a"), (1, "a")], [("12-01", "12-01", "a"), ("12-31", "12-31", "a")]),
    ],
)
def test_days_off_that_follow_each_other_under_one_name_are_one_range(days_off, entries):
    found = closed((december(day), label) for day, label in days_off)
    assert said(found) == entries
    assert all(entry.open == () for entry in found)


@pytest.mark.parametrize(
    ("country", "region", "language", "first"),
    [
        ("ES", None, "es", ("01-01", "01-01", "Año Nuevo")),
        ("ES", None, "es-419", ("01-01", "01-01", "Año Nuevo")),
        ("ES", None, "en-GB", ("01-01", "01-01", "New Year's Day")),
        ("ES", None, "fr", ("01-01", "01-01", "New Year's Day")),
        ("PT", None, "pt", ("01-01", "01-01", "Ano Novo")),
        ("BR", "SP", "pt-BR", ("01-01", "01-01", "Confraternização Universal")),
        ("US", None, "en-US", ("01-01", "01-01", "New Year's Day")),
        ("US", None, "es", ("01-01", "01-01", "New Year's Day")),
        ("TH", None, "th", ("01-01", "01-01", "วันขึ้นปีใหม่")),
    ],
)
def test_a_holiday_is_named_in_the_language_that_is_asked_for_or_else_in_english(country, region, language, first):
    assert said(holiday.dates(country, region, [2026], language))[0] == first


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("en-CA", "Labour Day"),
        ("en-US", "Labor Day"),
        ("en-GB", "Labour Day"),
        ("es", "Labour Day"),
        ("fr", "Fête du Travail"),
    ],
)
def test_of_several_kinds_of_english_the_one_that_is_asked_for_is_taken_or_else_the_countrys(language, label):
    assert label in {entry.label for entry in holiday.dates("CA", None, [2026], language)}


def test_a_country_without_regions_says_so():
    with pytest.raises(ValueError) as refusal:
        holiday.dates("MC", "MC", [2026], "es")
    assert str(refusal.value) == "no region 'MC' in MC; choose one of none"


def test_a_special_date_is_one_day_unless_its_last_one_is_given():
    alone = SpecialDate.model_validate({"from": "2026-12-24", "open": []})
    by_name = SpecialDate.model_validate({"first": december(24), "open": ()})
    until = SpecialDate.model_validate({"from": "2026-12-24", "to": "2026-12-26", "open": []})
    assert said([alone, by_name, until]) == [
        ("12-24", "12-24", None),
        ("12-24", "12-24", None),
        ("12-24", "12-26", None),
    ]
    assert said([SpecialDate(first=december(24), last=december(26), open=())]) == [("12-24", "12-26", None)]


def test_without_a_label_none_is_written():
    assert SpecialDate.model_validate({"first": december(24), "open": ()}).model_dump(mode="json") == {
        "from": "2026-12-24",
        "to": "2026-12-24",
        "open": [],
    }
    away = Absence(start=datetime(2026, 12, 24, tzinfo=UTC), end=datetime(2026, 12, 25, tzinfo=UTC), label="Feria")
    assert away.model_dump(mode="json") == {
        "from": "2026-12-24T00:00:00Z",
        "to": "2026-12-25T00:00:00Z",
        "label": "Feria",
    }


def test_an_absence_lasts_some_time():
    noon = datetime(2026, 12, 24, 12, tzinfo=UTC)
    assert Absence(start=noon, end=noon + timedelta(microseconds=1)).label is None
    with pytest.raises(ValidationError, match=r"from 2026-12-24T12:00:00\+00:00 is not before to"):
        Absence(start=noon, end=noon)


def test_what_is_no_mapping_is_refused_as_such():
    with pytest.raises(ValidationError, match="valid dictionary or instance"):
        Hours.model_validate([])
    with pytest.raises(ValidationError, match=r"dates\.0\n.*valid dictionary or instance"):
        Hours.model_validate({"timezone": "UTC", "dates": [7]})


def test_a_qr_code_has_a_quiet_border_of_four_modules_and_is_large_enough_to_print():
    """37 letters at level Q take 33 modules a side; each has 8 pixels."""
    picture = qr.svg("https://help.example/hours/tiendaluna", "x")
    assert b'width="328" height="328"' in picture
    assert b"M4 4.5h7" in picture
