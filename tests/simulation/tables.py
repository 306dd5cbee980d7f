"""The tables with their indexes, and the queues, as the stack makes them; a test holds them against its template."""

from tests.simulation.sqs import Queue

TABLES: dict[str, dict[str, tuple[str, str]]] = {
    "conversations": {"due": ("due_shard", "due_at"), "queue": ("queue", "queue_key")},
    "outbox": {"due": ("due_shard", "due_at")},
    "accounts": {},
}
WORKING = {
    "events": True,
    "sends": True,
    "acknowledgements": False,
    "surveys": False,
    "wakes": False,
    "lookups": False,
}
VISIBILITY, RECEIVES = 360.0, 10


def new_queues() -> dict[str, Queue]:
    """Every working queue with its dead-letter queue, by the names that people use."""
    made = {}
    for name, fifo in WORKING.items():
        suffix = ".fifo" if fifo else ""
        dlq = Queue(f"{name}-dlq{suffix}", fifo)
        made[name] = Queue(f"{name}{suffix}", fifo, VISIBILITY, dlq, RECEIVES)
        made[f"{name}_dlq"] = dlq
    return made
