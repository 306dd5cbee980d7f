"""Hours as schema.org's OpeningHoursSpecification, which search engines read from a page.

Its times are local and without a zone. A closing before the opening is on the next day, and a whole day is written
00:00-23:59, as https://developers.google.com/search/docs/appearance/structured-data/local-business asks for it.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from care.hours.entries import Absence, Span, SpecialDate
from care.hours.model import DAYS, Hours

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WHOLE_DAY = ("00:00", "24:00")
DAYS_OF_AN_ABSENCE = 62  # of a longer one, only so many days are listed


def json_ld(hours: Hours, *, name: str, url: str, today: date) -> dict[str, Any]:
    """A JSON-LD value for the page at `url`: the week, and the special dates and absences from `today` on.

    A date that an absence touches shows what is left of its hours.
    """
    absent = sorted({day for absence in hours.absences for day in _days(hours, absence) if day >= today})
    ranges = [(first, last, entry.open) for entry in hours.dates for first, last in _whole(entry, absent)]
    ranges += [(day, day, _left(hours, day)) for day in absent]
    special = [
        {"@type": "OpeningHoursSpecification", **times, "validFrom": str(first), "validThrough": str(last)}
        for first, last, spans in sorted(ranges)
        if last >= today
        for times in _specifications(spans)
    ]
    return {
        "@context": "https://schema.org",
        # Only a Place has special opening hours, and this is the Place that a brand without a door may be.
        "@type": "LocalBusiness",
        "name": name,
        "url": url,
        "openingHoursSpecification": list(_week(hours)),
        "specialOpeningHoursSpecification": special,
    }


def _week(hours: Hours) -> Iterator[dict[str, Any]]:
    days: dict[Span, list[str]] = {}
    for day, name in zip(DAYS, NAMES, strict=True):
        for span in (WHOLE_DAY,) if hours.always else sorted(hours.weekly.get(day, ())):
            days.setdefault(span, []).append(name)
    for span, names in days.items():
        yield {"@type": "OpeningHoursSpecification", "dayOfWeek": names, **_times(span)}


def _specifications(spans: Iterable[Span]) -> list[dict[str, str]]:
    return [_times(span) for span in sorted(spans)] or [{"opens": "00:00", "closes": "00:00"}]


def _times(span: Span) -> dict[str, str]:
    if span == WHOLE_DAY:
        return {"opens": "00:00", "closes": "23:59"}
    return {"opens": span[0], "closes": span[1].replace("24:00", "00:00")}


def _days(hours: Hours, absence: Absence) -> Iterator[date]:
    first = absence.start.astimezone(hours.zone).date()
    last = (absence.end - timedelta(microseconds=1)).astimezone(hours.zone).date()
    for n in range(min((last - first).days + 1, DAYS_OF_AN_ABSENCE)):
        yield first + timedelta(days=n)


def _whole(entry: SpecialDate, absent: Iterable[date]) -> Iterator[tuple[date, date]]:
    """What is left of a range of dates without the days that an absence touches."""
    first = entry.first
    for day in absent:
        if entry.first <= day <= entry.last:
            if first < day:
                yield first, day - timedelta(days=1)
            first = day + timedelta(days=1)
    if first <= entry.last:
        yield first, entry.last


def _left(hours: Hours, day: date) -> tuple[Span, ...]:
    start, end = (datetime.combine(day + timedelta(days=n), time(), hours.zone) for n in (0, 1))
    left = []
    for since, until in hours.intervals(start, end):
        opens, closes = since.astimezone(hours.zone), until.astimezone(hours.zone)
        left.append((f"{opens:%H:%M}", f"{closes:%H:%M}" if closes.date() == day else "24:00"))
    return tuple(left)
