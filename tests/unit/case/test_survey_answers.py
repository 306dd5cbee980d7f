"""What is an answer to a survey and what is none, what may follow it, and who is thanked for it."""

from collections.abc import Callable
from copy import replace
from datetime import timedelta

import pytest
from tests.there import there
from tests.unit.case.conftest import MARTA, OPEN, SHOP, Telling, settled, shop

from care.case.surveys import survey_answer
from care.model.case import SelfService
from care.model.commands import AskSurvey
from care.model.decision import Decision
from care.model.messages import Message
from care.model.outcomes import Code, codes
from care.model.selfservice_state import DialogState
from care.model.x_events import MessageEchoed

MINUTE, HOUR, DAY, MOMENT = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
NOW = OPEN + 4 * HOUR
PLEASED = "me atendió Ana muy bien"


def dm(story: Telling, text, now=NOW, **message) -> Decision:
    return story.writes(text, now, channel="private", **message)


def says(story: Telling):
    commands = there(story.last).commands
    assert all(isinstance(command, AskSurvey) for command in commands)
    return [command.says for command in commands if isinstance(command, AskSurvey)]


@pytest.fixture
def story(surveyed: Callable[[], Telling]) -> Telling:
    return surveyed()


ASKED_ELSE = OPEN + timedelta(hours=4)


@pytest.mark.parametrize("text", ["2", "12", "un 2", "2 gracias"])
@pytest.mark.parametrize("by", ["in X", "by the desk"])
def test_a_bare_number_answers_what_a_person_asked_after_the_survey(surveyed, by, text):
    story = surveyed()
    if by == "in X":
        message = Message(id="77", channel="private", text="¿cuántos pares te faltan?", at=ASKED_ELSE)
        story.tell(MessageEchoed(account_id=SHOP, customer_id=MARTA, message=message), ASKED_ELSE)
    else:
        settled(story, "reply", "sent", ASKED_ELSE, text="Dime cuántos pares te faltan")
    story.writes(text, ASKED_ELSE + timedelta(minutes=1), channel="private")
    assert (story.case.survey.score, story.case.state, story.case.survey.state) == (None, "open", "asked")
    assert story.case.unanswered_since is not None


def test_after_a_score_a_number_that_a_person_asked_for_is_for_them(surveyed):
    story = surveyed()
    story.writes("5", ASKED_ELSE - timedelta(minutes=1), channel="private")
    settled(story, "reply", "sent", ASKED_ELSE, text="¿Qué talla usas?")
    story.writes("4", ASKED_ELSE + timedelta(minutes=1), channel="private")
    assert (story.case.survey.score, story.case.state) == (5, "open")


@pytest.mark.parametrize("text", ["5", "un 5, muy amables todos en la tienda"])
def test_words_that_close_ask_for_nothing_and_the_number_is_the_score(surveyed, text):
    story = surveyed()
    settled(story, "reply", "sent", ASKED_ELSE, text="¡Gracias a ti, buen día!")
    story.writes(text, ASKED_ELSE + timedelta(minutes=1), channel="private")
    assert story.case.survey.score == 5


def test_a_number_written_before_the_question_of_a_person_and_delivered_after_it_is_the_score(surveyed):
    story = surveyed()
    settled(story, "reply", "sent", ASKED_ELSE, text="¿Qué talla usas?")
    written = ASKED_ELSE - timedelta(minutes=1)
    story.writes("5", ASKED_ELSE + timedelta(minutes=1), channel="private", at=written)
    assert story.case.survey.score == 5


@pytest.mark.parametrize(("phase", "score"), [("new", None), ("asking", None), ("handed_over", 4)])
def test_a_number_chooses_from_what_self_service_offers(surveyed, phase, score):
    story = surveyed()
    talk = SelfService(talk=DialogState(phase=phase), begun_at=OPEN, answering="1", written_at=OPEN)
    story.known = replace(story.case, selfservice=talk)
    item_id = f"{story.case.case_id}:selfservice:1"
    settled(story, "acknowledgement", "sent", ASKED_ELSE, item_id=item_id, text="Elija: 1. Envíos 4. Tallas")
    story.writes("4", ASKED_ELSE + timedelta(minutes=1), channel="private")
    assert story.case.survey.score == score


