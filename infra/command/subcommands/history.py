"""`centralita history`: what customers wrote before an account was connected, brought in on request."""

from typing import Annotated

import httpx
import typer
from botocore.exceptions import BotoCoreError, ClientError

from care.budget.prices import dollars
from care.grants.rules import standing
from care.model.account import Account
from care.model.outcomes import Code, outcome
from care.queues import send_all
from care.tables.budget import Budget
from care.x.client import XClient
from care.x.credentials import Permission, UnreadableSecret, read_app_secret
from care.x.errors import XError
from care.x.transport import http_client
from infra.command import keys
from infra.command.deployed import Deployed
from infra.command.history import LONGEST, most_micro_dollars, read
from infra.command.subcommands import Stage, account_named, fail, stack_of
from infra.command.subcommands.audit_trail import record


def history(
    which: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's username or id.")],
    days: Annotated[int, typer.Option(min=1, max=LONGEST.days, help="How far back.")] = LONGEST.days,
    most: Annotated[int, typer.Option(min=100, max=10_000, help="Of each list: mentions, DMs, own posts.")] = 800,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    stage: Stage = None,
) -> None:
    """Bring in mentions and DMs from before the account was connected; nobody is acknowledged for what is old.

    The price is said first. What the account answered meanwhile is read too, so that it does not look open. X shows
    800 mentions and DMs of 30 days; encrypted chats are not shown by it.
    """
    stack = stack_of(stage)
    account, now = account_named(stack, which), stack.now()
    if not yes:
        price = dollars(most_micro_dollars(account, most))
        typer.confirm(
            f"X asks at most {price} for up to {most} mentions, DMs and own posts each. Read them?", abort=True
        )
    try:
        with http_client() as http:
            found = read(_as_account(stack, account, http), account, now, days, most)
    except XError as error:
        fail(f"X does not show it: {error}; nothing was brought in. `centralita doctor` looks at the account")
    except (BotoCoreError, ClientError, UnreadableSecret, keys.WrongKeys) as error:
        fail(f"the keys of @{account.username} cannot be read ({type(error).__name__}): `centralita doctor` says more")
    Budget(stack.client("dynamodb"), stack.outputs["OutboxTable"]).meter(
        account.id, "reading", found.read, found.micro_dollars, now
    )
    if not send_all(stack.client("sqs"), stack.outputs["EventsQueueUrl"], found.events):
        fail("the queue did not take all of it: run it again; what is in a case already is not brought in twice")
    record(stack, account.id, "history", details=(outcome(Code.deed_history, days=days, count=found.received),))
    typer.echo(
        f"{found.received} messages of customers and {found.answered} answers of the last {days} days are on their way "
        f"to cases; X asked {dollars(found.micro_dollars)} for {found.read} things"
    )
    for name in found.cut:
        typer.echo(f"there are more {name} than {most}: --most reads further", err=True)


def _as_account(stack: Deployed, account: Account, http: httpx.Client) -> XClient:
    name = keys.secret_name(stack.outputs, account.app)
    secret = read_app_secret(stack.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])
    permission = None
    if standing(stack.grants.get(account.id), stack.now()) == "good":
        pair = stack.user_tokens.read(account.id)
        permission = Permission(lambda: pair.access) if pair is not None else None
    token = secret.accounts.get(account.id)
    return XClient(secret.keys, token, base_url=stack.x_url, http=http, permission=permission)
