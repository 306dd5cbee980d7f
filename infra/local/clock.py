"""The run's own clock. It can be moved forward, and what falls due then happens."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from care.tables import conversations, outbox
from care.tables.agenda import Agenda
from care.tables.conversations import Conversations
from infra.local.stack import LocalStack

_REST_WITHIN = 60.0  # seconds of the machine's clock
_SAME_DUE = 3  # how often one instant may be due again before it is left alone


class LocalClock:
    """An offset to the machine's clock, in a file that every function reads (`care.clock`)."""

    def __init__(self, path: Path, now: datetime | None = None) -> None:
        self.path = path
        self._offset = timedelta() if now is None else now - datetime.now(UTC)
        self._write()

    def now(self) -> datetime:
        """The run's present instant."""
        return datetime.now(UTC) + self._offset

    def advance(self, to: datetime) -> None:
        """Move forward to `to`; the past stays where it is."""
        if to > self.now():
            self._offset = to - datetime.now(UTC)
            self._write()

    def _write(self) -> None:
        # Replaced in one step, so that no function reads half a number.
        temporary = self.path.with_suffix(".new")
        temporary.write_text(repr(self._offset.total_seconds()), encoding="ascii")
        temporary.replace(self.path)


def run_until(to: datetime, clock: LocalClock, stack: LocalStack, at_rest: Callable[[], bool]) -> dict[str, Any]:
    """Move the clock to `to`, stopping at each instant at which something falls due and waiting until it has run.

    Gives how often something was due, and whether all queues came to rest.
    """
    rested = wait_for_rest(stack, at_rest)
    steps, previous, again = 0, None, 0
    while (due := _next_due(stack)) is not None and due <= to:
        again = again + 1 if due == previous else 0
        if again >= _SAME_DUE:
            break
        previous = due
        clock.advance(due)
        stack.invoke("HoursFunction")
        rested = wait_for_rest(stack, at_rest) and rested
        steps += 1
    clock.advance(to)
    stack.invoke("HoursFunction")
    rested = wait_for_rest(stack, at_rest) and rested
    return {"steps": steps, "at_rest": rested}


def wait_for_rest(stack: LocalStack, at_rest: Callable[[], bool]) -> bool:
    """True once no queue holds a message and nothing is being delivered, twice in a row; False after a minute."""
    deadline = time.monotonic() + _REST_WITHIN
    quiet = 0
    while quiet < 2:
        if time.monotonic() > deadline:
            return False
        quiet = quiet + 1 if at_rest() and stack.waiting() == 0 else 0
        time.sleep(0.04)
    return True


def _next_due(stack: LocalStack) -> datetime | None:
    dynamodb = stack.endpoint.client("dynamodb")
    table = Conversations(dynamodb, stack.outputs["ConversationsTable"])
    sends = outbox.Outbox(dynamodb, stack.outputs["OutboxTable"])
    cases = [due for shard in range(conversations.SHARDS) if (due := table.next_due(shard))]
    gates = [gate.due_at for shard in range(outbox.SHARDS) for gate in sends.due(shard, None, limit=1)]
    looks = [due for due in (Agenda(dynamodb, stack.outputs["AccountsTable"]).next_due(),) if due]
    return min((*cases, *gates, *looks), default=None)
