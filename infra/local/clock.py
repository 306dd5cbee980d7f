"""The run's own clock. It can be moved forward, and what falls due then happens."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from care.tables import case_writes, gates
from care.tables.agenda import Agenda
from care.tables.conversations import Conversations
from infra.local.aws import LocalRunFailed
from infra.local.schedules import due_on_the_way
from infra.local.stack import LocalStack
from infra.local.unrest import unrest

# Of the machine's clock. Together they leave some seconds of the minute for a function that is being called.
_ON_THE_WAY = 25.0
_AT_THE_END = 25.0
# A message that waits for another try is waited for once, and not at each instant on the way.
_PATIENCE, _IMPATIENCE = 15.0, 1.5
# How often nothing is under way, and how long apart, before nothing is: a message may be between two queues.
_QUIET, _BETWEEN = 2, 0.04
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


@dataclass(slots=True)
class _Way:
    """One movement of the clock: what ran, what failed, and how much of the machine's time is left."""

    stack: LocalStack
    at_rest: Callable[[], bool]
    ends: float = field(default_factory=lambda: time.monotonic() + _ON_THE_WAY)
    steps: int = 0
    rested: bool = True
    failed: dict[str, str] = field(default_factory=dict)
    stuck: bool = False  # something did not come to rest: what else happens does not wait for it
    last: bool = False  # all that was to be called was called

    def call(self, output: str) -> None:
        """Call a function as its schedule does; one that fails, or hangs, holds nothing else back."""
        name = output.removesuffix("Function").lower()

        def invoke() -> None:
            try:
                self.stack.invoke(output)
            except (LocalRunFailed, BotoCoreError, ClientError) as error:
                self.failed[name] = str(error)[:300]

        # One that waits for a simulated X that hangs may take longer than whoever moves the clock would wait.
        calling = threading.Thread(target=invoke, daemon=True)
        calling.start()
        calling.join(max(_IMPATIENCE, min(_PATIENCE, self.ends - time.monotonic())))
        if calling.is_alive():
            self.failed[name] = "it still runs, and is not waited for"

    def rest(self) -> None:
        """Wait until all that was started has run, or for as long as is left."""
        left = self.ends - time.monotonic()
        within = _IMPATIENCE if self.stuck else _AT_THE_END if self.last else _PATIENCE
        self.rested = wait_for_rest(self.stack, self.at_rest, min(within, left))
        self.stuck = self.stuck or not self.rested

    @property
    def over(self) -> bool:
        """True when no time is left on the way."""
        return time.monotonic() > self.ends


def run_until(to: datetime, clock: LocalClock, stack: LocalStack, at_rest: Callable[[], bool]) -> dict[str, Any]:
    """Move the clock to `to`, stopping at each instant at which something falls due and waiting until it has run.

    Gives how often something was due, whether all queues came to rest, and what is not at rest and why. It takes less
    than a minute: what did not fit runs at `to`, and `hurried_from` says from which instant on.
    """
    way = _Way(stack, at_rest)
    way.rest()
    scheduled = due_on_the_way(clock.now(), to)
    previous, again, hurried = None, 0, None
    while (due := min((one for one in (_next_due(stack), *scheduled) if one), default=None)) is not None and due <= to:
        if way.over:
            hurried = clock.now()
            break
        again = again + 1 if due == previous else 0
        if again >= _SAME_DUE:
            # It stays due, whatever is done: what is scheduled goes on without it.
            if not scheduled:
                break
            due, again = min(scheduled), 0
        previous = due
        clock.advance(due)
        way.call("HoursFunction")
        for output in scheduled.pop(due, ()):
            way.call(output)
        way.rest()
        way.steps += 1
    clock.advance(to)
    way.call("HoursFunction")
    way.ends = time.monotonic() + _AT_THE_END
    for output in dict.fromkeys(output for outputs in scheduled.values() for output in outputs):
        way.call(output)
    way.stuck, way.last = False, True
    way.ends = time.monotonic() + _AT_THE_END
    way.rest()
    told: dict[str, Any] = {"steps": way.steps, "at_rest": way.rested, "waits": unrest(stack, at_rest, clock.now())}
    if way.failed:
        told["failed"] = way.failed
    if hurried is not None:
        told["hurried_from"] = hurried.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return told


def wait_for_rest(stack: LocalStack, at_rest: Callable[[], bool], within: float) -> bool:
    """True once no queue holds a message and nothing is being delivered, twice in a row; False after `within` s."""
    deadline = time.monotonic() + within
    quiet, queues = 0, stack.working
    while True:
        # The queue that held something the last time is asked first: to ask all takes time from what is waited for.
        rests = at_rest()
        holds = next((queue for queue in queues if stack.holds(queue)), None) if rests else None
        if holds:
            queues.sort(key=lambda queue: queue != holds)
        quiet = quiet + 1 if rests and not holds else 0
        if quiet == _QUIET:
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(_BETWEEN)


def _next_due(stack: LocalStack) -> datetime | None:
    dynamodb = stack.endpoint.client("dynamodb")
    table = Conversations(dynamodb, stack.outputs["ConversationsTable"])
    queues = gates.Gates(dynamodb, stack.outputs["OutboxTable"])
    cases = [due for shard in range(case_writes.SHARDS) if (due := table.next_due(shard))]
    held = [gate.due_at for shard in range(gates.SHARDS) for gate in queues.due(shard, None, limit=1)]
    looks = [due for due in (Agenda(dynamodb, stack.outputs["AccountsTable"]).next_due(),) if due]
    return min((*cases, *held, *looks), default=None)
