"""Look-ups of self-service: what is told of them, what waits meanwhile, and when a person takes over."""

from copy import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.there import there
from tests.unit.case.conftest import MARTA, NIGHT, OPEN, SHOP, Telling, shop
from tests.unit.selfservice.brand import BRAND, ORDER

from care.case.selfservice import unheard
from care.model.commands import AnswerByDm, LookUp
from care.model.decision import Decision
from care.model.events import LookedUp
from care.model.outcomes import Code, codes, outcome

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
QUESTION = "¿cómo devuelvo un producto?"
LOOK = "¿dónde está mi pedido AB-12345?"


@pytest.fixture
def story() -> Telling:
    return Telling(shop(selfservice=BRAND))


def dm(story: Telling, text: str, now=OPEN, **message: Any) -> list[Any]:
    return list(story.writes(text, now, channel="private", **message).commands)


def said(story: Telling, text: str, now=OPEN, **message: Any) -> str:
    [command] = dm(story, text, now, **message)
    assert isinstance(command, AnswerByDm)
    return command.text


def found(story: Telling, command: LookUp, now=OPEN, **values: Any) -> list[Any]:
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id, "item_id": command.item_id}
    return list(story.tell(LookedUp.model_validate({**whose, **values}), now).commands)


def heard(story: Telling, command, now, **values) -> Decision:
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id, "item_id": command.item_id}
    return story.tell(LookedUp.model_validate({**whose, **values}), now)


def paused(story: Telling):
    story.account = replace(story.account, paused_at=OPEN, paused_by="sara")


@pytest.fixture
def served() -> Telling:
    return Telling(shop(selfservice=BRAND))


@pytest.fixture
def timed() -> Telling:
    return Telling(shop(selfservice={**BRAND, "resolves_after_minutes": 60}))


def looked_up(timed, command, now, **values):
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": timed.case.case_id, "item_id": command.item_id}
    return timed.tell(LookedUp.model_validate({**whose, "fields": {"status": "en reparto", "day": 1}, **values}), now)


def test_what_is_looked_up_is_told_as_the_one_answer_to_the_message_that_asked(story: Telling):
    assert "número de pedido" in said(story, "¿dónde está mi pedido?")
    [command] = dm(story, "es el ab-12345", OPEN + MINUTE)
    assert isinstance(command, LookUp)
    assert command.values == {"order": "AB-12345"}
    assert "AB-12345" not in repr(command)
    [answer] = found(story, command, OPEN + 2 * MINUTE, fields={"status": "en reparto", "day": 3})
    assert answer.text.startswith("Tu pedido AB-12345 está en reparto y llega el 3.")
    assert (answer.item_id, answer.answers_at) == (command.item_id, OPEN + MINUTE)
    assert story.case.selfservice is not None
    assert story.case.selfservice.talk.values == {}


@pytest.mark.parametrize("values", [{"failed": "timed_out"}, {"fields": {"status": "en reparto"}}])
def test_a_fault_of_a_look_up_hands_over_to_a_person(story: Telling, values):
    [command] = dm(story, "¿dónde está mi pedido AB-12345?")
    [answer] = found(story, command, OPEN + MINUTE, **values)
    assert "persona del equipo" in answer.text
    assert dm(story, QUESTION, OPEN + 2 * MINUTE) == []


def test_a_look_up_of_which_nothing_is_heard_hands_over_within_minutes_and_what_comes_later_is_not_told(story: Telling):
    [command] = dm(story, "¿dónde está mi pedido AB-12345?")
    assert story.case.due_at == OPEN + 2 * MINUTE
    [answer] = story.falls_due().commands
    assert isinstance(answer, AnswerByDm)
    assert "persona" in answer.text
    assert found(story, command, OPEN + 3 * MINUTE, fields={"status": "x", "day": 1}) == []


def test_a_message_that_comes_while_a_look_up_is_under_way_does_not_lose_its_answer(story: Telling):
    [command] = dm(story, "¿dónde está mi pedido AB-12345?")
    assert dm(story, "¿hola?", OPEN + MINUTE / 2) == []
    [answer] = found(story, command, OPEN + MINUTE, fields={"status": "en camino", "day": 1})
    assert "en camino" in answer.text


