"""Which matter a message belongs to, and what its case looks like afterwards."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, NIGHT, OPEN, SHOP, Telling

from care.case.arrivals import new_case_id
from care.case.model import Case
from care.events import Message, MessageDeleted, MessageEchoed, Reposted
from care.outcomes import Code, codes

MINUTE = timedelta(minutes=1)


def test_a_first_message_opens_a_case_with_a_deadline_in_open_time(story: Telling):
    story.writes("¿dónde está mi pedido?", NIGHT)
    case = story.case
    assert (case.state, case.unanswered_since, case.customer.case_id) == ("open", NIGHT, case.case_id)
    # 240 open minutes from Wednesday 9:00.
    assert case.respond_by == OPEN.replace(day=25, hour=12)


def test_a_dm_continues_the_public_case(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    case_id = story.case.case_id
    story.writes("es el 1234", OPEN + MINUTE, channel="private")
    assert (story.case.case_id, story.case.private_contact) == (case_id, True)


def test_messages_that_come_in_the_wrong_order_keep_the_oldest_as_unanswered_and_the_newest_as_last(story: Telling):
    story.writes("segundo", OPEN + 2 * MINUTE)
    story.writes("primero", OPEN + 3 * MINUTE, at=OPEN)
    assert (story.case.unanswered_since, story.case.last_message.at) == (OPEN, OPEN + 2 * MINUTE)


def test_a_message_that_a_person_has_answered_already_asks_for_nothing(story: Telling):
    story.writes("primero", OPEN)
    story.answers(OPEN + 5 * MINUTE)
    story.writes("antes de la respuesta", OPEN + 6 * MINUTE, at=OPEN + MINUTE)
    assert (story.case.state, story.case.unanswered_since, story.case.due_at) == ("waiting", None, None)


def test_thanks_after_the_resolution_do_not_reopen(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.answers(OPEN + MINUTE)
    story.resolves(OPEN + 2 * MINUTE)
    story.writes("¡gracias!", OPEN + 3 * MINUTE)
    assert story.case.state == "resolved"


def test_an_objection_after_the_resolution_reopens_with_a_fresh_clock(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.answers(OPEN + MINUTE)
    story.resolves(OPEN + 2 * MINUTE)
    case_id = story.case.case_id
    story.writes("pues no ha llegado", OPEN + 30 * MINUTE)
    case = story.case
    assert (case.case_id, case.state, case.first_response_at, case.resolved_at) == (case_id, "open", None, None)
    assert case.unanswered_since == OPEN + 30 * MINUTE


def test_a_new_matter_days_after_the_resolution_opens_a_new_case(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    story.resolves(OPEN + MINUTE)
    before = story.case.case_id
    story.writes("¿vendéis botas?", OPEN + timedelta(days=2), conversation_id="901")
    assert story.case.case_id != before
    assert story.case.customer.case_id == story.case.case_id


def test_a_repost_and_what_has_no_case_change_nothing_and_say_so(story: Telling):
    repost = Reposted(account_id=SHOP, customer_id=MARTA, repost_id="5", post_id="6")
    assert codes(story.tell(repost, OPEN).because) == (Code.repost_asks_nothing,)
    deleted = MessageDeleted(account_id=SHOP, customer_id=MARTA, message_id="6")
    decision = story.tell(deleted, OPEN)
    assert (decision.case, decision.messages, decision.commands) == (None, (), ())


def test_a_message_from_the_future_counts_as_written_now(story: Telling):
    story.writes("¿hola?", OPEN, at=OPEN + timedelta(days=400))
    assert story.case.unanswered_since == OPEN


def test_resolving_twice_and_reopening_what_is_open_change_nothing(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    assert codes(story.reopens(OPEN).because) == (Code.not_resolved,)
    story.resolves(OPEN + MINUTE)
    before = story.case
    assert codes(story.resolves(OPEN + 2 * MINUTE).because) == (Code.resolved_already,)
    assert story.case == before


@pytest.mark.parametrize("message_id", ["1", "2124201225040691200"])
def test_the_id_of_a_case_is_the_same_at_every_redelivery_and_another_for_another_account(message_id):
    assert new_case_id("1", message_id) == new_case_id("1", message_id)
    assert new_case_id("1", message_id) != new_case_id("2", message_id)
    assert len(new_case_id("1", message_id)) == 12


def test_a_deleted_post_loses_its_text_and_the_case_stays(story: Telling):
    story.writes("mi teléfono es…", OPEN)
    decision = story.tell(MessageDeleted(account_id=SHOP, customer_id=MARTA, message_id="1001"), OPEN)
    [gone] = decision.messages
    assert (gone.id, gone.text, gone.deleted_at) == ("1001", "", OPEN)
    assert isinstance(story.known, Case)


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
    erased = story.case.customer.model_copy(update={"erased_at": OPEN + timedelta(hours=1)})
    story.known = story.case.model_copy(update={"customer": erased})
    before = story.known
    decision = story.tell(echo_of(OPEN + timedelta(minutes=5)), OPEN + timedelta(hours=2))
    assert (decision.messages, story.known) == ((), before)
    assert story.tell(echo_of(OPEN + timedelta(hours=3)), OPEN + timedelta(hours=3)).messages


def echo_of(at):
    message = Message.model_validate({"id": "77", "channel": "public", "text": "Ya está", "at": at})
    return MessageEchoed(account_id=SHOP, customer_id=MARTA, message=message)
