"""Hours in words: the sentences and times that a customer reads, in Spanish, Portuguese and English.

Dates and names of places come from Babel, the words around them from `locales`.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, get_timezone_location

from care.hours.clock import moment
from care.hours.locales import TONGUES, LocalePhrases
from care.instants import shown_in

ROUND_THE_CLOCK_FROM = timedelta(days=7)  # a closing further ahead than this is no news for a customer


def status(zone: ZoneInfo, at: datetime, language: str, *, is_open: bool, change: datetime | None) -> str:
    """One sentence: open until when, or back when; kind when there are no hours at all.

    `change` is when that ends which is so at `at`, or None if it never does.
    """
    tongue = _tongue(language)
    if is_open:
        if change is None or change - at > ROUND_THE_CLOCK_FROM:
            return tongue.open_round_the_clock
        until = _until(tongue, _local(zone, change), _local(zone, at))
        return tongue.open_until.format(until)
    if change is None:
        return tongue.no_hours
    back, now = _local(zone, change), _local(zone, at)
    days = (back.date() - now.date()).days
    if days == 0:
        return tongue.back.format(_when(tongue, back, now))
    said = _tomorrow(tongue, back, tongue.date_of_this_month, ", ") if days == 1 else _when(tongue, back, now)
    return tongue.back.format(f"{said} ({zone_name(zone, language)})")


def when(zone: ZoneInfo, instant: datetime, now: datetime, language: str) -> str:
    """An instant as part of a sentence, seen from `now`, in the local time of the zone and without its zone.

    "hoy a las 16:00", "mañana, lunes 23 de noviembre, a las 9:00", "el lunes 23 de noviembre a las 9:00".
    """
    return _when(_tongue(language), _local(zone, instant), _local(zone, now))


def return_phrase(zone: ZoneInfo, opening: datetime, at: datetime, language: str, *, within: bool = False) -> str:
    """An opening after `at` with its zone.

    "hoy a las 16:00, hora de Madrid", "lunes 23 de noviembre a las 9:00, hora de Madrid"; a date of tomorrow is the
    same after "mañana, ". With `within` it is part of a sentence and has what stands before a date: "el lunes 23 …".
    """
    tongue = _tongue(language)
    back, now = _local(zone, opening), _local(zone, at)
    days = (back.date() - now.date()).days
    if days == 0:
        said = _when(tongue, back, now)
    elif days == 1:
        said = _tomorrow(tongue, back, _date_pattern(tongue, back, now), tongue.before_time)
    elif within:
        said = _when(tongue, back, now)
    else:
        said = f"{_date(tongue, back, now)}{tongue.before_time}{_at(tongue, back)}"
    return f"{said}, {zone_name(zone, language)}"


def zone_name(zone: ZoneInfo, language: str) -> str:
    """The time zone as people call it: "hora de Madrid", "horário de São Paulo", "Lisbon time", "UTC-3"."""
    tongue = _tongue(language)
    if "/" not in zone.key or zone.key.startswith("Etc/"):
        distance = utc(datetime(2000, 1, 1, tzinfo=zone))
        return tongue.place(distance).replace(" de UTC", " UTC").removesuffix(" time")
    city = get_timezone_location(zone, locale=Locale.parse(tongue.locale), return_city=True)
    # Babel names some places with their country or state before the city: Argentina/Buenos Aires.
    return tongue.place(city.rpartition("/")[2])


def utc(local: datetime) -> str:
    """How far a local time is from UTC: "UTC+1", "UTC-3:30"."""
    minutes = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    whole, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{whole}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def _tongue(language: str) -> LocalePhrases:
    tag = language.replace("_", "-").lower()
    tongue = TONGUES.get(tag) or TONGUES.get(tag.partition("-")[0])
    if tongue is None:
        raise ValueError(f"hours are told in es, pt and en, not in {language!r}; choose one of them")
    return tongue


def _local(zone: ZoneInfo, at: datetime) -> datetime:
    moment(at)  # refuses a naive one, which astimezone would take for the machine's own time
    return shown_in(at, zone)


def _when(tongue: LocalePhrases, local: datetime, now: datetime) -> str:
    days = (local.date() - now.date()).days
    if days == 0:
        return f"{tongue.today} {_at(tongue, local)}"
    if days == 1:
        return _tomorrow(tongue, local, _date_pattern(tongue, local, now), ", ")
    return f"{tongue.on(local.weekday(), _date(tongue, local, now))}{tongue.before_time}{_at(tongue, local)}"


def _tomorrow(tongue: LocalePhrases, local: datetime, pattern: str, before_time: str) -> str:
    date = format_datetime(local, pattern, locale=tongue.locale)
    return f"{tongue.tomorrow}, {date}{before_time}{_at(tongue, local)}"


def _until(tongue: LocalePhrases, local: datetime, now: datetime) -> str:
    days = (local.date() - now.date()).days
    if days == 0:
        return tongue.until(local.hour, tongue.clock(local))
    if days == 1 and local.hour == local.minute == 0:
        return tongue.midnight
    if days == 1:
        return f"{tongue.tomorrow} {_at(tongue, local)}"
    return f"{tongue.until_date}{_date(tongue, local, now)}{tongue.before_time}{_at(tongue, local)}"


def _at(tongue: LocalePhrases, local: datetime) -> str:
    return tongue.at(local.hour, tongue.clock(local))


def _date(tongue: LocalePhrases, local: datetime, now: datetime) -> str:
    return format_datetime(local, _date_pattern(tongue, local, now), locale=tongue.locale)


def _date_pattern(tongue: LocalePhrases, local: datetime, now: datetime) -> str:
    return tongue.date if local.year == now.year else tongue.date_of_another_year
