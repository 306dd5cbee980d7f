"""The kill switch: nothing automatic is decided or sent while an account is paused, and none of it is made up for."""

from copy import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.case.conftest import NIGHT, OPEN, Telling, shop
from tests.unit.case.test_any_story import STEPS, _step
from tests.unit.selfservice.brand import BRAND

from care.model.account import Account
from care.model.commands import Acknowledge, AnswerByDm, AskSurvey
from care.model.events import IncidentTouched, SendSettled
from care.model.outbox_item import LANES, Item
from care.model.outcomes import Code, outcome
from care.outbox.wanted import still_wanted
from care.tables.kill_switch import withheld_by

SHOP, MARTA = "2000000000000000001", "3000000000000000001"


def paused(account: Account) -> Account:
    return replace(account, paused_at=NIGHT, paused_by="sara")


def test_nobody_is_acknowledged_in_a_pause_and_the_next_message_after_it_is():
    story = Telling(paused(shop()))
    decision = story.writes("¿dónde está mi pedido?", NIGHT)
    assert (decision.commands, withheld_by(decision.because)) == ((), ["acknowledgement"])
    story.account = shop()
    after = story.writes("¿hola?", NIGHT + timedelta(minutes=9))
    assert [type(command) for command in after.commands] == [Acknowledge]


def test_a_grace_that_ends_after_the_pause_is_told_of_and_one_that_ends_in_it_is_not():
    story = Telling(paused(shop()))
    story.writes("¿dónde está mi pedido?", OPEN)
    assert "acknowledge" in story.case.timers
    story.account = shop()
    assert [type(command) for command in story.falls_due().commands] == [Acknowledge]
    other = Telling(paused(shop()))
    other.writes("¿dónde está mi pedido?", OPEN)
    decision = other.falls_due()
    assert (decision.commands, withheld_by(decision.because)) == ((), ["acknowledgement"])


def test_what_the_pause_took_out_of_the_outbox_was_not_told():
    story = Telling(shop())
    [command] = story.writes("¿dónde está mi pedido?", NIGHT).commands
    story.account = paused(shop())
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
    event = SendSettled.model_validate(
        {**whose, "item_id": command.item_id, "purpose": "acknowledgement", "channel": "public", "at": NIGHT}
        | {"outcome": "withdrawn", "why": (outcome(Code.paused),)}
    )
    story.tell(event, NIGHT)
    assert story.case.customer.told_until is None
    story.account = shop()
    again = story.writes("¿hola?", NIGHT + timedelta(minutes=9)).commands
    assert [one.item_id != command.item_id for one in again] == [True]


def test_the_withdrawal_of_another_item_leaves_the_customer_told():
    story = Telling(shop())
    [command] = story.writes("¿dónde está mi pedido?", NIGHT).commands
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
    for item_id, code in ((f"{command.item_id}:2", Code.answered_already), ("C:acknowledgement:other", Code.paused)):
        event = SendSettled.model_validate(
            {**whose, "item_id": item_id, "purpose": "acknowledgement", "channel": "public", "at": NIGHT}
            | {"outcome": "withdrawn", "why": (outcome(code),)}
        )
        story.tell(event, NIGHT)
        assert story.case.customer.told_until is not None


def test_a_survey_that_falls_due_in_a_pause_is_dropped():
    story = Telling(shop())
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    story.answers(OPEN + timedelta(minutes=2), channel="private")
    story.resolves(OPEN + timedelta(minutes=3))
    story.account = paused(shop())
    decision = story.falls_due()
    assert (decision.commands, withheld_by(decision.because)) == ((), ["survey"])
    assert story.case.survey is None


def test_the_end_of_an_incident_is_withheld():
    incident = {"incident_id": "web", "terms": ["la web"], "texts": {"es": "No va."}, "started_at": OPEN}
    from care.model.incident import Incident

    account = replace(shop(), incidents=(Incident.model_validate(incident),))
    story = Telling(account)
    story.writes("no va la web", NIGHT)
    assert story.case.incident_id == "web"
    story.account = paused(account)
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id}
    decision = story.tell(IncidentTouched.model_validate({**whose, "incident_id": "web", "ended": True}), NIGHT)
    assert (decision.commands, withheld_by(decision.because)) == ((), ["resolution"])


@pytest.mark.parametrize("purpose", LANES)
@pytest.mark.parametrize("channel", ["public", "private"])
def test_in_the_outbox_only_what_a_person_wrote_is_still_wanted(purpose, channel):
    story = Telling(paused(shop()))
    story.writes("¿dónde está mi pedido?", NIGHT, channel=channel)
    item = Item.model_validate(
        {"item_id": "C:1", "account_id": SHOP, "customer_id": MARTA, "case_id": story.case.case_id, "text": "x"}
        | {"channel": channel, "purpose": purpose, "created_at": NIGHT}
    )
    assert still_wanted(item, story.case, story.account, NIGHT) == (
        None if purpose in {"reply", "post"} else outcome(Code.paused)
    )


@settings(max_examples=200, deadline=None)
@given(STEPS, st.booleans())
def test_in_any_story_of_a_paused_account_nothing_automatic_is_decided(steps, served):
    story, now = Telling(paused(shop(selfservice=BRAND) if served else shop())), OPEN
    for kind, text, minutes in steps:
        now += timedelta(minutes=minutes)
        decision = _step(story, kind, text, now)
        if decision is not None:
            assert not [c for c in decision.commands if isinstance(c, Acknowledge | AnswerByDm | AskSurvey)]
