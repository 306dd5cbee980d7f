"""A person of the account writes in X's own app: what is kept before there is a case, and what it answers."""

from collections.abc import Callable
from copy import replace
from datetime import timedelta

import pytest
from tests.there import there
from tests.unit.case.conftest import MARTA, OPEN, SHOP, Telling

from care.model.case import Case
from care.model.customer import Customer
from care.model.decision import Decision
from care.model.messages import Message
from care.model.outcomes import Code, codes
from care.model.x_events import MessageEchoed

MINUTE, HOUR, MOMENT = timedelta(minutes=1), timedelta(hours=1), timedelta(microseconds=1)


def echoed(story: Telling, at=OPEN, message_id="77", customer_id=MARTA, **values) -> Decision:
    message = Message(id=message_id, channel="private", text="Hola", at=at, **values)
    return story.tell(MessageEchoed(account_id=SHOP, customer_id=customer_id, message=message), at + HOUR)


def echo_of(at) -> MessageEchoed:
    message = Message.model_validate({"id": "77", "channel": "public", "text": "Ya está", "at": at})
    return MessageEchoed(account_id=SHOP, customer_id=MARTA, message=message)


@pytest.mark.parametrize(
    ("after", "code"),
    [
        (-MOMENT, Code.written_before_erasure),
        (timedelta(0), Code.written_before_erasure),
        (MOMENT, Code.account_wrote_without_case),
        (5 * MINUTE, Code.account_wrote_without_case),
        (5 * MINUTE + MOMENT, Code.kept_until_case),
    ],
)
def test_what_was_written_until_the_erasure_stays_gone_and_so_does_what_was_on_its_way_then(
    story: Telling, after, code
):
    story.known = replace(story.customer, erased_at=OPEN)
    decision = echoed(story, OPEN + after)
    assert len(decision.customer.early) == int(code == Code.kept_until_case)
    assert codes(decision.because) == (code,)


def test_before_there_is_a_case_the_last_five_messages_are_kept_each_once(story: Telling):
    for number in range(7):
        echoed(story, OPEN + number * MINUTE, str(number))
    again = echoed(story, OPEN + HOUR, "3")
    assert [message.id for message in again.customer.early] == ["2", "3", "4", "5", "6"]
    assert codes(again.because) == (Code.account_wrote_without_case,)


def test_what_the_account_wrote_to_nobody_that_is_known_is_not_kept():
    story = Telling()
    story.known = Customer(account_id=SHOP, customer_id="")
    decision = echoed(story, customer_id="")
    assert (decision.customer.early, codes(decision.because)) == ((), (Code.account_wrote_without_case,))


def test_answers_in_x_are_counted_as_of_one_that_has_no_name_here(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    for number in range(1, 3):
        echoed(story, OPEN + number * MINUTE, str(number))
        assert story.case.replied == {"in X": number}
    assert story.case.answered_by == ""


@pytest.mark.parametrize(("after", "state"), [(-MOMENT, "open"), (timedelta(0), "waiting"), (MOMENT, "waiting")])
def test_an_answer_is_to_what_was_written_until_then(story: Telling, after, state):
    story.writes("¿dónde está mi pedido?", OPEN)
    echoed(story, OPEN + after)
    assert (story.case.state, story.case.unanswered_since) == (state, OPEN if state == "open" else None)
    assert ("acknowledge" in story.case.timers) == (state == "open")
    assert story.case.person_answered_at == OPEN + after


def test_the_latest_answer_and_the_first_one_are_remembered_in_whatever_order_they_come(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    for after in (2, 3, 1):
        echoed(story, OPEN + after * HOUR, str(after))
    assert story.case.person_answered_at == OPEN + 3 * HOUR
    assert story.case.first_response_at == OPEN + 2 * HOUR


def test_a_person_who_goes_on_after_the_resolution_leaves_it_and_asks_for_no_survey_that_was_dropped(story: Telling):
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    echoed(story, OPEN + MINUTE, "1")
    story.resolves(OPEN + HOUR)
    assert there(story.case.survey).state == "planned"
    story.known = replace(story.case, survey=None, timers={})  # as by a change of settings
    echoed(story, OPEN + 3 * HOUR, "2")
    assert (story.case.state, story.case.survey, story.case.timers) == ("resolved", None, {})


def test_a_person_who_goes_on_after_the_question_leaves_it_asked(surveyed: Callable[[], Telling]):
    story = surveyed()
    before = story.case.survey, story.case.timers
    echoed(story, OPEN + 5 * HOUR)
    assert (story.case.survey, story.case.timers) == before


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_an_answer_that_came_before_its_question_answers_what_was_written_until_then(story: Telling, seconds):
    story.answers(OPEN)
    story.answers(OPEN - HOUR)
    story.writes("¿dónde está mi pedido?", OPEN + MINUTE, at=OPEN + timedelta(seconds=seconds))
    assert story.case.state == ("open" if seconds > 0 else "waiting")
    assert story.case.person_answered_at == (None if seconds > 0 else OPEN)
    assert story.case.customer.early == ()


def test_of_several_answers_that_came_before_their_question_the_last_one_counts(story: Telling):
    story.answers(OPEN + MINUTE)
    story.answers(OPEN)
    story.writes("¿dónde está mi pedido?", OPEN + 2 * MINUTE, at=OPEN - MINUTE)
    assert (story.case.person_answered_at, story.case.state) == (OPEN + MINUTE, "waiting")


def test_an_answer_that_comes_before_its_question_answers_it_all_the_same(story: Telling):
    story.answers(OPEN + 2 * MINUTE)
    assert not isinstance(story.known, Case)
    decision = story.writes("¿dónde está mi pedido?", OPEN + 3 * MINUTE, at=OPEN)
    assert (story.case.state, story.case.unanswered_since, decision.commands) == ("waiting", None, ())
    assert [message.by for message in decision.messages] == ["person", "customer"]
    assert story.case.timers == {}
    assert story.case.customer.early == ()


def test_what_people_wrote_first_belongs_to_the_story_but_answers_no_later_question(story: Telling):
    story.answers(OPEN)
    story.answers(OPEN + MINUTE)
    decision = story.writes("¿dónde está mi pedido?", OPEN + 3 * MINUTE)
    assert (story.case.state, len(decision.messages)) == ("open", 3)
    assert "acknowledge" in story.case.timers


def test_an_echo_of_what_was_written_before_the_erasure_stays_gone(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    erased = replace(story.case.customer, erased_at=OPEN + timedelta(hours=1))
    story.known = replace(story.case, customer=erased)
    before = story.known
    decision = story.tell(echo_of(OPEN + timedelta(minutes=5)), OPEN + timedelta(hours=2))
    assert (decision.messages, story.known) == ((), before)
    assert story.tell(echo_of(OPEN + timedelta(hours=3)), OPEN + timedelta(hours=3)).messages
