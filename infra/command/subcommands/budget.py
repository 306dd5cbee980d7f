"""`centralita budget`: what an account has spent at X in a month, what the month will cost, and what may still go."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from care.budget.months import forecast, stands
from care.budget.prices import dollars, prices
from care.budget.windows import Scope
from care.model.account import Account
from care.tables.budget import Budget
from care.tables.spending import CAUSED
from infra.command.subcommands import Stage, account_named, stack_of
from infra.command.subcommands.months import month_asked
from infra.terminal import terminal


def budget(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's username or id.")],
    month: Annotated[str, typer.Option(help="A month of UTC, as 2026-11; without it the present one.")] = "",
    stage: Stage = None,
) -> None:
    """Spent by purpose, the month's forecast, and how much of X's limits is left."""
    stack = stack_of(stage)
    known, now = account_named(stack, account), stack.now()
    month = month_asked(month, now, UTC)
    show(Budget(stack.client("dynamodb"), stack.outputs["OutboxTable"]), known, month, now)


def show(store: Budget, known: Account, month: str, now: datetime) -> None:
    """Print an account's month."""
    purposes, total = store.by_purpose(known.id, month), store.total(known.id, month)
    table = Table("purpose", "number", "spent")
    for purpose, spent in sorted(purposes.items()):
        table.add_row(purpose, str(spent.sends), dollars(spent.micro_dollars))
    under_way = total.micro_dollars - sum(spent.micro_dollars for spent in purposes.values())
    if under_way:
        table.add_row("under way, or lost with a publisher", "", dollars(under_way))
    table.add_row("total", str(total.sends), dollars(total.micro_dollars))
    console = terminal()
    console.print(table)
    ahead = forecast(total.micro_dollars, total.sends, month, now)
    amount = "none" if ahead.micro_dollars is None else dollars(ahead.micro_dollars)
    console.print(f"Forecast for {month}: {amount} ({ahead.method}).", soft_wrap=True)
    limit = known.budget.month_micro_dollars
    if limit is None:
        console.print("Limit: none (set `budget.month_dollars`).")
    else:
        caused = sum(spent.micro_dollars for name, spent in purposes.items() if name in CAUSED)
        sent = total.micro_dollars - caused
        console.print(f"Limit: {dollars(limit)}, {dollars(max(0, limit - sent))} left ({stands(known, sent)}).")
        console.print(f"It counts sends: what X delivered and showed, {dollars(caused)}, holds none.", soft_wrap=True)
    scopes: dict[Scope, str] = {"public": "Posts", "private": "DMs", "chat": "Encrypted chats"}
    for scope, what in scopes.items():
        left = store.left(known.id, scope, now, app=known.app, chats=known.chat.per_day)
        told = ", ".join(f"{rest} of {most} ({name})" for name, (rest, most) in left.items())
        console.print(f"{what} that may go now: {told}.", soft_wrap=True)
    console.print(
        f"By X's prices of {prices().date}: sends, events that X delivered, and what was read.", soft_wrap=True
    )
