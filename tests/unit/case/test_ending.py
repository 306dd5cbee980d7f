"""What ends with an automatic conversation when a person takes over, and what goes on."""

from datetime import timedelta

import pytest
from tests.there import there
from tests.unit.case.conftest import OPEN, Telling, act, shop
from tests.unit.selfservice.brand import BRAND

from care.model.actions import CaseAssigned, CaseResolved, ReplyWritten

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
QUESTION = "¿cómo devuelvo un producto?"
LOOK = "¿dónde está mi pedido AB-12345?"


@pytest.fixture
def story() -> Telling:
    return Telling(shop(selfservice=BRAND | {"resolves_after_minutes": 60}))


def phase(story: Telling):
    return there(story.case.selfservice).talk.phase


@pytest.mark.parametrize(
    ("action", "values"),
    [(CaseAssigned, {"to": "ana"}), (ReplyWritten, {"channel": "private", "text": "De nada"}), (None, {})],
)
def test_a_matter_that_self_service_solved_stays_solved_though_a_person_has_a_word_later(
    story: Telling, action, values
):
    story.writes(QUESTION, OPEN, channel="private")
    story.writes("gracias!", OPEN + MINUTE, channel="private")
    assert phase(story) == "solved"
    if action:
        act(story, action, OPEN + HOUR, **values)
    else:
        story.answers(OPEN + HOUR, channel="private")
    assert phase(story) == "solved"
    story.reopens(OPEN + 2 * HOUR)
    assert phase(story) == "handed_over"


@pytest.mark.parametrize(("text", "timer"), [(QUESTION, "silence"), (LOOK, "lookup")])
@pytest.mark.parametrize(("action", "left"), [(CaseAssigned, {"sla_warning", "sla_breach"}), (CaseResolved, set())])
def test_where_a_person_takes_over_nothing_of_self_service_is_waited_for_and_the_rest_is(
    story: Telling, text, timer, action, left
):
    story.writes(text, OPEN, channel="private")
    assert set(story.case.timers) == {timer, "sla_warning", "sla_breach"}
    act(story, action, OPEN + MINUTE, **({"to": "ana"} if action is CaseAssigned else {}))
    assert (phase(story), set(story.case.timers)) == ("handed_over", left)
    assert there(story.case.selfservice).talk.sent == (1 if text == QUESTION else 0)
