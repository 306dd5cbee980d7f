"""Public holidays, by the `holidays` package."""

import pytest

from care.hours import Hours

holiday = pytest.importorskip("care.hours.holiday")


def test_the_holidays_of_madrid_are_closed_dates_with_spanish_names():
    dates = holiday.dates("ES", "MD", [2026], "es")
    assert len(dates) == 12
    assert {(str(entry.first), entry.label) for entry in dates} >= {
        ("2026-05-02", "Fiesta de la Comunidad de Madrid"),
        ("2026-11-02", "Lunes siguiente a Todos los Santos"),
        ("2026-12-25", "Natividad del Señor"),
    }
    assert all(entry.open == () and entry.first == entry.last for entry in dates)
    Hours(timezone="Europe/Madrid", dates=tuple(dates))


@pytest.mark.parametrize(
    ("country", "language", "label"),
    [
        ("BR", "pt", "Natal"),
        ("PT", "pt-BR", "Dia de Natal"),
        ("PT", "en", "Christmas Day"),
        ("ES", "pt", "Christmas Day"),
    ],
)
def test_names_come_in_the_language_that_is_nearest(country, language, label):
    assert holiday.dates(country, None, [2026], language)[-1].label == label


def test_years_are_put_together():
    years = {entry.first.year for entry in holiday.dates("PT", None, [2026, 2027], "pt")}
    assert years == {2026, 2027}


@pytest.mark.parametrize(
    ("country", "region", "words"),
    [("XX", None, "no public holidays are known of 'XX'"), ("ES", "ZZ", "no region 'ZZ' in ES; choose one of AN")],
)
def test_an_unknown_place_is_refused(country, region, words):
    with pytest.raises(ValueError, match=words):
        holiday.dates(country, region, [2026], "es")