@pytest.mark.parametrize(
    ("message", "score"),
    [({}, 4), ({"encrypted": True}, None), ({"channel": "public", "conversation_id": "901"}, None)],
)
def test_only_a_dm_that_can_be_read_answers_a_survey(story: Telling, message, score):
    message = {"channel": "private"} | message
    story.writes("4", NOW, **message)
    assert there(story.case.survey).score == score
    assert story.case.state == ("open" if score is None else "resolved")


@pytest.mark.parametrize(
    ("text", "changes", "thanked"),
    [
        ("5", {}, ["thanks"]),
        ("3", {}, ["thanks"]),
        ("5", {"survey": {"thanks": False}}, []),
        ("5", {"paused_at": OPEN}, []),
        ("2", {}, []),  # who is not content hears of a supervisor
    ],
)
def test_who_answers_is_thanked_where_the_account_wants_it_and_nothing_is_paused(
    story: Telling, text, changes, thanked
):
    paused_at = changes.get("paused_at")
    settings = {name: value for name, value in changes.items() if name != "paused_at"}
    story.account = replace(shop(**settings), paused_at=paused_at)
    decision = dm(story, text)
    assert (says(story), codes(decision.because)) == (
        thanked,
        (Code.bad_score_followed_up,) if text == "2" else (Code.survey_answered,),
    )
    assert there(story.case.survey).state == "answered"


def test_nobody_is_thanked_for_an_answer_that_asks_for_something(story: Telling):
    message = Message(id="9", channel="private", text="un 4, ¿y cuándo llega el reembolso?", at=NOW)
    answered = there(survey_answer(story.case, message, story.account))
    assert (answered.asks, answered.command, there(answered.case.survey).score) == (True, None, 4)


def test_words_on_the_handling_are_kept_without_a_score_and_the_score_may_still_come(story: Telling):
    assert codes(dm(story, PLEASED).because) == (Code.survey_commented,)
    survey = there(story.case.survey)
    assert (survey.state, survey.comment, survey.commented_at, survey.score) == ("asked", PLEASED, NOW, None)
    assert story.case.state == "resolved"
    dm(story, "5", NOW + MINUTE)
    assert (there(story.case.survey).score, there(story.case.survey).comment) == (5, PLEASED)


def test_a_number_off_the_scale_is_not_asked_about_in_a_pause_but_may_be_after_it(story: Telling):
    story.account = replace(shop(), paused_at=OPEN)
    decision = dm(story, "8/10")
    assert (decision.commands, codes(decision.because)) == ((), (Code.withheld,))
    unasked = there(story.case.survey)
    assert unasked.asked_again_at is None
    story.account = shop()
    dm(story, "8/10", NOW + HOUR)
    assert (says(story), there(story.case.survey).asked_again_at) == (["again"], NOW + HOUR)


@pytest.mark.parametrize(("second", "state"), [("un 1", "resolved"), ("un 1, muy lentos", "open")])
def test_a_second_number_is_nothing_and_one_with_words_is_a_persons_to_read(story: Telling, second, state):
    dm(story, "5")
    dm(story, second, NOW + MINUTE)
    assert (there(story.case.survey).score, there(story.case.survey).comment, story.case.state) == (5, None, state)


@pytest.mark.parametrize(
    ("first", "comment", "state"),
    [
        ("5 gracias", f"gracias\n{PLEASED}", "resolved"),
        ("5 thanks", f"thanks\n{PLEASED}", "resolved"),  # people mix languages
        ("5, muy rápidos", "muy rápidos", "open"),
    ],
)
def test_a_word_more_is_added_to_a_comment_of_mere_thanks_and_else_a_persons_to_read(
    story: Telling, first, comment, state
):
    dm(story, first)
    dm(story, PLEASED, NOW + MINUTE)
    assert (there(story.case.survey).comment, story.case.state) == (comment, state)


