"""`centralita accounts`: the settings of the accounts that a stack serves."""

from pathlib import Path
from typing import Annotated

import typer

from infra import deployed
from infra.commands import Stage, fail
from infra.deployed import Deployed, NotFound
from infra.settings_file import WrongSettings, read_account

app = typer.Typer(no_args_is_help=True, help="The accounts that a stack serves, and their settings.")


@app.command("list")
def list_accounts(stage: Stage = None) -> None:
    """The accounts, one a line."""
    for account in _stack(stage).accounts.all():
        typer.echo(f"{account.id}  @{account.username}  {account.name}")


@app.command()
def push(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The account's settings file (TOML).")],
    stage: Stage = None,
) -> None:
    """Check a settings file and store it as the account's next version."""
    try:
        account = read_account(file)
    except WrongSettings as error:
        fail(str(error))
    version = _stack(stage).accounts.put(account)
    typer.echo(f"@{account.username}: version {version} is stored, and in force within a minute")


def _stack(stage: str | None) -> Deployed:
    try:
        return deployed.find(stage)
    except NotFound as error:
        fail(str(error))
