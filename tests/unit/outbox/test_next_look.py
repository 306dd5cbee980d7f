"""How a look through the queue goes on behind what is held, and when the queue is woken again."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.unit.outbox.making import MARTA, START, item

from care.model.outbox_item import Item
from care.outbox.plan import Hold
from care.tables.gates import Gate
from care.tables.outbox_keys import NO_LANE, lane_after, past
from publish.delivery import Over
from publish.drain import Held, _leave

MINUTE = timedelta(minutes=1)
LATER = START + 9 * MINUTE


def test_behind_what_is_held_by_itself_the_lane_goes_on_and_behind_a_held_lane_the_next_one():
    held, one = Held(START), item(tries_again_at=LATER)
    held.add(one, Hold("item", LATER))
    assert (held.after, held.wakes, held.behind, held.gave_way) == (past(one), [LATER], {MARTA: LATER}, False)
    assert held.barred(one) is None
    automatic = item(lane=3, wanted_until=START + MINUTE)
    held.add(automatic, Hold("lane", LATER))
    assert (held.after, held.wakes) == (lane_after(automatic), [LATER, START + MINUTE])
    assert (held.barred(automatic), held.barred(item(lane=4)), held.barred(item(lane=2))) == (LATER, LATER, None)
    held.add(item(lane=4), Hold("lane", LATER + MINUTE))
    assert held.barred_from == 3, "the lanes below stay barred"


@pytest.mark.parametrize(
    ("one", "what", "behind", "gave_way"),
    [
        (item(), "item", {}, False),
        (item(), "turn", {MARTA: LATER}, True),
        (item(tries_again_at=LATER), "item", {MARTA: LATER}, False),
        (item(customer_id="", case_id="", tries_again_at=LATER), "item", {}, False),
    ],
)
def test_texts_to_a_customer_wait_behind_one_that_failed_or_gave_way(one: Item, what: Any, behind: Any, gave_way: bool):
    held = Held(START)
    held.add(one, Hold(what, LATER))
    assert (held.behind, held.gave_way) == (behind, gave_way)


def test_after_a_step_and_after_a_queue_that_closed_the_first_lane_is_looked_at_again():
    held = Held(START, after="READY#2", wakes=[LATER], behind={MARTA: LATER})
    for hold in (None, Over(), Hold("queue", LATER)):
        assert held.then(item(), hold, START + MINUTE) == Held(START + MINUTE)
    assert held.then(item(), Hold("item", LATER), START) is held


def gate(minutes: int, lane: int = 1) -> Gate:
    return Gate("q", START + minutes * MINUTE, lane)


@pytest.mark.parametrize(
    ("of", "held_from", "wakes", "barred_from", "did"),
    [
        (None, NO_LANE, [], NO_LANE, []),
        (gate(-1), NO_LANE, [], NO_LANE, [("open",)]),
        (gate(-1), NO_LANE, [9, 5], 3, [("hold", 5, 3)]),
        (None, NO_LANE, [5], NO_LANE, [("hold", 5, NO_LANE)]),
        (gate(10, 3), 3, [], NO_LANE, []),
        (gate(10, 3), 3, [12], NO_LANE, []),
        (gate(10, 3), 3, [10], 3, []),
        (gate(10, 3), 3, [7, 12], NO_LANE, [("hold", 7, 3)]),
        (gate(10, 3), 3, [12], 2, [("hold", 10, 2)]),
        (gate(10, 3), 3, [7], 2, [("hold", 7, 2)]),
        (gate(10, 3), 3, [], 2, []),
    ],
)
def test_a_queue_is_woken_when_the_first_of_what_waits_may_go_and_what_held_it_stays(
    of: Gate | None, held_from: int, wakes: list[int], barred_from: int, did: list[Any]
):
    found: list[Any] = []
    gates = SimpleNamespace(
        hold=lambda _queue, until, lane: found.append(("hold", (until - START) // MINUTE, lane)),
        open=lambda _queue: found.append(("open",)),
    )
    outbox: Any = SimpleNamespace(gates=gates)
    held = Held(START, wakes=[START + one * MINUTE for one in wakes], barred_from=barred_from)
    _leave(outbox, "q", of, held_from, held)
    assert found == did
