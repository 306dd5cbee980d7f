"""Self-service where one thing ends and another begins: which message is answered, what a look-up leaves, who waits."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, NIGHT, OPEN, SHOP, Telling, shop
from tests.unit.selfservice.brand import BRAND, ORDER

from care.case.commands import AnswerByDm, LookUp
from care.case.selfservice import unheard
from care.events import LookedUp
from care.outcomes import Code, codes, outcome

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MOMENT = timedelta(microseconds=1)
MORNING = NIGHT.replace(day=25, hour=8)  # 9:00 in Madrid
QUESTION, OTHER = "¿cómo devuelvo un producto?", "¿cuánto tarda el envío?"
LOOK = "¿dónde está mi pedido AB-12345?"


@pytest.fixture
def story():
    return Telling(shop(selfservice=BRAND))


def dm(story, text, now=OPEN, **message):
    return list(story.writes(text, now, channel="private", **message).commands)


def heard(story, command, now, **values):
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id, "item_id": command.item_id}
    return story.tell(LookedUp.model_validate({**whose, **values}), now)


def paused(story):
    story.account = story.account.model_copy(update={"paused_at": OPEN, "paused_by": "sara"})


def test_each_answer_is_to_the_message_that_asked_for_it(story):
    [first] = dm(story, QUESTION)
    [second] = dm(story, OTHER, OPEN + MINUTE)
    assert [c.item_id.rpartition(":")[2] for c in (first, second)] == ["1001", "1002"]
    assert [c.answers_at for c in (first, second)] == [OPEN, OPEN + MINUTE]


def test_who_writes_on_while_a_look_up_is_under_way_is_not_acknowledged_at_night_either(story):
    [command] = dm(story, LOOK, NIGHT)
    assert isinstance(command, LookUp)
    assert dm(story, "¿hola?", NIGHT + MINUTE / 2) == []


def test_a_look_up_that_failed_goes_to_a_person_even_where_its_answer_needs_no_field():
    story = Telling(shop(selfservice=BRAND | {"lookups": [ORDER | {"answer": {"es": "Va en camino."}}]}))
    [command] = dm(story, LOOK)
    [answer] = heard(story, command, OPEN + MINUTE, failed="timed_out").commands
    assert isinstance(answer, AnswerByDm)
    assert "persona del equipo" in answer.text
    assert story.case.selfservice.talk.phase == "handed_over"


def test_where_self_service_had_no_part_no_look_up_is_waited_for():
    story = Telling()
    story.writes("hola", OPEN, channel="private")
    assert unheard(story.case, story.account, OPEN + HOUR) == (story.case, None, outcome(Code.no_lookup_awaited))


def test_a_look_up_of_which_nothing_is_heard_in_a_pause_is_a_persons_and_nothing_is_said(story):
    dm(story, LOOK)
    paused(story)
    decision = story.falls_due()
    assert (decision.commands, codes(decision.because)) == ((), (Code.withheld,))
    assert (story.case.selfservice.talk.phase, "lookup" in story.case.timers) == ("handed_over", False)


def test_who_opted_out_in_an_earlier_case_is_not_served_in_a_later_one(story):
    story.known = story.known.model_copy(update={"opted_out_at": OPEN - HOUR})
    assert dm(story, QUESTION) == []
    assert story.case.selfservice is None


@pytest.mark.parametrize(("age", "served"), [(HOUR, True), (HOUR + MOMENT, False)])
def test_a_message_of_an_hour_ago_is_served_and_no_older_one(story, age, served):
    assert bool(dm(story, QUESTION, OPEN, at=OPEN - age)) == served


@pytest.mark.parametrize(
    ("text", "now", "told_until", "wanted_until"),
    [
        (QUESTION, OPEN, None, None),
        ("agente", OPEN, None, None),
        (QUESTION, NIGHT, MORNING, None),  # worth reading in the morning, too
        ("agente", NIGHT, MORNING, MORNING),
    ],
)
def test_only_where_nobody_is_there_a_return_is_told_and_a_mere_hand_over_is_wanted_until_then(
    story, text, now, told_until, wanted_until
):
    [command] = dm(story, text, now)
    customer = story.case.customer
    assert (customer.told_until, command.wanted_until) == (told_until, wanted_until)
    assert customer.told_by == (command.item_id if told_until else "")


def test_a_case_that_waits_for_its_grace_is_due_no_more_for_it_once_self_service_has_answered(story):
    story.writes("no funciona", OPEN)
    assert "acknowledge" in story.case.timers
    dm(story, QUESTION, OPEN + MINUTE)
    assert "acknowledge" not in story.case.timers
    assert story.case.acknowledged_since == story.case.unanswered_since == OPEN


@pytest.mark.parametrize(("before", "kept"), [(MOMENT, 2), (timedelta(0), 1)])
def test_an_automatic_message_is_remembered_for_a_day(story, before, kept):
    dm(story, QUESTION)
    now = OPEN + timedelta(days=1) - before
    dm(story, OTHER, now)
    assert story.case.customer.automatic_at == ((OPEN, now) if kept == 2 else (now,))
