"""What a customer reads, in each language."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from care.hours import Hours, osm

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
MADRID = Hours.model_validate(
    {
        "timezone": "Europe/Madrid",
        "weekly": {day: [["09:00", "14:00"], ["16:00", "19:00"]] for day in WORKDAYS},
        "dates": [{"from": "2026-12-24", "to": "2027-01-06", "open": []}],
    }
)
SATURDAY = "2026-11-21T13:00+01:00"
SUNDAY = "2026-11-22T13:00+01:00"
MORNING = "2026-11-23T10:00+01:00"
LUNCH = "2026-11-23T15:00+01:00"
CHRISTMAS = "2026-12-25T10:00+01:00"


def at(text) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("instant", "language", "sentence"),
    [
        (MORNING, "es", "Abierto hasta las 14:00"),
        (MORNING, "pt", "Aberto até às 14h00"),
        (MORNING, "pt-BR", "Aberto até às 14h"),
        (MORNING, "en", "Open until 2:00 pm"),
        (LUNCH, "es", "Volvemos hoy a las 16:00"),
        (LUNCH, "pt", "Voltamos hoje às 16h00"),
        (LUNCH, "en", "Back today at 4:00 pm"),
        (SUNDAY, "es", "Volvemos mañana, lunes 23, a las 9:00 (hora de Madrid)"),
        (SUNDAY, "pt-PT", "Voltamos amanhã, segunda-feira, dia 23, às 9h00 (hora de Madrid)"),
        (SUNDAY, "pt-BR", "Voltamos amanhã, segunda-feira, dia 23, às 9h (horário de Madri)"),
        (SUNDAY, "en", "Back tomorrow, Monday, November 23, at 9:00 am (Madrid time)"),
        (SATURDAY, "es", "Volvemos el lunes 23 de noviembre a las 9:00 (hora de Madrid)"),
        (SATURDAY, "es-419", "Volvemos el lunes 23 de noviembre a las 9:00 (hora de Madrid)"),
        (SATURDAY, "pt", "Voltamos na segunda-feira, 23 de novembro, às 9h00 (horário de Madri)"),
        (SATURDAY, "en", "Back on Monday, November 23 at 9:00 am (Madrid time)"),
        (SATURDAY, "en_GB", "Back on Monday 23 November at 9:00 am (Madrid time)"),
        (CHRISTMAS, "es", "Volvemos el jueves 7 de enero de 2027 a las 9:00 (hora de Madrid)"),
        (CHRISTMAS, "pt", "Voltamos na quinta-feira, 7 de janeiro de 2027, às 9h00 (horário de Madri)"),
        (CHRISTMAS, "en", "Back on Thursday, January 7, 2027 at 9:00 am (Madrid time)"),
    ],
)
def test_the_status_says_until_when_or_from_when(instant, language, sentence):
    assert MADRID.status(at(instant), language) == sentence


@pytest.mark.parametrize(
    ("instant", "language", "phrase"),
    [
        (SATURDAY, "es", "lunes 23 de noviembre a las 9:00, hora de Madrid"),
        (SUNDAY, "es", "mañana, lunes 23 de noviembre a las 9:00, hora de Madrid"),
        (LUNCH, "es", "hoy a las 16:00, hora de Madrid"),
        (CHRISTMAS, "es", "jueves 7 de enero de 2027 a las 9:00, hora de Madrid"),
        (SATURDAY, "pt", "segunda-feira, 23 de novembro, às 9h00, horário de Madri"),
        (SATURDAY, "pt-PT", "segunda-feira, 23 de novembro, às 9h00, hora de Madrid"),
        (LUNCH, "pt-BR", "hoje às 16h, horário de Madri"),
        (SATURDAY, "en", "Monday, November 23 at 9:00 am, Madrid time"),
        (SUNDAY, "en-GB", "tomorrow, Monday 23 November at 9:00 am, Madrid time"),
        (LUNCH, "en", "today at 4:00 pm, Madrid time"),
    ],
)
def test_the_return_phrase_is_a_date_a_time_and_a_zone(instant, language, phrase):
    assert MADRID.return_phrase(at(instant), language) == phrase


@pytest.mark.parametrize(
    ("instant", "language", "words"),
    [
        ("2026-11-23T16:00+01:00", "es", "el lunes 23 de noviembre a las 16:00"),
        ("2026-11-22T01:30+01:00", "es", "mañana, domingo 22 de noviembre, a la 1:30"),
        ("2026-11-22T01:30+01:00", "pt", "amanhã, domingo, 22 de novembro, à 1h30"),
        ("2026-11-28T09:00+01:00", "pt", "no sábado, 28 de novembro, às 9h00"),
        ("2026-11-24T09:00+01:00", "pt", "na terça-feira, 24 de novembro, às 9h00"),
        ("2026-11-22T12:30+01:00", "en", "tomorrow, Sunday, November 22, at 12:30 pm"),
        ("2026-11-21T23:59+01:00", "es", "hoy a las 23:59"),
    ],
)
def test_an_instant_is_said_as_seen_from_now(instant, language, words):
    assert MADRID.when(at(instant), at(SATURDAY), language) == words


@pytest.mark.parametrize(
    ("zone", "names"),
    [
        ("Europe/Madrid", ("hora de Madrid", "horário de Madri", "hora de Madrid", "Madrid time")),
        ("Europe/Lisbon", ("hora de Lisboa", "horário de Lisboa", "hora de Lisboa", "Lisbon time")),
        ("Atlantic/Canary", ("hora de Canarias", "horário de Canárias", "hora de Canárias", "Canary time")),
        ("America/Sao_Paulo", ("hora de São Paulo", "horário de São Paulo", "hora de São Paulo", "Sao Paulo time")),
        (
            "America/Argentina/Buenos_Aires",
            ("hora de Buenos Aires", "horário de Buenos Aires", "hora de Buenos Aires", "Buenos Aires time"),
        ),
        (
            "America/Mexico_City",
            (
                "hora de la Ciudad de México",
                "horário da Cidade do México",
                "hora da Cidade do México",
                "Mexico City time",
            ),
        ),
        ("UTC", ("hora UTC", "horário UTC", "hora UTC", "UTC")),
        ("Etc/GMT+3", ("hora UTC-3", "horário UTC-3", "hora UTC-3", "UTC-3")),
    ],
)
def test_a_zone_is_called_by_its_city(zone, names):
    assert tuple(Hours(timezone=zone).zone_name(language) for language in ("es", "pt", "pt-PT", "en")) == names


@pytest.mark.parametrize(
    ("instant", "sentences"),
    [
        (
            "2026-11-23T23:00Z",
            ("Abierto hasta mañana a la 1:00", "Aberto até amanhã à 1h00", "Open until tomorrow at 1:00 am"),
        ),
        ("2026-11-24T00:00Z", ("Abierto hasta la 1:00", "Aberto até à 1h00", "Open until 1:00 am")),
        ("2026-11-25T00:00Z", ("Volvemos hoy a la 1:00", "Voltamos hoje à 1h00", "Back today at 1:00 am")),
        ("2026-11-25T02:00Z", ("Abierto hasta la medianoche", "Aberto até à meia-noite", "Open until midnight")),
    ],
)
def test_one_o_clock_and_midnight_have_their_own_words(instant, sentences):
    hours = osm.read("Mo 22:00-01:00, We 01:00-24:00", "UTC")
    assert tuple(hours.status(at(instant), language) for language in ("es", "pt", "en")) == sentences


@pytest.mark.parametrize(
    ("given", "sentences"),
    [
        ({"always": True}, ("Abierto las 24 horas", "Aberto 24 horas", "Open 24 hours a day")),
        (
            {"always": True, "dates": [{"from": "2026-12-25", "open": []}]},
            ("Abierto las 24 horas", "Aberto 24 horas", "Open 24 hours a day"),
        ),
        (
            {},
            (
                "Por ahora no tenemos un horario de atención previsto",
                "No momento, não temos horário de atendimento previsto",
                "We have no support hours planned at the moment",
            ),
        ),
    ],
)
def test_always_and_never_are_said_kindly(given, sentences):
    hours = Hours.model_validate({"timezone": "UTC"} | given)
    assert tuple(hours.status(at(SATURDAY), language) for language in ("es", "pt", "en")) == sentences


def test_hours_that_never_open_promise_no_return():
    assert Hours(timezone="UTC").return_phrase(at(SATURDAY), "es") is None


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="told in es, pt and en, not in 'fr'"):
        MADRID.status(at(SATURDAY), "fr")


def test_a_naive_instant_is_not_taken_for_local_time():
    with pytest.raises(ValueError, match="has no time zone"):
        MADRID.when(datetime(2026, 11, 23, 9), at(SATURDAY), "es")  # noqa: DTZ001  that is the point


def test_arithmetic_alone_loads_no_calendars_and_no_languages():
    asked = "import sys, care.hours; sys.exit(bool({'babel', 'holidays', 'icalendar', 'dateutil'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", asked], check=False, timeout=60).returncode == 0


@pytest.mark.parametrize(("minute", "said"), [("00", "às 9h "), ("30", "às 9h30 "), ("05", "às 9h05 ")])
def test_in_brazil_minutes_are_said_where_there_are_any(minute, said):
    plan = Hours.model_validate({"timezone": "Europe/Madrid", "weekly": {"mon": [[f"09:{minute}", "14:00"]]}})
    assert said in plan.status(datetime(2026, 11, 22, 11, tzinfo=UTC), "pt-BR")
