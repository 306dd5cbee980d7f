"""A customer who wants no automatic messages: at once, confirmed once, asked where it is unclear, with a way back."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import NIGHT, OPEN, Telling, act, only

from care.acknowledgement.stopping import is_about_stopping
from care.acknowledgement.texts import answer
from care.model.actions import AutomaticMessagesSet
from care.model.commands import AnswerByDm
from care.model.decision import Decision
from care.model.outcomes import Code

MINUTE = timedelta(minutes=1)


@pytest.fixture
def told(story: Telling) -> Telling:
    """A customer who has had an automatic message."""
    assert story.writes("¿dónde está mi pedido?", NIGHT, channel="private").commands
    return story


def codes(decision: Decision) -> list[Code]:
    return [said.code for said in decision.because]


def test_who_complains_and_wants_no_messages_gets_a_person_and_one_confirmation(told: Telling):
    decision = told.writes("sigo sin internet. Dejad de mandarme mensajes", NIGHT + MINUTE, channel="private")
    assert is_about_stopping(only(AnswerByDm, decision.commands).item_id)
    assert (told.case.topic, told.case.state) == ("complaint", "open")
    assert told.case.customer.opted_out_at is not None


@pytest.mark.parametrize(("word", "says", "back"), [("STOP", "automáticos", "ALTA"), ("BAJA", "automáticos", "ALTA")])
def test_a_stop_is_confirmed_once_with_the_way_back_and_without_the_note(told: Telling, word, says, back):
    command = only(AnswerByDm, told.writes(word, NIGHT + MINUTE, channel="private").commands)
    text = answer(command, told.account).text
    assert says in text
    assert back in text
    assert "responde BAJA" not in text
    assert not told.writes(word, NIGHT + 2 * MINUTE, channel="private").commands
    assert not told.writes("¿y mi pedido?", NIGHT + 3 * MINUTE, channel="private").commands


def test_in_public_and_while_the_account_is_paused_a_stop_is_obeyed_and_not_confirmed(told: Telling):
    told.account = replace(told.account, paused_at=NIGHT)
    assert not told.writes("BAJA", NIGHT + MINUTE, channel="private").commands
    assert told.case.customer.opted_out_at is not None


def test_what_may_mean_the_contract_is_asked_about_once_and_nothing_automatic_goes_until_the_customer_writes(
    told: Telling,
):
    decision = told.writes("quiero darme de baja", NIGHT + MINUTE, channel="private")
    question = only(AnswerByDm, decision.commands)
    assert "BAJA" in question.text
    assert Code.asked_about_stopping in codes(decision)
    assert told.case.customer.hears_nothing
    assert told.case.state == "open", "a person reads it all the same"
    told.writes("de la fibra, digo", NIGHT + 2 * MINUTE, channel="private")
    assert not told.case.customer.hears_nothing
    again = told.writes("quiero darme de baja", NIGHT + 3 * MINUTE, channel="private")
    assert Code.asked_about_stopping not in codes(again)


@pytest.mark.parametrize("yes", ["sí", "BAJA", "los mensajes", "Sí, por favor"])
def test_a_yes_to_the_question_is_a_stop(told: Telling, yes):
    told.writes("quiero darme de baja", NIGHT + MINUTE, channel="private")
    decision = told.writes(yes, NIGHT + 2 * MINUTE, channel="private")
    assert codes(decision)[0] is Code.opted_out
    assert told.case.customer.opted_out_at is not None


@pytest.mark.parametrize(
    "text", ["quiero darme de baja del contrato", "dadme de baja de la fibra ya", "cancelad mi pedido"]
)
def test_who_names_the_contract_or_an_order_is_not_asked(told: Telling, text):
    told.writes(text, NIGHT + MINUTE, channel="private")
    assert not told.case.customer.hears_nothing


def test_who_was_told_nothing_automatic_cannot_mean_the_messages(story: Telling):
    story.writes("quiero darme de baja", OPEN, channel="private")
    assert not story.case.customer.hears_nothing


def test_one_word_brings_the_messages_back_and_only_after_a_stop(told: Telling):
    told.writes("STOP", NIGHT + MINUTE, channel="private")
    assert codes(told.writes("ALTA", NIGHT + 2 * MINUTE, channel="private")) == [Code.opted_in]
    assert told.case.customer.opted_out_at is None
    assert Code.opted_in not in codes(told.writes("ALTA", NIGHT + 3 * MINUTE, channel="private"))


def test_a_person_stops_them_and_brings_them_back(told: Telling):
    assert codes(act(told, AutomaticMessagesSet, NIGHT + MINUTE, wanted=False)) == [Code.opted_out]
    assert not told.writes("¿y mi pedido?", NIGHT + 2 * MINUTE, channel="private").commands
    assert codes(act(told, AutomaticMessagesSet, NIGHT + 3 * MINUTE, wanted=False)) == [Code.as_it_was]
    assert codes(act(told, AutomaticMessagesSet, NIGHT + 4 * MINUTE, wanted=True)) == [Code.opted_in]
    assert not told.case.customer.hears_nothing
