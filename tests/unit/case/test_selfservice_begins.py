"""To whom self-service speaks, from which message on, and where it never begins."""

from copy import replace
from datetime import timedelta

import pytest
from tests.changing import changed
from tests.there import there
from tests.unit.case.conftest import NIGHT, OPEN, Telling, act, only, shop
from tests.unit.selfservice.brand import BRAND

from care.model.actions import CaseAssigned, ReplyWritten
from care.model.commands import Acknowledge, AnswerByDm, LookUp
from care.model.customer import Customer
from care.model.stored_message import StoredMessage

MINUTE, HOUR, DAY, MOMENT = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
QUESTION = "¿cómo devuelvo un producto?"


def known_as(story: Telling, **values):
    """The story's customer, with or without a case, is known as that."""
    if isinstance(story.known, Customer):
        story.known = changed(story.known, **values)
    else:
        story.known = replace(story.case, customer=changed(story.case.customer, **values))


def early(*channels):
    """What a person of the account wrote an hour ago, before there was a case, one message by each channel."""
    return tuple(
        StoredMessage(id=str(number), channel=channel, by="person", at=OPEN - HOUR, text="Hola")
        for number, channel in enumerate(channels, 70)
    )


def is_served(decision) -> bool:
    return any(isinstance(command, AnswerByDm) for command in decision.commands)


@pytest.fixture
def served() -> Telling:
    return Telling(shop(selfservice=BRAND))


def spoken(story: Telling, now=OPEN + MINUTE) -> bool:
    return any(isinstance(c, AnswerByDm) for c in story.writes(QUESTION, now, channel="private").commands)


def dm(served: Telling, text, now=OPEN, **message):
    return list(served.writes(text, now, channel="private", **message).commands)


@pytest.mark.parametrize("wrote", [("public",), ("public", "private"), ("private",)])
def test_self_service_begins_where_people_have_written_to_the_customer_in_public_alone(wrote):
    story = Telling(shop(selfservice=BRAND))
    known_as(story, early=early(*wrote))
    assert is_served(story.writes(QUESTION, OPEN, channel="private")) == (wrote == ("public",))


def test_self_service_begins_anew_with_the_first_dm_of_a_new_case():
    story = Telling(shop(selfservice=BRAND))
    story.writes("hola", OPEN, channel="private")
    story.resolves(OPEN + HOUR)
    first = story.case.case_id
    decision = story.writes(QUESTION, OPEN + 7 * DAY, channel="private")
    assert (story.case.case_id != first, is_served(decision)) == (True, True)


def test_self_service_that_is_switched_on_later_does_not_break_into_a_conversation(story: Telling):
    story.writes("hola", OPEN, channel="private")
    story.account = shop(selfservice=BRAND)
    assert not is_served(story.writes(QUESTION, OPEN + MINUTE, channel="private"))


def test_where_self_service_has_nothing_to_say_people_have_their_grace_and_the_conversation_has_begun():
    story = Telling(shop(selfservice=BRAND))
    story.writes("jajaja", OPEN, channel="private")
    assert "acknowledge" in story.case.timers
    assert there(story.case.selfservice).talk.phase == "new"


def test_what_self_service_does_not_answer_at_night_is_acknowledged_and_the_next_message_is_served():
    story = Telling(shop(selfservice=BRAND))
    [told] = story.writes("jajaja", NIGHT, channel="private").commands
    assert isinstance(told, Acknowledge)
    assert is_served(story.writes(QUESTION, NIGHT + MINUTE, channel="private"))


def test_self_service_begins_with_the_first_dm_of_a_case_that_no_person_has_touched(served: Telling):
    served.writes("no funciona", OPEN)
    assert spoken(served)


@pytest.mark.parametrize("touched", ["answered", "answering", "assigned"])
def test_self_service_says_nothing_in_a_case_that_a_person_has_touched(served: Telling, touched):
    served.writes("no funciona", OPEN)
    if touched == "answered":
        served.answers(OPEN)
    elif touched == "answering":
        act(served, ReplyWritten, OPEN, channel="public", text="Ya va")
    else:
        act(served, CaseAssigned, OPEN, to="ana")
    assert not spoken(served)


def test_a_new_customer_is_welcomed_with_the_first_answer_and_never_again(served: Telling):
    first = only(AnswerByDm, served.writes(QUESTION, OPEN, channel="private").commands)
    assert (first.welcome, served.case.customer.welcomed_at) == (True, OPEN)
    second = only(AnswerByDm, served.writes(QUESTION, OPEN + MINUTE, channel="private").commands)
    assert (second.welcome, served.case.customer.welcomed_at) == (False, OPEN)


def test_who_opted_out_in_an_earlier_case_is_not_served_in_a_later_one(served: Telling):
    served.known = replace(served.customer, opted_out_at=OPEN - HOUR)
    assert dm(served, QUESTION) == []
    assert served.case.selfservice is None


@pytest.mark.parametrize(("age", "is_answered"), [(HOUR, True), (HOUR + MOMENT, False)])
def test_a_message_of_an_hour_ago_is_served_and_no_older_one(served: Telling, age, is_answered):
    assert bool(dm(served, QUESTION, OPEN, at=OPEN - age)) == is_answered


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"selfservice": BRAND | {"enabled": False}}, {}),
        ({}, {"channel": "public"}),
        ({}, {"encrypted": True}),
        ({}, {"at": OPEN - 2 * HOUR}),
    ],
)
def test_nothing_is_said_where_it_is_off_in_public_in_encrypted_chats_and_to_old_messages(changes, message):
    served = Telling(shop(**{"selfservice": BRAND} | changes))
    commands = served.writes(QUESTION, OPEN, **{"channel": "private"} | message).commands
    assert not any(isinstance(command, AnswerByDm | LookUp) for command in commands)
    assert served.case.selfservice is None


def test_a_customer_to_whom_a_person_wrote_first_is_not_answered_by_self_service(served: Telling):
    served.answers(OPEN - HOUR, channel="private")
    assert dm(served, QUESTION) == []
    assert dm(served, QUESTION, OPEN + MINUTE) == []
    assert served.case.selfservice is None
