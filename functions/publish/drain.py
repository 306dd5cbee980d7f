"""Sends what waits in one queue of the outbox: the first lane first, one step at a time, until nothing may go.

Each step is recorded before the next, so a publisher that dies leaves a state from which the next one goes on: an item
that is still claimed when another publisher finds it may have been sent, and is never sent blindly again. Before each
send the queue is read again from its first lane, so that what came meanwhile goes before what waited below it.
"""

from collections.abc import Callable
from datetime import datetime

from care.model.outbox_item import LANES
from care.tables.outbox_keys import NO_LANE, lane_after, past
from publish.delivery import Delivery
from publish.facts import FactFinder


def drain(queue: str, delivery: Delivery, finder: FactFinder, enough: Callable[[], bool]) -> None:
    """Send what waits in `queue`, until nothing may go, X says to wait, or `enough` says that time is up."""
    outbox, now = delivery.outbox, delivery.now
    gate = outbox.gate(queue)
    held_from = gate.from_lane if gate is not None and gate.due_at > now() else NO_LANE
    after, wakes, barred_from, barred_until = "", list[datetime](), NO_LANE, now()
    while (item := outbox.next(queue, after, held_from)) is not None:
        if enough():
            # The queue is due at once: the next minute goes on where this one stopped.
            outbox.hold(queue, now(), NO_LANE)
            return
        barred = barred_until if LANES[item.purpose] >= barred_from else None
        held = delivery.advance(item, finder, barred)
        if held is None:
            after, wakes, barred_from = "", [], NO_LANE
        elif held.what == "queue":
            outbox.hold(queue, held.until)
            return
        elif held.what == "lane":
            after, barred_from, barred_until = lane_after(item), min(barred_from, LANES[item.purpose]), held.until
            wakes.append(min(held.until, item.wanted_until or held.until))
        else:
            after = past(item)
            wakes.append(held.until)
    if gate is not None and held_from < NO_LANE:
        # Only the lanes above those that are held were looked at: what holds the others stays.
        if wakes and min(wakes) < gate.due_at:
            outbox.hold(queue, min(wakes), min(held_from, barred_from))
    elif wakes:
        outbox.hold(queue, min(wakes), barred_from)
    elif gate is not None:
        outbox.open(queue)
