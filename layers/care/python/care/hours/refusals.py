"""What hours may not say: each refusal names the place, the reason and the remedy."""

import difflib
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic_core import PydanticCustomError

from care import late
from care.faults import Fault, fault
from care.hours.clock import DAY, MINUTE
from care.problems import Location, written

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = late.pattern(r"([01][0-9]|2[0-3]):([0-5][0-9])|(24):(00)")
_DATE = late.pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

type Span = tuple[int, int]
type Problem = tuple[Location, PydanticCustomError]


def known_keys(given: Any, names: Iterable[str], also: Collection[str]) -> Any:
    """What was given, if it is a mapping that has no other keys than these."""
    if isinstance(given, dict):
        names = list(names)
        strange = [str(key) for key in given if key not in names and key not in also]
        if strange:
            raise _unknown(Fault.unknown_key, strange[0], names, known=", ".join(names))
    return given


def known_day(given: Any) -> Any:
    """What was given, if it names a day."""
    if given not in DAYS:
        raise fault(Fault.unknown_day, given=str(given), known=", ".join(DAYS))
    return given


def known_zone(given: Any) -> Any:
    """What was given, if it names a time zone."""
    if not isinstance(given, str):
        return given
    try:
        ZoneInfo(given)
    except (OSError, ValueError, KeyError):  # what zoneinfo raises depends on how the name looks as a path
        raise _unknown(Fault.unknown_zone, given, available_timezones()) from None
    return given


def written_date(given: Any) -> Any:
    """What was given, if it is a date or is written like one; a number is not."""
    if (isinstance(given, str) and _DATE.fullmatch(given)) or type(given) is date:
        return given
    raise fault(Fault.not_a_date, given=str(given))


def written_instant(given: Any) -> Any:
    """What was given, if it is an instant or is written like one; a number is not."""
    if isinstance(given, datetime) or (isinstance(given, str) and _DATE.match(given)):
        return given
    raise fault(Fault.not_an_instant, given=str(given))


def in_utc(at: datetime) -> datetime:
    """An instant in UTC; one without a time zone is refused."""
    if at.tzinfo is None:
        raise fault(Fault.instant_without_zone, given=at.isoformat())
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise fault(Fault.beyond_calendar, given=at.isoformat()) from None


def span(start: str, end: str) -> Span:
    """An interval of local times as microseconds after midnight; one that passes midnight ends beyond 24 h."""
    since, until = _clock(start), _clock(end)
    if since == DAY:
        raise fault(Fault.interval_from_midnight)
    if since == until:
        raise fault(Fault.empty_interval, given=f"{start}-{end}")
    return since, until if until > since else until + DAY


def overlaps(week: Sequence[Sequence[Span]]) -> list[Problem]:
    """What overlaps in a week of days, whose Sunday is followed by its Monday."""
    return _overlaps([(("weekly", name), spans) for name, spans in zip(DAYS, week, strict=True)], round_again=True)


def unfit_dates(ranges: Sequence[tuple[date, date]], opens: Sequence[Sequence[Span]]) -> list[Problem]:
    """What is wrong with special dates: reversed, twice the same date, or hours that overlap.

    The week's hours that run past midnight into a special date are no overlap: they end as planned.
    """
    problems: list[Problem] = [
        (("dates", n), fault(Fault.dates_reversed, first=first.isoformat(), last=last.isoformat()))
        for n, (first, last) in enumerate(ranges)
        if first > last
    ]
    order = sorted(range(len(ranges)), key=lambda n: ranges[n])
    problems += [
        (("dates", after), fault(Fault.date_twice, date=ranges[after][0].isoformat(), before=f"dates[{before}]"))
        for before, after in pairwise(order)
        if ranges[after][0] <= ranges[before][1]
    ]
    if problems:
        return problems
    days = [(("dates", n, "open"), spans) for n, spans in enumerate(opens)]
    for n, (first, last) in enumerate(ranges):
        problems += _overlaps([days[n]], round_again=first < last)
    for before, after in pairwise(order):
        if (ranges[after][0] - ranges[before][1]).days == 1:
            told = {place for place, _ in problems}
            problems += [each for each in _overlaps([days[before], days[after]]) if each[0] not in told]
    return problems


def _overlaps(days: Sequence[tuple[Location, Sequence[Span]]], round_again: bool = False) -> list[Problem]:
    """What overlaps in days that follow each other; `round_again` says that the first one follows the last one too."""
    placed = sorted(
        (start + n * DAY, end + n * DAY, (*place, m))
        for n, (place, spans) in enumerate(days)
        for m, (start, end) in enumerate(spans)
    )
    if placed and round_again:
        start, end, place = placed[0]
        placed.append((start + len(days) * DAY, end, place))  # nothing follows it, and nobody asks for its end
    return [
        (
            after,
            fault(Fault.overlap, start=_written(start), before=written(before), end=_written(end, midnight="24:00")),
        )
        for (_, end, before), (start, _, after) in pairwise(placed)
        if start < end
    ]


def _clock(text: str) -> int:
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise fault(Fault.not_a_time, given=text)
    hour, minute = (int(part) for part in match.groups() if part is not None)
    return (hour * 60 + minute) * MINUTE


def _written(time: int, *, midnight: str = "00:00") -> str:
    hour, minute = divmod(time % DAY // MINUTE, 60)
    return f"{hour:02}:{minute:02}" if time % DAY else midnight


def _unknown(code: Fault, given: str, names: Iterable[str], **params: str) -> PydanticCustomError:
    """The fault of a name that is not known, or its kin that says which known one is near."""
    near = difflib.get_close_matches(given, list(names), n=1)
    if near:
        return fault(Fault(f"{code}_near"), given=given, near=near[0], **params)
    return fault(code, given=given, **params)
