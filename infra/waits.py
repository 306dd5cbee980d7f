"""What waits to be sent, since when, until when and why: for a queue of the outbox and for each item of it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from care import words
from care.model.account import Account
from care.model.envelope import Channel
from care.model.outbox_item import LANES, Item, goes_from, queue_of
from care.outbox.circuit import Circuit
from care.tables.gates import Gate
from care.tables.outbox import Outbox
from care.tables.outbox_keys import behind, past
from care.tables.outbox_reads import Unreadable

CHANNELS: tuple[Channel, ...] = ("public", "private")
# The states in which an item is not at its end.
UNSETTLED = frozenset({"waiting", "claimed", "released", "held", "unconfirmed"})
MOST = 100
"""How many items of a queue are looked at, from its first lane on."""


@dataclass(frozen=True, slots=True)
class Waits:
    """An item that waits: `since` when it could have gone first, `until` when it is looked at next, if known."""

    item: str
    queue: str
    purpose: str
    state: str
    since: datetime
    until: datetime | None
    why: str
    failures: int = 0
    failing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class QueueWaits:
    """A queue of the outbox as it stands: what holds it, and the items of it that are not at their end."""

    queue: str
    channel: Channel
    gate: Gate | None
    circuit: Circuit
    now: datetime
    items: tuple[Item, ...]
    account: Account
    unreadable: tuple[str, ...] = ()
    more: bool = False

    @property
    def held_until(self) -> datetime | None:
        """Until when lanes of it are held, or None."""
        return self.gate.due_at if self.gate is not None and self.gate.due_at > self.now and self._holds() else None

    def _holds(self) -> bool:
        return self.gate is not None and self.gate.from_lane <= max(LANES.values())

    @property
    def because(self) -> str:
        """Why lanes of it are held, as far as is known; empty if they are not."""
        if self.held_until is None:
            return ""
        if self.circuit.holds and self.gate is not None and self.gate.from_lane <= 1:
            times = f"{self.circuit.holds} times in a row" if self.circuit.holds > 1 else "once"
            return f"X gave no answer, or sends to several failed: the queue was made to wait {times}"
        return "X's limits, X's own wish, the month's dollars or a time of an item"

    @property
    def may_go(self) -> Item | None:
        """The oldest item whose own time has come: nothing but its queue holds it."""
        ready = [
            one
            for one in self.items
            if one.state in {"waiting", "released"} and self._own_time(one) <= self.now and not self._behind(one)
        ]
        return min(ready, key=self._own_time, default=None)

    @property
    def failing(self) -> tuple[Item, ...]:
        """The items that failed while the way to X worked, and are tried again."""
        return tuple(one for one in self.items if one.tries_again_at is not None and one.state == "released")

    def _behind(self, item: Item) -> Item | None:
        """The earlier text to the same customer that keeps failing: nothing overtakes it."""
        failing = (one for one in self.failing if one is not item and self._own_time(one) > self.now)
        return next((one for one in failing if item.customer_id and one.customer_id == item.customer_id), None)

    def _own_time(self, item: Item) -> datetime:
        return goes_from(item, self.account)

    def age(self, item: Item) -> float:
        """For how many seconds an item could have gone."""
        return max(0.0, (self.now - self._own_time(item)).total_seconds())

    def of(self, item: Item) -> Waits:
        """Since when, until when and why one item waits."""
        until, why = self._why(item)
        return Waits(
            item=item.item_id,
            queue=item.queue,
            purpose=item.purpose,
            state=item.state,
            since=item.failing_since or item.claimed_at or item.not_before or item.created_at,
            until=until,
            why=why,
            failures=item.failures,
            failing_since=item.failing_since,
        )

    def _why(self, item: Item) -> tuple[datetime | None, str]:
        match item.state:
            case "claimed":
                return None, "it is being sent; if its publisher died, the next one looks after it"
            case "held" | "unconfirmed":
                return None, words.told("en", item.because) or "a person decides"
            case "waiting" | "released":
                return self._why_ready(item)
        return None, "its end was not reported to its case yet"

    def _why_ready(self, item: Item) -> tuple[datetime | None, str]:
        own = self._own_time(item)
        if own > self.now and item.tries_again_at is not None:
            times = f"{item.failures} times" if item.failures != 1 else "once"
            return own, f"it failed {times} and is tried again then"
        if own > self.now:
            return own, "its time has not come"
        if (until := self.held_until) is not None and self.gate is not None:
            if LANES[item.purpose] >= self.gate.from_lane:
                return until, self.because
            return None, "it may go: its queue is worked off from its first lane"
        if (failing := self._behind(item)) is not None:
            return failing.tries_again_at, f"an earlier text to the same customer keeps failing ({failing.item_id})"
        return None, "it may go"

    def shown(self) -> dict[str, Any]:
        """It as JSON."""
        first = self.may_go
        return {
            "queue": self.queue,
            "waits": len(self.items),
            "more": self.more,
            "unreadable": list(self.unreadable),
            "held_until": written(self.held_until),
            "held_from_lane": self.gate.from_lane if self.gate is not None and self.held_until else None,
            "why": self.because,
            "circuit": {"holds": self.circuit.holds, "failed": len(self.circuit.failed)},
            "oldest_that_may_go": None
            if first is None
            else {
                "item": first.item_id,
                "since": written(self._own_time(first)),
                "minutes": round(self.age(first) / 60),
            },
            "failing": [shown(self.of(one)) for one in self.failing],
        }


def of_queue(outbox: Outbox, account: Account, channel: Channel, now: datetime, most: int = MOST) -> QueueWaits:
    """How one queue stands, with the first `most` of its items."""
    queue, items, unreadable, after = queue_of(account.id, channel), list[Item](), list[str](), ""
    while len(items) <= most and (item := outbox.next(queue, after)) is not None:
        if isinstance(item, Unreadable):
            unreadable.append(item.item_id)
            after = behind(item.sk)
            continue
        items.append(item)
        after = past(item)
    return QueueWaits(
        queue=queue,
        channel=channel,
        gate=outbox.gates.gate(queue),
        circuit=outbox.gates.circuit(queue),
        now=now,
        items=tuple(items[:most]),
        account=account,
        unreadable=tuple(unreadable),
        more=len(items) > most,
    )


def of_account(outbox: Outbox, account: Account, now: datetime, most: int = MOST) -> Iterator[QueueWaits]:
    """Posts, then DMs."""
    for channel in CHANNELS:
        yield of_queue(outbox, account, channel, now, most)


def of_case(outbox: Outbox, account: Account, case_id: str, now: datetime) -> list[Waits]:
    """What of a case waits to be sent or decided on."""
    queues = {one.queue: one for one in of_account(outbox, account, now)}
    items = (one for one in outbox.of_case(account.id, case_id) if one.state in UNSETTLED)
    return [queues[item.queue].of(item) for item in sorted(items, key=lambda item: item.created_at)]


def shown(waits: Waits) -> dict[str, Any]:
    """It as JSON."""
    return {name: written(value) if isinstance(value, datetime) else value for name, value in asdict(waits).items()}


def written(at: datetime | None) -> str | None:
    """An instant as JSON has it."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at is not None else None
