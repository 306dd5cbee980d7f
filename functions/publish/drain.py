"""Sends what waits in one queue of the outbox: the first lane first, one step at a time, until nothing may go.

Each step is recorded before the next, so a publisher that dies leaves a state from which the next one goes on: an item
that is still claimed when another publisher finds it may have been sent, and is never sent blindly again. Before each
send the queue is read again from its first lane, so that what came meanwhile goes before what waited below it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from care.model.outbox_item import LANES, Item
from care.outbox.plan import Hold
from care.tables.gates import Gate
from care.tables.outbox import Outbox
from care.tables.outbox_keys import NO_LANE, behind, lane_after, past
from care.tables.outbox_reads import Unreadable
from publish.delivery import Delivery, Over
from publish.facts import FactFinder


@dataclass(slots=True)
class Held:
    """What one look through a queue found held: `after` is where it goes on, `wakes` when each may go.

    The lanes from `barred_from` on wait until `barred_until`; `behind` tells until when the texts to a customer wait,
    because an earlier one to them failed and is tried again then.
    """

    barred_until: datetime
    after: str = ""
    wakes: list[datetime] = field(default_factory=list)
    barred_from: int = NO_LANE
    gave_way: bool = False
    behind: dict[str, datetime] = field(default_factory=dict)

    def barred(self, item: Item) -> datetime | None:
        """Until when an item's lane waits."""
        return self.barred_until if LANES[item.purpose] >= self.barred_from else None

    def then(self, item: Item, hold: Hold | Over | None, now: datetime) -> "Held":
        """How to go on after a step: behind what is held by itself, else from the first lane again."""
        if not isinstance(hold, Hold) or hold.what == "queue":
            return Held(now)
        self.add(item, hold)
        return self

    def add(self, item: Item, hold: Hold) -> None:
        """Go on behind an item that is held, or behind its lane."""
        if hold.what == "lane":
            self.after, self.barred_from = lane_after(item), min(self.barred_from, LANES[item.purpose])
            self.barred_until = hold.until
            self.wakes.append(min(hold.until, item.wanted_until or hold.until))
            return
        self.after = past(item)
        self.gave_way = self.gave_way or hold.what == "turn"
        self.wakes.append(hold.until)
        if (item.tries_again_at is not None or hold.what == "turn") and item.customer_id:
            self.behind[item.customer_id] = hold.until


def drain(queue: str, delivery: Delivery, finder: FactFinder, enough: Callable[[], bool]) -> None:
    """Send what waits in `queue`, until nothing may go, X says to wait, or `enough` says that time is up.

    When the whole queue has to wait, what is settled is reported all the same.
    """
    outbox, now = delivery.outbox, delivery.now
    gate = delivery.way.gate()
    held_from = gate.from_lane if gate is not None and gate.due_at > now() else NO_LANE
    held, closed_until, others_first = Held(now()), None, True
    while True:
        found = outbox.first(queue, held.after, held_from)
        if found is None and held.gave_way and closed_until is None:
            held, others_first = Held(now()), False  # all others have gone that may: who gave way goes on
            continue
        if found is None:
            break
        if enough():
            # Unless X is to be left alone, the queue is due at once: the next minute goes on where this one stopped.
            outbox.gates.hold(queue, *((now(), NO_LANE) if closed_until is None else (closed_until,)))
            return
        item = found.item
        if isinstance(item, Unreadable):
            held.after = behind(item.sk)
            held.wakes.append(delivery.unreadable(item))
            continue
        barred, waits = closed_until or held.barred(item), held.behind.get(item.customer_id)
        beside = replace(finder, beside=found.beside)
        hold = delivery.advance(item, beside, barred, waits, others_first=others_first)
        alone = isinstance(hold, Over) and found.alone and not held.after
        if isinstance(hold, Hold) and hold.what == "queue":
            closed_until = hold.until
        held = held.then(item, hold, now())
        if alone:
            break  # what has come since then has a wake of its own
    if closed_until is not None:
        outbox.gates.hold(queue, closed_until)
    else:
        _leave(outbox, queue, gate, held_from, held)


def _leave(outbox: Outbox, queue: str, gate: Gate | None, held_from: int, held: Held) -> None:
    """Have the queue woken when the first of what waits may go."""
    if gate is not None and held_from < NO_LANE:
        # Only the lanes above those that are held were looked at: what holds the others stays.
        until, barred_from = min([*held.wakes, gate.due_at]), min(held_from, held.barred_from)
        if held.wakes and (until < gate.due_at or barred_from < held_from):
            outbox.gates.hold(queue, until, barred_from)
    elif held.wakes:
        outbox.gates.hold(queue, min(held.wakes), held.barred_from)
    elif gate is not None:
        outbox.gates.open(queue)
