"""What the hours page says, as values and as rows: no HTML here."""

from datetime import UTC, date, datetime, timedelta

import pytest

from care.hours import Hours, page, qr, shown
from care.hours.locales import TONGUES
from hours_page.words import WORDINGS

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
WEEK = {day: [["09:00", "14:00"], ["16:00", "19:00"]] for day in WORKDAYS}
MONDAY = "2026-11-23T10:00+01:00"
MINUTE = timedelta(minutes=1)


def at(text) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def hours(**given) -> Hours:
    return Hours.model_validate({"timezone": "Europe/Madrid", "weekly": WEEK} | given)


def said(rows):
    return [str(row) for row in rows]


def test_the_week_is_monday_to_sunday_with_its_breaks_and_one_today():
    rows = shown.week_rows(hours(), at("2026-11-26T10:00+01:00"), "es")
    assert [row.name for row in rows] == ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]
    assert [row.name for row in rows if row.is_today] == ["jueves"]
    assert said(row.open for row in rows[3:6]) == ["9:00–14:00, 16:00–19:00"] * 2 + ["Cerrado"]


def test_today_is_the_day_where_the_account_is():
    far = hours(timezone="Pacific/Auckland")
    assert [row.day for row in page.week(far, at("2026-11-23T12:00Z")) if row.is_today] == ["tue"]


@pytest.mark.parametrize(
    ("language", "row"),
    [
        ("es", "9:00–24:00"),
        ("pt", "9h00–24h00"),
        ("pt-BR", "9h–24h"),
        ("en", "9:00 am–midnight"),
    ],
)
def test_midnight_is_said_as_each_language_says_it(language, row):
    evenings = hours(weekly={"mon": [["09:00", "24:00"]]})
    monday = shown.week_rows(evenings, at(MONDAY), language)[0]
    assert str(monday.open) == row
    assert monday.open.spans[0][1].machine == "00:00"  # HTML has no 24:00


def test_round_the_clock_is_said_in_words():
    always = Hours(timezone="UTC", always=True)
    assert {str(row.open) for row in shown.week_rows(always, at(MONDAY), "pt")} == {"24 horas"}


def test_a_special_date_shows_on_the_next_such_weekday_alone():
    closed = hours(dates=[{"from": "2026-11-30", "open": [], "label": "San Andrés"}])
    today_is_monday = page.week(closed, at(MONDAY))
    tomorrow_is_monday = page.week(closed, at("2026-11-24T10:00+01:00"))
    assert [row.special for row in today_is_monday] == [None] * 7
    assert tomorrow_is_monday[0].special == page.Special(date(2026, 11, 30), date(2026, 11, 30), (), "San Andrés")


def test_an_absence_shows_what_it_leaves_of_a_day():
    away = hours(absences=[{"from": "2026-11-25T12:00:00+01:00", "to": "2026-11-26T17:00:00+01:00", "label": "Feria"}])
    specials = [row.special for row in shown.week_rows(away, at(MONDAY), "en-GB")]
    assert [special and str(special) for special in specials[:5]] == [
        None,
        None,
        "Wednesday 25 November: 9:00 am–12:00 pm (Feria)",
        "Thursday 26 November: 5:00 pm–7:00 pm (Feria)",
        None,
    ]


def test_an_absence_that_is_over_is_not_shown_any_more_today():
    morning = hours(absences=[{"from": "2026-11-23T09:00:00+01:00", "to": "2026-11-23T10:00:00+01:00"}])
    assert page.week(morning, at("2026-11-23T09:59+01:00"))[0].special is not None
    assert page.week(morning, at(MONDAY))[0].special is None


def test_an_absence_in_closed_time_changes_no_day():
    night = hours(absences=[{"from": "2026-11-24T20:00:00+01:00", "to": "2026-11-25T08:00:00+01:00"}])
    assert not any(row.special for row in page.week(night, at(MONDAY)))


