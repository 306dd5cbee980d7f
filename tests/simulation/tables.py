"""The queues of the simulation, as the stack makes them."""

from tests.simulation.sqs import Queue
from tests.template_tables import queues


def new_queues() -> dict[str, Queue]:
    """Every queue that is worked off, with its dead-letter queue, by the names that people use."""
    made: dict[str, Queue] = {}
    for name, queue in queues().items():
        if not queue.dead_letters:
            continue
        suffix = ".fifo" if queue.fifo else ""
        dlq = Queue(f"{name}-dlq{suffix}", queue.fifo)
        made[name] = Queue(f"{name}{suffix}", queue.fifo, queue.visibility, dlq, queue.receives)
        made[f"{name}_dlq"] = dlq
    return made
