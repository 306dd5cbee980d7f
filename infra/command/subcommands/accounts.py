"""`centralita accounts`: the settings of the accounts that a stack serves."""

from copy import replace
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from care import words
from care.aws import TransactWrite
from care.desk.starting_replies import missing
from care.holiday_years import with_holidays, years_to_resolve
from care.model.account import Account
from care.model.outcomes import Code, outcome
from care.tables.account_reads import Saving, Stored, UnknownAccount, UnreadableSettings
from care.triage.changes import UnknownRule, check
from infra.command.deployed import Deployed
from infra.command.subcommands import Stage, Which, account_named, fail, stack_of, warn_if_paused
from infra.command.subcommands.audit_trail import record
from infra.command.subcommands.handing_over import secret
from infra.settings_file import WrongSettings, based_on, problems, read_account, read_text, written_account

_PUSH = "centralita accounts push"
app = typer.Typer(no_args_is_help=True, help="The accounts that a stack serves, and their settings.")
app.command("hand-over-secret")(secret)


@app.command("list")
def list_accounts(stage: Stage = None) -> None:
    """The accounts, one a line."""
    accounts = stack_of(stage).accounts
    for account in accounts.all():
        typer.echo(f"{account.id}  @{account.username}  {account.name}  (version {account.version})")
        warn_if_paused(account)
    for account_id in accounts.unreadable():
        typer.echo(f"{account_id}: its settings cannot be read, because a newer release wrote them", err=True)


@app.command()
def push(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The account's settings file (TOML).")],
    yes: Annotated[bool, typer.Option("--yes", help="Replace what others saved meanwhile without asking.")] = False,
    stage: Stage = None,
) -> None:
    """Check a settings file and store it as the account's next version; open deadlines move with it.

    What was saved at the desk since the file was pulled, or since the last push, is named first, and asked about.
    """
    try:
        account, made_from = read_account(file), based_on(read_text(file))
        check(account.triage)
    except (WrongSettings, UnknownRule, ValueError) as error:
        fail(str(error))
    stack = stack_of(stage)
    apps = stack.outputs.get("XApps", "main").split(",")
    if account.app not in apps:
        fail(f"the stack has no X app {account.app!r}: set `app` to one of {', '.join(apps)}, or deploy with -c apps=…")
    _same_brand(stack, account)
    present = _present(stack, account.id)
    if present is not None:
        _say_changes(present, account)
        others = _saved_by_others(stack, account.id, made_from)
        for one in others:
            typer.echo(f"  version {one.number}: {one.saving.about or 'settings'}, saved by {one.saving.by}", err=True)
        if others and not yes:
            typer.confirm("The file does not hold what they saved: put it in the place of all of it?", abort=True)
    now = stack.now()
    saved = with_holidays(account, years_to_resolve(now))

    def sweep(number: int) -> TransactWrite:
        return stack.sweeps.beginning(account.id, f"settings:{number}", now)

    try:
        version = stack.accounts.put(saved, Saving(_PUSH, now, "all"), tells=sweep)
    except ValidationError as error:
        fail("; ".join(problems(error)))
    record(stack, saved.id, "settings", about="all", details=(outcome(Code.deed_settings_all, version=version),))
    added = len(saved.hours.dates) - len(account.hours.dates)
    typer.echo(f"@{account.username}: version {version} is stored, and in force within a minute")
    if added:
        typer.echo(f"{added} public holidays were added to the dates: `centralita accounts pull` shows them")


def _same_brand(stack: Deployed, account: Account) -> None:
    """Two accounts of one @name: who looks for the name would find one of them."""
    for one in stack.accounts.all():
        if one.username.casefold() == account.username.casefold() and one.id != account.id:
            fail(
                f"@{one.username} is served as account {one.id}, and the file says {account.id}: correct the id. If "
                f"the name has passed to another account, first push the settings of {one.id} with its new username"
            )


def _present(stack: Deployed, account_id: str) -> Account | None:
    try:
        return stack.accounts.fresh(account_id)
    except (UnknownAccount, UnreadableSettings):
        return None


def _say_changes(present: Account, account: Account) -> None:
    before, after = present.model_dump(), account.model_dump()
    changed = sorted(name for name in after if before[name] != after[name])
    typer.echo(f"changes: {', '.join(changed) or 'nothing'}")


def _saved_by_others(stack: Deployed, account_id: str, made_from: int | None) -> list[Stored]:
    """The versions that the file knows nothing of: since the one it was made from, or else since the last push."""
    found: list[Stored] = []
    for one in stack.accounts.versions(account_id):
        if one.number == made_from or (made_from is None and one.saving.by in {"", _PUSH}):
            break
        found.append(one)
    return [one for one in found if one.saving.by not in {"", _PUSH}]


@app.command()
def pull(
    which: Which,
    output: Annotated[Path | None, typer.Option(help="Write here instead of the terminal.")] = None,
    stage: Stage = None,
) -> None:
    """Give an account's present settings back as a file."""
    text = written_account(account_named(stack_of(stage), which))
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        typer.echo(f"written to {output}")


@app.command("starting-replies")
def starting(which: Which, stage: Stage = None) -> None:
    """Add the saved replies for common situations that a new brand begins with, as far as they are not there."""
    stack = stack_of(stage)
    account = account_named(stack, which)
    new = missing(account)
    if not new:
        typer.echo("they are all there already")
        return
    changed = replace(account, desk=replace(account.desk, saved_replies=(*account.desk.saved_replies, *new)))

    def sweep(number: int) -> TransactWrite:
        return stack.sweeps.beginning(account.id, f"settings:{number}", stack.now())

    saving = Saving("centralita accounts", stack.now(), "replies")
    version = stack.accounts.put(changed, saving, on=account.version, tells=sweep)
    record(stack, account.id, "settings", about="replies", details=(outcome(Code.deed_settings_all, version=version),))
    typer.echo(f"@{account.username}: version {version} has {', '.join(one.title for one in new)} besides")


@app.command()
def notices(which: Which, stage: Stage = None) -> None:
    """What was left for the supervisor, the newest first."""
    stack = stack_of(stage)
    for one in stack.accounts.notices(account_named(stack, which).id):
        why = f": {words.told('en', one.why)}" if one.why else ""
        typer.echo(f"{one.at:%Y-%m-%d %H:%M}Z  {one.text}{why}")
