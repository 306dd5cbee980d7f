"""What is an answer to a survey and what is none, who is thanked for it, and what a question that was sent leaves."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, OPEN, SHOP, Telling, shop
from tests.unit.case.test_borders_of_what_is_sent import settled

from care.case.surveys import survey_answer
from care.events import Message, SendSettled
from care.outcomes import Code, codes

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOW = OPEN + 4 * HOUR
ASKED = OPEN + 3 * HOUR + 4 * MINUTE
PLEASED = "me atendió Ana muy bien"


def dm(story, text, now=NOW, **message):
    return story.writes(text, now, channel="private", **message)


def says(story):
    return [command.says for command in story.last.commands]


@pytest.fixture
def story(surveyed):
    return surveyed()


@pytest.mark.parametrize(
    ("message", "score"),
    [({}, 4), ({"encrypted": True}, None), ({"channel": "public", "conversation_id": "901"}, None)],
)
def test_only_a_dm_that_can_be_read_answers_a_survey(story, message, score):
    message = {"channel": "private"} | message
    story.writes("4", NOW, **message)
    assert story.case.survey.score == score
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
def test_who_answers_is_thanked_where_the_account_wants_it_and_nothing_is_paused(story, text, changes, thanked):
    paused_at = changes.get("paused_at")
    settings = {name: value for name, value in changes.items() if name != "paused_at"}
    story.account = shop(**settings).model_copy(update={"paused_at": paused_at})
    decision = dm(story, text)
    assert (says(story), codes(decision.because)) == (
        thanked,
        (Code.bad_score_followed_up,) if text == "2" else (Code.survey_answered,),
    )
    assert story.case.survey.state == "answered"


def test_nobody_is_thanked_for_an_answer_that_asks_for_something(story):
    message = Message(id="9", channel="private", text="un 4, ¿y cuándo llega el reembolso?", at=NOW)
    answered = survey_answer(story.case, message, story.account)
    assert (answered.asks, answered.command, answered.case.survey.score) == (True, None, 4)


def test_words_on_the_handling_are_kept_without_a_score_and_the_score_may_still_come(story):
    assert codes(dm(story, PLEASED).because) == (Code.survey_commented,)
    survey = story.case.survey
    assert (survey.state, survey.comment, survey.commented_at, survey.score) == ("asked", PLEASED, NOW, None)
    assert story.case.state == "resolved"
    dm(story, "5", NOW + MINUTE)
    assert (story.case.survey.score, story.case.survey.comment) == (5, PLEASED)


def test_a_number_off_the_scale_is_not_asked_about_in_a_pause_but_may_be_after_it(story):
    story.account = shop().model_copy(update={"paused_at": OPEN})
    decision = dm(story, "8/10")
    assert (decision.commands, codes(decision.because)) == ((), (Code.withheld,))
    assert story.case.survey.asked_again_at is None
    story.account = shop()
    dm(story, "8/10", NOW + HOUR)
    assert (says(story), story.case.survey.asked_again_at) == (["again"], NOW + HOUR)


@pytest.mark.parametrize(("second", "state"), [("un 1", "resolved"), ("un 1, muy lentos", "open")])
def test_a_second_number_is_nothing_and_one_with_words_is_a_persons_to_read(story, second, state):
    dm(story, "5")
    dm(story, second, NOW + MINUTE)
    assert (story.case.survey.score, story.case.survey.comment, story.case.state) == (5, None, state)


@pytest.mark.parametrize(
    ("first", "comment", "state"),
    [
        ("5 gracias", f"gracias\n{PLEASED}", "resolved"),
        ("5 thanks", f"thanks\n{PLEASED}", "resolved"),  # people mix languages
        ("5, muy rápidos", "muy rápidos", "open"),
    ],
)
def test_a_word_more_is_added_to_a_comment_of_mere_thanks_and_else_a_persons_to_read(story, first, comment, state):
    dm(story, first)
    dm(story, PLEASED, NOW + MINUTE)
    assert (story.case.survey.comment, story.case.state) == (comment, state)


def test_a_send_for_a_case_that_is_gone_changes_nothing():
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": "C1", "item_id": "C1:reply:1", "at": NOW}
    event = SendSettled(**whose, purpose="reply", channel="private", outcome="sent", text="Ya va", x_id="7")
    decision = Telling().tell(event, NOW)
    assert (decision.case, decision.messages, codes(decision.because)) == (None, (), (Code.case_gone,))


def test_a_question_that_was_sent_is_waited_for_as_long_as_the_account_says(story):
    assert story.case.timers == {"survey_expiry": ASKED + 7 * DAY}
    assert (story.case.survey.asked_at, story.case.customer.surveyed_at) == (ASKED, ASKED)


@pytest.mark.parametrize("item", ["again:7", "thanks"])
def test_what_is_said_after_the_question_is_no_question_of_its_own(story, item):
    if item == "thanks":
        dm(story, "5")
    before = story.case
    [message] = settled(story, "survey", "sent", NOW + HOUR, f"{before.case_id}:survey:{item}", x_id="77").messages
    assert (story.case.survey, story.case.timers) == (before.survey, before.timers)
    assert (story.case.customer.surveyed_at, message.purpose) == (ASKED, "survey")


def test_a_survey_stays_of_the_kind_that_it_was_planned_as(story):
    planned = Telling()
    dm(planned, "quiero cambiar la talla", OPEN)
    planned.answers(OPEN + MINUTE, channel="private")
    planned.resolves(OPEN + 2 * MINUTE)
    planned.account = shop(survey={"kind": "nps"})
    settled(planned, "survey", "sent", NOW)
    assert planned.case.survey.kind == "csat"
    unknown = planned.case.model_copy(update={"survey": None})  # it was dropped, and went all the same
    planned.known = unknown
    settled(planned, "survey", "sent", NOW)
    assert planned.case.survey.kind == "nps"
