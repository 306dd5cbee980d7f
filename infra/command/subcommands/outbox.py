"""`centralita outbox`: what waits to be sent, what is unclear, and a person's decision about it."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

import typer

from care import words
from care.model.account import Account
from care.model.actions import ReplyCancelled, SendDecided
from care.model.envelope import Verdict
from care.model.outbox_item import Item, ItemState, lacks_id, may_be_decided
from infra import waits
from infra.command import backlog
from infra.command.deployed import Deployed
from infra.command.subcommands import Stage, Which, account_named, fail, stack_of
from infra.command.subcommands.agent_actions import act
from infra.command.subcommands.audit_trail import By

app = typer.Typer(no_args_is_help=True, help="See pending sends and settle unconfirmed ones.")

ItemId = Annotated[str, typer.Argument(metavar="ITEM", help="The item's id, as `outbox list` shows it.")]
Most = Annotated[int, typer.Option(min=1, max=1000, help="How many items of each kind are listed.")]


@app.command("list")
def show_all(
    which: Which,
    most: Most = 50,
    state: Annotated[ItemState | None, typer.Option(help="Only what is in this state, whenever that was.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="As JSON: what waits, since when, until when and why.")
    ] = False,
    stage: Stage = None,
) -> None:
    """What goes next, by lane; what is held for a supervisor; sends that are unclear. No text is shown."""
    stack = stack_of(stage)
    account, now = account_named(stack, which), stack.now()
    if state is not None:
        found = backlog.in_state(stack, account.id, state)
        if as_json:
            queues = {one.queue: one for one in waits.of_account(stack.outbox, account, now, most)}
            _print({"items": [waits.shown(queues[item.queue].of(item)) for item in found[:most]]})
            return
        _tell(found[:most], now)
        typer.echo(f"{len(found)} are {state}")
        return
    if as_json:
        _print(waiting(stack, account, most))
        return
    items: list[Item] = []
    for one in backlog.waiting(stack, account.id, most):
        what = "posts" if one.channel == "public" else "DMs"
        lanes = ", ".join(f"{n} {lane}" for lane, n in one.lanes().items()) or "nothing waits"
        more = " and more" if one.more else ""
        gate = one.gate
        shut = f"; held until {gate.due_at:%Y-%m-%d %H:%M:%S}Z" if gate is not None and gate.due_at > now else ""
        typer.echo(f"{what}: {lanes}{more}{shut}")
        items += one.items
    _tell([*items, *backlog.held(stack, account.id), *backlog.unclear(stack, account.id, most)], now)


def waiting(stack: Deployed, account: Account, most: int) -> dict[str, Any]:
    """Each queue of an account, and each item that waits, for a supervisor or to be known: since when and why."""
    queues = list(waits.of_account(stack.outbox, account, stack.now(), most))
    by_name = {one.queue: one for one in queues}
    others = [*backlog.held(stack, account.id), *backlog.unclear(stack, account.id, most)]
    items = {item.item_id: item for item in [*(item for one in queues for item in one.items), *others]}
    told = [waits.shown(by_name[item.queue].of(item)) for item in items.values()]
    return {"queues": [one.shown() for one in queues], "items": told}


def _print(shown: dict[str, Any]) -> None:
    typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))


@app.command()
def show(
    item_id: ItemId,
    text: Annotated[bool, typer.Option("--text", help="Include the text (may contain personal data).")] = False,
    stage: Stage = None,
) -> None:
    """One item as JSON, whatever its state."""
    item = _item(stack_of(stage), item_id)
    hidden = set() if text else {"text", "other", "whole", "rest"}
    shown = item.model_dump(mode="json", exclude_none=True, exclude=hidden)
    typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))


@app.command()
def cancel(item_id: ItemId, by: By = "", stage: Stage = None) -> None:
    """Take back a reply that has not gone yet."""
    item = _item(stack_of(stage), item_id)
    act(item.case_id, stage, ReplyCancelled, "cancel", by, item_id=item_id)


@app.command()
def decide(
    item_id: ItemId,
    verdict: Annotated[Verdict, typer.Argument(help="sent (it's on X), again (resend), dropped (don't send).")],
    x_id: Annotated[str, typer.Option(help="X's id of it, where it was sent.")] = "",
    by: By = "",
    stage: Stage = None,
) -> None:
    """Decide on a send that is unclear: X may have taken it or not."""
    item = _item(stack_of(stage), item_id)
    if not may_be_decided(item):
        fail(f"{item_id} is {item.state}: only what X may have taken is decided on")
    if lacks_id(item, verdict, x_id):
        fail(f"{item_id} is a post: say which one X has, with --x-id and the number at the end of its address")
    if x_id and verdict != "sent":
        fail(f"what X has as {x_id} was sent: leave --x-id out, or say sent")
    act(
        item.case_id,
        stage,
        SendDecided,
        "decide",
        by,
        item_id=item_id,
        verdict=verdict,
        x_id=x_id,
        channel=item.channel,
    )


def _tell(items: Iterable[Item], now: datetime) -> None:
    for item in items:
        # A line each, so that an id can be copied whole however narrow the terminal is.
        why = f": {words.told('en', item.because)}" if item.because else ""
        since = backlog.since(item, now)
        typer.echo(f"  {item.item_id}  {item.channel} {item.purpose}, {item.state}, asked for {since} ago{why}")


def _item(stack: Deployed, item_id: str) -> Item:
    item = backlog.found(stack, item_id)
    if item is None:
        fail(f"there is no item {item_id}: `centralita outbox list ACCOUNT` shows what waits; others go after 14 days")
    return item
