"""No page makes more reads as cases grow: the same number with sixty open cases as with six hundred."""

import time
from itertools import batched
from typing import Any

from tests.bench.bench_desk import PAGES, picture_story, rows
from tests.functions.desk.conftest import Desk
from tests.functions.starting import clients

READS = ("GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems")


def counted(desk: Desk, reads, *, before: int = 0) -> dict[str, int]:
    from desk.pages import queue

    found = {}
    for page in PAGES:
        for _ in range(before + 1):
            queue._counted.clear()
            reads.clear()
            assert desk.get(page, "supervisor").status == 200, page
        found[page] = len(reads)
    return found


def test_a_page_makes_the_same_reads_with_sixty_and_with_six_hundred_open_cases(desk: Desk, monkeypatch):
    # What is kept for some seconds is kept, however long this machine takes.
    began = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: began)
    desk.world.handler("desk")
    reads = []

    def told(model, **_):
        # A session in use is written once a minute: whether a minute ends in between is the machine's matter.
        if model.name in READS:
            reads.append(model.name)

    clients().listen("before-call.dynamodb.*", told)

    def seed(numbers):
        some: Any
        now = desk.now()
        for some in batched(
            (one for number in numbers for one in rows(desk.world.conversations, number, now)), 25, strict=False
        ):
            desk.world.dynamodb.batch_write_item(RequestItems={"conversations": [*some]})

    picture_story(desk.world.dynamodb)
    seed(range(60))
    # Once before, for what the function keeps for some seconds.
    few = counted(desk, reads, before=1)
    seed(range(60, 600))
    many = counted(desk, reads)
    # Another order is made of the five hundred most pressing, however many more there are.
    ordered = [found.pop("/desk/cases?sort=age") for found in (few, many)]
    assert max(ordered) <= 16
    assert few == many
    assert few["/desk/cases"] <= 13
