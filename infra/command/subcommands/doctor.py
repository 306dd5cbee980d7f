"""`centralita doctor`: checks everything, one line each."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from infra.command.check import Check
from infra.command.checks import checks
from infra.command.subcommands import Stage, stack_of

_MARKS = {
    "ok": "[green]✓[/green]",
    "advice": "[blue]·[/blue]",
    "warning": "[yellow]![/yellow]",
    "wrong": "[red]✗[/red]",
}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array, for scripts.")] = False,
    calls: Annotated[bool, typer.Option("--calls", help="By which token each call of X goes.")] = False,
    stage: Stage = None,
) -> None:
    """Check the stack, its X apps and every account. Exits with 1 if something is wrong."""
    stack = stack_of(stage)
    console = Console(highlight=False)
    found: list[Check] = []
    with Progress(console=Console(stderr=True), transient=True, disable=as_json) as progress:
        task = progress.add_task("Looking", total=None)
        for check in checks(stack, stack.accounts.all()):
            found.append(check)
            progress.advance(task)
            if not as_json:
                progress.console.file.flush()
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in found], ensure_ascii=False, indent=2))
    else:
        for check in found:
            mend = f" → {check.mend}" if check.mend else ""
            console.print(f"{_MARKS[check.state]} {check.name}: {check.said}{mend}", soft_wrap=True)
            for call, kind in (check.calls or {}).items() if calls else ():
                console.print(f"    {call}: {kind or 'X takes none of its tokens'}")
    if any(check.state == "wrong" for check in found):
        raise typer.Exit(1)
