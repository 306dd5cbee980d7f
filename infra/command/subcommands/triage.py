"""`centralita triage`: what a message would be taken for, and why."""

from typing import Annotated

import typer

from care.triage.changes import TriageRules
from care.triage.classification import classify
from care.triage.rules import compiled
from care.triage.varieties import country_of
from care.triage.verdict import explain
from infra.command.subcommands import Stage, account_named, stack_of

_COUNTRIES = {"PT": "Portugal", "BR": "Brazil"}


def triage(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The message.")],
    account: Annotated[str, typer.Option(help="With the rules of this account (username or id).")] = "",
    language: Annotated[str, typer.Option(help="As X tells it; detected where it is left out.")] = "",
    stage: Stage = None,
) -> None:
    """Topic, urgency and language of a message, word by word."""
    known = account_named(stack_of(stage), account) if account else None
    rules = compiled(known.triage, known.taught_weights) if known else compiled(TriageRules())
    verdict = classify(text, language or None, rules)
    head, *lines = explain(verdict)
    typer.echo(head)
    if verdict.language == "pt" and (country := country_of(text)):
        typer.echo(f"  Portuguese as written in {_COUNTRIES[country]} (pt-{country})")
    for line in lines:
        typer.echo(f"  {line}")
