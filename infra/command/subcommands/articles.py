"""`centralita articles`: the account's articles, and which of them fit a customer's text."""

from typing import Annotated

import typer

from care.selfservice.suggestions import suggest as suggested
from infra.command.subcommands import Stage, account_named, stack_of

app = typer.Typer(no_args_is_help=True, help="The account's questions and answers, as agents find them.")


@app.command()
def suggest(
    which: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's username or id.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What the customer wrote.")],
    language: Annotated[str, typer.Option(help="The customer's, as es, pt or en; else the account's.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=20, help="How many at most.")] = 3,
    stage: Stage = None,
) -> None:
    """The articles that come nearest to a customer's text, each with its answer as it can be sent."""
    found = suggested(text, account_named(stack_of(stage), which), language, limit)
    if not found:
        typer.echo("no matching article")
    for one in found:
        typer.echo(f"{one.score:.2f}  {one.article_id}  {one.question}")
        for line in one.answer.splitlines():
            typer.echo(f"      {line}")


@app.command(name="list")
def list_articles(
    which: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's username or id.")],
    stage: Stage = None,
) -> None:
    """All articles and look-ups of an account."""
    account = account_named(stack_of(stage), which)
    for article in account.selfservice.articles:
        typer.echo(f"article  {article.id}  {article.title(account.language)}")
    for lookup in account.selfservice.lookups:
        typer.echo(f"look-up  {lookup.id}  {lookup.title(account.language)}")
