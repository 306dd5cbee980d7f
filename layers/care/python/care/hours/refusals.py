"""What hours may not say: each refusal names the place, the reason and the way to mend it."""

import difflib
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from care.hours.clock import DAY, MINUTE

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|(24):(00)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

type Span = tuple[int, int]


def known_keys(given: Any, names: Iterable[str], also: Collection[str]) -> Any:
    """What was given, if it is a mapping that has no other keys than these."""
    if isinstance(given, dict):
        names = list(names)
        strange = [str(key) for key in given if key not in names and key not in also]
        if strange:
            raise ValueError(f"unknown key {strange[0]!r}{_nearest(strange[0], names)}; known are {', '.join(names)}")
    return given


def known_day(given: Any) -> Any:
    """What was given, if it names a day."""
    if given not in DAYS:
        raise ValueError(f"unknown day {given!r}; write {', '.join(DAYS)}")
    return given


def known_zone(given: Any) -> Any:
    """What was given, if it names a time zone."""
    if not isinstance(given, str):
        return given
    try:
        ZoneInfo(given)
    except (OSError, ValueError, KeyError):  # what zoneinfo raises depends on how the name looks as a path
        near = _nearest(given, available_timezones())
        raise ValueError(f"unknown time zone {given!r}{near}; write one like Europe/Madrid") from None
    return given


def written_date(given: Any) -> Any:
    """What was given, if it is a date or is written like one; a number is not."""
    if (isinstance(given, str) and _DATE.fullmatch(given)) or type(given) is date:
        return given
    raise ValueError(f"{given!r} is not a date; write it as 2026-12-24")


def written_instant(given: Any) -> Any:
    """What was given, if it is an instant or is written like one; a number is not."""
    if isinstance(given, datetime) or (isinstance(given, str) and _DATE.match(given)):
        return given
    raise ValueError(f"{given!r} is not an instant; write it as 2026-12-24T12:00:00Z")


def in_utc(at: datetime) -> datetime:
    """An instant in UTC; one without a time zone is refused."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} says no time zone; write the instant with one, as {at.isoformat()}Z")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{at.isoformat()} lies beyond the calendar in UTC; choose an instant before it") from None


def span(start: str, end: str) -> Span:
    """An interval of local times as microseconds after midnight; one that passes midnight ends beyond 24 h."""
    since, until = _clock(start), _clock(end)
    if since == DAY:
        raise ValueError("an interval cannot start at 24:00; start it at 00:00 of the next day")
    if since == until:
        raise ValueError(f"{start}-{end} is empty; a whole day is 00:00-24:00, and a closed one has no interval")
    return since, until if until > since else until + DAY


def overlaps(week: Sequence[Sequence[Span]]) -> list[str]:
    """What overlaps in a week of days, whose Sunday is followed by its Monday."""
    return _overlaps([(f"weekly.{name}", spans) for name, spans in zip(DAYS, week, strict=True)], round_again=True)


def unfit_dates(ranges: Sequence[tuple[date, date]], opens: Sequence[Sequence[Span]]) -> list[str]:
    """What is wrong with special dates: reversed, twice the same date, or hours that overlap.

    The week's hours that run past midnight into a special date are no overlap: they end as planned.
    """
    problems = [
        f"dates[{n}]: from {first} is after to {last}; swap them"
        for n, (first, last) in enumerate(ranges)
        if first > last
    ]
    order = sorted(range(len(ranges)), key=lambda n: ranges[n])
    problems += [
        f"dates[{after}]: {ranges[after][0]} already has hours in dates[{before}]; put them in one entry"
        for before, after in pairwise(order)
        if ranges[after][0] <= ranges[before][1]
    ]
    if problems:
        return problems
    days = [(f"dates[{n}].open", spans) for n, spans in enumerate(opens)]
    for n, (first, last) in enumerate(ranges):
        problems += _overlaps([days[n]], round_again=first < last)
    for before, after in pairwise(order):
        if (ranges[after][0] - ranges[before][1]).days == 1:
            problems += [each for each in _overlaps([days[before], days[after]]) if each not in problems]
    return problems


def _overlaps(days: Sequence[tuple[str, Sequence[Span]]], round_again: bool = False) -> list[str]:
    """What overlaps in days that follow each other; `round_again` says that the first one follows the last one too."""
    placed = sorted(
        (start + n * DAY, end + n * DAY, f"{place}[{m}]")
        for n, (place, spans) in enumerate(days)
        for m, (start, end) in enumerate(spans)
    )
    if placed and round_again:
        start, end, place = placed[0]
        placed.append((start + len(days) * DAY, end, place))  # nothing follows it, and nobody asks for its end
    return [
        f"{after}: starts at {_written(start)}, before {before} ends at {_written(end, midnight='24:00')}; "
        "make them touch or stand apart"
        for (_, end, before), (start, _, after) in pairwise(placed)
        if start < end
    ]


def _clock(text: str) -> int:
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a time of day; write it with two digits from 00:00 to 24:00, as 09:00")
    hour, minute = (int(part) for part in match.groups() if part is not None)
    return (hour * 60 + minute) * MINUTE


def _written(time: int, *, midnight: str = "00:00") -> str:
    hour, minute = divmod(time % DAY // MINUTE, 60)
    return f"{hour:02}:{minute:02}" if time % DAY else midnight


def _nearest(given: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(given, list(names), n=1)
    return f" (did you mean {near[0]}?)" if near else ""
