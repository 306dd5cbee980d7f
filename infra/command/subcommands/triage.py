"""`centralita triage`: what a message would be taken for, and why."""

from typing import Annotated

import typer

from care.triage import TriageRules, classify, compiled, explain
from infra.command.subcommands import Stage, account_named, stack_of


def triage(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The message.")],
    account: Annotated[str, typer.Option(help="With the rules of this account (username or id).")] = "",
    language: Annotated[str, typer.Option(help="As X tells it; detected where it is left out.")] = "",
    stage: Stage = None,
) -> None:
    """Topic, urgency and language of a message, word by word."""
    rules = account_named(stack_of(stage), account).triage if account else TriageRules()
    verdict = classify(text, language or None, compiled(rules))
    head, *lines = explain(verdict)
    typer.echo(head)
    for line in lines:
        typer.echo(f"  {line}")
