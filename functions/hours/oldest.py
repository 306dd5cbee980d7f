"""For how long the oldest item that may be sent waits, of the queues that are held or due: measured each minute.

A queue of the outbox on which something waits has a gate, and gates are few: the work grows with them.
"""

from collections.abc import Iterator
from datetime import datetime

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import BotoCoreError, ClientError

from care.model.formats import NewerFormat
from care.tables.gates import SHARDS
from care.tables.outbox import Outbox
from care.tables.outbox_keys import NO_LANE

# Of each shard, those that are due first.
_GATES = 25


def measure_oldest(outbox: Outbox, now: datetime, metrics: Metrics, logger: Logger) -> float:
    """Count the minutes for the alarm; the minute's work does not fail for it."""
    try:
        oldest = min((at for queue in _held(outbox) for at in _first(outbox, queue, now)), default=now)
    except (BotoCoreError, ClientError) as error:
        logger.warning("oldest.not_measured", error=type(error).__name__)
        return 0.0
    minutes = max(0.0, (now - oldest).total_seconds() / 60)
    metrics.add_metric(name="OldestReadyMinutes", unit=MetricUnit.Count, value=round(minutes, 1))
    return minutes


def _held(outbox: Outbox) -> Iterator[str]:
    for shard in range(SHARDS):
        yield from (gate.queue for gate in outbox.gates.due(shard, None, limit=_GATES))


def _first(outbox: Outbox, queue: str, now: datetime) -> Iterator[datetime]:
    """Since when the first item of each lane may go that may.

    Lanes of what is automatic that wait for X's limits or for dollars are left out: what is kept for replies is kept
    on purpose.
    """
    try:
        gate = outbox.gates.gate(queue)
        barred = gate.from_lane if gate is not None and gate.due_at > now and gate.from_lane > 1 else NO_LANE
        yield from outbox.ready_since(queue, now, barred)
    except NewerFormat:
        return  # a newer release wrote some of it, and measures it when it is back
