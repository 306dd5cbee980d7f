"""`centralita gifts`: pools of codes that are worth something once: made, loaded, who gave what, what is unclear."""

import sys
from copy import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer
from pydantic import ValidationError

from care import spreadsheets, words
from care.model.account import Account
from care.model.gift import Gift, Pool, PoolWords
from care.model.own_post import new_post_id
from care.problems import problems_of
from care.tables.gift_pools import Pools
from care.tables.gift_rows import GiftChanged
from infra.command.deployed import Deployed
from infra.command.subcommands import Stage, Which, account_named, fail, stack_of
from infra.command.subcommands.audit_trail import here, record

app = typer.Typer(no_args_is_help=True, help="Codes that agents give customers by DM (docs/gifts.md).")

type Named = Annotated[str, typer.Argument(metavar="POOL", help="The pool's id or name.")]
_COLUMNS = ("at", "pool", "worth", "by", "customer_id", "case_id", "shown", "state", "settled_at", "settled_by")


@app.command("list")
def show(which: Which, stage: Stage = None) -> None:
    """The pools: what is left, on its way and given of each."""
    _, account, pools = _of(which, stage)
    found = pools.all(account.id)
    for pool in found:
        ends = f" until {pool.words.ends_on}" if pool.words.ends_on else ""
        state = " closed" if pool.words.closed else ""
        typer.echo(
            f"{pool.pool_id}  {pool.words.name} ({pool.words.worth}){ends}{state}: "
            f"{pool.free} left, {pool.open} on their way or unclear, {pool.given} given"
        )
    if not found:
        typer.echo("there is no pool")


@app.command()
def make(
    which: Which,
    name: Annotated[str, typer.Argument(help="What the pool is called here.")],
    worth: Annotated[str, typer.Argument(help="What a code is worth, as the customer reads it.")],
    ends: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day, in the account's zone.")
    ] = None,
    per_day: Annotated[int, typer.Option(help="How many an agent gives in a day; 0: no limit.")] = 5,
    per_customer: Annotated[int, typer.Option(help="How many a customer gets; 0: no limit.")] = 1,
    customer_days: Annotated[int, typer.Option(help="Within so many days.")] = 365,
    low_at: Annotated[int, typer.Option(help="Tell when so many codes are left.")] = 10,
    stage: Stage = None,
) -> None:
    """Make a pool; its codes are loaded afterwards."""
    stack, account, pools = _of(which, stage)
    said = {"name": name, "worth": worth, "ends_on": ends.date() if ends else None}
    limits = {"per_day": per_day, "per_customer": per_customer, "customer_days": customer_days, "low_at": low_at}
    try:
        about = PoolWords.model_validate({**said, **limits})
    except ValidationError as error:
        _refuse(error)
    made = {"made_at": stack.now(), "made_by": here(), "account_id": account.id, "words": about}
    pool = Pool.model_validate({**made, "pool_id": new_post_id(stack.now())})
    record(stack, account.id, "pool save", about=about.name)
    typer.echo(pools.put(pool, about).pool_id)


@app.command()
def load(
    which: Which,
    pool: Named,
    file: Annotated[Path, typer.Argument(help="CSV with a column named code, or a code a line; - reads it.")],
    stage: Stage = None,
) -> None:
    """Load codes: all, or none if a line is wrong. Again, it adds nothing twice."""
    stack, account, pools = _of(which, stage)
    found = _found(pools, account, pool)
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}")
    record(stack, account.id, "pool load", about=found.words.name)
    try:
        loaded = pools.load(found, data)
    except ValidationError as error:
        _refuse(error)
    except GiftChanged:
        fail("somebody else changed it at this moment: try again")
    typer.echo(f"{len(loaded.codes)} new, {loaded.known} were there already")


