"""`centralita hours`: shows, checks, fills and exports the hours of a settings file."""

import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from care.hours import Explanation, Hours, Reason
from care.hours.page import as_json, written
from care.model.account import Account
from infra.command.subcommands import fail
from infra.command.subcommands.hours_changes import FoundDates, apply, from_calendar, from_osm, known_holidays
from infra.settings_file import WrongSettings, read_account

app = typer.Typer(no_args_is_help=True, help="The hours in an account's settings file: see, check, fill, export.")

File = Annotated[Path, typer.Argument(metavar="FILE", help="The account's settings file (TOML).")]
Write = Annotated[bool, typer.Option("--write", help="Store it in the file; without it nothing is changed.")]
At = Annotated[str, typer.Option(metavar="INSTANT", help="As of this instant, as 2026-11-23T09:00+01:00; else now.")]


class Format(StrEnum):
    """What hours can be exported as."""

    OSM = "osm"
    JSONLD = "jsonld"
    ICS = "ics"
    JSON = "json"


@app.command()
def show(
    file: File,
    at: At = "",
    lang: Annotated[str, typer.Option(help="es, pt or en, with a country if it matters; else the account's.")] = "",
    months: Annotated[int, typer.Option(min=0, max=120, help="How far ahead dates are shown.")] = 6,
) -> None:
    """The present status, the week, and the special dates and absences of the next months."""
    # Babel and its languages are slow to load, and the other commands do without them.
    from care.hours.shown import special_rows, week_rows  # noqa: PLC0415

    account, now = _account(file), _instant(at) if at else datetime.now(UTC)
    hours, language = account.hours, lang or account.language
    try:
        status = hours.status(now, language)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--lang") from None
    typer.echo(f"{account.name} (@{account.username}), {hours.timezone}\n{status}\n")
    for row in week_rows(hours, now, language):
        typer.echo(f"{'*' if row.is_today else ' '} {row.name:<14} {row.open}")
        if row.special:
            typer.echo(f"{'':17}{row.special}")
    special = special_rows(hours, now, language, timedelta(days=months * 365 // 12))
    for n, entry in enumerate(special):
        typer.echo(f"{'' if n else '\n'}  {entry}")


@app.command()
def check(file: File) -> None:
    """Say everything that is wrong in a settings file, with its place; exit status 1 if anything is."""
    account = _account(file)
    if account.holidays is not None:
        known_holidays(account, account.holidays.country, account.holidays.region, [datetime.now(UTC).year])
    hours = account.hours
    now = datetime.now(UTC)
    if not hours.is_open(now) and hours.next_opening(now) is None:
        typer.echo(f"note: {file}: hours: they do not open any more; customers are told that there are none", err=True)
    typer.echo(
        f"{file} is fine: @{account.username}, {_week_said(hours)}, "
        f"{_counted(len(hours.dates), 'special date')}, {_counted(len(hours.absences), 'absence')}"
    )


@app.command()
def holidays(
    file: File,
    country: Annotated[str, typer.Option(help="ISO 3166-1 code, as ES; else the file's `holidays.country`.")] = "",
    region: Annotated[str, typer.Option(help="ISO 3166-2 code after the hyphen, as MD; else the file's.")] = "",
    year: Annotated[list[int] | None, typer.Option(min=1970, max=2100, help="May be repeated; else this one.")] = None,
    write: Write = False,
) -> None:
    """The public holidays of a country or region, as closed dates that the file does not have yet.

    A date that the file has an entry for stays as it is.
    """
    account = _account(file)
    if not country and account.holidays is None:
        fail("whose holidays? give --country (and --region), or write [holidays] with country and region in the file")
    if not country and account.holidays is not None:
        country, region = account.holidays.country, region or account.holidays.region or ""
    years = year or [datetime.now(account.hours.zone).year]
    apply(file, account, FoundDates(known_holidays(account, country, region or None, years)), write)


@app.command("import")
def import_hours(
    file: File,
    source: Annotated[Path | None, typer.Argument(metavar="[SOURCE]", help="A calendar of days off (.ics).")] = None,
    osm: Annotated[str, typer.Option(metavar="TEXT", help="OpenStreetMap's opening_hours, in place of it.")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="Read a calendar up to this date; else a year.")] = "",
    write: Write = False,
) -> None:
    """Take days off from a calendar, or the week and its dates from an opening_hours text; show what changes.

    Events of whole days become closed dates and events with times become absences. A date that the file has an entry
    for stays as it is; the week of a text takes the place of the file's.
    """
    account = _account(file)
    if (source is None) is (not osm):
        raise typer.BadParameter("give either a calendar file or --osm TEXT", param_hint="SOURCE")
    try:
        found = from_osm(osm, account.hours) if source is None else from_calendar(source, account.hours, until)
    except ValueError as error:
        fail(f"{source or '--osm'}: {error}")
    apply(file, account, found, write)


@app.command()
def export(
    file: File,
    format_: Annotated[Format, typer.Option("--format", help="What to write.")],
    output: Annotated[Path | None, typer.Option(metavar="PATH", help="Where to; else to the terminal.")] = None,
    url: Annotated[str, typer.Option(help="The page that a jsonld describes; else the account on X.")] = "",
    at: At = "",
) -> None:
    """The hours in a form that others read; json is what the public page gives programs."""
    account, now = _account(file), _instant(at) if at else datetime.now(UTC)
    data = _exported(account, format_, url or f"https://x.com/{account.username}", now)
    if format_ is Format.OSM and account.hours.absences:
        typer.echo("note: absences are left out, because opening_hours has no instants", err=True)
    if output is None:
        typer.echo(data, nl=False)
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        fail(f"{output}: {error.strerror}")
    typer.echo(f"{output}: written")


@app.command()
def at(
    file: File,
    instant: Annotated[str, typer.Argument(metavar="INSTANT", help="As 2026-11-23T09:00+01:00.")],
    as_json_: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Whether it is open at an instant, until when, when it opens next, and why."""
    hours, asked = _account(file).hours, _instant(instant)
    explained = hours.explain(asked)
    said = {
        "open": explained.open,
        "until": written(explained.until),
        "opens_at": None if explained.open else written(hours.next_opening(asked)),
        "why": _why(explained),
    }
    if as_json_:
        typer.echo(json.dumps(said, ensure_ascii=False))
        return
    typer.echo(said["why"])
    for key in ("until", "opens_at"):
        if said[key]:
            typer.echo(f"{key.replace('_', ' ')}: {said[key]}")


def _account(file: Path) -> Account:
    try:
        return read_account(file)
    except WrongSettings as error:
        fail(str(error))


def _instant(text: str) -> datetime:
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} isn't a valid date and time. Use 2026-11-23T09:00+01:00") from None
    if given.tzinfo is None:
        raise typer.BadParameter(f"{text!r} needs a UTC offset, e.g. {text}Z or {text}+01:00")
    try:
        return given.astimezone(UTC)
    except OverflowError:
        raise typer.BadParameter(f"{text!r} lies beyond the calendar: choose an instant before it") from None


def _why(explained: Explanation) -> str:
    state = "open" if explained.open else "closed"
    label = f" “{explained.label}”" if explained.label else ""
    match explained.reason:
        case Reason.ABSENCE:
            return f"{state} because of the absence{label}"
        case Reason.DATE:
            return f"{state} by the special date{label}"
        case Reason.ALWAYS:
            return f"{state}: always open"
        case Reason.WEEKLY:
            return f"{state} by the weekly hours"


def _exported(account: Account, format_: Format, url: str, now: datetime) -> bytes:
    hours = account.hours
    # Each of these is slow to load, and only its own format needs it.
    match format_:
        case Format.OSM:
            from care.hours import osm  # noqa: PLC0415

            return f"{osm.write(hours)}\n".encode()
        case Format.ICS:
            from care.hours import calendar  # noqa: PLC0415

            return calendar.write(hours, now)
        case Format.JSONLD:
            from care.hours import schema_org  # noqa: PLC0415

            today = now.astimezone(hours.zone).date()
            value = schema_org.json_ld(hours, name=account.name, url=url, today=today)
        case Format.JSON:
            value = as_json(hours, username=account.username, name=account.name, now=now)
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()


def _week_said(hours: Hours) -> str:
    if hours.always:
        return "open round the clock"
    plain = Hours(timezone="UTC", weekly=hours.weekly)
    monday = datetime(2026, 1, 5, tzinfo=UTC)
    minutes = plain.open_time(monday, monday + timedelta(days=7)) // timedelta(minutes=1)
    return f"open {minutes // 60} h{f' {minutes % 60} min' if minutes % 60 else ''} a week"


def _counted(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"
