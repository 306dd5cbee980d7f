"""Looking through a queue by what became of its items, and which queues may send again, over a table as it is."""

from datetime import timedelta

import pytest
from tests.functions.conftest import NIGHT, SHOP, World
from tests.unit.outbox.making import item

from care.tables.gates import SHARDS, Gate
from care.tables.outbox_scan import in_state

QUEUE = f"{SHOP}#private"


@pytest.mark.parametrize(("state", "found"), [("waiting", {"a", "c"}), ("held", {"b"}), ("sent", set())])
def test_a_queue_is_looked_through_by_what_became_of_its_items(world: World, state, found):
    for one in (item("a"), item("b", state="held"), item("c"), item("d", channel="public", state="held")):
        world.outbox.add(one)
    assert {one.item_id for one in in_state(world.dynamodb, "outbox", QUEUE, state)} == found


def due(world: World, now, limit=100):
    return [gate for shard in range(SHARDS) for gate in world.outbox.gates.due(shard, now, limit)]


def test_a_held_queue_is_due_from_its_instant_on_and_the_next_ones_are_known_before(world: World):
    world.outbox.gates.hold(QUEUE, NIGHT, 3)
    assert due(world, NIGHT - timedelta(seconds=1)) == []
    assert due(world, NIGHT) == [Gate(QUEUE, NIGHT)]
    assert due(world, None) == [Gate(QUEUE, NIGHT)]
    world.outbox.gates.open(QUEUE)
    assert due(world, None) == []


def test_of_many_due_queues_so_many_are_told_the_oldest_first(world: World):
    for number in range(12):
        world.outbox.gates.hold(f"{number}#private", NIGHT + timedelta(minutes=number))
    by_shard = [world.outbox.gates.due(shard, NIGHT + timedelta(hours=1), 1) for shard in range(SHARDS)]
    assert all(len(gates) <= 1 for gates in by_shard)
    assert sum(len(world.outbox.gates.due(shard, None)) for shard in range(SHARDS)) == 12
    for shard in range(SHARDS):
        instants = [gate.due_at for gate in world.outbox.gates.due(shard, None)]
        assert instants == sorted(instants)
        assert [gate.due_at for gate in by_shard[shard]] == instants[:1]
