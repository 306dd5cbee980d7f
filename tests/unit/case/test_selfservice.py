"""Self-service in a case (docs/design.md, 4.10): who is answered, once per message, and when a person takes over."""

from collections.abc import Callable
from copy import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.case.conftest import MARTA, NIGHT, OPEN, SHOP, Telling, shop
from tests.unit.selfservice.brand import BRAND

from care.acknowledgement.stopping import is_about_stopping
from care.model.actions import CaseAssigned, ReplyWritten
from care.model.commands import Acknowledge, AnswerByDm, AskSurvey
from care.model.incident import Incident
from care.model.outcomes import Code, codes

MINUTE, HOUR, MOMENT = timedelta(minutes=1), timedelta(hours=1), timedelta(microseconds=1)
QUESTION = "¿cómo devuelvo un producto?"
MORNING = NIGHT.replace(day=25, hour=8)  # 9:00 in Madrid
OTHER = "¿cuánto tarda el envío?"


@pytest.fixture
def story() -> Telling:
    return Telling(shop(selfservice=BRAND))


def dm(story: Telling, text: str, now=OPEN, **message: Any) -> list[Any]:
    return list(story.writes(text, now, channel="private", **message).commands)


def said(story: Telling, text: str, now=OPEN, **message: Any) -> str:
    [command] = dm(story, text, now, **message)
    assert isinstance(command, AnswerByDm)
    return command.text


def test_the_first_dm_gets_an_answer_and_no_acknowledgement_besides(story: Telling):
    assert said(story, QUESTION).startswith("Tienes 14 días.\nhttps://brand.example/returns")
    assert "acknowledge" not in story.case.timers
    assert (story.case.state, story.case.first_response_at) == ("open", None)
    assert "sla_breach" in story.case.timers  # an automatic answer stops no clock


def test_what_was_answered_is_not_acknowledged_because_an_older_message_comes_late(story: Telling):
    dm(story, "¿y el otro, el azul?", OPEN)
    story.writes("@tiendaluna sigo esperando", OPEN, at=OPEN - MINUTE)
    assert "acknowledge" in story.case.timers
    told = story.falls_due()
    assert (told.commands, codes(told.because)) == ((), (Code.self_service_answered,))


def test_the_newest_message_keeps_its_answer_when_an_older_one_comes_late_and_is_answered_too(story: Telling):
    said(story, QUESTION, OPEN)
    newest = story.case.last_message.id
    assert story.case.told_message == newest
    said(story, OTHER, OPEN + MINUTE, at=OPEN - MINUTE)
    assert (story.case.last_message.id, story.case.told_message) == (newest, newest)


def test_thanks_resolve_a_self_served_case_which_counts_as_no_response_and_is_not_asked_about(story: Telling):
    said(story, QUESTION)
    assert dm(story, "gracias!", OPEN + MINUTE) == []
    case = story.case
    assert (case.state, case.unanswered_since, case.first_response_at) == ("resolved", None, None)
    assert case.survey is None
    assert case.due_at is None
    assert story.last is not None
    assert codes(story.last.because) == (Code.self_service,)


def test_a_self_served_case_is_asked_about_where_the_account_wants_it():
    story = Telling(shop(selfservice=BRAND, survey={"self_served": True}))
    said(story, QUESTION)
    dm(story, "gracias!", OPEN + MINUTE)
    [command] = story.falls_due().commands
    assert isinstance(command, AskSurvey)


def test_a_customer_who_writes_again_after_the_thanks_is_served_in_the_same_case(story: Telling):
    said(story, QUESTION)
    dm(story, "gracias!", OPEN + MINUTE)
    assert said(story, "¿cuánto tarda el envío?", OPEN + 2 * MINUTE).startswith("Tres días.")
    assert story.case.state == "open"


def test_a_persons_answer_ends_the_conversation_for_good(story: Telling):
    said(story, "hola")
    story.answers(OPEN + MINUTE, channel="private")
    assert dm(story, QUESTION, OPEN + 2 * MINUTE) == []
    assert story.case.selfservice is not None
    assert story.case.selfservice.talk.phase == "handed_over"


@pytest.mark.parametrize(
    "action", [(CaseAssigned, {"to": "ana"}), (ReplyWritten, {"channel": "private", "text": "Va"})]
)
def test_somebody_who_takes_the_case_or_begins_to_answer_ends_it_too(story: Telling, action):
    said(story, "hola")
    kind, values = action
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id, "action_id": "a", "by": "ana"}
    story.tell(kind(**whose, at=OPEN + MINUTE, **values), OPEN + MINUTE)
    assert not any(isinstance(c, AnswerByDm) for c in dm(story, QUESTION, OPEN + 2 * MINUTE))


def test_a_word_or_a_complaint_hands_over_once_and_then_people_have_their_grace(story: Telling):
    assert "persona del equipo" in said(story, "agente")
    assert dm(story, "sigo aquí", OPEN + MINUTE) == []
    other = Telling(shop(selfservice=BRAND))
    assert "persona del equipo" in said(other, "esto no funciona, es una vergüenza")
    assert other.case.topic == "complaint"


def test_two_misses_hand_over_and_no_loop_follows(story: Telling):
    said(story, "el xyzzy con la plugh")
    assert "persona" in said(story, "frobnicar el foo", OPEN + MINUTE)
    assert [dm(story, "frobnicar", OPEN + n * MINUTE) for n in range(2, 6)] == [[], [], [], []]