def test_what_was_looked_up_is_not_told_after_a_person_answered_or_the_customer_opted_out(story: Telling):
    [command] = dm(story, "¿dónde está mi pedido AB-12345?")
    story.answers(OPEN + MINUTE, channel="private")
    assert found(story, command, OPEN + 2 * MINUTE, fields={"status": "x", "day": 1}) == []
    other = Telling(shop(selfservice=BRAND))
    [command] = dm(other, "¿dónde está mi pedido AB-12345?")
    dm(other, "BAJA", OPEN + MINUTE / 2)
    assert found(other, command, OPEN + MINUTE, fields={"status": "x", "day": 1}) == []


def test_who_writes_on_while_a_look_up_is_under_way_is_not_acknowledged_at_night_either(story: Telling):
    [command] = dm(story, LOOK, NIGHT)
    assert isinstance(command, LookUp)
    assert dm(story, "¿hola?", NIGHT + MINUTE / 2) == []


def test_a_look_up_that_failed_goes_to_a_person_even_where_its_answer_needs_no_field():
    story = Telling(shop(selfservice=BRAND | {"lookups": [ORDER | {"answer": {"es": "Va en camino."}}]}))
    [command] = dm(story, LOOK)
    [answer] = heard(story, command, OPEN + MINUTE, failed="timed_out").commands
    assert isinstance(answer, AnswerByDm)
    assert "persona del equipo" in answer.text
    assert there(story.case.selfservice).talk.phase == "handed_over"


def test_where_self_service_had_no_part_no_look_up_is_waited_for():
    story = Telling()
    story.writes("hola", OPEN, channel="private")
    assert unheard(story.case, story.account, OPEN + HOUR) == (story.case, None, outcome(Code.no_lookup_awaited))


def test_a_look_up_of_which_nothing_is_heard_in_a_pause_is_a_persons_and_nothing_is_said(story: Telling):
    dm(story, LOOK)
    paused(story)
    decision = story.falls_due()
    assert (decision.commands, codes(decision.because)) == ((), (Code.withheld,))
    assert (there(story.case.selfservice).talk.phase, "lookup" in story.case.timers) == ("handed_over", False)


def test_a_look_up_that_nobody_asked_for_is_told_to_nobody(served: Telling):
    served.writes("no funciona", OPEN)
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": served.case.case_id}
    assert served.tell(LookedUp(**whose, item_id="another", fields={}), OPEN).commands == ()


def test_a_look_up_is_waited_for_from_its_first_question_on(timed: Telling):
    [command] = dm(timed, LOOK)
    assert isinstance(command, LookUp)
    until = timed.case.timers["lookup"]
    dm(timed, "¿hola?", OPEN + MINUTE)
    assert timed.case.timers["lookup"] == until
    looked_up(timed, command, OPEN + MINUTE + MINUTE / 2)
    assert "lookup" not in timed.case.timers


@pytest.mark.parametrize("asked", ["nothing", "another message", "answered already"])
def test_what_nobody_waits_for_is_not_told(timed: Telling, asked):
    [command] = dm(timed, QUESTION if asked == "nothing" else LOOK)
    if asked == "another message":
        command = replace(command, item_id="another")
    if asked == "answered already":
        looked_up(timed, command, OPEN + MINUTE)
    decision = looked_up(timed, command, OPEN + MINUTE)
    assert (decision.commands, codes(decision.because)) == ((), (Code.lookup_not_awaited,))
    if asked != "another message":
        assert unheard(timed.case, timed.account, OPEN + HOUR) == (timed.case, None, outcome(Code.no_lookup_awaited))


@pytest.mark.parametrize("why", ["opted out", "answered"])
def test_a_look_up_that_comes_when_its_customer_is_done_with_is_told_to_nobody(timed: Telling, why):
    [command] = dm(timed, LOOK)
    case = timed.case
    out = replace(case, customer=replace(case.customer, opted_out_at=OPEN))
    timed.known = out if why == "opted out" else replace(case, unanswered_since=None)
    decision = looked_up(timed, command, OPEN + MINUTE)
    assert (decision.commands, codes(decision.because)) == ((), (Code.lookup_not_told,))
    assert there(timed.case.selfservice).talk.phase == "handed_over"
