"""A customer who lets an answer be: when that resolves the case, and when something else waits for a person."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import OPEN, Telling, shop
from tests.unit.selfservice.brand import BRAND

from care.case.selfservice import silent
from care.model.commands import AnswerByDm
from care.model.outcomes import Code, outcome

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
QUESTION = "¿cómo devuelvo un producto?"


@pytest.fixture
def story() -> Telling:
    return Telling(shop(selfservice={**BRAND, "resolves_after_minutes": 60}))


def dm(story: Telling, text, now=OPEN, **message):
    return list(story.writes(text, now, channel="private", **message).commands)


def test_an_answer_that_is_left_so_resolves_the_case_when_the_wait_is_over(story: Telling):
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


def test_another_question_begins_the_wait_anew(story: Telling):
    dm(story, QUESTION)
    dm(story, "¿cuánto tarda el envío?", OPEN + 30 * MINUTE)
    assert story.case.timers["silence"] == OPEN + 90 * MINUTE


def test_who_wrote_something_that_nobody_answered_is_not_silent(story: Telling):
    dm(story, QUESTION)
    dm(story, "", OPEN + MINUTE, encrypted=True)
    case, because = silent(story.case, story.account, OPEN + HOUR)
    assert (case.state, because) == ("open", outcome(Code.customer_wrote_else))


def test_who_also_asked_in_public_or_was_answered_by_a_person_is_not_done_with_by_silence(story: Telling):
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
