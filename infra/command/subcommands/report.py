"""`centralita report`: the measures of a month, as the desk shows them."""

import json
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from rich.table import Table

from care import spreadsheets
from care.aws import clients
from care.model.account import Account
from care.model.tallies import Tallies, TallyCell, total
from care.report.definitions import DEFINITIONS, measured
from care.report.measures import ReportPeriod
from care.report.words import interval, said
from care.tables.budget import Budget
from care.tables.monthly_report import page_of
from care.tables.reports import Reports
from infra.command.deployed import Deployed
from infra.command.subcommands import Stage, account_named, fail, stack_of
from infra.command.subcommands.months import month_asked
from infra.terminal import terminal

_CONFIG = Config(connect_timeout=5, read_timeout=310, retries={"total_max_attempts": 1})


class By(StrEnum):
    """How a month may be taken apart."""

    month = "month"
    day = "day"
    channel = "channel"
    topic = "topic"


def report(
    account: Annotated[str, typer.Option(help="The account's username or id.")],
    month: Annotated[
        str, typer.Option(help="A month in the account's zone, as 2026-11; without it the present one.")
    ] = "",
    by: Annotated[By, typer.Option(help="Take the month apart.")] = By.month,
    as_json: Annotated[bool, typer.Option("--json", help="JSON, with every figure's n and interval.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated, for a spreadsheet.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write the month on one page, in the account's language, to a file.")
    ] = None,
    stage: Stage = None,
) -> None:
    """Every measure of a month with what it rests on and its 95 % interval; docs/report.md defines them."""
    stack = stack_of(stage)
    known = account_named(stack, account)
    present = month_asked("", stack.now(), known.hours.zone)
    month = month_asked(month, stack.now(), known.hours.zone)
    if month == present:
        add_up(stack, known)
    if html is not None:
        _write_page(stack, known, month, html)
        return
    parts = dict(_parts(stack, known, month, by))
    if as_json:
        typer.echo(json.dumps({"account": known.id, "month": month, by.value: _values(parts)}, indent=2))
    elif as_csv:
        _write(parts)
    else:
        _show(parts, f"@{known.username}, {month}")


def _write_page(stack: Deployed, account: Account, month: str, to: Path) -> None:
    dynamodb = stack.client("dynamodb")
    reports = reports_of(stack)
    page = page_of(account, month, reports, Budget(dynamodb, stack.outputs["OutboxTable"]))
    try:
        to.write_text(page.html, encoding="utf-8")
    except OSError as error:
        fail(f"{to} cannot be written: {error.strerror}")
    typer.echo(f"{page.subject}: {to}")


def add_up(stack: Deployed, account: Account) -> None:
    """Have today's counts added up before they are read."""
    client = clients(_CONFIG, **stack.arguments)("lambda")
    payload = json.dumps({"account_id": account.id}).encode()
    try:
        answer = client.invoke(FunctionName=stack.outputs["ReportFunction"], Payload=payload)
    except KeyError:
        fail("this stack has no report function: deploy it again")
    except (BotoCoreError, ClientError) as error:
        fail(f"the function cannot be called ({type(error).__name__}): check the AWS credentials and the region")
    if "FunctionError" in answer:
        fail("the report function failed: its log says where")


def reports_of(stack: Deployed) -> Reports:
    """The days that were added up."""
    return Reports(stack.client("dynamodb"), stack.outputs["ConversationsTable"], stack.outputs["AccountsTable"])


def _parts(stack: Deployed, account: Account, month: str, by: By) -> Iterator[tuple[str, ReportPeriod]]:
    days = reports_of(stack).days(account.id, month)
    if by is By.day:
        yield from ((day, ReportPeriod(tallies)) for day, tallies in days.items())
        return
    tallies = total(days.values())
    if by is By.month:
        spent = Budget(stack.client("dynamodb"), stack.outputs["OutboxTable"]).by_purpose(account.id, month)
        yield month, ReportPeriod(tallies, {purpose: one.micro_dollars for purpose, one in spent.items()})
        return
    place = 0 if by is By.channel else 1
    for value in sorted({key[place] for key in tallies.counts}):
        yield value, ReportPeriod(_part(tallies, place, value))


def _part(tallies: Tallies, place: int, value: str) -> Tallies:
    def picked(cell: TallyCell) -> bool:
        return cell[place] == value

    return tallies.of(picked)


def _values(parts: Mapping[str, ReportPeriod]) -> dict[str, Any]:
    return {
        name: {
            measure: None if figure is None else {k: getattr(figure, k) for k in ("value", "n", "low", "high")}
            for measure, figure in measured(period).items()
        }
        for name, period in parts.items()
    }


def _write(parts: Mapping[str, ReportPeriod]) -> None:
    header = ("part", "measure", "unit", "value", "n", "low", "high")
    spreadsheets.write(sys.stdout, header, _rows(parts))


def _rows(parts: Mapping[str, ReportPeriod]) -> Iterator[tuple[object, ...]]:
    for name, period in parts.items():
        figures = measured(period)
        for definition in DEFINITIONS:
            figure = figures[definition.name]
            values = ("", "", "", "") if figure is None else (figure.value, figure.n, figure.low, figure.high)
            yield (name, definition.name, definition.unit, *values)


def _show(parts: Mapping[str, ReportPeriod], title: str) -> None:
    console = terminal()
    if not parts or all(not period.tallies.counts for period in parts.values()):
        console.print(f"{title}: nothing was counted")
        return
    for name, period in parts.items():
        table = Table("measure", "value", "95 %", "n", title=title if len(parts) == 1 else f"{title}: {name}")
        figures = measured(period)
        for definition in DEFINITIONS:
            figure = figures[definition.name]
            n = "" if figure is None else str(figure.n)
            label = definition.name.replace("_", " ")
            table.add_row(label, said(figure, definition.unit), interval(figure, definition.unit), n)
        console.print(table)
