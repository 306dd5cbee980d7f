"""Hours as an iCalendar file (VAVAILABILITY, RFC 7953), and days off read from one (VEVENT, RFC 5545).

Written, the week is one availability; each special date and each absence is another one of a higher priority, which
replaces it for its time. Read, an event of whole days closes these dates, and an event with times is an absence.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # it comes with icalendar, which repeats by it
from icalendar import Availability, Available, Calendar, Event
from icalendar.error import BrokenCalendarProperty

from care.hours.closures import closed
from care.hours.entries import Absence, Span, SpecialDate
from care.hours.model import DAYS, Hours

LARGEST_FILE = 1_000_000  # bytes
MOST_DAYS = 10 * 366
YEARS_OF_CLOCKS = 5  # for which a written calendar knows the changes of its clocks
MOST_REPEATS = 4_000  # of one event
MOST_EVENTS = 5_000
MOST_DAYS_OFF = 40_000  # of all events together, days that several close counted each time
ONE_DAY = timedelta(days=1)
WHOLE_DAY: tuple[Span, ...] = (("00:00", "24:00"),)
# What icalendar and dateutil raise over properties and parameters that nobody would write.
_BROKEN = (AttributeError, TypeError, KeyError, IndexError, OverflowError, RecursionError, BrokenCalendarProperty)
BYDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEK_PRIORITY, DATE_PRIORITY, ABSENCE_PRIORITY = 9, 5, 1  # 1 goes first


def write(hours: Hours, now: datetime) -> bytes:
    """The calendar of some hours: the week from the one of `now` on, and the dates and absences that are not over."""
    calendar = Calendar()
    calendar.add("prodid", "-//Centralita//Hours//EN")
    calendar.add("version", "2.0")
    today = now.astimezone(hours.zone).date()
    monday = today - timedelta(days=today.weekday() + 7)
    week = _availability(hours, now, "week", WEEK_PRIORITY)
    week.add("dtstart", _local(hours, monday, "00:00"))
    for n, day in enumerate(DAYS):
        for span in WHOLE_DAY if hours.always else hours.weekly.get(day, ()):
            week.add_component(
                _available(hours, now, monday + n * ONE_DAY, span, {"freq": "weekly", "byday": BYDAYS[n]})
            )
    calendar.add_component(week)
    for entry in hours.dates:
        if entry.last >= today:
            calendar.add_component(_special(hours, entry, now))
    for absence in hours.absences:
        if absence.end > now:
            away = _availability(hours, now, f"absence {absence.start} {absence.end}", ABSENCE_PRIORITY, absence.label)
            away.add("dtstart", absence.start)
            away.add("dtend", absence.end)
            calendar.add_component(away)
    calendar.add_missing_timezones(
        first_date=monday, last_date=monday.replace(day=1, year=monday.year + YEARS_OF_CLOCKS)
    )
    return bytes(calendar.to_ical())


def read(ics: bytes, first: date, last: date) -> tuple[list[SpecialDate], list[Absence]]:
    """The closed dates and absences that the events of a calendar mean from `first` to `last`, both included.

    Cancelled events are skipped. Repeats by day, week, month or year are followed, with their EXDATEs. ValueError
    names the event whose times have no zone, or of which single repeats are changed (RECURRENCE-ID, RDATE). A file
    without events, one that is cut short or is not UTF-8, and more than can be read in a few seconds are refused, too:
    nothing is left out without a word.
    """
    if len(ics) > LARGEST_FILE:
        raise ValueError(f"the calendar has {len(ics)} bytes; export one of up to {LARGEST_FILE}")
    if not 0 <= (last - first).days <= MOST_DAYS:
        raise ValueError(f"{first} to {last} is not a range of up to ten years; choose a shorter one")
    try:
        text = ics.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} is not UTF-8; export or save the calendar as UTF-8") from None
    if not text.strip():
        raise ValueError("the file is empty; export the calendar anew")
    began, ended = (len(re.findall(rf"(?mi)^{word}:VCALENDAR\s*$", text)) for word in ("BEGIN", "END"))
    if began > ended:
        raise ValueError("the file is cut short (END:VCALENDAR is missing); export the calendar anew")
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, *_BROKEN):
        raise ValueError("this is not an iCalendar file; export the calendar as .ics") from None
    try:
        return _read(calendars, first, last)
    except _BROKEN as error:
        reason = (
            f"an event of the calendar makes no sense ({type(error).__name__}); export it anew, or enter it by hand"
        )
        raise ValueError(reason) from None


def _read(calendars: Sequence[Calendar], first: date, last: date) -> tuple[list[SpecialDate], list[Absence]]:
    days_off: list[tuple[date, str]] = []
    absences: list[Absence] = []
    events = [event for calendar in calendars for event in calendar.walk("VEVENT") if isinstance(event, Event)]
    if not events:
        hours = any(calendar.walk("VAVAILABILITY") for calendar in calendars)
        what = "opening hours (VAVAILABILITY), not days off" if hours else "no events"
        raise ValueError(f"the calendar holds {what}; give one whose events are the days off")
    if len(events) > MOST_EVENTS:
        raise ValueError(f"the calendar has {len(events)} events; export one of up to {MOST_EVENTS}")
    for event in events:
        label = str(event.get("summary", "")).strip()
        if str(event.get("status", "")).upper() == "CANCELLED":
            continue
        for start, end in _occurrences(event, label or "an event without a name", first, last):
            if isinstance(start, datetime) and isinstance(end, datetime):
                absences.append(Absence(start=start, end=end, label=label or None))
            else:
                days_off += [(day, label) for day in _dates(max(start, first), min(end, last + ONE_DAY))]
            if len(days_off) + len(absences) > MOST_DAYS_OFF:
                raise ValueError(f"its events close more than {MOST_DAYS_OFF} days in all; choose a shorter range")
    return closed(days_off), sorted(absences, key=lambda absence: absence.start)


def _availability(hours: Hours, now: datetime, name: str, priority: int, label: str | None = None) -> Availability:
    availability = Availability()
    _identify(availability, now, f"{hours.model_dump_json()} {name}")
    availability.add("priority", priority)
    availability.add("busytype", "BUSY-UNAVAILABLE")
    if label:
        availability.add("summary", label)
    return availability


def _special(hours: Hours, entry: SpecialDate, now: datetime) -> Availability:
    """The availability of special dates, with what the evening before still leaves on the first of them."""
    name = f"date {entry.first}"
    availability = _availability(hours, now, name, DATE_PRIORITY, entry.label)
    availability.add("dtstart", _local(hours, entry.first, "00:00"))
    # It lasts through the night of its last date, its own and the one that it replaces.
    nights = [*entry.open, *hours.weekly.get(DAYS[entry.last.weekday()], ())]
    runs_over = [end for start, end in nights if end <= start]
    availability.add("dtend", _local(hours, entry.last + ONE_DAY, max(runs_over, default="00:00")))
    for start, end in _open_on(hours, entry.first - ONE_DAY):
        if "00:00" < end <= start:
            availability.add_component(_available(hours, now, entry.first, ("00:00", end), None))
    repeat: dict[str, str | int] = {"freq": "daily", "count": (entry.last - entry.first).days + 1}
    for span in entry.open:
        availability.add_component(_available(hours, now, entry.first, span, repeat))
    return availability


def _open_on(hours: Hours, day: date) -> Sequence[Span]:
    special = [entry.open for entry in hours.dates if entry.first <= day <= entry.last]
    return special[0] if special else hours.weekly.get(DAYS[day.weekday()], ())


def _available(hours: Hours, now: datetime, day: date, span: Span, repeat: dict[str, str | int] | None) -> Available:
    available = Available()
    _identify(available, now, f"{hours.timezone} {day} {span} {repeat}")
    start, end = span
    available.add("dtstart", _local(hours, day, start))
    available.add("dtend", _local(hours, day if end > start else day + ONE_DAY, end))
    if repeat:
        available.add("rrule", repeat)
    return available


def _identify(component: Availability | Available, now: datetime, name: str) -> None:
    component.add("uid", str(uuid5(NAMESPACE_URL, name)))
    component.add("dtstamp", now.astimezone(UTC))


def _local(hours: Hours, day: date, clock: str) -> datetime:
    if clock == "24:00":
        day, clock = day + ONE_DAY, "00:00"
    return datetime.combine(day, time.fromisoformat(clock), hours.zone)


def _occurrences(event: Event, name: str, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The starts and ends of an event between two dates, as dates or as instants."""
    if "recurrence-id" in event or "rdate" in event:
        raise ValueError(
            f"{name}: single repeats are changed (RECURRENCE-ID, RDATE); enter them as events of their own"
        )
    try:
        start, end = event.start, event.end
    except ValueError as problem:
        raise ValueError(f"{name}: its start or end is missing or wrong ({problem}); correct the event") from None
    if (isinstance(start, datetime) and start.tzinfo is None) or (isinstance(end, datetime) and end.tzinfo is None):
        raise ValueError(f"{name}: its times say no time zone; give the event a time zone or make it last all day")
    if isinstance(start, datetime) and isinstance(end, datetime):
        length = end.astimezone(UTC) - start.astimezone(UTC)
    else:
        length = end - start
    if length <= timedelta(0):
        return
    for begins in _starts(event, name, start, first - length - ONE_DAY, last + ONE_DAY):
        ends = (begins.astimezone(UTC) + length) if isinstance(begins, datetime) else begins + length
        if _day(ends) >= first and _day(begins) <= last:
            yield begins, ends


