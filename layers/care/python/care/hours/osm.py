"""Hours as OpenStreetMap's `opening_hours` text, the compact form that experts write.

"Mo-Fr 09:00-14:00,16:00-19:00; 2026 Dec 24 09:00-12:00; 2026 Dec 25 off". A rule after `;` replaces what earlier rules
say of its days, a rule after `,` adds to it. Weekdays, dates with a year, times, "24/7" and "off" are read; whatever
else the language knows is refused by name, because hours that are nearly right are wrong.

Where a night runs past midnight into a date with rules of its own, readers of the language disagree; here the night
ends as planned, as everywhere in Centralita.

Source: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

import re
from collections.abc import Iterable, Iterator
from copy import replace
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from care import late
from care.hours.entries import Span, SpecialDate
from care.hours.model import DAYS, Hours

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY_MINUTES = 24 * 60
LONGEST_TEXT = 20_000  # characters
LONGEST_RANGE = 3 * 366  # days of one date range; a longer one is a change of the weekly hours

_DATE = r"(?:(?P<{0}year>\d{{4}}) )?(?:(?P<{0}month>" + "|".join(MONTHS) + r") )?(?P<{0}day>\d{{1,2}})(?!\d|:)"
_DATES = late.pattern(_DATE.format("from_") + r"(?: ?- ?" + _DATE.format("to_") + ")?")
_WEEKDAYS = late.pattern("(" + "|".join(WEEKDAYS) + r")(?: ?- ?(" + "|".join(WEEKDAYS) + r"))?(?![a-z\[])")
_TIMES = late.pattern(r"(\d{2}):(\d{2}) ?- ?(\d{2}):(\d{2})(?!\d|\+|/)")
_COMMENT = late.pattern(r'"([^"]*)"')
_STATE = late.pattern(r"(off|closed|open)\b")

type Minutes = tuple[int, int]


class _Rule(NamedTuple):
    adds: bool
    days: set[int]
    dates: list[date] | None
    spans: list[Minutes]
    label: str | None


def read(text: str, timezone: str) -> Hours:
    """The hours that an `opening_hours` text describes; what cannot be expressed raises ValueError with its place."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"the text has {len(text)} characters; write one of up to {LONGEST_TEXT}")
    week: dict[int, list[Minutes]] = {day: [] for day in range(7)}
    dates: dict[date, tuple[list[Minutes], str | None]] = {}
    for rule in _Reader(text).rules():
        if rule.dates is None:
            for day in rule.days:
                week[day] = _union([*week[day], *rule.spans] if rule.adds else rule.spans)
            for day_of_year, (spans, label) in list(dates.items()):
                if day_of_year.weekday() in rule.days:
                    if rule.adds:
                        dates[day_of_year] = (_union([*spans, *rule.spans]), label)
                    else:
                        del dates[day_of_year]
        else:
            for day_of_year in rule.dates:
                usual = (week[day_of_year.weekday()], None)
                before, label = dates.get(day_of_year, usual) if rule.adds else ([], None)
                dates[day_of_year] = (_union([*before, *rule.spans]), rule.label or label)
    always = all(spans == [(0, DAY_MINUTES)] for spans in week.values())
    weekly = {} if always else {DAYS[day]: _written(spans) for day, spans in week.items() if spans}
    entries = _entries(dates)
    return Hours.model_validate({"timezone": timezone, "weekly": weekly, "always": always, "dates": entries})


def write(hours: Hours) -> str:
    """The text of some hours. It has no time zone, and absences are left out: the language has no instants."""
    week = ["24/7"] if hours.always else []
    for spans, days in groupby(range(7), key=lambda day: hours.weekly.get(DAYS[day], ())):
        if spans:
            run = list(days)
            named = WEEKDAYS[run[0]] if len(run) == 1 else f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}"
            week.append(f"{named} {_times(spans)}")
    # A day's rule after `;` would take away the night that runs into it from the day before.
    has_nights = any(end <= start for spans in hours.weekly.values() for start, end in spans)
    rules = [(", " if has_nights else "; ").join(week)] if week else []
    for entry in sorted(hours.dates, key=lambda entry: entry.first):
        days_named = _dated(entry.first) if entry.first == entry.last else f"{_dated(entry.first)}-{_dated(entry.last)}"
        label = f' "{entry.label.replace('"', "'")}"' if entry.label else ""
        rules.append(f"{days_named} {_times(entry.open) or 'off'}{label}")
    return "; ".join(rules) or "off"


