"""Whole sentences in each language, where the words change: at midnight, tomorrow, in a week, in another year."""

from datetime import UTC, datetime

import pytest

from care.hours import Hours, osm

LANGUAGES = ("es", "pt", "pt-BR", "en", "en-GB")
WEEK, NOON = "2026 Nov 23-29 00:00-24:00", "2026-12-02T12:00Z"


def at(text) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "instant", "sentences"),
    [
        (  # it closes in just seven days
            WEEK,
            "2026-11-23T00:00Z",
            (
                "Abierto hasta el lunes 30 de noviembre a las 0:00",
                "Aberto até segunda-feira, 30 de novembro, às 0h00",
                "Aberto até segunda-feira, 30 de novembro, às 0h",
                "Open until Monday, November 30 at 12:00 am",
                "Open until Monday 30 November at 12:00 am",
            ),
        ),
        (  # a minute more
            "2026 Nov 22 23:59-24:00; 2026 Nov 23-29 00:00-24:00",
            "2026-11-22T23:59Z",
            ("Abierto las 24 horas", "Aberto 24 horas", "Aberto 24 horas", *["Open 24 hours a day"] * 2),
        ),
        (
            WEEK,
            "2026-11-22T23:59:59.999999Z",
            (
                "Volvemos mañana, lunes 23, a las 0:00 (hora UTC)",
                "Voltamos amanhã, segunda-feira, dia 23, às 0h00 (horário UTC)",
                "Voltamos amanhã, segunda-feira, dia 23, às 0h (horário UTC)",
                "Back tomorrow, Monday, November 23, at 12:00 am (UTC)",
                "Back tomorrow, Monday 23 November, at 12:00 am (UTC)",
            ),
        ),
        (  # the second midnight from now has no word of its own
            WEEK,
            "2026-11-28T23:00Z",
            (
                "Abierto hasta el lunes 30 de noviembre a las 0:00",
                "Aberto até segunda-feira, 30 de novembro, às 0h00",
                "Aberto até segunda-feira, 30 de novembro, às 0h",
                "Open until Monday, November 30 at 12:00 am",
                "Open until Monday 30 November at 12:00 am",
            ),
        ),
        (
            WEEK,
            "2026-11-29T00:00Z",
            (
                "Abierto hasta la medianoche",
                "Aberto até à meia-noite",
                "Aberto até à meia-noite",
                "Open until midnight",
                "Open until midnight",
            ),
        ),
        (
            "Mo 22:00-00:30",
            "2026-11-23T22:00Z",
            (
                "Abierto hasta mañana a las 0:30",
                "Aberto até amanhã às 0h30",
                "Aberto até amanhã às 0h30",
                "Open until tomorrow at 12:30 am",
                "Open until tomorrow at 12:30 am",
            ),
        ),
        (
            "Mo 22:00-01:00",
            "2026-11-23T22:00Z",
            (
                "Abierto hasta mañana a la 1:00",
                "Aberto até amanhã à 1h00",
                "Aberto até amanhã à 1h",
                "Open until tomorrow at 1:00 am",
                "Open until tomorrow at 1:00 am",
            ),
        ),
        (
            "Mo 12:00-13:01",
            "2026-11-23T12:00Z",
            (
                "Abierto hasta las 13:01",
                "Aberto até às 13h01",
                "Aberto até às 13h01",
                "Open until 1:01 pm",
                "Open until 1:01 pm",
            ),
        ),
        (
            "2026 Dec 30-2027 Jan 01 00:00-24:00",
            "2026-12-31T23:00Z",
            (
                "Abierto hasta el sábado 2 de enero de 2027 a las 0:00",
                "Aberto até sábado, 2 de janeiro de 2027, às 0h00",
                "Aberto até sábado, 2 de janeiro de 2027, às 0h",
                "Open until Saturday, January 2, 2027 at 12:00 am",
                "Open until Saturday 2 January 2027 at 12:00 am",
            ),
        ),
        (
            "2027 Jan 01 01:30-24:00",
            "2026-12-31T12:00Z",
            (
                "Volvemos mañana, viernes 1, a la 1:30 (hora UTC)",
                "Voltamos amanhã, sexta-feira, dia 1, à 1h30 (horário UTC)",
                "Voltamos amanhã, sexta-feira, dia 1, à 1h30 (horário UTC)",
                "Back tomorrow, Friday, January 1, at 1:30 am (UTC)",
                "Back tomorrow, Friday 1 January, at 1:30 am (UTC)",
            ),
        ),
        (
            "2027 Jan 02 12:00-13:00",
            "2026-12-31T12:00Z",
            (
                "Volvemos el sábado 2 de enero de 2027 a las 12:00 (hora UTC)",
                "Voltamos no sábado, 2 de janeiro de 2027, às 12h00 (horário UTC)",
                "Voltamos no sábado, 2 de janeiro de 2027, às 12h (horário UTC)",
                "Back on Saturday, January 2, 2027 at 12:00 pm (UTC)",
                "Back on Saturday 2 January 2027 at 12:00 pm (UTC)",
            ),
        ),
    ],
)
def test_the_status_of_an_instant_in_each_language(text, instant, sentences):
    hours = osm.read(text, "UTC")
    assert tuple(hours.status(at(instant), language) for language in LANGUAGES) == sentences


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-12-04", ("el viernes 4 de diciembre", "na sexta-feira, 4 de dezembro,", "on Friday, December 4")),
        ("2026-12-05", ("el sábado 5 de diciembre", "no sábado, 5 de dezembro,", "on Saturday, December 5")),
        ("2026-12-06", ("el domingo 6 de diciembre", "no domingo, 6 de dezembro,", "on Sunday, December 6")),
        ("2026-12-07", ("el lunes 7 de diciembre", "na segunda-feira, 7 de dezembro,", "on Monday, December 7")),
        ("2025-12-06", ("el sábado 6 de diciembre de 2025", "no sábado, 6 de dezembro de 2025,", None)),
        ("2026-12-01", ("el martes 1 de diciembre", "na terça-feira, 1 de dezembro,", "on Tuesday, December 1")),
    ],
)
@pytest.mark.parametrize(
    ("hour", "times"),
    [
        (0, (" a las 0:05", " às 0h05", " at 12:05 am")),
        (1, (" a la 1:05", " à 1h05", " at 1:05 am")),
        (2, (" a las 2:05", " às 2h05", " at 2:05 am")),
        (13, (" a las 13:05", " às 13h05", " at 1:05 pm")),
    ],
)
def test_a_date_and_a_time_in_a_sentence(day, said, hour, times):
    hours = Hours(timezone="UTC")
    for language, date, time in zip(("es", "pt", "en"), said, times, strict=True):
        if date:
            assert hours.when(at(f"{day}T{hour:02}:05Z"), at(NOON), language) == date + time


