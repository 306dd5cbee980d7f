"""A customer who wants no automatic messages: at once, with what was said besides, and with a way back."""

from datetime import timedelta

from tests.unit.case.conftest import NIGHT, Telling

from care.model.outcomes import Code

MINUTE = timedelta(minutes=1)


def test_who_complains_and_wants_no_messages_gets_a_person_and_no_automatic_answer(story: Telling):
    decision = story.writes("sigo sin internet. Dejad de mandarme mensajes", NIGHT, channel="private")
    assert not decision.commands
    assert (story.case.topic, story.case.state) == ("complaint", "open")
    assert story.case.customer.opted_out_at is not None


def test_one_word_brings_the_messages_back_and_only_after_a_stop(story: Telling):
    story.writes("¿dónde está mi pedido?", NIGHT, channel="private")
    story.writes("STOP", NIGHT + MINUTE, channel="private")
    decision = story.writes("ALTA", NIGHT + 2 * MINUTE, channel="private")
    assert [said.code for said in decision.because] == [Code.opted_in]
    assert story.case.customer.opted_out_at is None
    again = story.writes("ALTA", NIGHT + 3 * MINUTE, channel="private")
    assert Code.opted_in not in [said.code for said in again.because]
