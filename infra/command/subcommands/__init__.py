"""The subcommands of `centralita`, one file each, and what they share."""

from typing import Annotated, NoReturn

import typer

from care.model.account import Account
from care.tables.account_reads import UnknownAccount, UnreadableSettings
from infra.command import deployed
from infra.command.deployed import Deployed, NotFound
from infra.terminal import terminal

Stage = Annotated[str | None, typer.Option(help="AWS stage. Defaults to the local run if one is up, otherwise prod.")]
Which = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's username or id.")]


def fail(message: str) -> NoReturn:
    """End with one clear message on standard error and exit status 1."""
    terminal(stderr=True).print(f"centralita: {message}", soft_wrap=True)
    raise typer.Exit(1)


def stack_of(stage: str | None) -> Deployed:
    """The stack that a command is about, or a clear end."""
    try:
        return deployed.find(stage)
    except NotFound as error:
        fail(str(error))


def warn_if_paused(account: Account) -> None:
    """Whatever is asked about a paused account is answered with that, on standard error."""
    if account.paused_at is not None:
        said = f"@{account.username} is PAUSED since {account.paused_at:%Y-%m-%d %H:%M}Z by {account.paused_by}: "
        typer.echo(f"{said}no automatic message goes out", err=True)


def account_named(stack: Deployed, which: str) -> Account:
    """An account by its id, or by its username with or without the @; or a clear end."""
    accounts = stack.accounts
    try:
        found = accounts.get(which) if which.isdigit() else accounts.named(which.removeprefix("@"))
    except UnreadableSettings as error:
        fail(f"{error}: deploy that release, or push the account's settings file")
    except UnknownAccount:
        fail(f"unknown account {which}. Run `centralita accounts list` to see yours")
    warn_if_paused(found)
    return found
