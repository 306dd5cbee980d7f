"""When a message opens a case, and when it goes on with one."""

from datetime import timedelta

import pytest
from tests.there import there
from tests.unit.case.conftest import MARTA, NIGHT, OPEN, SHOP, Telling

from care.case.arrival_id import new_case_id
from care.model.case import Case
from care.model.outcomes import Code, codes
from care.model.x_events import MessageDeleted, Reposted

MINUTE, HOUR, DAY, MOMENT = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
PRAISE = "sois los mejores"
GREETING = "hola"
QUESTION = "¿a qué hora abrís?"
COMPLAINT = "no funciona"


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


@pytest.mark.parametrize("text", ["ok", "👍", "vale", "Perfecto!", "listo, gracias", "beleza", "got it, thanks"])
def test_words_that_ask_for_nothing_start_no_clock_reopen_nothing_and_leave_the_survey(story: Telling, text: str):
    story.writes("¿dónde está mi pedido?", OPEN, channel="private")
    story.answers(OPEN + MINUTE, channel="private")
    decision = story.writes(text, OPEN + 2 * MINUTE, channel="private")
    case = story.case
    assert (case.state, case.unanswered_since, case.respond_by, case.due_at) == ("waiting", None, None, None)
    assert (decision.commands, [message.text for message in decision.messages]) == ((), [text])
    story.resolves(OPEN + 3 * MINUTE)
    planned = story.case.survey, story.case.timers
    decision = story.writes(text, OPEN + 4 * MINUTE, channel="private")
    assert (story.case.state, story.case.survey, story.case.timers) == ("resolved", *planned)
    assert decision.commands == ()


def test_a_word_that_closes_answers_nothing_and_the_question_stays_the_one_to_answer(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    asked = story.case
    story.writes("gracias", OPEN + 2 * MINUTE)
    assert (story.case.unanswered_since, story.case.timers) == (OPEN, asked.timers)
    assert (story.case.last_message, story.case.excerpt) == (asked.last_message, asked.excerpt)
    story.answers(OPEN + MINUTE)  # written before the thanks, and told after them
    assert (story.case.state, story.case.unanswered_since) == ("waiting", None)


def test_a_first_message_that_asks_for_nothing_waits_for_nobody(story: Telling):
    assert story.writes("¡muchas gracias!", OPEN).commands == ()
    assert (story.case.state, story.case.topic, story.case.due_at) == ("waiting", "thanks", None)


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


def test_the_id_of_a_case_is_read_from_its_first_message_and_stays_so_in_every_release():
    assert new_case_id("2000000000000000001", "1001") == "P5AM2X03C0DW"


@pytest.mark.parametrize(("after", "same"), [(DAY - MOMENT, True), (DAY, True), (DAY + MOMENT, False)])
def test_what_is_written_within_a_day_of_the_resolution_is_the_same_matter(story: Telling, after, same):
    story.writes("¿dónde está mi pedido?", OPEN)
    first = story.case.case_id
    story.resolves(OPEN + HOUR)
    story.writes("sigue sin llegar", OPEN + HOUR + after, conversation_id="901")
    assert (story.case.case_id == first) == same


@pytest.mark.parametrize(
    ("channel", "conversation", "after", "same"),
    [
        ("public", "900", 90 * DAY, True),
        ("public", "901", 90 * DAY, False),
        ("private", "", 90 * DAY, False),
        ("public", "901", HOUR, True),
    ],
)
def test_the_same_thread_or_a_soon_return_is_the_same_matter(asked: Telling, channel, conversation, after, same):
    first = asked.case.case_id
    asked.resolves(OPEN + HOUR)
    asked.writes("sigue sin llegar", OPEN + HOUR + after, channel=channel, conversation_id=conversation)
    assert (asked.case.case_id == first) == same


def test_a_matter_that_never_was_in_public_is_not_known_by_an_empty_thread(story: Telling):
    story.writes("hola, tengo una duda", OPEN, channel="private")
    first = story.case.case_id
    story.resolves(OPEN + HOUR)
    story.writes("otra duda", OPEN + 90 * DAY, conversation_id="")
    assert story.case.case_id != first


def test_a_message_without_a_conversation_leaves_the_case_in_its_public_thread(asked: Telling):
    asked.writes("es el 1234", OPEN + MINUTE, channel="private")
    assert asked.case.public_thread == "900"
    asked.writes("¿y bien?", OPEN + HOUR, conversation_id="901")
    assert asked.case.public_thread == "900"


def test_a_message_at_night_is_of_the_case_that_was_opened_by_day(asked: Telling):
    first = asked.case.case_id
    asked.writes("¿hola?", NIGHT)
    assert asked.case.case_id == first
    assert asked.case.unanswered_since == OPEN


@pytest.mark.parametrize(
    ("first", "then", "topic", "urgency"),
    [
        (PRAISE, GREETING, "praise", 1),  # as urgent: it stays what it was
        (GREETING, PRAISE, "question", 1),
        (PRAISE, QUESTION, "question", 2),
        (GREETING, COMPLAINT, "complaint", 6),
        (COMPLAINT, GREETING, "complaint", 6),
        (COMPLAINT, PRAISE, "complaint", 6),
    ],
)
def test_a_case_is_about_the_most_urgent_that_was_written_and_of_the_equally_urgent_about_the_first(
    story: Telling, first, then, topic, urgency
):
    story.writes(first, OPEN)
    story.writes(then, OPEN + MINUTE)
    assert (story.case.topic, story.case.urgency) == (topic, urgency)


@pytest.mark.parametrize(
    ("after", "last", "excerpt"),
    [(-MOMENT, "1001", "uno"), (timedelta(0), "1002", "dos"), (MOMENT, "1002", "dos")],
)
def test_the_last_message_is_the_latest_and_of_two_at_one_instant_the_one_that_came_later(
    story: Telling, after, last, excerpt
):
    story.writes("uno", OPEN)
    story.writes("dos", OPEN + HOUR, at=OPEN + after)
    assert (story.case.last_message.id, story.case.excerpt) == (last, excerpt)


def test_who_wrote_a_dm_can_be_answered_by_dm_whatever_is_written_in_public_later(story: Telling):
    story.writes("hola", OPEN, channel="private")
    story.writes("¿hola?", OPEN + MINUTE)
    assert (story.case.private_contact, story.case.opened_in) == (True, "private")
    assert (story.case.public_thread, there(story.case.last_public).id) == ("900", "1002")
    story.writes("¿y bien?", OPEN + HOUR, channel="private")
    assert (there(story.case.last_public).id, story.case.last_message.channel) == ("1002", "private")