def test_a_word_more_is_a_comment_for_a_day_after_the_score_and_no_longer(surveyed: Callable[[], Telling]):
    for after, comment in ((DAY, "me atendió Ana muy bien"), (DAY + MOMENT, None)):
        story = surveyed()
        story.writes("5", OPEN + 4 * HOUR, channel="private")
        assert there(story.case.survey).score == 5
        story.writes("me atendió Ana muy bien", OPEN + 4 * HOUR + after, channel="private")
        assert (story.case.survey and story.case.survey.comment) == comment


def test_a_word_more_after_a_comment_of_thanks_is_added_to_it(surveyed: Callable[[], Telling]):
    story = surveyed()
    story.writes("5 gracias", OPEN + 4 * HOUR, channel="private")
    story.writes("me atendió Ana muy bien", OPEN + 4 * HOUR + MINUTE, channel="private")
    assert there(story.case.survey).comment == "gracias\nme atendió Ana muy bien"


def test_a_comment_may_follow_a_score_within_a_day(surveyed: Callable[[], Telling]):
    story = surveyed()
    story.writes("5 gracias", OPEN + 4 * HOUR, channel="private")
    story.writes("muy bien atendido, muy amables", OPEN + 5 * HOUR, channel="private")
    survey = story.case.survey
    assert survey is not None
    assert (survey.score, survey.comment) == (5, "gracias\nmuy bien atendido, muy amables")
    assert story.case.state == "resolved"


def test_a_second_number_overwrites_nothing_and_opens_nothing(surveyed: Callable[[], Telling]):
    story = surveyed()
    story.writes("5", OPEN + 4 * HOUR, channel="private")
    decision = story.writes("1", OPEN + 5 * HOUR, channel="private")
    assert story.case.survey is not None
    assert (story.case.survey.score, story.case.survey.comment, story.case.state) == (5, None, "resolved")
    assert decision.commands == ()


def test_a_second_number_that_brings_a_complaint_opens_the_case_and_leaves_the_score(surveyed: Callable[[], Telling]):
    story = surveyed()
    story.writes("5", OPEN + 4 * HOUR, channel="private")
    story.writes("un 1, el pedido ha llegado roto", OPEN + 5 * HOUR, channel="private")
    assert story.case.survey is not None
    assert (story.case.survey.score, story.case.state) == (5, "open")


def test_a_second_number_off_the_scale_is_left_and_one_with_a_complaint_goes_to_people(surveyed: Callable[[], Telling]):
    story = surveyed()
    story.writes("8/10", OPEN + 4 * HOUR, channel="private")
    assert story.writes("9/10", OPEN + 5 * HOUR, channel="private").commands == ()
    assert story.case.state == "resolved"
    other = surveyed()
    decision = other.writes("os doy un 0, quiero que me devolváis el dinero", OPEN + 4 * HOUR, channel="private")
    assert other.case.state == "open"
    assert not any(isinstance(command, AskSurvey) for command in decision.commands)


def test_a_number_off_the_scale_is_asked_for_once_more_and_then_left(surveyed: Callable[[], Telling]):
    story = surveyed()
    [command] = story.writes("8/10", OPEN + 4 * HOUR, channel="private").commands
    assert isinstance(command, AskSurvey)
    assert command.says == "again"
    assert story.case.state == "resolved"
    story.writes("9/10", OPEN + 5 * HOUR, channel="private")
    assert story.case.survey is not None
    assert story.case.survey.score is None
    other = surveyed()
    other.writes("8/10", OPEN + 4 * HOUR, channel="private")
    other.writes("4", OPEN + 5 * HOUR, channel="private")
    assert other.case.survey is not None
    assert other.case.survey.score == 4
