"""`centralita pause`, `resume` and `withheld`: the kill switch for everything automatic."""

from collections import Counter

import typer

from care.tables.kill_switch import OneWithheld, Withheld
from infra.command.deployed import Deployed
from infra.command.subcommands import Stage, Which, account_named, stack_of
from infra.command.subcommands.audit_trail import By, here, record


def pause(which: Which, by: By = "", stage: Stage = None) -> None:
    """Pause an account's automatic messages. People can still reply."""
    stack = stack_of(stage)
    if which in stack.accounts.unreadable():
        # Whatever its settings are: what stops everything must not depend on them.
        stack.accounts.pause(which, here(by), stack.now())
        record(stack, which, "pause", by=here(by))
        typer.echo(f"{which} is paused; its settings cannot be read")
        return
    account = account_named(stack, which)
    if account.paused_at is not None:
        typer.echo(f"@{account.username} is paused already")
        return
    who, now = here(by), stack.now()
    stack.accounts.pause(account.id, who, now)
    record(stack, account.id, "pause", by=who)
    stack.accounts.notice(account.id, now, f"automatic messages were paused by {who}")
    typer.echo(f"@{account.username}: automatic messages are paused (takes up to a minute)")
    typer.echo(f"people's replies go on; `centralita resume {account.username}` ends it")


def resume(which: Which, by: By = "", stage: Stage = None) -> None:
    """Resume automatic messages. Anything held back is listed, not sent."""
    stack = stack_of(stage)
    account = account_named(stack, which)
    if account.paused_at is None:
        typer.echo(f"@{account.username} is not paused")
        return
    who, now = here(by), stack.now()
    found = _withheld(stack).of(account.id, account.paused_at)
    stack.accounts.resume(account.id)
    record(stack, account.id, "resume", by=who)
    since = f"{account.paused_at:%Y-%m-%d %H:%M}Z"
    stack.accounts.notice(
        account.id, now, f"automatic messages go out again, by {who}; since {since}, {len(found)} were withheld"
    )
    _show(found)
    typer.echo(f"@{account.username} resumed. New messages are answered as usual")


def withheld(which: Which, stage: Stage = None) -> None:
    """List messages held back by the current pause."""
    stack = stack_of(stage)
    account = account_named(stack, which)
    if account.paused_at is None:
        typer.echo(f"@{account.username} is not paused; `centralita accounts notices` tells of earlier pauses")
        return
    _show(_withheld(stack).of(account.id, account.paused_at))


def _show(found: list[OneWithheld]) -> None:
    for one in found:
        typer.echo(f"{one.at:%Y-%m-%d %H:%M:%S}Z  {one.purpose:<16}{one.case_id or one.key}")
    counts = Counter(one.purpose for one in found)
    parts = ", ".join(f"{number} of purpose {purpose}" for purpose, number in sorted(counts.items()))
    typer.echo(f"withheld: {parts or 'nothing'}")


def _withheld(stack: Deployed) -> Withheld:
    return Withheld(stack.client("dynamodb"), stack.outputs["OutboxTable"])
