"""What a case keeps when more comes: the latest early answer, the shorter target, the message that led to a command."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, NIGHT, OPEN, SHOP, Telling, shop

from care.case.correlation import correlation_of
from care.model.events import LookedUp

MINUTE = timedelta(minutes=1)


def test_of_several_answers_that_came_before_their_question_the_last_one_counts(story):
    story.answers(OPEN + MINUTE)
    story.answers(OPEN)
    story.writes("¿dónde está mi pedido?", OPEN + 2 * MINUTE, at=OPEN - MINUTE)
    assert (story.case.person_answered_at, story.case.state) == (OPEN + MINUTE, "waiting")


def test_longer_targets_do_not_lengthen_a_clock_that_runs_and_shorter_ones_shorten_it():
    story = Telling(shop(sla={"complaint_minutes": 60, "other_minutes": 240}))
    for minutes, target in ((240, 240), (300, 240), (120, 120)):
        story.account = shop(sla={"complaint_minutes": 60, "other_minutes": minutes})
        story.writes("¿tenéis tallas grandes?", OPEN + minutes * timedelta(seconds=1))
        assert [c.target_minutes for c in story.case.clocks if c.kind == "first_response"] == [target]
    assert [c.kind for c in story.case.clocks] == ["resolution", "first_response"]


def test_every_command_names_the_message_that_led_to_it(story):
    [command] = story.writes("¿dónde está mi pedido?", NIGHT).commands
    assert command.correlation_id == f"message:{SHOP}:1001"
    assert story.writes("¿hola?", NIGHT + MINUTE).commands == ()


@pytest.mark.parametrize(
    ("carried", "known", "told"),
    [
        ("message:1:77", True, "message:1:77"),
        ("message:1:77", False, "message:1:77"),
        ("", True, f"message:{SHOP}:1001"),
        ("", False, "looked_up:C1:selfservice:1"),
    ],
)
def test_what_carries_an_id_keeps_it_and_else_it_is_of_the_last_message_or_its_own(story, carried, known, told):
    story.writes("¿dónde está mi pedido?", OPEN)
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": "C1", "item_id": "C1:selfservice:1"}
    event = LookedUp(**whose, fields={}, correlation_id=carried)
    assert correlation_of(event, story.case if known else None) == told
