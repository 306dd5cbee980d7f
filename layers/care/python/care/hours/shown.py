"""Hours as rows that people read, in Spanish, Portuguese and English: weekdays, intervals, special dates.

Each time and date comes with the form that machines read, as HTML's `<time>` wants it.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from babel.dates import format_date, get_day_names

from care.hours.entries import Span
from care.hours.locales import TONGUES, LocalePhrases
from care.hours.model import DAYS, Hours
from care.hours.page import LOOK_AHEAD, WHOLE_DAY, Special, Weekday, soon, week
from care.hours.words import utc

_DASH = "\N{EN DASH}"
_CLOSED = {"es": "Cerrado", "pt": "Fechado", "en": "Closed"}
_WHOLE_DAY = {"es": "24 horas", "pt": "24 horas", "en": "24 hours"}


class Stamp(NamedTuple):
    """A time or date: as machines read it, and as people do."""

    machine: str
    text: str


class Intervals(NamedTuple):
    """When it is open on a day: intervals of times, or one text instead of them ("Cerrado", "24 horas")."""

    spans: tuple[tuple[Stamp, Stamp], ...]
    text: str

    def __str__(self) -> str:
        return self.text or ", ".join(f"{start.text}{_DASH}{end.text}" for start, end in self.spans)


class SpecialRow(NamedTuple):
    """Special hours: one date, or first and last of several, or start and end of an absence."""

    dates: tuple[Stamp, ...]
    open: Intervals
    label: str | None

    def __str__(self) -> str:
        when = f" {_DASH} ".join(stamp.text for stamp in self.dates)
        return f"{when}: {self.open}{f' ({self.label})' if self.label else ''}"


class WeekRow(NamedTuple):
    """A weekday with its usual hours, and what is special on the next such day."""

    name: str
    is_today: bool
    open: Intervals
    special: SpecialRow | None


def week_rows(hours: Hours, now: datetime, language: str) -> list[WeekRow]:
    """Monday to Sunday."""
    return [_week_row(row, now.astimezone(hours.zone).date(), language) for row in week(hours, now)]


def special_rows(hours: Hours, now: datetime, language: str, ahead: timedelta = LOOK_AHEAD) -> list[SpecialRow]:
    """What differs from the week in the next 60 days, or `ahead`."""
    today = now.astimezone(hours.zone).date()
    return [_special_row(special, today, language) for special in soon(hours, now, ahead)]


def offset(hours: Hours, now: datetime) -> str:
    """How far the clocks of these hours are from UTC now: "UTC+1", "UTC-3:30"."""
    return utc(now.astimezone(hours.zone))


def _week_row(row: Weekday, today: date, language: str) -> WeekRow:
    names = get_day_names("wide", "stand-alone", _tongue(language).locale)
    special = None if row.special is None else _special_row(_of_day(row.special, row.coming), today, language)
    return WeekRow(names[DAYS.index(row.day)], row.is_today, _intervals(row.open, language), special)


def _of_day(special: Special, day: date) -> Special:
    return special._replace(first=day, last=day)


def _special_row(special: Special, today: date, language: str) -> SpecialRow:
    if special.between is not None:
        dates = _between(*special.between, today, language)
    elif special.first == special.last:
        dates = (Stamp(str(special.first), _day(special.first, today, language)),)
    else:
        dates = tuple(Stamp(str(day), _short(day, today, language)) for day in (special.first, special.last))
    return SpecialRow(dates, _intervals(special.open, language), special.label)


def _between(start: datetime, end: datetime, today: date, language: str) -> tuple[Stamp, ...]:
    first, last = (f"{_short(at.date(), today, language)}, {_tongue(language).clock(at)}" for at in (start, end))
    if start.date() == end.date():
        last = _tongue(language).clock(end)
    return (Stamp(start.isoformat(timespec="minutes"), first), Stamp(end.isoformat(timespec="minutes"), last))


def _intervals(spans: tuple[Span, ...], language: str) -> Intervals:
    if spans == WHOLE_DAY:
        return Intervals((), _WHOLE_DAY[_primary(language)])
    if not spans:
        return Intervals((), _CLOSED[_primary(language)])
    return Intervals(tuple((_time(start, language), _time(end, language)) for start, end in spans), "")


def _time(text: str, language: str) -> Stamp:
    clock = _tongue(language).clock
    if text == "24:00":
        # English has no 24 o'clock, and HTML neither.
        midnight = clock(datetime.combine(date.min, time())).replace("0", "24", 1)
        return Stamp("00:00", "midnight" if _primary(language) == "en" else midnight)
    return Stamp(text, clock(datetime.combine(date.min, time.fromisoformat(text))))


def _day(day: date, today: date, language: str) -> str:
    return format_date(day, _pattern(day, today, language), locale=_tongue(language).locale)


def _short(day: date, today: date, language: str) -> str:
    """A date without its weekday, for a range of them."""
    pattern = _pattern(day, today, language).removeprefix("EEEE").lstrip(", ")
    return format_date(day, pattern, locale=_tongue(language).locale)


def _pattern(day: date, today: date, language: str) -> str:
    tongue = _tongue(language)
    return tongue.date if day.year == today.year else tongue.date_of_another_year


def _tongue(language: str) -> LocalePhrases:
    tag = language.replace("_", "-").lower()
    return TONGUES.get(tag) or TONGUES[_primary(tag)]


def _primary(language: str) -> str:
    return language.replace("_", "-").lower().partition("-")[0]
