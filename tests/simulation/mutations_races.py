"""Ways to break what holds when a change meets somebody who is at work: found by `tests/simulation/races.py`."""

from tests.simulation.mutation import CARE, Mutation, one

RACES: tuple[Mutation, ...] = (
    one(
        "a change is told once, whoever was behind",
        11,
        12,
        f"{CARE}/tables/fanout.py",
        "        if after is None and before.round == 1:\n",
        "        if after is None and before.round == 0:\n",
    ),
    one(
        "an incident that a function has not heard of is no news to it",
        11,
        5,
        "functions/cases/enrich.py",
        "            return known is None or (known.ended_at is not None) != event.ended\n",
        "            return known is not None and (known.ended_at is not None) != event.ended\n",
    ),
    one(
        "an incident that goes on when another one ends attaches nobody",
        11,
        3,
        f"{CARE}/case/incident_updates.py",
        "    if not event.goes_on or ended.case is None:\n",
        "    if event or ended.case is None:\n",
    ),
    one(
        "a function whose clock is behind leaves what is due",
        9,
        17,
        f"{CARE}/case/decide.py",
        "fall_due(case, account, max(now, event.due_at))",
        "fall_due(case, account, now)",
    ),
)