def test_stop_always_wins_and_nothing_automatic_is_said_any_more(story: Telling):
    said(story, "hola")
    [confirmed] = dm(story, "PARAR", OPEN + MINUTE)
    assert isinstance(confirmed, AnswerByDm)
    assert is_about_stopping(confirmed.item_id)
    assert dm(story, QUESTION, OPEN + 2 * MINUTE) == []
    fresh = Telling(shop(selfservice=BRAND))
    assert dm(fresh, "BAJA") == []


def test_a_survey_answer_is_not_taken_for_a_pick_from_a_menu(surveyed: Callable[[], Telling]):
    story = surveyed()
    story.account = shop(selfservice=BRAND)
    [thanks] = dm(story, "4", OPEN + 4 * HOUR)
    assert isinstance(thanks, AskSurvey)


def test_where_nobody_is_there_the_answer_says_when_and_no_closed_hours_text_follows(story: Telling):
    assert "mañana" in said(story, QUESTION, NIGHT)
    assert story.case.customer.told_until is not None
    hand_over = Telling(shop(selfservice=BRAND))
    [command] = dm(hand_over, "agente", NIGHT)
    assert "mañana" in command.text
    assert command.wanted_until == hand_over.account.hours.next_opening(NIGHT)
    assert dm(hand_over, "¿hola?", NIGHT + MINUTE) == []


def test_an_incident_is_told_with_the_answer_once_and_not_again_by_an_acknowledgement(story: Telling):
    incident = Incident.model_validate(
        {"incident_id": "web", "terms": ["web"], "texts": {"es": "La web no va."}, "started_at": OPEN - HOUR}
    )
    story.account = replace(story.account, incidents=(incident,))
    assert said(story, "la web no carga y quiero devolver un producto").startswith("La web no va.")
    assert story.case.customer.told_incident == "web"
    assert not any(isinstance(c, Acknowledge) for c in dm(story, "la web sigue igual", OPEN + MINUTE))


def test_a_public_message_in_between_is_acknowledged_as_any_and_leaves_the_conversation_where_it_is(story: Telling):
    said(story, "hola")
    before = story.case.selfservice
    assert not any(isinstance(c, AnswerByDm) for c in story.writes(QUESTION, OPEN + MINUTE).commands)
    assert story.case.selfservice == before


def test_thanks_for_an_answer_do_not_resolve_what_was_asked_in_public(story: Telling):
    story.writes("@tiendaluna el paquete ha llegado roto", OPEN)
    said(story, QUESTION, OPEN + MINUTE)
    assert dm(story, "gracias!", OPEN + 2 * MINUTE) == []
    assert (story.case.state, story.case.unanswered_since) == ("open", OPEN)


def test_a_case_that_a_person_reopened_is_not_served_any_more(story: Telling):
    said(story, QUESTION)
    dm(story, "gracias!", OPEN + MINUTE)
    story.reopens(OPEN + 2 * MINUTE)
    assert not any(isinstance(c, AnswerByDm) for c in dm(story, "¿cuánto tarda el envío?", OPEN + 3 * MINUTE))


def test_silence_after_an_answer_resolves_the_case_only_where_the_account_says_so_and_nothing_else_waits():
    patient = Telling(shop(selfservice=BRAND))
    said(patient, QUESTION)
    assert "silence" not in patient.case.timers
    account = shop(selfservice=BRAND | {"resolves_after_minutes": 30}, survey={"self_served": True})
    story = Telling(account)
    said(story, QUESTION)
    assert story.case.due_at == OPEN + 30 * MINUTE
    story.falls_due()
    assert (story.case.state, story.case.first_response_at, story.case.survey) == ("resolved", None, None)
    public = Telling(account)
    public.writes("@tiendaluna el paquete ha llegado roto", OPEN)
    said(public, QUESTION, OPEN + MINUTE)
    public.falls_due()
    assert public.case.state == "open"
    handed = Telling(account)
    said(handed, QUESTION)
    said(handed, "agente", OPEN + MINUTE)
    assert "silence" not in handed.case.timers


def test_each_answer_is_to_the_message_that_asked_for_it(story: Telling):
    [first] = dm(story, QUESTION)
    [second] = dm(story, OTHER, OPEN + MINUTE)
    assert [c.item_id.rpartition(":")[2] for c in (first, second)] == ["1001", "1002"]
    assert [c.answers_at for c in (first, second)] == [OPEN, OPEN + MINUTE]


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
    story: Telling, text, now, told_until, wanted_until
):
    [command] = dm(story, text, now)
    customer = story.case.customer
    assert (customer.told_until, command.wanted_until) == (told_until, wanted_until)
    assert customer.told_by == (command.item_id if told_until else "")


def test_a_case_that_waits_for_its_grace_is_due_no_more_for_it_once_self_service_has_answered(story: Telling):
    story.writes("no funciona", OPEN)
    assert "acknowledge" in story.case.timers
    dm(story, QUESTION, OPEN + MINUTE)
    assert "acknowledge" not in story.case.timers
    assert story.case.acknowledged_since == story.case.unanswered_since == OPEN


@pytest.mark.parametrize(("before", "kept"), [(MOMENT, 2), (timedelta(0), 1)])
def test_an_automatic_message_is_remembered_for_a_day(story: Telling, before, kept):
    dm(story, QUESTION)
    now = OPEN + timedelta(days=1) - before
    dm(story, OTHER, now)
    assert story.case.customer.automatic_at == ((OPEN, now) if kept == 2 else (now,))
