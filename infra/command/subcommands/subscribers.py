"""`centralita subscribers`: who is told what happens: systems by a bus or webhooks, people in a chat or by mail."""

from datetime import datetime
from typing import Annotated, Literal

import typer
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from care.facts.of_account import tell_a_test
from care.facts.signing import secret_of
from care.model.account import Account
from care.model.delivery import Delivery
from care.model.subscriber import Subscriber, Way
from care.problems import problem, problems_of
from care.queues import send_fairly
from infra.command.deployed import Deployed
from infra.command.subcommands import Stage, Which, account_named, fail, stack_of
from infra.command.subcommands.audit_trail import record

app = typer.Typer(no_args_is_help=True, help="Who is told what happens: systems and people (docs/integrations.md).")

type Name = Annotated[str, typer.Argument(metavar="NAME", help="The subscriber's name.")]


@app.command("list")
def show(which: Which, stage: Stage = None) -> None:
    """Who is told, by which way, since when it fails or is paused."""
    stack = stack_of(stage)
    account = account_named(stack, which)
    found = stack.subscribers.all(account.id)
    for one in found:
        kinds = ", ".join(one.kinds) or "what its way is told without a choice"
        typer.echo(f"{one.name}: {one.way} {one.host}".rstrip() + f"; {kinds}{_state(one)}")
    if not found:
        typer.echo(f"nobody is told what happens to @{account.username}: `centralita subscribers add` adds one")


@app.command()
def add(
    which: Which,
    name: Name,
    way: Annotated[Way, typer.Option(help="By which way it is told.")],
    to: Annotated[
        str, typer.Option(help="The webhook's or mail address, or the ARN of the topic; the bus needs none.")
    ] = "",
    kind: Annotated[
        list[str] | None, typer.Option(help="A fact that it is told, as case.opened; may be given again.")
    ] = None,
    texts: Annotated[bool, typer.Option("--texts", help="With customers' texts, masked.")] = False,
    only_open: Annotated[
        bool, typer.Option("--only-open", help="People are told while the account is open; the rest at its opening.")
    ] = False,
    digest_at: Annotated[
        str, typer.Option(metavar="HH:MM", help="People are told once a day at this time, in the account's zone.")
    ] = "",
    language: Annotated[Literal["es", "pt", "en", ""], typer.Option(help="Of notices; else the account's.")] = "",
    stage: Stage = None,
) -> None:
    """Have somebody told from now on; one of the same name is replaced, and has a new secret."""
    stack = stack_of(stage)
    account = account_named(stack, which)
    if way == "mail" and stack.outputs.get("MailSender", "-") == "-" and not stack.clock_url:
        fail("this stack sends no mail: name `mail_sender` in its stage file and deploy, then add it")
    own = account.language.partition("-")[0]
    values = {
        "name": name,
        "way": way,
        "address": to,
        "kinds": tuple(dict.fromkeys(kind or ())),
        "texts": texts,
        "only_open": only_open,
        "digest_at": digest_at,
        "language": language or (own if own in {"es", "pt"} else "en"),
        "made_at": stack.now(),
    }
    try:
        subscriber = Subscriber.model_validate(values)
        stack.subscribers.put(account.id, subscriber)
    except ValidationError as error:
        fail("; ".join(f"{one.place}: {one.said}" if one.place else one.said for one in problems_of(error)))
    except PydanticCustomError as error:
        fail(problem(error).said)
    record(stack, account.id, "subscriber added", about=name)
    typer.echo(f"{name} is told from within half a minute on; `centralita subscribers test {which} {name}` tries it")
    if way == "webhook":
        typer.echo(f"its secret: {_secret(stack, account, subscriber)}")


@app.command()
def secret(which: Which, name: Name, stage: Stage = None) -> None:
    """The secret by which a webhook's receiver checks signatures; `add` gives it a new one."""
    stack, account, one = _named(which, name, stage)
    if one.way != "webhook":
        fail(f"{name} is told by {one.way}, which is not signed")
    record(stack, account.id, "subscriber secret", about=name)
    typer.echo(_secret(stack, account, one))


@app.command("test")
def try_it(which: Which, name: Name, stage: Stage = None) -> None:
    """Tell one subscriber that this is a test; `deliveries` says what came of it."""
    stack, account, one = _named(which, name, stage)
    now = stack.now()
    body = tell_a_test(account.id, one.name, now).model_dump_json()
    send_fairly(stack.client("sqs"), stack.outputs["FactsQueueUrl"], body, account.id)
    typer.echo(f"on its way; `centralita subscribers deliveries {which} {name}` says whether it arrived")