@app.command()
def close(
    which: Which,
    pool: Named,
    again: Annotated[bool, typer.Option("--reopen", help="Give codes of it again.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Forget it with its codes; none may be on its way.")] = False,
    stage: Stage = None,
) -> None:
    """Give no more codes of a pool."""
    stack, account, pools = _of(which, stage)
    found = _found(pools, account, pool)
    record(stack, account.id, "pool drop" if drop else "pool reopen" if again else "pool close", about=found.words.name)
    try:
        pools.drop(found) if drop else pools.put(found, replace(found.words, closed=not again))
    except GiftChanged:
        fail("somebody else changed it at this moment, or codes of it are on their way: look at it and try again")
    typer.echo(f"{found.words.name} is {'dropped' if drop else 'open' if again else 'closed'}")


@app.command()
def given(
    which: Which,
    pool: Annotated[str, typer.Option(help="Of this pool alone.")] = "",
    by: Annotated[str, typer.Option(help="Of this person alone.")] = "",
    unclear: Annotated[bool, typer.Option("--unclear", help="Those of which a person has to decide.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated, for a spreadsheet.")] = False,
    most: Annotated[int, typer.Option(min=1, help="So many of the newest.")] = 1000,
    stage: Stage = None,
) -> None:
    """Who gave what to whom, the newest first; of each code its end alone."""
    stack, account, pools = _of(which, stage)
    pool_id = _found(pools, account, pool).pool_id if pool else ""
    found = stack.gifts.newest(account.id, most, pool_id=pool_id, by=by)
    rows = [[getattr(one, name) for name in _COLUMNS] for one in found if not unclear or one.state == "unclear"]
    if as_csv:
        spreadsheets.write(sys.stdout, _COLUMNS, rows)
        return
    for one in found:
        if not unclear or one.state == "unclear":
            typer.echo(_line(one, account))
    if not rows:
        typer.echo("nothing was given")


@app.command()
def decide(
    which: Which,
    gift_id: Annotated[str, typer.Argument(metavar="GIFT", help="The gift's id, as `given --unclear` shows it.")],
    what: Annotated[Literal["given", "back"], typer.Argument(help="Whether the customer has it.")],
    stage: Stage = None,
) -> None:
    """Say of an unclear gift that it was given, or put its code back."""
    stack, account, _ = _of(which, stage)
    gift = stack.gifts.one(account.id, gift_id.upper())
    if gift is None or gift.state != "unclear":
        fail(f"{gift_id} is no unclear gift: `centralita gifts given {account.username} --unclear` shows which are")
    record(stack, account.id, f"gift {what}", case_id=gift.case_id, about=gift.pool)
    try:
        stack.gifts.wish(gift, what, here(), stack.now())
    except GiftChanged:
        fail("somebody else decided at this moment: look at it again")
    typer.echo("within a minute it is done")


def _line(one: Gift, account: Account) -> str:
    at = one.at.astimezone(account.hours.zone)
    why = f" ({words.told('en', one.why)})" if one.why else ""
    to = f"{one.customer_id} in {one.case_id}" if one.case_id else "an erased customer"
    return f"{one.gift_id}  {at:%Y-%m-%d %H:%M}  {one.pool} {one.shown} by {one.by} to {to}: {one.state}{why}"


def _of(which: str, stage: str | None) -> tuple[Deployed, Account, Pools]:
    stack = stack_of(stage)
    account = account_named(stack, which)
    return stack, account, Pools(stack.client("dynamodb"), stack.outputs["AccountsTable"])


def _found(pools: Pools, account: Account, named: str) -> Pool:
    everything = pools.all(account.id)
    found = [one for one in everything if named.casefold() in {one.pool_id.casefold(), one.words.name.casefold()}]
    if len(found) > 1:
        fail(f"several pools are named {named}: say which by its id")
    if not found:
        fail(f"there is no pool {named}: `centralita gifts list {account.username}` shows those that are")
    return found[0]


def _refuse(error: ValidationError) -> NoReturn:
    told = [f"{words.place('en', one.place)}: " if one.place else "" for one in problems_of(error)]
    said = [words.fault("en", one.code, one.params) for one in problems_of(error)]
    fail("nothing was changed: " + "; ".join(f"{place}{what}" for place, what in zip(told, said, strict=True)))
