"""`centralita selfservice`: switch it, try a text, and count what became of its conversations."""

import sys
from copy import replace
from datetime import UTC
from typing import Annotated

import typer

from care import spreadsheets
from care.aws import TransactWrite
from care.model.account import Account
from care.model.outcomes import Code, outcome
from care.model.settings.occasions import known_language
from care.selfservice.conversation import DialogState, step
from care.selfservice.matches import best
from care.selfservice.numbers import Numbers, SelfServiceTally, tally
from care.tables.account_reads import Saving
from care.triage.rules import compiled
from infra.command.subcommands import Stage, Which, account_named, fail, stack_of
from infra.command.subcommands.audit_trail import record
from infra.command.subcommands.months import month_asked

app = typer.Typer(no_args_is_help=True, help="Automatic answers in DMs: switch them, try them, count them.")


@app.command()
def report(
    which: Which,
    month: Annotated[
        str, typer.Option(help='As "2026-11" (UTC), by when the conversation began; without it the present one.')
    ] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated, for a spreadsheet.")] = False,
    stage: Stage = None,
) -> None:
    """How many conversations asked, were solved, handed over or left open: in all, and by article."""
    stack = stack_of(stage)
    account = account_named(stack, which)
    month = month_asked(month, stack.now(), UTC)
    numbers = tally(stack.conversations.talks(account.id, month))
    rows = [("all", numbers.all), *numbers.per_article.items()]
    if as_csv:
        header = ("article", "asked", "solved", "handed_over", "left")
        told = ((name, one.asked, one.solved, one.handed_over, one.left) for name, one in rows)
        spreadsheets.write(sys.stdout, header, told)
        return
    _tell(numbers, rows, month)


def _tell(numbers: Numbers, rows: list[tuple[str, SelfServiceTally]], month: str) -> None:
    if not numbers.all.asked:
        typer.echo(f"no conversation began in {month}")
        return
    for name, one in rows:
        typer.echo(f"{name}: asked {one.asked}, solved {one.solved}, handed over {one.handed_over}, left {one.left}")
    typer.echo(f"handed over before anything was answered: {numbers.unanswered}")


@app.command()
def check(
    which: Which,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What a customer might write as the first DM.")],
    language: Annotated[str, typer.Option(help="The customer's, as es, pt or en; else the account's.")] = "",
    stage: Stage = None,
) -> None:
    """What would be answered to a text, why, and how near each article comes; nothing is sent or asked."""
    stack = stack_of(stage)
    account = account_named(stack, which)
    settings = account.selfservice
    if not settings.entries:
        fail(f"@{account.username} has no article and no look-up: add them to [selfservice] of its settings")
    spoken = known_language(language, account.language)
    for match in best(text, settings.entries, spoken, 5, 0.0):
        enough = "claims it" if match.score >= settings.threshold else f"below {settings.threshold:g}, claims nothing"
        typer.echo(f"{match.score:.2f}  {match.article_id}  {enough}")
    on = replace(settings, enabled=True)
    told = step(
        DialogState(),
        text,
        spoken,
        on,
        stack.now(),
        account.hours,
        None,
        compiled(account.triage, account.taught_weights),
    )
    typer.echo(f"then: {told.because.replace('_', ' ')}{_what_follows(told.lookup is not None, told.hand_over)}")
    for line in (told.say or "").splitlines():
        typer.echo(f"  | {line}")
    if not settings.enabled:
        typer.echo(f"it is switched off: `centralita selfservice on {account.username}` switches it on")


def _what_follows(looks_up: bool, hands_over: bool) -> str:
    if looks_up:
        return ", the brand's API is asked"
    return ", a person takes over" if hands_over else ""


@app.command()
def on(which: Which, stage: Stage = None) -> None:
    """Answer customers' DMs automatically from now on, as the account's settings say."""
    _switch(which, stage, enabled=True)


@app.command()
def off(which: Which, stage: Stage = None) -> None:
    """Answer no DM automatically any more; what customers write goes to people."""
    _switch(which, stage, enabled=False)


def _switch(which: str, stage: str | None, *, enabled: bool) -> None:
    stack = stack_of(stage)
    account = account_named(stack, which)
    if enabled and not account.selfservice.entries:
        fail(f"@{account.username} has no article and no look-up: add them to [selfservice] of its settings first")
    said = "on" if enabled else "off"
    if account.selfservice.enabled == enabled:
        typer.echo(f"self-service of @{account.username} is {said} already")
        return
    changed: Account = replace(account, selfservice=replace(account.selfservice, enabled=enabled))
    now = stack.now()

    def sweep(number: int) -> TransactWrite:
        return stack.sweeps.beginning(account.id, f"settings:{number}", now)

    saving = Saving(f"centralita selfservice {said}", now, "selfservice")
    version = stack.accounts.put(changed, saving, tells=sweep)
    detail = outcome(Code.deed_selfservice, switch=said, version=version)
    record(stack, account.id, "settings", about="selfservice", details=(detail,))
    typer.echo(f"self-service of @{account.username} is {said} (version {version}); functions know within a minute")
