"""By which message whatever happens to a case is followed through the logs."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import MARTA, NIGHT, OPEN, SHOP, Telling

from care.case.correlation import correlation_of
from care.model.actions import CaseReopened
from care.model.events import LookedUp
from care.model.messages import Author, Message
from care.model.x_events import MessageReceived

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_a_late_message_is_followed_by_its_own_id_and_not_by_the_last_ones(asked: Telling):
    late = MessageReceived(
        account_id=SHOP,
        customer_id=MARTA,
        author=Author(id=MARTA, username="marta"),
        message=Message(id="900", channel="public", text="antes", at=OPEN - HOUR),
    )
    action = CaseReopened(account_id=SHOP, customer_id=MARTA, case_id="C1", action_id="1", by="ana", at=OPEN)
    assert correlation_of(late, asked.case) == late.event_id
    assert correlation_of(action, asked.case) == f"message:{SHOP}:1001"


def test_every_command_names_the_message_that_led_to_it(story: Telling):
    [command] = story.writes("¿dónde está mi pedido?", NIGHT).commands
    assert command.correlation_id == f"message:{SHOP}:1001"
    assert story.writes("¿hola?", NIGHT + MINUTE).commands == ()


@pytest.mark.parametrize(
    ("carried", "known", "told"),
    [
        ("message:1:77", True, "message:1:77"),
        ("message:1:77", False, "message:1:77"),
        ("", True, f"message:{SHOP}:1001"),
        ("", False, "looked_up:C1:selfservice:1"),
    ],
)
def test_what_carries_an_id_keeps_it_and_else_it_is_of_the_last_message_or_its_own(
    story: Telling, carried, known, told
):
    story.writes("¿dónde está mi pedido?", OPEN)
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": "C1", "item_id": "C1:selfservice:1"}
    event = LookedUp(**whose, fields={}, correlation_id=carried)
    assert correlation_of(event, story.case if known else None) == told
