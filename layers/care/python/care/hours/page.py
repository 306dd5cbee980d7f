"""What an account's public page says of its hours, as values: the week, what will differ from it soon, and the JSON.

How it is worded is in `shown`, how it is laid out in the function's templates.
"""

from copy import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from care.hours.entries import Absence, Span, SpecialDate
from care.hours.model import DAYS, Day, Hours

LOOK_AHEAD = timedelta(days=60)
ONE_DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
WHOLE_DAY: tuple[Span, ...] = (("00:00", "24:00"),)
LANGUAGES = ("es", "pt", "en")


class Special(NamedTuple):
    """Hours that differ from the week's on local dates, both included.

    `between` are the local times from which and to which nobody is there, when it is an absence.
    """

    first: date
    last: date
    open: tuple[Span, ...]
    label: str | None
    between: tuple[datetime, datetime] | None = None


class Weekday(NamedTuple):
    """A day of the week with its usual hours, its next date (which may be today) and what differs on that one."""

    day: Day
    coming: date
    is_today: bool
    open: tuple[Span, ...]
    special: Special | None


def week(hours: Hours, now: datetime) -> list[Weekday]:
    """Monday to Sunday; each says what is special on the next such day."""
    today = now.astimezone(hours.zone).date()
    rows = []
    for n, day in enumerate(DAYS):
        coming = today + ((n - today.weekday()) % 7) * ONE_DAY
        usual = WHOLE_DAY if hours.always else tuple(sorted(hours.weekly.get(day, ())))
        rows.append(Weekday(day, coming, coming == today, usual, _on(hours, coming, now)))
    return rows


def soon(hours: Hours, now: datetime, ahead: timedelta = LOOK_AHEAD) -> list[Special]:
    """The special dates and absences of the next 60 days (or `ahead`) that are not over, in order."""
    today = now.astimezone(hours.zone).date()
    found = [_dated(entry) for entry in hours.dates if entry.last >= today and entry.first <= today + ahead]
    found += [_away(hours, each) for each in hours.absences if each.end > now and each.start <= now + ahead]
    return sorted(found, key=lambda special: (special.first, special.between is not None))


def fresh_for(hours: Hours, now: datetime, at_most: timedelta) -> timedelta:
    """How long what is said now stays true: until it opens or closes or the local day ends, or `at_most`."""
    midnight = datetime.combine(now.astimezone(hours.zone).date() + ONE_DAY, time(), hours.zone)
    change = hours.period(now).end
    ends = [now + at_most, midnight.astimezone(UTC), *([] if change is None else [change])]
    return min(ends) - now


def as_json(hours: Hours, *, username: str, name: str, now: datetime) -> dict[str, Any]:
    """The page for programs; keys may be added to it, and those that it has keep their meaning.

    | key | value |
    |---|---|
    | `account` | `{"username", "name"}` on X |
    | `timezone` | IANA name; `week` and `dates` are local times in it, an end before its start is on the next day |
    | `open` | whether somebody answers now |
    | `until` | only when open: the instant of the next closing, null if there is none |
    | `opens_at` | only when closed: the instant of the next opening, null if there is none |
    | `status` | a sentence in each language: `{"es", "pt", "en"}` |
    | `week` | `{"mon": [["09:00", "14:00"], …], …}` of all seven days; no interval means closed |
    | `dates` | special dates from today on: `[{"from", "to", "open": [[start, end], …], "label"?}]`, inclusive |
    | `absences` | those that are not over: `[{"from", "to", "label"?}]`, half-open, nobody answers |

    Instants are RFC 3339 in UTC.
    """
    period = hours.period(now)
    today = now.astimezone(hours.zone).date()
    return {
        "account": {"username": username, "name": name},
        "timezone": hours.timezone,
        "open": period.open,
        "until" if period.open else "opens_at": written(period.end),
        "status": {language: hours.status(now, language) for language in LANGUAGES},
        "week": {row.day: [list(span) for span in row.open] for row in week(hours, now)},
        "dates": [
            entry.model_dump(mode="json")
            for entry in sorted(hours.dates, key=lambda entry: entry.first)
            if entry.last >= today
        ],
        "absences": [
            {"from": written(each.start), "to": written(each.end), **({"label": each.label} if each.label else {})}
            for each in sorted(hours.absences, key=lambda each: each.start)
            if each.end > now
        ],
    }


def written(at: datetime | None) -> str | None:
    """An instant as RFC 3339 in UTC: 2026-11-23T08:00:00Z."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _dated(entry: SpecialDate) -> Special:
    return Special(entry.first, entry.last, tuple(sorted(entry.open)), entry.label)


def _away(hours: Hours, absence: Absence) -> Special:
    start, end = absence.start.astimezone(hours.zone), absence.end.astimezone(hours.zone)
    last = (absence.end - MOMENT).astimezone(hours.zone).date()
    return Special(start.date(), last, (), absence.label, (start, end))


def _on(hours: Hours, day: date, now: datetime) -> Special | None:
    """What is special on one date: the absence that changes it, else the special date."""
    dated = next((special for special in map(_dated, hours.dates) if _touches(special, day)), None)
    away = [each for each in hours.absences if each.end > now and _touches(_away(hours, each), day)]
    if away and (left := _open_on(hours, day)) != _open_on(replace(hours, absences=()), day):
        return Special(day, day, left, away[0].label)
    return dated


def _touches(special: Special, day: date) -> bool:
    return special.first <= day <= special.last


def _open_on(hours: Hours, day: date) -> tuple[Span, ...]:
    """The local times at which it is really open on a date."""
    start, end = (datetime.combine(day + n * ONE_DAY, time(), hours.zone) for n in (0, 1))
    local = [
        (since.astimezone(hours.zone), until.astimezone(hours.zone)) for since, until in hours.intervals(start, end)
    ]
    return tuple((f"{opens:%H:%M}", f"{closes:%H:%M}" if closes.date() == day else "24:00") for opens, closes in local)
