"""The circuit breaker of the queue that is drained, read from the table once and kept there when it changes."""

from collections.abc import Callable
from datetime import datetime, timedelta

from care.model.outbox_item import Item
from care.outbox.circuit import CLOSED, Circuit, Failure, failed
from care.tables.gates import Gate
from care.tables.outbox import Outbox


class Way:
    """How the way to X stands for one queue; one publisher at a time asks and tells it."""

    def __init__(self, outbox: Outbox, queue: str, now: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._queue = queue
        self._now = now
        self._known: Circuit | None = None

    def gate(self) -> Gate | None:
        """What holds the queue; how its way stands is read along with it."""
        gate, self._known = self._outbox.gates.both(self._queue)
        return gate

    @property
    def works(self) -> bool:
        """True unless the queue waits, or waited, because sends to several recipients failed."""
        return self._circuit().works

    def has_others_first(self, item: Item) -> bool:
        """True for an item to whose recipient a send failed while the queue tries its way."""
        return self._circuit().has_others_first(_recipient(item))

    def failed(self, item: Item, failure: Failure) -> timedelta | None:
        """Tell of a failed send; for how long the whole queue is to wait, or None if only the item is."""
        circuit, wait = failed(self._circuit(), _recipient(item), failure, again=item.failing_since is not None)
        self._keep(circuit)
        return wait

    def answered(self) -> None:
        """Tell that X answered a send, whatever it said."""
        if self._circuit() != CLOSED:
            self._keep(CLOSED)

    def _circuit(self) -> Circuit:
        if self._known is None:
            self._known = self._outbox.gates.circuit(self._queue)
        return self._known

    def _keep(self, circuit: Circuit) -> None:
        self._known = circuit
        self._outbox.gates.keep_circuit(self._queue, circuit, self._now())


def _recipient(item: Item) -> str:
    """Whom a failed send says something of; a post of the account's own stands for itself."""
    return item.customer_id or item.item_id