def _starts(event: Event, name: str, start: date, first: date, last: date) -> Iterable[date]:
    rules = event.get("rrule")
    if rules is None:
        return [start]
    if isinstance(rules, list) or rules.get("freq", [""])[0] not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
        raise ValueError(f"{name}: it repeats in a way that no day off does; repeat it by day, week, month or year")
    if any(step < 1 for step in rules.get("interval", [1])):
        raise ValueError(f"{name}: it repeats every {rules['interval'][0]} times; write an INTERVAL of 1 or more")
    # Repeats keep their local time, so they are counted on the wall and put back into the zone.
    zone = start.tzinfo if isinstance(start, datetime) else None
    wall = start.replace(tzinfo=None) if isinstance(start, datetime) else datetime.combine(start, time())
    until = rules.pop("until", [None])[0]
    text = rules.to_ical().decode()
    try:
        rule = rrulestr(text, dtstart=wall)
    except ValueError:
        raise ValueError(f"{name}: its repeat rule is wrong; correct the event") from None
    if not _falls_somewhere(text, max(rules.get("interval", [1])), wall):
        raise ValueError(f"{name}: its repeat rule falls on no day (as 30 February); correct the event")
    skipped = {_key(skip.dt) for skips in _listed(event.get("exdate")) for skip in skips.dts}
    starts: list[date] = []
    for turn in rule.xafter(datetime.combine(max(first, date.min + ONE_DAY), time()), inc=True):
        begins = turn.replace(tzinfo=zone) if isinstance(start, datetime) else turn.date()
        if turn.date() > last or (until is not None and _key(begins) > _key(until)):
            break
        if len(starts) == MOST_REPEATS:
            raise ValueError(f"{name}: it repeats more than {MOST_REPEATS} times; choose a shorter range (--until)")
        if _key(begins) not in skipped:
            starts.append(begins)
    return starts


def _falls_somewhere(rule: str, interval: int, wall: datetime) -> bool:
    """False for a rule that no day fulfils: dateutil would look for one until the year 9999.

    So it is asked from late years on. The calendar repeats itself after 400 years, and after `interval` times as many
    a rule is in step again.
    """
    cycle = 400 * interval
    late = wall.replace(year=wall.year + max(9999 - 399 - wall.year, 0) // cycle * cycle)
    return next(iter(rrulestr(rule, dtstart=late)), None) is not None


def _listed[T](given: T | list[T] | None) -> list[T]:
    return [] if given is None else given if isinstance(given, list) else [given]


def _key(at: date) -> str:
    """A date, or an instant in UTC, so that they compare within their kind and by day across kinds."""
    return at.astimezone(UTC).isoformat() if isinstance(at, datetime) and at.tzinfo else at.isoformat()


def _day(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at


def _dates(start: date, end: date) -> Iterator[date]:
    for n in range((end - start).days):
        yield start + timedelta(days=n)
