"""`centralita cases hand-over …`: a case goes to another system or team, and by which reference they know it."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from care.facts.signing import secret_for
from care.model.actions import CaseHandedOver, HandOverTriedAgain, ReferenceTyped
from care.model.case import Case
from care.model.outcomes import Code, outcome
from care.model.settings.hand_over import whose
from infra.command.deployed import Deployed
from infra.command.subcommands import Stage, Which, account_named, fail, stack_of
from infra.command.subcommands.agent_actions import CaseId, act
from infra.command.subcommands.audit_trail import By, record

To = Annotated[str, typer.Option("--to", help="The destination's name in the account's settings.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to `centralita cases`."""
    for name, command in _COMMANDS.items():
        app.command(name)(command)


def hand_over(
    case_id: CaseId,
    to: To,
    note: Annotated[str, typer.Option(help="A word for them; it stays on the case as an internal note.")] = "",
    untold: Annotated[bool, typer.Option("--untold", help="Do not tell the customer.")] = False,
    by: By = "",
    stage: Stage = None,
) -> None:
    """Send a case's story to another system or team; the customer is told once they have it."""

    def deed(_: Case) -> dict[str, Any]:
        return {"details": (outcome(Code.deed_handed_over, name=to),)}

    act(case_id, stage, CaseHandedOver, "hand_over", by, deed, to=to, note=note, tell=not untold)


def again(case_id: CaseId, to: To, by: By = "", stage: Stage = None) -> None:
    """Try a hand-over that failed once more; they know it by the id that it had."""
    act(case_id, stage, HandOverTriedAgain, "hand_over_again", by, more=_which(to))


def refer(
    case_id: CaseId,
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help='Theirs; "" for none.')],
    to: To,
    by: By = "",
    stage: Stage = None,
) -> None:
    """Keep the reference by which another system knows the case."""
    act(case_id, stage, ReferenceTyped, "hand_over_reference", by, more=_which(to), reference=reference)


def secret(which: Which, to: To, stage: Stage = None) -> None:
    """The secret by which a destination checks signatures; a new secret_number in its settings makes another."""
    stack = stack_of(stage)
    account = account_named(stack, which)
    one = account.hand_over.destination(to)
    if one is None or one.way != "webhook":
        known = ", ".join(each.name for each in account.hand_over.destinations if each.way == "webhook") or "none"
        fail(f"no webhook of the name {to!r} takes cases; known are {known}")
    key = stack.client("secretsmanager").get_secret_value(SecretId=stack.outputs["FactsSecretArn"])["SecretString"]
    record(stack, account.id, "subscriber secret", about=to)
    typer.echo(secret_for(key.encode(), *whose(account.id, one)))


def _which(to: str) -> Callable[[Deployed, Case], dict[str, Any]]:
    def found(_: Deployed, case: Case) -> dict[str, Any]:
        one = next((each for each in case.hand_overs if each.to == to), None)
        if one is None:
            known = ", ".join(each.to for each in case.hand_overs) or "nobody"
            fail(f"the case was not handed over to {to!r}; it was to {known}")
        return {"hand_over_id": one.id}

    return found


_COMMANDS: dict[str, Callable[..., None]] = {
    "hand-over": hand_over,
    "hand-over-again": again,
    "hand-over-reference": refer,
}
