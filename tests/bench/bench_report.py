"""What it takes to read a month of a million messages from its day items: `python tests/bench/bench_report.py`.

Made-up counts of 1,000,000 messages and 250,000 cases are added up into the items that the tables would hold (each day
with what came one and two days late); timed are the reading of their JSON, the adding up, and every measure. Compared
to the plain way: the same percentiles from all first responses, sorted.
"""
# ruff: noqa: T201  a bench talks to a terminal

import json
import random
import time
import tracemalloc

from care.model.count import Count
from care.model.tallies import Tallies, total
from care.report.definitions import measured
from care.report.measures import ReportPeriod

MESSAGES, CASES, DAYS = 1_000_000, 250_000, 30
TOPICS = ("complaint", "after_sales", "question", "lead", "praise", "thanks", "noise")


def main() -> None:
    chance = random.Random(7)
    items, walls = _items(chance)
    size = sum(map(len, items))
    largest = max(map(len, items)) / 1e3
    print(f"{len(items)} day items, {size / 1e6:.2f} MB of JSON, the largest {largest:.0f} kB (DynamoDB: 400)")
    tracemalloc.start()
    start = time.perf_counter()
    month = total(Tallies.of_json(json.loads(item)) for item in items)
    figures = measured(ReportPeriod(month))
    seconds = time.perf_counter() - start
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    start = time.perf_counter()
    measured(ReportPeriod(total(Tallies.of_json(json.loads(item)) for item in items)))
    again = time.perf_counter() - start
    print(f"read, added up and measured: {again:.3f} s, peak {peak / 1e6:.1f} MB (traced: {seconds:.3f} s)")
    start = time.perf_counter()
    ordered = sorted(walls)
    plain = time.perf_counter() - start
    for share in (0.5, 0.9, 0.95):
        true, told = ordered[int(share * (len(ordered) - 1))], figures[f"first_response_wall_p{share * 100:.0f}"]
        assert told is not None
        print(f"p{share * 100:.0f}: {told.value:.0f} s, by sorting {true} s ({abs(told.value - true) / true:.2%} off)")
    print(f"sorting {len(walls):,} first responses alone: {plain:.3f} s, after reading as many cases")


def _items(chance: random.Random) -> tuple[list[str], list[int]]:
    parts: dict[tuple[int, int], Tallies] = {}
    walls: list[int] = []

    def add(day: int, late: int, measure: str, cell: tuple[str, str], value: int = 0) -> None:
        count = Count(f"2026-11-{day + 1:02}", chance.randrange(24), *cell, measure, value)
        parts.setdefault((day, late), Tallies()).add(count)

    for number in range(MESSAGES):
        cell = (chance.choice(("public", "private")), chance.choice(TOPICS))
        add(number % DAYS, 0, "messages_in" if number % 2 else "messages_by_people", cell)
    for number in range(CASES):
        cell = (chance.choice(("public", "private")), chance.choice(TOPICS))
        day, late = number % DAYS, chance.choices((0, 1, 2), (90, 8, 2))[0]
        add(day, 0, "opened", cell)
        wall = int(chance.lognormvariate(7.5, 1.3))
        add(day, late, "first_wall", cell, wall)
        add(day, late, "first_open", cell, wall // 2)
        add(day, late, "resolution_wall", cell, wall * 5)
        add(day, late, "sla_kept", cell)
        if cell[1] not in {"thanks", "noise"}:
            walls.append(wall)
    return [json.dumps(part.to_json(), separators=(",", ":")) for part in parts.values()], walls


if __name__ == "__main__":
    main()
