"""`centralita searches`: what X is searched for, within which budget, and what was found."""

from copy import replace
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from care import words
from care.budget.prices import dollars
from care.model.account import Account
from care.model.months import month_of
from care.model.watch import SavedSearch, new_search_id
from care.problems import problem, problems_of
from care.tables.budget import Budget
from care.tables.searches import SearchChanged, Searches, Watched
from care.watch.asking import price
from care.watch.queries import asked
from infra.command.deployed import Deployed
from infra.command.subcommands import Stage, Which, account_named, fail, stack_of
from infra.command.subcommands.audit_trail import here, record

app = typer.Typer(no_args_is_help=True, help="What X is searched for, and what was found (docs/watching.md).")

type Search = Annotated[str, typer.Argument(metavar="SEARCH", help="The search's id, as `list` shows it.")]


@app.command("list")
def show(which: Which, stage: Stage = None) -> None:
    """The saved searches: what X is asked, what it cost this month, and why one is not asked for now."""
    stack, account, searches = _of(which, stage)
    budget, month = Budget(stack.client("dynamodb"), stack.outputs["OutboxTable"]), month_of(stack.now())
    found = searches.all(account.id)
    for search, seen in found:
        new, more = stack.finds.new(account.id, search.search_id)
        spent = dollars(budget.of_search(account.id, month, search.search_id))
        cost = f"{spent} of {dollars(search.month_micro_dollars)} this month"
        why = words.told("en", seen.why) if seen.why and seen.of == search.number else ""
        state = "; paused" if search.paused else f"; {why}" if why else ""
        often = f"every {search.every} minutes"
        typer.echo(f"{search.search_id}  {search.name}: {search.query}; {often}; {cost}; {new}{'+' * more} new{state}")
    if not found:
        typer.echo(f"no search is saved for @{account.username}: `centralita searches save` saves one")


@app.command()
def save(
    which: Which,
    name: Annotated[str, typer.Argument(help="What it is called at the desk.")],
    query: Annotated[str, typer.Argument(help="What X is asked, in the words of its recent search.")],
    every: Annotated[int, typer.Option(help="Minutes between two questions: 15, 60, 240 or 1440.")] = 60,
    month: Annotated[float, typer.Option("--dollars", help="What it may cost in a month.")] = 5.0,
    search_id: Annotated[str, typer.Option("--change", help="The id of the search that is changed.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    stage: Stage = None,
) -> None:
    """Save a search, or change one; what X is asked and the most that it costs is said before."""
    stack, account, searches = _of(which, stage)
    now, by = stack.now(), here()
    values = {
        "search_id": new_search_id(),
        "account_id": account.id,
        "name": name,
        "query": " ".join(query.split()),
        "every": every,
        "month_micro_dollars": round(month * 1_000_000),
        "made_at": now,
        "made_by": by,
        "changed_at": now,
    }
    if search_id:
        known = _found(searches, account, search_id).search
        values |= known.model_dump(include={"search_id", "made_at", "made_by", "paused", "number"}) | {"changed_by": by}
    try:
        search = SavedSearch.model_validate(values)
        whole = asked(search.query, account.username)
    except ValidationError as error:
        fail("; ".join(f"{one.place}: {one.said}" if one.place else one.said for one in problems_of(error)))
    except PydanticCustomError as error:
        fail(problem(error).said)
    most = price(search.month_micro_dollars, account)
    typer.echo(f"X is asked: {whole}")
    typer.echo(f"at most {dollars(most.micro_dollars)} a month: {most.posts} posts at {dollars(most.each)}")
    if not yes and not typer.confirm("save it?"):
        raise typer.Exit(1)
    _keep(stack, searches, search, "search save")
    typer.echo(f"{search.search_id} is asked within a quarter of an hour")


@app.command()
def pause(which: Which, search_id: Search, stage: Stage = None) -> None:
    """Ask X no more, for now."""
    stack, account, searches = _of(which, stage)
    _keep(stack, searches, replace(_found(searches, account, search_id).search, paused=True), "search pause")
    typer.echo("paused")


@app.command()
def resume(which: Which, search_id: Search, stage: Stage = None) -> None:
    """Ask X again."""
    stack, account, searches = _of(which, stage)
    _keep(stack, searches, replace(_found(searches, account, search_id).search, paused=False), "search resume")
    typer.echo("asked again within a quarter of an hour")


@app.command()
def remove(which: Which, search_id: Search, stage: Stage = None) -> None:
    """Ask X no more; what it found goes within seven days."""
    stack, account, searches = _of(which, stage)
    search = _found(searches, account, search_id).search
    record(stack, account.id, "search remove", about=search.search_id)
    searches.remove(search)
    typer.echo("removed")


@app.command()
def found(
    which: Which,
    search_id: Search,
    done: Annotated[bool, typer.Option("--done", help="Those that were set aside or opened.")] = False,
    stage: Stage = None,
) -> None:
    """The newest posts that a search found; agents open cases of them at the desk."""
    stack, account, searches = _of(which, stage)
    search = _found(searches, account, search_id).search
    shown, after = stack.finds.page(account.id, search.search_id, done=done)
    for one in shown:
        at = one.message.at.astimezone(account.hours.zone)
        text = " ".join(one.message.text.split())[:90]
        typer.echo(f"{one.post_id}  {at:%Y-%m-%d %H:%M}  @{one.author.username or one.author.id}: {text}")
    if not shown:
        typer.echo("nothing waits there")
    if after:
        typer.echo("the desk shows older ones", err=True)


def _of(which: str, stage: str | None) -> tuple[Deployed, Account, Searches]:
    stack = stack_of(stage)
    account = account_named(stack, which)
    return stack, account, Searches(stack.client("dynamodb"), stack.outputs["AccountsTable"])


def _found(searches: Searches, account: Account, search_id: str) -> Watched:
    known = searches.one(account.id, search_id.upper())
    if known is None:
        fail(f"there is no search {search_id}: `centralita searches list {account.username}` shows those that are")
    return known


def _keep(stack: Deployed, searches: Searches, search: SavedSearch, what: str) -> None:
    record(stack, search.account_id, what, about=search.search_id)
    try:
        searches.put(search)
    except SearchChanged:
        fail("somebody else changed it at this moment: look at it and try again")
    except PydanticCustomError as error:
        fail(problem(error).said)