class _Reader:
    """Reads rules from left to right; `_at` is how far it has read."""

    def __init__(self, text: str) -> None:
        self._text = " ".join(text.split())
        self._at = 0

    def rules(self) -> Iterator[_Rule]:
        adds = False
        while True:
            yield self._rule(adds)
            if self._at == len(self._text):
                return
            adds = self._text[self._at] == ","
            if self._text[self._at] not in ",;":
                raise self._unreadable()
            self._at += 1
            self._skip()
            if self._at == len(self._text):  # a `;` at the end is common and harmless
                return

    def _rule(self, adds: bool) -> _Rule:
        start = self._at
        round_the_clock = self._take(late.pattern("24/7"))
        dates = None if round_the_clock else self._dates()
        days = set(range(7)) if round_the_clock else self._weekdays()
        if dates is not None and days:
            dates = [day for day in dates if day.weekday() in days]
        spans = self._spans()
        state = self._take(_STATE)
        comment = self._take(_COMMENT)
        if self._at == start:
            raise self._unreadable()
        shut = state is not None and state[1] != "open"
        if shut and spans:
            raise ValueError(f"{self._place(start)}: times that are off; write the hours that remain")
        if shut and adds:
            raise ValueError(f"{self._place(start)}: 'off' after a comma; write ; before it")
        if comment and dates is None:
            raise ValueError(f"{self._place(start)}: a comment on weekly hours; keep comments for dates")
        if not spans and not shut:
            spans = [(0, DAY_MINUTES)]
        return _Rule(adds, days or set(range(7)), dates, spans, comment[1] if comment else None)

    def _dates(self) -> list[date] | None:
        found: list[date] = []
        year, month = None, None
        while match := self._take(_DATES):
            year, month = match["from_year"] or year, match["from_month"] or month
            if year is None or month is None:
                raise ValueError(f"{self._place(match.start())}: a date without its year; write one date a year")
            first = self._date(year, month, match["from_day"], match.start())
            last = first
            if match["to_day"]:
                year, month = match["to_year"] or year, match["to_month"] or month
                last = self._date(year, month, match["to_day"], match.start())
            if not 0 <= (last - first).days < LONGEST_RANGE:
                raise ValueError(f"{self._place(match.start())}: not a range of up to three years; write it in order")
            found += [first + timedelta(days=n) for n in range((last - first).days + 1)]
            if not self._comma_before(_DATES):
                break
        return found or None

    def _date(self, year: str, month: str, day: str, start: int) -> date:
        try:
            return date(int(year), MONTHS.index(month) + 1, int(day))
        except ValueError:
            raise ValueError(f"{self._place(start)}: there is no such date; correct it") from None

    def _weekdays(self) -> set[int]:
        days: set[int] = set()
        while match := self._take(_WEEKDAYS):
            first = WEEKDAYS.index(match[1])
            last = WEEKDAYS.index(match[2] or match[1])
            days |= {day % 7 for day in range(first, last + 1 if last >= first else last + 8)}
            if not self._comma_before(_WEEKDAYS):
                break
        return days

    def _spans(self) -> list[Minutes]:
        spans: list[Minutes] = []
        while match := self._take(_TIMES):
            start, end = (int(match[n]) * 60 + int(match[n + 1]) for n in (1, 3))
            end += DAY_MINUTES if end <= start else 0
            if start >= DAY_MINUTES or end - start > DAY_MINUTES or max(match[2], match[4]) > "59":
                raise ValueError(f"{self._place(match.start())}: not an interval of up to 24 hours; correct it")
            spans.append((start, end))
            if not self._comma_before(_TIMES):
                break
        return _union(spans)

    def _comma_before(self, pattern: re.Pattern[str]) -> bool:
        """Takes a comma if the list goes on after it; otherwise it belongs to the next rule."""
        comma = late.pattern(", ?").match(self._text, self._at)
        if comma and pattern.match(self._text, comma.end()):
            self._at = comma.end()
            return True
        return False

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._at)
        if match:
            self._at = match.end()
            self._skip()
        return match

    def _skip(self) -> None:
        while self._text.startswith(" ", self._at):
            self._at += 1

    def _place(self, start: int) -> str:
        return f"{self._text[start : start + 20]!r} (character {start + 1})"

    def _unreadable(self) -> ValueError:
        return ValueError(
            f"{self._place(self._at)}: not understood; write weekdays (Mo-Fr), dates with a year (2026 Dec 25), times "
            "(09:00-14:00), 24/7 or off, with ; between rules. Holidays (PH) are taken from a calendar instead"
        )


def _union(spans: Iterable[Minutes]) -> list[Minutes]:
    union: list[Minutes] = []
    for start, end in sorted(spans):
        if union and start < union[-1][1]:
            union[-1] = (union[-1][0], max(end, union[-1][1]))
        else:
            union.append((start, end))
    if any(end - start > DAY_MINUTES for start, end in union):
        raise ValueError("times that overlap make more than 24 hours from one day; write times that only touch")
    return union


def _entries(dates: dict[date, tuple[list[Minutes], str | None]]) -> list[SpecialDate]:
    """One entry for each run of dates that say the same."""
    entries: list[SpecialDate] = []
    for day in sorted(dates):
        spans, label = dates[day]
        opens = _written(spans)
        if entries and (day - entries[-1].last).days == 1 and (entries[-1].open, entries[-1].label) == (opens, label):
            entries[-1] = replace(entries[-1], last=day)
        else:
            entries.append(SpecialDate(first=day, last=day, open=opens, label=label))
    return entries


def _written(spans: Iterable[Minutes]) -> tuple[Span, ...]:
    return tuple((_clock(start), _clock(end if end <= DAY_MINUTES else end - DAY_MINUTES)) for start, end in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _times(spans: Iterable[Span]) -> str:
    return ",".join(f"{start}-{end}" for start, end in sorted(spans))


def _dated(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02}"
