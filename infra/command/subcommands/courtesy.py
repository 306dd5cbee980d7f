"""`centralita courtesy`: which courtesies an account has, how they would read now, and what they cost in a month."""

from datetime import date, datetime
from typing import Annotated, Literal

import typer
from rich.table import Table

from care.budget.prices import dollars, prices
from care.courtesy.costs import month_of_posts, price_of_thanks
from care.courtesy.posts import PostKind
from care.courtesy.texts import sayings
from care.model.account import Account
from infra.command.subcommands import Stage, Which, account_named, stack_of
from infra.command.subcommands.months import month_asked
from infra.terminal import terminal

Month = Annotated[str, typer.Option(help="A month, as 2026-11; without it the present one.")]


def courtesy(which: Which, month: Month = "", stage: Stage = None) -> None:
    """Show what each greeting or thank-you would cost per month, on or off."""
    stack = stack_of(stage)
    account = account_named(stack, which)
    now = stack.now()
    month = month_asked(month, now, account.hours.zone)
    planned = month_of_posts(account, date.fromisoformat(f"{month}-01"))
    table = Table("courtesy", "", "posts", "dollars", "now, for example", title=f"@{account.username}, {month}")
    for one in planned:
        name, cost = one.kind.replace("_", " "), dollars(one.micro_dollars)
        table.add_row(name, _on(on=one.on), str(one.posts), cost, _example(account, one.kind, now))
    private, public = price_of_thanks()
    thanks = account.courtesy.thanks
    each = f"{dollars(private)} by DM, {dollars(public)} in public"
    table.add_row("thanks", thanks, "each", each, _example(account, "thanks", now))
    table.add_row("welcome", _on(on=account.courtesy.welcome), "", "nothing: it is part of the acknowledgement", "")
    posts = dollars(2 * prices().writes.post)
    table.add_row("incidents", "as asked", "2 each", posts, "`incidents open --post`")
    console = terminal()
    console.print(table)
    total = sum(one.micro_dollars for one in planned if one.on)
    console.print(f"what is switched on costs {dollars(total)} in {month}, without thanks and incidents")


def _example(account: Account, said: PostKind | Literal["thanks"], now: datetime) -> str:
    if said == "incident" or said == "incident_end":  # noqa: PLR1714  mypy narrows no membership
        return ""
    return next(iter(sayings(account, said, account.language, now)), "")


def _on(*, on: bool) -> str:
    return "on" if on else "off"
