"""`centralita doctor`: checks everything, one line each."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.progress import Progress

from infra.command.check import Check
from infra.command.checks import checks
from infra.command.subcommands import Stage, stack_of
from infra.terminal import MARKS, terminal


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array, for scripts.")] = False,
    calls: Annotated[bool, typer.Option("--calls", help="By which token each call of X goes.")] = False,
    stage: Stage = None,
) -> None:
    """Check the stack, its X apps and every account. Exits with 1 if something is wrong."""
    stack = stack_of(stage)
    console = terminal()
    found: list[Check] = []
    with Progress(console=terminal(stderr=True), transient=True, disable=as_json) as progress:
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
            console.print(MARKS[check.state], f"{check.name}: {check.said}{mend}", soft_wrap=True)
            for call, kind in (check.calls or {}).items() if calls else ():
                console.print(f"    {call}: {kind or 'X takes none of its tokens'}")
    if any(check.state == "wrong" for check in found):
        raise typer.Exit(1)
