"""What `centralita hours` finds elsewhere for a settings file, and how it says and stores what that changes."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import typer
from pydantic import ValidationError

from care.hours import Absence, Hours, Span, SpecialDate
from care.hours.model import DAYS
from care.hours.page import written
from care.model.account import Account
from infra.command.hours_files import Changes, Week, changed, changes, store
from infra.command.subcommands import fail
from infra.settings_file import WrongSettings, problems

# Lists of holidays, calendars and OSM's language are slow to load, and each is needed by one command alone.


class FoundDates(NamedTuple):
    """What a source says of some hours; no week where it knows of days off alone."""

    dates: list[SpecialDate]
    absences: list[Absence] = []  # noqa: RUF012  a tuple's default is never changed
    week: Week | None = None


def known_holidays(account: Account, country: str, region: str | None, years: list[int]) -> list[SpecialDate]:
    """Public holidays in the account's language; ends the command where none are known."""
    from care.hours import holiday  # noqa: PLC0415  see above

    try:
        return holiday.dates(country, region, years, account.language)
    except ValueError as error:
        fail(f"holidays: {error}")


def from_osm(text: str, hours: Hours) -> FoundDates:
    """The week and the dates of an opening_hours text; ValueError where it cannot be read."""
    from care.hours import osm  # noqa: PLC0415  see above

    given = osm.read(text, hours.timezone)
    return FoundDates(list(given.dates), week=Week(given.always, given.weekly))


def from_calendar(source: Path, hours: Hours, until: str) -> FoundDates:
    """The days off of a calendar from today on, for a year or `until` a date; ValueError where it cannot be read."""
    from care.hours import calendar  # noqa: PLC0415  see above

    today = datetime.now(hours.zone).date()
    try:
        last = date.fromisoformat(until) if until else today + timedelta(days=366)
    except ValueError:
        raise typer.BadParameter(
            f"{until!r} isn't a date. Use YYYY-MM-DD, e.g. 2027-12-31", param_hint="--until"
        ) from None
    try:
        ics = source.read_bytes()
    except OSError as error:
        fail(f"{source}: {error.strerror}")
    dates, absences = calendar.read(ics, today, last)
    if not dates and not absences:
        typer.echo(f"no event of the calendar lies from {today} to {last}: --until reads further")
    return FoundDates(dates, absences)


def apply(file: Path, account: Account, found: FoundDates, write: bool) -> None:
    """Say what changes in the file, and store it if that is wanted."""
    wanted = changes(account.hours, found.dates, found.absences, found.week)
    try:
        changed(account.hours, wanted)
    except ValidationError as error:
        fail("\n".join(problems(error)))
    for line in _said(account.hours, wanted, found):
        typer.echo(line)
    if wanted == Changes():
        typer.echo("Nothing changes.")
    elif not write:
        typer.echo("Nothing is stored yet: add --write.")
    else:
        try:
            store(file, account, wanted)
        except WrongSettings as error:
            fail(str(error))
        typer.echo(f"{file}: stored. `centralita accounts push {file}` puts it in force.")


def _said(hours: Hours, wanted: Changes, found: FoundDates) -> Iterator[str]:
    if wanted.week is not None:
        for day in DAYS:
            before, after = (
                "00:00-24:00" if always else _spans(weekly.get(day, ()))
                for always, weekly in ((hours.always, hours.weekly), wanted.week)
            )
            if before != after:
                yield f"~ {day}: {before} becomes {after}"
    added = {(entry.first, entry.last) for entry in wanted.dates}
    lines = [(entry.first, f"+ {_date(entry)}: {_spans(entry.open)}{_label(entry)}") for entry in wanted.dates]
    lines += [
        (entry.first, f"= {_date(entry)}: the file's own entry stays{_label(entry)}")
        for entry in found.dates
        if (entry.first, entry.last) not in added
    ]
    yield from (line for _, line in sorted(lines))
    for each in wanted.absences:
        yield f"+ absent {written(each.start)} to {written(each.end)}{_label(each)}"


def _date(entry: SpecialDate) -> str:
    return str(entry.first) if entry.first == entry.last else f"{entry.first} to {entry.last}"


def _label(entry: SpecialDate | Absence) -> str:
    return f" ({entry.label})" if entry.label else ""


def _spans(spans: tuple[Span, ...]) -> str:
    return ", ".join(f"{start}-{end}" for start, end in sorted(spans)) or "closed"
