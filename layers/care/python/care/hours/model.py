"""Hours: when an account answers, as a value that is checked when it is made and then only asked.

Weekly hours, special dates and absences, in one time zone. What is wrong in them is refused at once, with the place,
the reason and the way to mend it; what is accepted answers every question exactly.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, NamedTuple, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from care.faults import Fault, fault
from care.hours.clock import DAY, EPOCH, FIRST, LAST, day_number, instant, moment
from care.hours.entries import Absence, Span, SpecialDate, Strict
from care.hours.plan import Plan, Season
from care.hours.refusals import Problem, known_day, known_zone, overlaps, span, unfit_dates
from care.hours.timeline import Timeline
from care.problems import Location, refuse

type Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

MOMENT = timedelta(microseconds=1)
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ROUND_THE_CLOCK = ((0, DAY),)


class NeverOpens(Exception):
    """These hours do not open (long enough) any more before the year 10000."""


class Reason(StrEnum):
    """The rule that decides whether it is open: an absence before a date, a date before the week."""

    WEEKLY = "weekly"
    ALWAYS = "always"
    DATE = "date"
    ABSENCE = "absence"


class Period(NamedTuple):
    """A stretch in which it is open, or closed, throughout: `[start, end)` in UTC, None where it has no end."""

    open: bool
    start: datetime | None
    end: datetime | None


class Explanation(NamedTuple):
    """Whether it is open at an instant, by which rule, and between which instants (None: since ever, for ever).

    `label` is the label of the special date or absence that decides, if it has one.
    """

    open: bool
    reason: Reason
    label: str | None
    since: datetime | None
    until: datetime | None


class Hours(Strict):
    """When an account answers.

    `weekly` holds local times `["09:00", "14:00"]` by weekday: half-open, an end may be 24:00, and an end before its
    start passes midnight and belongs to the day on which it starts. `always` is open round the clock, without weekly
    hours. An absence goes before a special date, a special date before the week.

    Questions take aware instants of any zone and answer in UTC; a naive instant raises ValueError. At an opening it is
    open, at a closing it is closed. Touching intervals are one. An opening that the clocks skip is the instant of the
    change; where a local time comes twice, an opening is the first and a closing the second. What would lie beyond the
    year 9999 is answered with None.
    """

    timezone: Annotated[str, BeforeValidator(known_zone)]
    weekly: dict[Annotated[Day, BeforeValidator(known_day)], tuple[Span, ...]] = Field(default={})
    always: bool = Field(default=False, strict=True)
    dates: tuple[SpecialDate, ...] = ()
    absences: tuple[Absence, ...] = ()

    @model_validator(mode="after")
    def _refuse_what_contradicts_itself(self) -> Self:
        problems: list[Problem] = []
        if self.always and any(self.weekly.values()):
            problems.append((("always",), fault(Fault.always_and_weekly)))
        week = {day: list(_read(("weekly", day), self.weekly.get(day, ()), problems)) for day in DAYS}
        dates = [list(_read(("dates", n, "open"), entry.open, problems)) for n, entry in enumerate(self.dates)]
        if not problems:
            problems += overlaps([week[day] for day in DAYS])
            problems += unfit_dates([(entry.first, entry.last) for entry in self.dates], dates)
        refuse("Hours", problems)
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of these hours."""
        return ZoneInfo(self.timezone)

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at an instant."""
        return self._timeline.is_open(moment(at))

    def next_opening(self, at: datetime) -> datetime | None:
        """The first instant after `at` at which it opens, or None if it never does.

        When it is open at `at`, that is the opening after the coming closing.
        """
        return instant(self._next(moment(at), opening=True))

    def next_closing(self, at: datetime) -> datetime | None:
        """The first instant after `at` at which it closes, or None if it never does."""
        return instant(self._next(moment(at), opening=False))

    def open_time(self, start: datetime, end: datetime) -> timedelta:
        """How long it is open from `start` to `end`; backwards (end before start) it is the same time, negative."""
        first, last = moment(start), moment(end)
        if last < first:
            return -timedelta(microseconds=self._timeline.total(last, first))
        return timedelta(microseconds=self._timeline.total(first, last))

    def add_open_time(self, at: datetime, duration: timedelta) -> datetime:
        """The first instant at which `duration` of open time has passed since `at`; it may be a closing.

        Of no duration at all it is `at` when open, else the next opening. Raises NeverOpens when these hours do not
        open for so long before the year 10000, and ValueError for a negative duration.
        """
        asked, amount, line = moment(at), duration // MOMENT, self._timeline
        if amount < 0:
            raise ValueError("open time can only be added forwards; give a duration of zero or more")
        at_once = asked if line.is_open(asked) else line.next_change(asked)
        answer = instant(line.after(asked, amount) if amount else at_once)
        if answer is None:
            raise NeverOpens(f"these hours do not open for {duration} after {at.isoformat()}; give them opening hours")
        return answer

    def intervals(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The open intervals between two instants, in order: half-open pairs in UTC, merged, cut at both ends."""
        first, last = max(moment(start), FIRST), min(moment(end), LAST)
        if last < first:
            raise ValueError(f"start {start.isoformat()} lies after end {end.isoformat()}; swap them")
        return [(EPOCH + since * MOMENT, EPOCH + until * MOMENT) for since, until in self._timeline.spans(first, last)]

    def period(self, at: datetime) -> Period:
        """The open or closed period that an instant lies in."""
        asked, line = moment(at), self._timeline
        return Period(line.is_open(asked), instant(line.last_change(asked)), instant(line.next_change(asked)))

    def explain(self, at: datetime) -> Explanation:
        """Whether it is open at an instant and why, with the period it lies in."""
        is_open, since, until = self.period(at)
        reason, label = self._cause(moment(at))
        return Explanation(is_open, reason, label, since, until)

    # Babel takes longer to import than everything else here, and arithmetic does not need it: hence the late imports.

    def status(self, at: datetime, language: str) -> str:
        """One sentence for people (es, pt or en): open until when, or back when."""
        from care.hours.words import status  # noqa: PLC0415  see above

        is_open, _, change = self.period(at)
        return status(self.zone, at, language, is_open=is_open, change=change)

    def when(self, instant: datetime, now: datetime, language: str) -> str:
        """An instant as part of a sentence, seen from `now`, without its zone: "mañana, lunes 23 de noviembre, …"."""
        from care.hours.words import when  # noqa: PLC0415  see above

        return when(self.zone, instant, now, language)

    def return_phrase(self, at: datetime, language: str, *, within: bool = False) -> str | None:
        """The next opening, as "lunes 23 de noviembre a las 9:00, hora de Madrid"; None when there is none.

        `within` a sentence it has what stands before a date: "el lunes 23 de noviembre …".
        """
        from care.hours.words import return_phrase  # noqa: PLC0415  see above

        opening = self.next_opening(at)
        return return_phrase(self.zone, opening, at, language, within=within) if opening else None

    def zone_name(self, language: str) -> str:
        """The time zone as people call it: "hora de Madrid"."""
        from care.hours.words import zone_name  # noqa: PLC0415  see above

        return zone_name(self.zone, language)

    @cached_property
    def _timeline(self) -> Timeline:
        week = [ROUND_THE_CLOCK if self.always else _merged(self.weekly.get(day, ())) for day in DAYS]
        seasons = [
            Season(day_number(entry.first), day_number(entry.last), _merged(entry.open)) for entry in self._dates
        ]
        return Timeline(self.zone, Plan(week, seasons, _union(self.absences)))

    @cached_property
    def _dates(self) -> list[SpecialDate]:
        return sorted(self.dates, key=lambda entry: entry.first)

    def _next(self, at: int, opening: bool) -> int | None:
        change = self._timeline.next_change(at)
        if change is None or self._timeline.is_open(at) is not opening:
            return change
        return self._timeline.next_change(change)

    def _cause(self, at: int) -> tuple[Reason, str | None]:
        for absence in self.absences:
            if moment(absence.start) <= at < moment(absence.end):
                return Reason.ABSENCE, absence.label
        line = self._timeline
        today = line.clock.day(at)
        # The day whose interval is running decides, maybe yesterday; when none is, today's rule keeps it closed.
        running = (day for day in (today, today - 1, today - 2, today + 1) if line.running(day, at))
        season = line.plan.season(next(running, today))
        if season is not None:
            return Reason.DATE, self._dates[season].label
        return (Reason.ALWAYS if self.always else Reason.WEEKLY), None


def _read(place: Location, spans: Iterable[Span], problems: list[Problem]) -> Iterable[tuple[int, int]]:
    for n, (start, end) in enumerate(spans):
        try:
            yield span(start, end)
        except PydanticCustomError as problem:
            problems.append(((*place, n), problem))


def _merged(spans: Iterable[Span]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span(*given) for given in spans):
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def _union(absences: Iterable[Absence]) -> tuple[tuple[int, int], ...]:
    union: list[tuple[int, int]] = []
    for start, end in sorted((moment(absence.start), moment(absence.end)) for absence in absences):
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(end, union[-1][1]))
        else:
            union.append((start, end))
    return tuple(union)
