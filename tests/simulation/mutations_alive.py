"""Ways to break that all goes on: what is due, what waits, and what fails beside it."""

from tests.simulation.mutation import CARE, Mutation, one

ALIVE: tuple[Mutation, ...] = (
    one(
        "a queue is not woken when what waits in it may go",
        9,
        2,
        "functions/publish/drain.py",
        "        outbox.gates.hold(queue, min(held.wakes), held.barred_from)\n",
        "        pass\n",
    ),
    one(
        "a queue that waits for X is never looked at again",
        9,
        2,
        f"{CARE}/tables/gates.py",
        '"due_shard": shard, "due_at": utc_text(until)',
        '"due_shard": "none", "due_at": utc_text(until)',
    ),
    one(
        "what failed is tried again at once, before all others",
        10,
        2,
        "functions/publish/answers.py",
        "    wait = min(timedelta(minutes=2 ** min(item.attempts, 10)), _LONGEST_BACK_OFF)\n",
        "    wait = timedelta(seconds=1)\n",
    ),
    one(
        "a queue whose way failed waits for hours",
        10,
        2,
        f"{CARE}/outbox/circuit.py",
        "_MOST_WAITED = timedelta(minutes=5)",
        "_MOST_WAITED = timedelta(hours=9)",
    ),
)
