"""`centralita surveys`: what customers say, and what a survey would do before it is switched on."""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from care import spreadsheets, words
from care.budget.prices import cost_of, dollars
from care.model.account import Account
from care.model.case import Survey
from care.model.tallies import total
from care.report.measures import survey_tally
from care.survey.measures import RECOMMENDS_FROM, Measure, Measures, SurveyKind, SurveyTally, by_agent, measures, tally
from care.survey.simulation import simulated
from care.survey.texts import compose
from care.tables.conversations import Conversations
from care.tables.past_surveys import resolved_since
from infra.command.subcommands import Stage, Which, account_named, fail, stack_of
from infra.command.subcommands.months import month_asked
from infra.command.subcommands.report import add_up, reports_of
from infra.settings_file import WrongSettings, read_account

KINDS: Final[tuple[SurveyKind, ...]] = ("csat", "nps")
app = typer.Typer(no_args_is_help=True, help="What customers say, and what a survey would do.")


@app.command()
def report(
    which: Which,
    month: Annotated[
        str,
        typer.Option(help="As 2026-11 (the account's zone), by when the question was sent; else the present one."),
    ] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated, for a spreadsheet.")] = False,
    recommends_from: Annotated[
        int, typer.Option(min=0, max=10, help="The NPS score from which on a customer would recommend.")
    ] = RECOMMENDS_FROM,
    stage: Stage = None,
) -> None:
    """Each measure of a month with its number of answers and its 95 % interval, and by agent from ten answers on.

    The account's measures are those of `centralita report`. By agent only what is still kept counts: not what a
    customer had erased.
    """
    stack = stack_of(stage)
    account = account_named(stack, which)
    month = month_asked(month, stack.now(), account.hours.zone)
    add_up(stack, account)
    tallies = total(reports_of(stack).days(account.id, month).values())
    kept = _asked_in(stack.conversations, account, month)
    rows = [row for kind in KINDS for row in _rows(survey_tally(kind, tallies), kept, recommends_from)]
    if as_csv:
        spreadsheets.write(sys.stdout, ("survey", "agent", "measure", "value", "low", "high", "n"), rows)
        return
    if not rows:
        typer.echo(f"no survey was asked in {month}")
    for kind, agent, name, value, low, high, n in rows:
        who = f" of {agent}" if agent else ""
        interval = f"  ({low} to {high})" if low != "" else ""
        says = f"would recommend ({recommends_from} or more)" if name == "would_recommend" else name.replace("_", " ")
        typer.echo(f"{kind}{who}  {says}: {value}{interval}  n = {n}")


@app.command()
def simulate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The settings file with the survey as it would be.")],
    last: Annotated[str, typer.Option(help='How far back: "30d".')] = "30d",
    stage: Stage = None,
) -> None:
    """Dry run: who would have been surveyed, when, and the cost. Nothing is sent."""
    days = re.fullmatch(r"(\d{1,3})d", last)
    if days is None:
        fail(f'{last!r} isn\'t a number of days. Write it as "30d"')
    try:
        account = read_account(file)
    except WrongSettings as error:
        fail(str(error))
    stack = stack_of(stage)
    since = stack.now() - timedelta(days=int(days[1]))
    cases, _ = resolved_since(stack.conversations, account.id, since)
    told = simulated(cases, account, since)
    cost = 0
    for one in told.asked:
        question = cost_of(compose(one.command, account, one.at), account).micro_dollars
        cost += question
        typer.echo(
            f"{one.at:%Y-%m-%d %H:%M}Z  customer {one.command.customer_id}  case {one.command.case_id}"
            f"  {one.command.survey_kind}"
        )
    for reason, count in told.left_out.most_common():
        typer.echo(f"not asked about {count}: {words.told('en', [reason])}")
    typer.echo(
        f"{len(told.asked)} of {len(cases)} resolved cases would have been asked about, at {dollars(cost)} for DMs"
    )


def _asked_in(conversations: Conversations, account: Account, month: str) -> list[Survey]:
    """The surveys that were asked in a month of the account's zone; they are kept by UTC months."""
    zone, first = account.hours.zone, datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    months = sorted({f"{first + timedelta(days=days):%Y-%m}" for days in (-1, 0, 31)})
    found = [survey for name in months for survey in conversations.surveys(account.id, name)]
    return [one for one in found if one.asked_at and f"{one.asked_at.astimezone(zone):%Y-%m}" == month]


def _rows(
    whole: SurveyTally, kept: list[Survey], recommends_from: int
) -> Iterator[tuple[str, str, str, str, str, str, int]]:
    if not whole.asked:
        return
    kind = whole.kind
    yield from _lines(kind, "", measures(whole, recommends_from))
    tallies = {}
    for agent in {survey.agent for survey in kept if survey.agent and survey.kind == kind}:
        own = [survey for survey in kept if survey.agent == agent and survey.kind == kind]
        tallies[agent] = tally(kind, [s.score for s in own if s.score is not None], len(own))
    for agent, measured in sorted(by_agent(tallies, recommends_from).items()):
        if measured is not None:
            yield from _lines(kind, agent, measured)


def _lines(kind: str, agent: str, measured: Measures) -> Iterator[tuple[str, str, str, str, str, str, int]]:
    for name in ("mean_of_10", "would_recommend", "top_two", "nps", "response_rate"):
        measure: Measure | None = getattr(measured, name)
        if measure is not None:
            low = "" if measure.low is None else f"{measure.low:.3f}"
            high = "" if measure.high is None else f"{measure.high:.3f}"
            yield kind, agent, name, f"{measure.value:.3f}", low, high, measure.n
