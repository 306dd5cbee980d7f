"""The age of the oldest item that may be sent, as the minute measures it for the alarm."""

import json
from copy import replace
from datetime import timedelta

import pytest
from tests.functions.conftest import MARTA, NIGHT, SHOP, World

from care.model.outbox_item import Item, Purpose
from care.tables.outbox import Again

QUEUE = f"{SHOP}#private"


def dm(number: int, minutes: float, purpose: Purpose = "reply") -> Item:
    return Item(
        item_id=f"C1:{purpose}:{number}",
        account_id=SHOP,
        customer_id=MARTA,
        case_id="C1",
        channel="private",
        purpose=purpose,
        text="hola",
        created_at=NIGHT - timedelta(minutes=minutes),
    )


@pytest.fixture
def oldest(world: World, capsys):
    def measured() -> float:
        world.at(NIGHT)
        capsys.readouterr()
        world.call("hours")
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"OldestReadyMinutes"' in line]
        [minutes] = lines[-1]["OldestReadyMinutes"]
        return minutes

    return measured


def test_nothing_waits(world: World, oldest):
    assert oldest() == 0


def test_what_waits_behind_a_held_queue_counts_however_long_the_queue_is_held(world: World, oldest):
    for one in (dm(1, 12), dm(2, 40, "acknowledgement"), dm(3, 1)):
        world.outbox.add(one)
    world.outbox.gates.hold(QUEUE, NIGHT + timedelta(minutes=5))
    assert oldest() == 40


def test_lanes_that_are_kept_back_for_replies_do_not_count_and_replies_do(world: World, oldest):
    for one in (dm(1, 12), dm(2, 40, "survey")):
        world.outbox.add(one)
    world.outbox.gates.hold(QUEUE, NIGHT + timedelta(days=5), 3)
    assert oldest() == 12


def test_what_is_due_counts_although_its_time_has_come(world: World, oldest):
    world.outbox.add(dm(1, 12))
    world.outbox.gates.hold(QUEUE, NIGHT - timedelta(minutes=2))
    assert oldest() == 12


def test_an_item_whose_own_time_has_not_come_lets_the_next_count(world: World, oldest):
    first = dm(1, 50)
    world.outbox.add(first)
    world.outbox.add(replace(dm(2, 30), not_before=NIGHT + timedelta(minutes=1)))
    world.outbox.add(dm(3, 7))
    claimed = world.outbox.claim(first, NIGHT - timedelta(minutes=1))
    assert claimed is not None
    world.outbox.release(claimed, Again(NIGHT + timedelta(minutes=3), counts=True), doubtful=False)
    world.outbox.gates.hold(QUEUE, NIGHT + timedelta(minutes=1))
    assert oldest() == 7