def test_what_is_soon_is_sixty_days_ahead_and_not_over():
    closed = hours(
        dates=[
            {"from": "2026-11-19", "open": [], "label": "long ago"},
            {"from": "2026-11-20", "to": "2026-11-23", "open": [], "label": "until today"},
            {"from": "2027-01-22", "open": [], "label": "in 60 days"},
            {"from": "2027-01-23", "open": [], "label": "in 61 days"},
        ],
        absences=[
            {"from": "2026-11-23T06:00:00Z", "to": "2026-11-23T09:00:00Z", "label": "ends now"},
            {"from": "2026-11-23T06:00:00Z", "to": "2026-11-23T09:00:01Z", "label": "runs"},
            {"from": "2027-06-01T00:00:00Z", "to": "2027-06-02T00:00:00Z", "label": "in summer"},
        ],
    )
    assert [special.label for special in page.soon(closed, at(MONDAY))] == ["until today", "runs", "in 60 days"]


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        (
            "es",
            [
                "25 de noviembre, 13:00 – 16:30: Cerrado (Inventario)",
                "martes 8 de diciembre: Cerrado",
                "24 de diciembre – 6 de enero de 2027: 10:00–12:00 (Navidad)",
            ],
        ),
        (
            "pt",
            [
                "25 de novembro, 13h00 – 16h30: Fechado (Inventario)",
                "terça-feira, 8 de dezembro: Fechado",
                "24 de dezembro – 6 de janeiro de 2027: 10h00–12h00 (Navidad)",
            ],
        ),
        (
            "en",
            [
                "November 25, 1:00 pm – 4:30 pm: Closed (Inventario)",
                "Tuesday, December 8: Closed",
                "December 24 – January 6, 2027: 10:00 am–12:00 pm (Navidad)",
            ],
        ),
    ],
)
def test_special_dates_are_told_in_order_in_each_language(language, rows):
    special = hours(
        dates=[
            {"from": "2026-12-24", "to": "2027-01-06", "open": [["10:00", "12:00"]], "label": "Navidad"},
            {"from": "2026-12-08", "open": []},
        ],
        absences=[{"from": "2026-11-25T12:00:00Z", "to": "2026-11-25T15:30:00Z", "label": "Inventario"}],
    )
    assert said(shown.special_rows(special, at(MONDAY), language)) == rows


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        ("Europe/Madrid", "UTC+1"),
        ("America/St_Johns", "UTC-3:30"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("Atlantic/Canary", "UTC"),
    ],
)
def test_the_zone_is_told_with_its_distance_from_utc(zone, offset):
    assert shown.offset(hours(timezone=zone), at(MONDAY)) == offset


@pytest.mark.parametrize(
    ("now", "fresh"),
    [
        (MONDAY, MINUTE),
        ("2026-11-23T13:59:30+01:00", MINUTE / 2),
        ("2026-11-23T08:59:50+01:00", MINUTE / 6),
        ("2026-11-23T23:59:45+01:00", MINUTE / 4),
        ("2026-11-23T14:00:00+01:00", MINUTE),
    ],
)
def test_what_is_said_is_fresh_until_something_changes(now, fresh):
    assert page.fresh_for(hours(), at(now), MINUTE) == fresh


def test_the_json_has_the_documented_shape_when_open():
    special = hours(
        weekly={"sun": [["22:00", "02:00"]], "mon": [["16:00", "19:00"], ["09:00", "14:00"]]},
        dates=[
            {"from": "2026-12-25", "open": [], "label": "Navidad"},
            {"from": "2026-12-08", "open": [["10:00", "12:00"]]},
            {"from": "2026-11-22", "open": []},
        ],
        absences=[{"from": "2026-11-25T12:00:00+01:00", "to": "2026-11-25T13:00:00+01:00"}],
    )
    assert page.as_json(special, username="tiendaluna", name="Tienda Luna", now=at(MONDAY)) == {
        "account": {"username": "tiendaluna", "name": "Tienda Luna"},
        "timezone": "Europe/Madrid",
        "open": True,
        "until": "2026-11-23T13:00:00Z",
        "status": {
            "es": "Abierto hasta las 14:00",
            "pt": "Aberto até às 14h00",
            "en": "Open until 2:00 pm",
        },
        "week": {
            "mon": [["09:00", "14:00"], ["16:00", "19:00"]],
            **{day: [] for day in ("tue", "wed", "thu", "fri", "sat")},
            "sun": [["22:00", "02:00"]],
        },
        "dates": [
            {"from": "2026-12-08", "to": "2026-12-08", "open": [["10:00", "12:00"]]},
            {"from": "2026-12-25", "to": "2026-12-25", "open": [], "label": "Navidad"},
        ],
        "absences": [{"from": "2026-11-25T11:00:00Z", "to": "2026-11-25T12:00:00Z"}],
    }


@pytest.mark.parametrize(
    ("given", "key", "value"),
    [
        ({"always": True, "weekly": {}}, "until", None),
        ({"weekly": {}}, "opens_at", None),
        ({"dates": [{"from": "2026-11-23", "open": []}]}, "opens_at", "2026-11-24T08:00:00Z"),
    ],
)
def test_the_json_says_null_where_nothing_changes_any_more(given, key, value):
    found = page.as_json(hours(**given), username="a", name="A", now=at(MONDAY))
    assert found[key] == value
    assert len({"until", "opens_at"} & found.keys()) == 1


def test_the_page_is_worded_in_every_language_that_hours_are():
    assert set(WORDINGS) - {"pt-PT"} == {tag.partition("-")[0] for tag in TONGUES} == set(page.LANGUAGES)
    assert all(all(words) for words in WORDINGS.values())


def test_a_qr_code_is_another_for_another_address_and_escapes_its_title():
    one, other = (qr.svg(f"https://help.example/hours/{name}", "a<b") for name in ("tiendaluna", "tiendasol"))
    assert one != other
    assert b"<title>a&lt;b</title>" in one
