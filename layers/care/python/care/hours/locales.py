"""What Babel does not know of a language: the words around a date and a time, and the sentences they stand in.

"a la 1:00" but "a las 2:00", "na segunda-feira" but "no sábado", "on Monday". Portuguese of Brazil and English outside
the United States keep their own ways when the language says so ("pt-BR", "en-GB").
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple


class LocalePhrases(NamedTuple):
    """How one language says a time: Babel's patterns, and the words around what they give.

    `at` puts the preposition before a clock time, given with its hour, and `until` what stands between "until" and it;
    `on` puts the preposition before a date, given with its weekday (Monday is 0), and `until_date` stands between
    "until" and a date.
    """

    locale: str
    clock: Callable[[datetime], str]
    date: str
    date_of_this_month: str
    date_of_another_year: str
    at: Callable[[int, str], str]
    until: Callable[[int, str], str]
    on: Callable[[int, str], str]
    until_date: str
    before_time: str
    today: str
    tomorrow: str
    place: Callable[[str], str]
    midnight: str
    open_until: str
    open_round_the_clock: str
    back: str
    no_hours: str


def _hours_and_minutes(local: datetime) -> str:
    return f"{local.hour}:{local.minute:02}"


def _with_h(local: datetime) -> str:
    return f"{local.hour}h{local.minute:02}"


def _with_h_alone(local: datetime) -> str:
    return f"{local.hour}h{local.minute:02}" if local.minute else f"{local.hour}h"


def _twelve_hours(local: datetime) -> str:
    from babel.dates import format_datetime  # noqa: PLC0415  Babel, for those who say a time

    return format_datetime(local, "h:mm a", locale="en").lower()


def _portuguese_place(city: str) -> str:
    return f"da {city}" if city.startswith("Cidade ") else f"do {city}" if city == "Cairo" else f"de {city}"


def _spanish_place(city: str) -> str:
    return f"hora de la {city}" if city.startswith("Ciudad ") else f"hora de {city}"


SPANISH = LocalePhrases(
    locale="es",
    clock=_hours_and_minutes,
    date="EEEE d 'de' MMMM",
    date_of_this_month="EEEE d",
    date_of_another_year="EEEE d 'de' MMMM 'de' y",
    at=lambda hour, time: f"a la {time}" if hour == 1 else f"a las {time}",
    until=lambda hour, time: f"la {time}" if hour == 1 else f"las {time}",
    on=lambda _, date: f"el {date}",
    until_date="el ",
    before_time=" ",
    today="hoy",
    tomorrow="mañana",
    place=_spanish_place,
    midnight="la medianoche",
    open_until="Abierto hasta {}",
    open_round_the_clock="Abierto las 24 horas",
    back="Volvemos {}",
    no_hours="Por ahora no tenemos un horario de atención previsto",
)
PORTUGUESE = LocalePhrases(
    locale="pt_PT",
    clock=_with_h,
    date="EEEE, d 'de' MMMM",
    date_of_this_month="EEEE, 'dia' d",
    date_of_another_year="EEEE, d 'de' MMMM 'de' y",
    at=lambda hour, time: f"à {time}" if hour == 1 else f"às {time}",
    until=lambda hour, time: f"à {time}" if hour == 1 else f"às {time}",
    on=lambda weekday, date: f"no {date}" if weekday >= 5 else f"na {date}",
    until_date="",
    before_time=", ",
    today="hoje",
    tomorrow="amanhã",
    place=lambda city: f"hora {_portuguese_place(city)}",
    midnight="à meia-noite",
    open_until="Aberto até {}",
    open_round_the_clock="Aberto 24 horas",
    back="Voltamos {}",
    no_hours="De momento, não temos horário de atendimento previsto",
)
BRAZILIAN = PORTUGUESE._replace(
    locale="pt_BR",
    clock=_with_h_alone,
    place=lambda city: f"horário {_portuguese_place(city)}",
    no_hours="No momento, não temos horário de atendimento previsto",
)
AMERICAN = LocalePhrases(
    locale="en_US",
    clock=_twelve_hours,
    date="EEEE, MMMM d",
    date_of_this_month="EEEE, MMMM d",
    date_of_another_year="EEEE, MMMM d, y",
    at=lambda _, time: f"at {time}",
    until=lambda _, time: time,
    on=lambda _, date: f"on {date}",
    until_date="",
    before_time=" ",
    today="today",
    tomorrow="tomorrow",
    place=lambda city: f"{city} time",
    midnight="midnight",
    open_until="Open until {}",
    open_round_the_clock="Open 24 hours a day",
    back="Back {}",
    no_hours="We have no support hours planned at the moment",
)
BRITISH = AMERICAN._replace(
    locale="en_GB",
    date="EEEE d MMMM",
    date_of_this_month="EEEE d MMMM",
    date_of_another_year="EEEE d MMMM y",
)
TONGUES = {
    "es": SPANISH,
    # "pt" alone is read mostly in Brazil, yet "9h00" is understood in both countries.
    "pt": BRAZILIAN._replace(clock=_with_h),
    "pt-pt": PORTUGUESE,
    "pt-br": BRAZILIAN,
    "en": AMERICAN,
    **{f"en-{country}": BRITISH for country in ("gb", "ie", "au", "nz", "in", "za")},
}