@app.command()
def remove(which: Which, name: Name, stage: Stage = None) -> None:
    """Tell it nothing any more."""
    stack, account, _ = _named(which, name, stage)
    stack.subscribers.remove(account.id, name)
    record(stack, account.id, "subscriber remove", about=name)
    typer.echo(f"{name} is told nothing any more")


@app.command()
def pause(which: Which, name: Name, stage: Stage = None) -> None:
    """Tell it nothing for now; what happens meanwhile is listed, and `replay` tells it."""
    stack, account, one = _named(which, name, stage)
    stack.subscribers.pause(account.id, one, "person", stack.now())
    record(stack, account.id, "subscriber pause", about=name)
    typer.echo(f"{name} is paused")


@app.command()
def resume(which: Which, name: Name, stage: Stage = None) -> None:
    """Tell it again; what it missed is told by `replay`."""
    stack, account, one = _named(which, name, stage)
    stack.subscribers.resume(account.id, one)
    record(stack, account.id, "subscriber resume", about=name)
    typer.echo(f"{name} is told again; `centralita subscribers replay {which} {name}` tells what it missed")


@app.command()
def deliveries(
    which: Which,
    name: Name,
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many, the newest first.")] = 20,
    stage: Stage = None,
) -> None:
    """What it was told: when, of which case, after how many tries, and the answer."""
    stack, account, subscriber = _named(which, name, stage)
    found = stack.deliveries.newest(account.id, name, count)
    for one in found:
        typer.echo(_said(one))
    if not found:
        typer.echo("the bus keeps no list: watch a rule of it" if subscriber.way == "bus" else "nothing yet")


@app.command()
def replay(
    which: Which,
    name: Name,
    since: Annotated[datetime | None, typer.Option(help="What happened from then on (UTC), also what arrived.")] = None,
    stage: Stage = None,
) -> None:
    """Tell again what did not arrive; with --since all from then on. The ids stay, so receivers know them."""
    stack, account, one = _named(which, name, stage)
    if one.paused_at is not None:
        fail(f"{name} is paused: `centralita subscribers resume {which} {name}` first")
    now = stack.now()
    begins = since.replace(tzinfo=now.tzinfo) if since and since.tzinfo is None else since
    sqs, url = stack.client("sqs"), stack.outputs["FactsQueueUrl"]
    told = 0
    for message in stack.deliveries.told_again(account.id, name, now, begins):
        send_fairly(sqs, url, message.model_dump_json(), account.id)
        told += 1
    record(stack, account.id, "subscriber replay", about=f"{name}: {told}")
    typer.echo(f"{told} on their way")


def _named(which: str, name: str, stage: str | None) -> tuple[Deployed, Account, Subscriber]:
    stack = stack_of(stage)
    account = account_named(stack, which)
    one = stack.subscribers.one(account.id, name)
    if one is None:
        known = ", ".join(each.name for each in stack.subscribers.all(account.id)) or "none"
        fail(f"nobody of the name {name!r} is told anything; known are {known}")
    return stack, account, one


def _secret(stack: Deployed, account: Account, one: Subscriber) -> str:
    key = stack.client("secretsmanager").get_secret_value(SecretId=stack.outputs["FactsSecretArn"])["SecretString"]
    return secret_of(key.encode(), account.id, one.name, one.made_at)


def _state(one: Subscriber) -> str:
    if one.paused_at is not None:
        why = {"person": "by a person", "gone": "because it answered 410", "failing": "because nothing arrived"}
        return f"; paused {one.paused_at:%Y-%m-%d %H:%M} UTC {why.get(one.paused_why, '')}".rstrip()
    return f"; failing since {one.failing_since:%Y-%m-%d %H:%M} UTC" if one.failing_since else ""


def _said(one: Delivery) -> str:
    tries = f", {one.tries} tries" if one.tries > 1 else ""
    when = f", next {one.next_at:%Y-%m-%d %H:%M} UTC" if not one.is_over else ""
    status = f" ({one.status})" if one.status else ""
    return f"{one.at:%Y-%m-%d %H:%M:%S} {one.kind} {one.case_id or '-'}: {one.state}{status}{tries}{when}"
