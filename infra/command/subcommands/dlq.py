"""`centralita dlq`: what could not be processed, why, and how it gets another try."""

import hashlib
import json
from functools import partial
from typing import Annotated, Any

import typer
from rich.table import Table

from care.aws import QueuedMessage, SQSClient, depth_of
from care.erasure.letters import messages, taken
from care.model.outcomes import Code, outcome
from infra.command.dead_letters import urls
from infra.command.deployed import Deployed
from infra.command.subcommands import Stage, fail, stack_of
from infra.command.subcommands.audit_trail import record
from infra.terminal import terminal

app = typer.Typer(no_args_is_help=True, help="Inspect and redrive failed messages.")

# What a person needs to know of a message; texts and names are left where they are.
_TOLD = ("kind", "account_id", "customer_id", "case_id", "item_id", "queue")
Queue = Annotated[str, typer.Argument(metavar="QUEUE", help="As `dlq list` names it: events, sends …")]


@app.command(name="list")
def show_all(stage: Stage = None) -> None:
    """How many messages lie in each dead-letter queue."""
    table = Table("queue", "dead letters")
    for name, count in counted(stack_of(stage)).items():
        table.add_row(name, str(count))
    terminal().print(table)


def counted(stack: Deployed) -> dict[str, int]:
    """How many messages lie in each dead-letter queue, those that somebody looks at with them."""
    sqs = stack.client("sqs")
    return {name: sum(depth_of(sqs, url)[:2]) for name, url in urls(stack).items()}


@app.command()
def show(
    queue: Queue,
    body: Annotated[bool, typer.Option("--body", help="The whole message: it may hold what customers wrote.")] = False,
    stage: Stage = None,
) -> None:
    """Each dead letter with its reason, its time and whose it is."""
    told = shown(stack_of(stage), queue, body=body)
    for one in told:
        typer.echo(json.dumps(one, ensure_ascii=False))
    if not told:
        typer.echo(f"no dead letters in {queue}")


def shown(stack: Deployed, queue: str, *, body: bool) -> list[dict[str, Any]]:
    """What is told of each dead letter; they stay where they are."""
    sqs, url = stack.client("sqs"), _url(stack, queue)
    found = list(messages(sqs, url))
    for message in found:
        # Others may look at once.
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    return [_told(message, body=body) for message in found]


@app.command()
def redrive(
    queue: Queue,
    message_id: Annotated[str, typer.Option("--message", help="One message's id; without it all.")] = "",
    stage: Stage = None,
) -> None:
    """Put dead letters back on their queue. What fails again comes back with its reason."""
    stack = stack_of(stage)
    moved = put_back(stack, queue, message_id)
    record(stack, "", "redriven", details=(outcome(Code.deed_redriven, count=moved, queue=queue),))
    typer.echo(f"{moved} put back on {queue}")


def put_back(stack: Deployed, queue: str, message_id: str = "") -> int:
    """How many dead letters were put back: all, or the one of that id."""
    sqs, url = stack.client("sqs"), _url(stack, queue)
    source = stack.outputs.get(f"{queue.capitalize()}QueueUrl")
    if source is None:
        fail(
            f"what lies in {queue} came from a schedule, which calls again by itself, or is an erasure that the desk "
            "asked for, which is done by erasing the customer once more: nothing to redrive"
        )
    most, moved, others = sum(depth_of(sqs, url)[:2]), 0, list[QueuedMessage]()
    # One after the other: of a group SQS shows the next ones when those before are deleted. Not more than there were,
    # because what fails again may be back before this ends.
    for message in messages(sqs, url):
        if message_id not in {"", message["MessageId"]}:
            others.append(message)
            continue
        _put_back(sqs, source, message)
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        moved += 1
        if message_id or moved == most:
            break
    for message in others:
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    if message_id and not moved:
        fail(f"there is no dead letter {message_id} in {queue}: `centralita dlq show {queue}` names them")
    return moved


@app.command()
def drop(
    queue: Queue,
    message_id: Annotated[str, typer.Option("--message", help="The message's id, as `dlq show` names it.")],
    why: Annotated[str, typer.Option("--why", help="The reason, for the audit trail: no customer's text.")],
    stage: Stage = None,
) -> None:
    """Take away a dead letter that nobody can mend. What it held is gone."""
    stack = stack_of(stage)
    if not why.strip():
        fail("say why: --why REASON")
    if not taken(stack.client("sqs"), _url(stack, queue), lambda _: True, message_id):
        fail(f"there is no dead letter {message_id} in {queue}: `centralita dlq show {queue}` names them")
    record(stack, "", "dropped", about=f"{queue} {message_id}: {why.strip()[:200]}")
    typer.echo(f"{message_id} is gone from {queue}")


def _put_back(sqs: SQSClient, url: str, message: QueuedMessage) -> None:
    """Into the same group, under an id of its own: the queue may remember the first one for five minutes."""
    told = message.get("MessageAttributes", {}).get("group")
    # What the queue itself gave up keeps its group.
    group = (
        told["StringValue"] if told and "StringValue" in told else message.get("Attributes", {}).get("MessageGroupId")
    )
    put = partial(sqs.send_message, QueueUrl=url, MessageBody=message["Body"])
    if url.endswith(".fifo"):
        if group is None:
            fail("a message of this queue without a group: nobody knows whose it was")
        put(
            MessageGroupId=group,
            MessageDeduplicationId=hashlib.sha256(f"{message['MessageId']}|redrive".encode()).hexdigest(),
        )
    elif group is not None:
        put(MessageGroupId=group)  # of a standard queue it names the account alone, so that SQS is fair
    else:
        put()


def _told(message: QueuedMessage, *, body: bool) -> dict[str, Any]:
    reason = message.get("MessageAttributes", {}).get("reason")
    told: dict[str, Any] = {
        "message": message["MessageId"],
        "sent": message["Attributes"].get("SentTimestamp", ""),
        "reason": reason.get("StringValue", "") if reason else "given up by the queue after too many tries",
    }
    if body:
        return {**told, "body": message["Body"]}
    try:
        values = json.loads(message["Body"])
    except ValueError:
        return {**told, "body": "not JSON"}
    known = values if isinstance(values, dict) else {}
    return {**told, **{name: known[name] for name in _TOLD if isinstance(known.get(name), str)}}


def _url(stack: Deployed, queue: str) -> str:
    dlqs = urls(stack)
    if queue not in dlqs:
        fail(f"there is no queue {queue}: there are {', '.join(dlqs)}")
    return dlqs[queue]
