"""`centralita customers`: export or erase what is kept of a customer, and lists of customers."""

import json
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from care import words
from care.erasure.dossier import dossier
from care.erasure.elsewhere import Elsewhere
from care.erasure.erasing import finish, is_applied
from care.erasure.receipts import Asked, Receipt, handed_to, in_tables, keep
from care.erasure.whose import Nobody, Several, Whose, whose
from care.model.account import Account
from care.queues import send_all
from care.tables.attributes import attributes_of, values_of
from care.tables.audit import ERASED, Audit
from care.tables.customer_lists import COLUMNS, MOST_LISTED, PeopleList, everybody, write
from care.tables.queue import Queue
from infra.command.dead_letters import urls
from infra.command.deployed import Deployed
from infra.command.dossier import kept_of
from infra.command.dossier import write as write_folder
from infra.command.subcommands import Stage, Which, account_named, fail, stack_of
from infra.command.subcommands.audit_trail import here, record

app = typer.Typer(no_args_is_help=True, help="List customers; export or erase what is kept of one.")

Named = Annotated[
    str, typer.Argument(metavar="CUSTOMER", help="The customer's id on X (digits), @name, or the id of a case.")
]


@app.command("list")
def list_customers(
    account: Annotated[str, typer.Option(help="The account's username or id.")],
    influencers: Annotated[bool, typer.Option("--influencers", help="Those with a large audience.")] = False,
    leads: Annotated[bool, typer.Option("--leads", help="Customers who asked to buy.")] = False,
    journalists: Annotated[bool, typer.Option("--journalists", help="Those known as journalists.")] = False,
    partners: Annotated[bool, typer.Option("--partners", help="Those known as partners.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma-separated, for a spreadsheet.")] = False,
    stage: Stage = None,
) -> None:
    """The customers behind one of the desk's lists of people, each once; resolved cases are on no list."""
    chosen: dict[PeopleList, bool] = {"influencers": influencers, "leads": leads}
    chosen |= {"journalists": journalists, "partners": partners}
    if sum(chosen.values()) != 1:
        fail("say which list: --influencers, --leads, --journalists or --partners")
    stack = stack_of(stage)
    known = account_named(stack, account)
    queue = Queue(stack.client("dynamodb"), stack.outputs["ConversationsTable"])
    found, whole = everybody(queue, known.id, next(name for name, on in chosen.items() if on))
    if as_json:
        typer.echo(json.dumps([one.model_dump(mode="json", include=set(COLUMNS)) for one in found], indent=2))
    else:
        write(found, sys.stdout, "," if as_csv else "\t")
    if not whole:
        typer.echo(f"only the first {MOST_LISTED} cases were looked at", err=True)


@app.command()
def export(
    which: Which,
    customer: Named,
    to: Annotated[
        Path | None, typer.Option("--to", file_okay=False, help="A folder: data, readable text and files.")
    ] = None,
    stage: Stage = None,
) -> None:
    """All that is kept of a customer: as JSON, or as a folder with dossier.json, dossier.txt and what they showed."""
    stack = stack_of(stage)
    account = account_named(stack, which)
    found = _found(stack, account, customer)
    told = dossier(kept_of(stack), found)
    record(stack, account.id, "exported", about=found.customer_id)
    if to is None:
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    files = write_folder(stack, told, account, to)
    typer.echo(f"{to}: dossier.json, dossier.txt and {files} files of {len(told['cases'])} cases")


@app.command()
def erase(
    which: Which,
    customer: Named,
    stage: Stage = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The receipt as JSON.")] = False,
) -> None:
    """Erase a customer everywhere, and give a receipt: each place with its count, and what remains until when.

    It cannot be undone. Run it again, with the id, if it stopped midway: what is gone already is counted as nothing.
    """
    stack = stack_of(stage)
    account = account_named(stack, which)
    found = _found(stack, account, customer)
    if not yes:
        many = len(found.case_ids)
        typer.confirm(
            f"Erase customer {found.customer_id} of @{account.username} with {many} cases for good?", abort=True
        )
    now, kept = stack.now(), kept_of(stack)
    rows, handed = in_tables(kept, stack.search_index, found), handed_to(kept, found)
    receipt = Receipt(account_id=account.id, action_id=str(uuid.uuid4()), at=now, by=here(), gone=rows, handed=handed)
    asked, erasures = Asked(whose=found, receipt=receipt), stack.erasures
    # First the trail, which names nobody: an entry with the id would be what remains.
    record(stack, account.id, "erased", about=ERASED)
    keep(erasures, receipt)
    if not send_all(stack.client("sqs"), stack.outputs["EventsQueueUrl"], [asked.event]):
        fail("the queue did not take the request: try again")
    if not is_applied(stack.conversations, asked):
        # By the id: who is forgotten is found by no name and no case.
        fail(f"it waits behind other events: in some minutes erase {found.customer_id} for the rest and the receipt")
    told = finish(_elsewhere(stack), asked, erasures, stack.now())
    typer.echo(told.model_dump_json(indent=2) if as_json else "\n".join(_lines(told)))


def _elsewhere(stack: Deployed) -> Elsewhere:
    """What of the stack lies outside of the tables that the event clears."""
    return Elsewhere(
        s3=stack.client("s3"),
        bucket=stack.outputs["AnalysisBucket"],
        sqs=stack.client("sqs"),
        dead_letters=urls(stack),
        teaching=stack.teaching,
        audit=Audit(stack.client("dynamodb"), stack.outputs["AccountsTable"], stack.data_retention_days),
        gifts=stack.gifts,
    )


def _lines(told: Receipt) -> Iterator[str]:
    yield "Gone:"
    yield from (f"  {one.count:>6}  {words.word('en', one.words)}" for one in told.gone)
    yield "What remains:"
    yield from (f"  {words.word('en', one)}" for one in told.remains)


def _found(stack: Deployed, account: Account, named: str) -> Whose:
    """The customer of whom something is kept. A request for somebody's data that finds nobody is an error."""
    try:
        return whose(stack.conversations, stack.finds, lambda name: _called(stack, account.id, name), account.id, named)
    except Several as error:
        fail(f"several customers were called {named}: {', '.join(error.ids)}; say which by the id")
    except Nobody:
        fail(f"nothing is kept of {named} for @{account.username}: `centralita cases list` shows ids and names")


def _called(stack: Deployed, account_id: str, username: str) -> Iterator[str]:
    """The ids of the customers whom X calls so, or called so before. It reads the whole table: requests are few."""
    pages = (
        stack.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=stack.outputs["ConversationsTable"],
            FilterExpression="sk = :sk AND account_id = :account",
            ProjectionExpression="customer_id, username, earlier_usernames",
            ExpressionAttributeValues=attributes_of({":sk": "CUSTOMER", ":account": account_id}),
        )
    )
    for row in (values_of(item) for page in pages for item in page["Items"]):
        names = {str(one).casefold() for one in (row.get("username", ""), *row.get("earlier_usernames", ()))}
        if username.casefold() in names - {""}:
            yield str(row["customer_id"])
