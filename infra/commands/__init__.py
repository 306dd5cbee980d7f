"""The subcommands of `centralita`, one file each."""

from typing import Annotated, NoReturn

import typer
from rich.console import Console

Stage = Annotated[str | None, typer.Option(help="The stage on AWS; without it the local run that is up, else prod.")]


def fail(message: str) -> NoReturn:
    """End with one clear message on standard error and exit status 1."""
    Console(stderr=True, highlight=False).print(f"centralita: {message}", soft_wrap=True, markup=False)
    raise typer.Exit(1)
