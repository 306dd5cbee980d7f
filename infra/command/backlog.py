"""What waits in an account's outbox: what goes next, what is unclear, what a person must decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from care.model.envelope import Channel
from care.model.outbox_item import LANES, Item, ItemState, queue_of
from care.tables.gates import Gate
from care.tables.outbox_keys import behind, past
from care.tables.outbox_reads import Unreadable
from care.tables.outbox_scan import in_state as looked_up
from care.tables.queue import Queue, Wanted
from infra.command.deployed import Deployed

CHANNELS: tuple[Channel, ...] = ("public", "private")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One channel's outbox: what goes next, the first `most` of it, and until when it is held."""

    channel: Channel
    items: tuple[Item, ...]
    more: bool
    gate: Gate | None

    def lanes(self) -> dict[str, int]:
        """How many of the items wait in each lane, the first lane first."""
        return {lane: n for lane in LANES if (n := sum(item.purpose == lane for item in self.items))}


def waiting(stack: Deployed, account_id: str, most: int) -> Iterator[Waiting]:
    """Posts, then DMs."""
    outbox = stack.outbox
    for channel in CHANNELS:
        queue, items, after = queue_of(account_id, channel), list[Item](), ""
        while len(items) <= most and (item := outbox.next(queue, after)) is not None:
            if isinstance(item, Unreadable):
                after = behind(item.sk)
                continue
            items.append(item)
            after = past(item)
        yield Waiting(channel, tuple(items[:most]), len(items) > most, outbox.gates.gate(queue))


def in_state(stack: Deployed, account_id: str, state: ItemState) -> list[Item]:
    """All items in a state, the newest first, of the last 14 days."""
    table, dynamodb = stack.outputs["OutboxTable"], stack.client("dynamodb")
    found = (one for channel in CHANNELS for one in looked_up(dynamodb, table, queue_of(account_id, channel), state))
    return sorted(found, key=lambda item: item.settled_at or item.created_at, reverse=True)


def unclear(stack: Deployed, account_id: str, most: int) -> list[Item]:
    """Sends that are unclear: X may have taken them or not."""
    return [item for channel in CHANNELS for item in stack.outbox.unconfirmed(queue_of(account_id, channel), most)]


def held(stack: Deployed, account_id: str) -> list[Item]:
    """Replies that wait for a supervisor's word, of the first cases that have any."""
    rows = (
        Queue(stack.client("dynamodb"), stack.outputs["ConversationsTable"]).page(Wanted(account_id, "approvals")).rows
    )
    items = (item for row in rows for item in stack.outbox.of_case(account_id, row.case_id))
    return [item for item in items if item.state == "held"]


def found(stack: Deployed, item_id: str) -> Item | None:
    """An item by its id, whose account its case knows."""
    case = stack.conversations.case(item_id.partition(":")[0])
    if case is None:
        return None
    items = (stack.outbox.item(queue_of(case.account_id, channel), item_id) for channel in CHANNELS)
    return next((item for item in items if item is not None), None)


def since(item: Item, now: datetime) -> str:
    """How long an item waits, in words that fit a column."""
    minutes = max(0, int((now - item.created_at).total_seconds()) // 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
