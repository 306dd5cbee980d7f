"""`centralita learned`: what triage learned from people's corrections, going back, and learning now."""

import json
from typing import Annotated

import typer

from care.model.account import Account
from care.model.outcomes import Code, outcome
from care.model.teaching import LastNight, Version
from care.tables.accounts import SavedMeanwhile
from care.triage.taught import Judged
from infra.command.deployed import Deployed
from infra.command.subcommands import Stage, Which, account_named, fail, stack_of
from infra.command.subcommands.audit_trail import By, record

_JUDGED: dict[Judged, str] = {
    "better": "it did better and is used",
    "too_few": "too few corrections: twelve are needed",
    "no_words": "no word was written by enough customers",
    "not_better": "it did no better than what is in use, and is not used",
    "as_before": "it is what is in use already",
}


def learned(
    which: Which,
    back: Annotated[int, typer.Option(min=-1, help="Go back to this version and hold it; 0: what is shipped.")] = -1,
    go_on: Annotated[bool, typer.Option("--go-on", help="Let the nights learn on.")] = False,
    now: Annotated[bool, typer.Option("--now", help="Learn now what there is to learn.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
    by: By = "",
    stage: Stage = None,
) -> None:
    """What an account's people taught triage. It is switched by the setting `learning.enabled`."""
    stack = stack_of(stage)
    account = account_named(stack, which)
    try:
        if back >= 0:
            if not stack.teaching.use(account.id, back):
                fail(f"version {back} is not kept: `centralita learned {which}` lists them")
            record(stack, account.id, "settings", by=by, details=(outcome(Code.deed_taught_back, number=back),))
        if go_on:
            stack.teaching.go_on(account.id)
            record(stack, account.id, "settings", by=by, details=(outcome(Code.deed_taught_on),))
        if now:
            stack.teaching.night(account.id, stack.now())
    except SavedMeanwhile:
        fail("somebody else changed it at this moment: look again")
    _show(stack, stack.accounts.fresh(account.id), as_json=as_json)


def _show(stack: Deployed, account: Account, *, as_json: bool) -> None:
    versions, last = stack.teaching.versions(account.id), stack.teaching.last(account.id)
    if as_json:
        told = {
            "enabled": account.learning.enabled,
            "in_use": account.taught.number,
            "held": account.taught.held,
            "last": last.model_dump(mode="json") if last else None,
            "versions": [one.model_dump(mode="json", exclude={"weights", "customers"}) for one in versions],
        }
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    held = ", held" if account.taught.held else ""
    if not account.learning.enabled:
        typer.echo("learning is off: only what is shipped decides, and corrections are labels without a text")
    else:
        name = f"version {account.taught.number}" if account.taught.weights else "only what is shipped"
        typer.echo(f"in use: {name}{held}")
    if last is not None:
        typer.echo(f"{last.at:%Y-%m-%d %H:%M}: {_JUDGED[last.judged]} ({last.corrections} corrections{_sums(last)})")
    for one in versions:
        typer.echo(f"version {one.number}, {one.at:%Y-%m-%d %H:%M}: {one.corrections} corrections{_sums(one)}")
        for part in one.parts:
            says = f"{'against ' if part.weight < 0 else ''}{part.topic.replace('_', '-')} {abs(part.weight)}"
            typer.echo(f'  "{part.words}": {says} ({part.customers} customers)')


def _sums(told: LastNight | Version) -> str:
    if not told.asked:
        return ""
    return f"; of the newest {told.asked} messages {told.right} right, {told.right_before} by what is shipped"
