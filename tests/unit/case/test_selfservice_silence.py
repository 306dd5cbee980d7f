"""A customer who lets an answer be: when that resolves the case, and when something else waits for a person."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, OPEN, SHOP, Telling, shop
from tests.unit.selfservice.brand import BRAND

from care.case.commands import AnswerByDm, LookUp
from care.case.selfservice import silent, unheard
from care.events import LookedUp
from care.outcomes import Code, codes, outcome

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
QUESTION = "¿cómo devuelvo un producto?"
LOOK = "¿dónde está mi pedido AB-12345?"


@pytest.fixture
def story():
    return Telling(shop(selfservice={**BRAND, "resolves_after_minutes": 60}))


def dm(story, text, now=OPEN, **message):
    return list(story.writes(text, now, channel="private", **message).commands)


def test_an_answer_that_is_left_so_resolves_the_case_when_the_wait_is_over(story):
    [answer] = dm(story, QUESTION)
    assert isinstance(answer, AnswerByDm)
    assert story.case.timers["silence"] == OPEN + HOUR
    assert silent(story.case, story.account, OPEN + HOUR)[1] == outcome(Code.left_answered)
    while story.case.state != "resolved":
        story.falls_due()
    assert (story.case.resolved_at, story.case.unanswered_since) == (OPEN + HOUR, None)


def test_where_the_account_does_not_want_it_nothing_is_resolved_by_silence():
    story = Telling(shop(selfservice=BRAND))
    dm(story, QUESTION)
    assert "silence" not in story.case.timers


def test_another_question_begins_the_wait_anew(story):
    dm(story, QUESTION)
    dm(story, "¿cuánto tarda el envío?", OPEN + 30 * MINUTE)
    assert story.case.timers["silence"] == OPEN + 90 * MINUTE


def test_who_wrote_something_that_nobody_answered_is_not_silent(story):
    dm(story, QUESTION)
    dm(story, "", OPEN + MINUTE, encrypted=True)
    case, because = silent(story.case, story.account, OPEN + HOUR)
    assert (case.state, because) == ("open", outcome(Code.customer_wrote_else))


def test_who_also_asked_in_public_or_was_answered_by_a_person_is_not_done_with_by_silence(story):
    story.writes("no funciona", OPEN)
    dm(story, QUESTION, OPEN + MINUTE)
    case, because = silent(story.case, story.account, OPEN + 2 * HOUR)
    assert (case.state, because) == ("open", outcome(Code.not_by_self_service_alone))
    other = Telling(story.account)
    dm(other, QUESTION)
    other.answers(OPEN + MINUTE, channel="private")
    assert silent(other.case, other.account, OPEN + HOUR)[1] == outcome(Code.not_by_self_service_alone)
    fresh = Telling(shop())
    fresh.writes("hola", OPEN, channel="private")
    assert silent(fresh.case, fresh.account, OPEN + HOUR) == (fresh.case, outcome(Code.not_by_self_service_alone))


def looked_up(story, command, now, **values):
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id, "item_id": command.item_id}
    return story.tell(LookedUp.model_validate({**whose, "fields": {"status": "en reparto", "day": 1}, **values}), now)


def test_a_look_up_is_waited_for_from_its_first_question_on(story):
    [command] = dm(story, LOOK)
    assert isinstance(command, LookUp)
    until = story.case.timers["lookup"]
    dm(story, "¿hola?", OPEN + MINUTE)
    assert story.case.timers["lookup"] == until
    looked_up(story, command, OPEN + MINUTE + MINUTE / 2)
    assert "lookup" not in story.case.timers


@pytest.mark.parametrize("asked", ["nothing", "another message", "answered already"])
def test_what_nobody_waits_for_is_not_told(story, asked):
    [command] = dm(story, QUESTION if asked == "nothing" else LOOK)
    if asked == "another message":
        command = command.model_copy(update={"item_id": "another"})
    if asked == "answered already":
        looked_up(story, command, OPEN + MINUTE)
    decision = looked_up(story, command, OPEN + MINUTE)
    assert (decision.commands, codes(decision.because)) == ((), (Code.lookup_not_awaited,))
    if asked != "another message":
        assert unheard(story.case, story.account, OPEN + HOUR) == (story.case, None, outcome(Code.no_lookup_awaited))


@pytest.mark.parametrize("why", ["opted out", "answered"])
def test_a_look_up_that_comes_when_its_customer_is_done_with_is_told_to_nobody(story, why):
    [command] = dm(story, LOOK)
    case = story.case
    if why == "opted out":
        changes = {"customer": case.customer.model_copy(update={"opted_out_at": OPEN})}
    else:
        changes = {"unanswered_since": None}
    story.known = case.model_copy(update=changes)
    decision = looked_up(story, command, OPEN + MINUTE)
    assert (decision.commands, codes(decision.because)) == ((), (Code.lookup_not_told,))
    assert story.case.selfservice.talk.phase == "handed_over"
