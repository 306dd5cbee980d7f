"""A person opens the case of a post that nobody addressed to the account: its clock runs from then on, and nobody but
people answers it."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, OPEN, SHOP, Telling

from care.model.messages import Author, Message
from care.model.outcomes import Code, codes
from care.model.x_events import MessageReceived

DAY = timedelta(days=1)


def take(story: Telling, text="Pésimo servicio, exijo que me devuelvan el dinero", now=OPEN, **more):
    message = Message(id="900", channel="public", text=text, at=now - DAY, language="es", **more)
    whose = {"account_id": SHOP, "customer_id": MARTA, "author": Author(id=MARTA, username="marta")}
    return story.tell(MessageReceived(**whose, message=message, taken_at=now, taken_by="ana@shop.example"), now)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Pésimo servicio, exijo que me devuelvan el dinero", {}),
        ("Muchas gracias por todo", {}),
        ("STOP", {}),
        ("Mi correo es marta@example.com", {"summons": True, "addressed": "typed"}),
    ],
)
def test_no_machine_answers_it_whatever_it_says(story: Telling, text, more):
    decision = take(story, text, **more)
    assert codes(decision.because) == (Code.opened_by_hand,)
    assert decision.commands == ()
    assert "acknowledge" not in story.case.timers
    assert story.case.customer.opted_out_at is None


def test_its_clock_runs_from_when_it_was_taken_up_and_it_is_theirs_who_took_it(story: Telling):
    take(story)
    case = story.case
    assert (case.opened_at, case.unanswered_since, case.assignee) == (OPEN, OPEN, "ana@shop.example")
    assert all(clock.started_at == OPEN for clock in case.clocks)
    assert case.last_message.at == OPEN - DAY, "when it was written stays so"


def test_a_customer_with_a_case_has_it_there_and_who_has_the_case_keeps_it(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    before = story.case.case_id
    story.known = replace(story.case, assignee="luis@shop.example")
    take(story)
    assert (story.case.case_id, story.case.assignee) == (before, "luis@shop.example")