@pytest.mark.parametrize(
    ("opens", "phrase", "within"),
    [
        ("2026 Dec 02 13:00-14:00", "hoy a las 13:00", "hoy a las 13:00"),
        (
            "2026 Dec 03 13:00-14:00",
            "mañana, jueves 3 de diciembre a las 13:00",
            "mañana, jueves 3 de diciembre a las 13:00",
        ),
        ("2026 Dec 04 01:00-14:00", "viernes 4 de diciembre a la 1:00", "el viernes 4 de diciembre a la 1:00"),
        ("2027 Jan 09", "sábado 9 de enero de 2027 a las 0:00", "el sábado 9 de enero de 2027 a las 0:00"),
    ],
)
def test_a_return_has_an_article_within_a_sentence_alone(opens, phrase, within):
    hours = osm.read(opens, "UTC")
    assert hours.return_phrase(at(NOON), "es") == f"{phrase}, hora UTC"
    assert hours.return_phrase(at(NOON), "es", within=True) == f"{within}, hora UTC"


@pytest.mark.parametrize(
    ("zone", "names"),
    [
        ("CET", ("hora UTC+1", "horário UTC+1", "UTC+1")),
        ("EST", ("hora UTC-5", "horário UTC-5", "UTC-5")),
        ("GMT", ("hora UTC", "horário UTC", "UTC")),
        ("Iran", ("hora UTC+3:30", "horário UTC+3:30", "UTC+3:30")),
        ("Etc/GMT-14", ("hora UTC+14", "horário UTC+14", "UTC+14")),
        ("Etc/GMT+12", ("hora UTC-12", "horário UTC-12", "UTC-12")),
        ("Africa/Cairo", ("hora de El Cairo", "horário do Cairo", "Cairo time")),
        ("America/Guatemala", ("hora de Guatemala", "horário de Guatemala", "Guatemala time")),
    ],
)
def test_a_zone_without_a_city_is_told_by_its_distance_from_utc(zone, names):
    assert tuple(Hours(timezone=zone).zone_name(language) for language in ("es", "pt", "en")) == names


def test_near_the_end_of_the_calendar_time_is_told_in_utc():
    late = datetime.max.replace(tzinfo=UTC)
    assert Hours(timezone="Europe/Madrid").when(late, late, "es") == "hoy a las 23:59"
