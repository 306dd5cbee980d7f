"""Thanks to who thanks, and the welcome of a new customer: who gets them, and each reason why not."""

from copy import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.case.conftest import NIGHT, OPEN, Telling, shop

from care.acknowledgement.texts import answer, compose, thanks
from care.model.commands import Acknowledge, AnswerByDm, Thank
from care.model.outbox_item import goes_from
from care.model.outcomes import Code, outcome
from care.outbox.wanted import still_wanted
from care.tables.kill_switch import withheld_by


def story(wanted="everybody", **courtesy) -> Telling:
    return Telling(shop(courtesy={"thanks": wanted, **courtesy}))


def thanked(decision) -> list[Thank]:
    return [command for command in decision.commands if isinstance(command, Thank)]


@pytest.mark.parametrize("channel", ["public", "private"])
def test_who_thanks_is_thanked_where_they_did_after_people_had_their_minutes(channel):
    told = story()
    [command] = thanked(told.writes("¡muchas gracias!", OPEN, channel=channel))
    item = thanks(command, told.account, OPEN)
    assert item is not None
    assert (item.purpose, item.channel, bool(item.in_reply_to)) == ("courtesy", channel, channel == "public")
    assert goes_from(item, told.account) == OPEN + timedelta(minutes=15)
    assert ("BAJA" in item.text) == (channel == "private")


def test_thanks_are_off_by_default():
    assert thanked(Telling().writes("¡muchas gracias!", OPEN)) == []


def test_with_private_alone_nobody_is_thanked_in_public():
    assert thanked(story("private").writes("gracias", OPEN)) == []
    assert thanked(story("private").writes("gracias", OPEN, channel="private")) != []


def test_in_public_nobody_is_thanked_who_did_not_summon_us():
    assert thanked(story().writes("gracias", OPEN, summons=False)) == []


def test_a_customer_is_thanked_once_in_a_week():
    told = story()
    assert len(thanked(told.writes("gracias", OPEN))) == 1
    assert thanked(told.writes("mil gracias", OPEN + timedelta(days=6), at=OPEN + timedelta(days=6))) == []
    assert len(thanked(told.writes("gracias otra vez", OPEN + timedelta(days=8)))) == 1


def test_who_waits_for_an_answer_gets_no_thanks_for_an_answer():
    told = story()
    told.writes("no funciona nada, estoy harto", OPEN)
    assert thanked(told.writes("gracias", OPEN + timedelta(minutes=1))) == []


def test_a_person_who_answers_meanwhile_makes_it_unwanted():
    told = story()
    [command] = thanked(told.writes("gracias", OPEN))
    item = thanks(command, told.account, OPEN)
    assert item is not None
    assert still_wanted(item, told.case, told.account, OPEN + timedelta(minutes=15)) is None
    told.answers(OPEN + timedelta(minutes=3))
    assert still_wanted(item, told.case, told.account, OPEN + timedelta(minutes=15)) == outcome(Code.answered_already)


def test_thanks_after_the_resolution_are_thanked_too():
    told = story()
    told.writes("¿tenéis botas?", OPEN, channel="private")
    told.answers(OPEN + timedelta(minutes=2), channel="private")
    told.resolves(OPEN + timedelta(minutes=3))
    assert len(thanked(told.writes("gracias", OPEN + timedelta(minutes=4), channel="private"))) == 1
    assert told.case.state == "resolved"


def test_who_opted_out_or_wrote_long_ago_is_not_thanked():
    told = story()
    told.writes("BAJA", OPEN, channel="private")
    assert thanked(told.writes("gracias", OPEN, channel="private")) == []
    assert thanked(story().writes("gracias", OPEN, at=OPEN - timedelta(hours=2))) == []


def test_in_a_pause_thanks_are_withheld():
    told = Telling(replace(story().account, paused_at=NIGHT, paused_by="sara"))
    decision = told.writes("gracias", OPEN)
    assert (decision.commands, withheld_by(decision.because)) == ((), ["courtesy"])


def welcome(told, decision, now) -> str:
    [command] = decision.commands
    assert isinstance(command, Acknowledge)
    return compose(command, told.account, now, name="Marta").text


@pytest.mark.parametrize(("language", "word"), [("es", "bienvenida"), ("pt", "Boas-vindas"), ("en", "Welcome")])
def test_the_first_dm_of_a_new_customer_is_welcomed_in_the_acknowledgement_in_their_language(language, word):
    told = story(welcome=True)
    text = {"es": "¿dónde está mi pedido?", "pt": "onde está o meu pedido?", "en": "where is my order?"}[language]
    said = welcome(told, told.writes(text, NIGHT, channel="private", language=language), NIGHT)
    assert said.index(word) < said.index("Tienda Luna") < said.rindex("https://tiendaluna.example/privacidad")


def test_a_welcome_is_said_once_and_never_in_public_and_is_off_by_default():
    told = story(welcome=True)
    assert "bienvenida" not in welcome(told, told.writes("¿dónde está mi pedido?", NIGHT), NIGHT)
    evening, another = NIGHT + timedelta(days=1), NIGHT + timedelta(days=2)
    assert "bienvenida" in welcome(told, told.writes("¿hola?", evening, channel="private"), evening)
    assert "bienvenida" not in welcome(told, told.writes("¿y bien?", another, channel="private"), another)
    plain = Telling()
    assert "bienvenida" not in welcome(plain, plain.writes("¿dónde está?", NIGHT, channel="private"), NIGHT)


def test_whom_a_person_wrote_to_first_is_not_new():
    told = story(welcome=True)
    told.answers(NIGHT - timedelta(hours=1), channel="private")
    assert "bienvenida" not in welcome(told, told.writes("¿dónde está?", NIGHT, channel="private"), NIGHT)


def test_a_welcome_to_self_service_is_one_message_with_its_answer():
    from tests.unit.selfservice.brand import BRAND

    told = Telling(shop(selfservice=BRAND, courtesy={"welcome": True}))
    [command] = told.writes("menú", OPEN, channel="private").commands
    assert isinstance(command, AnswerByDm)
    assert "bienvenida" in answer(command, told.account).text


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["gracias", "mil gracias", "no funciona", "¿tenéis botas?", "BAJA"]),
        st.sampled_from(["public", "private"]),
        st.booleans(),
        st.integers(1, 60 * 48),
    ),
    max_size=14,
)


@given(STEPS)
@settings(max_examples=150, deadline=None)
def test_in_any_story_nobody_is_thanked_twice_in_a_week_or_welcomed_twice(steps):
    told, now, at, welcomes = story(welcome=True), OPEN, [], 0
    for text, channel, answers, minutes in steps:
        now += timedelta(minutes=minutes)
        decision = told.writes(text, now, channel=channel)
        at += [now for _ in thanked(decision)]
        welcomes += sum(getattr(command, "welcome", False) for command in decision.commands)
        if answers and hasattr(told.known, "case_id") and told.known.case_id:
            told.answers(now + timedelta(seconds=10), channel=channel)
    assert all(later - earlier >= timedelta(days=7) for earlier, later in pairwise(at))
    assert welcomes <= 1
