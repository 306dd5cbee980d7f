"""`centralita trace` and `centralita replay`: where one message is, and what X did not deliver."""

from datetime import datetime, timedelta
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError

from care.model.outcomes import Code, outcome
from care.reconcile.webhook import gap
from care.x.client import XClient
from care.x.credentials import UnreadableSecret, read_app_secret
from care.x.errors import XError
from infra.command import keys
from infra.command.deployed import Deployed
from infra.command.story import told
from infra.command.subcommands import Stage, account_named, fail, stack_of
from infra.command.subcommands.audit_trail import record


def trace(
    message_id: Annotated[str, typer.Argument(metavar="MESSAGE_ID", help="X's id of a post or a direct message.")],
    account: Annotated[str, typer.Option(help="Look at this account alone: its @name or id.")] = "",
    stage: Stage = None,
) -> None:
    """Show everything that happened to a message: arrival, case, decisions, replies."""
    stack = stack_of(stage)
    if not message_id.isdigit():
        fail(f"{message_id!r} isn't an id of X. Use the number at the end of the post's address")
    accounts = [account_named(stack, account)] if account else stack.accounts.all()
    lines = [line for one in accounts for line in told(stack, one, message_id)]
    for line in lines:
        typer.echo(line)
    if not lines:
        fail(
            f"no case holds message {message_id}. Either X did not deliver it (`centralita doctor`, then `centralita "
            "reconcile` fetches what is missing), or it lies in a dead-letter queue (`centralita dlq show events`), or "
            "it came seconds ago"
        )


def replay(
    since: Annotated[datetime, typer.Option(help="An instant in UTC, at most 24 hours ago: 2026-11-25T14:30.")],
    app: Annotated[str, typer.Option(help="The X app of the stack, if it has several.")] = "main",
    stage: Stage = None,
) -> None:
    """Ask X to redeliver events since a given time. Events already processed are ignored."""
    stack = stack_of(stage)
    try:
        _replay(stack, since, app)
    except UnreadableSecret as error:
        fail(str(error))
    except (BotoCoreError, ClientError) as error:
        fail(f"the secret cannot be read ({type(error).__name__}): check the AWS credentials")
    except XError as error:
        fail(f"X did not take the replay: {error}")


def _replay(stack: Deployed, since: datetime, app: str) -> None:
    now = stack.now()
    wanted = since.replace(tzinfo=now.tzinfo) if since.tzinfo is None else since
    if now - wanted > timedelta(hours=24) or wanted > now:
        fail("X keeps the events of 24 hours: name an instant within them")
    start, end = gap(wanted, now)
    found = stack.client("secretsmanager").get_secret_value(SecretId=keys.secret_name(stack.outputs, app))
    url = keys.webhook_url(stack, app)
    with XClient(read_app_secret(found["SecretString"]).keys, base_url=stack.x_url) as x:
        hook = next((one for one in x.activity.webhooks().items if one.url.rstrip("/") == url.rstrip("/")), None)
        if hook is None:
            fail(f"X does not know {url}: `centralita connect ACCOUNT` registers it")
        job = x.activity.replay(hook.id, start, end)
    span = {"start": f"{start:%Y-%m-%d %H:%M}Z", "end": f"{end:%H:%M}Z"}
    record(stack, "", "replayed", details=(outcome(Code.deed_replayed, **span, app=app),))
    typer.echo(f"X delivers again what happened from {start:%H:%M} to {end:%H:%M} UTC (job {job.id}).")
