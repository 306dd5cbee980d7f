"""Personal data that stands in public is told to its customer at once, and goes on in private."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import NIGHT, OPEN, Telling, only, shop
from tests.unit.case.outages import OUTAGE, occasions, touched

from care.acknowledgement.texts import compose
from care.model.commands import Acknowledge

MINUTE = timedelta(minutes=1)


@pytest.fixture
def outage(story: Telling) -> Telling:
    story.account = replace(shop(), incidents=(OUTAGE,))
    return story


def test_personal_data_in_public_asks_the_customer_once_to_go_on_in_private(story: Telling):
    assert occasions(story.writes("mi correo es marta@gmail.com", NIGHT)) == ["private_request"]
    assert story.case.asked_private_at == NIGHT
    assert occasions(story.writes("repito: marta@gmail.com", NIGHT + MINUTE)) == ["closed"]


def test_personal_data_in_a_dm_is_where_it_belongs(story: Telling):
    assert occasions(story.writes("mi correo es marta@gmail.com", NIGHT, channel="private")) == ["closed"]


def test_the_ids_of_all_that_is_sent_for_one_message_differ(outage: Telling):
    first = outage.writes("la web no va", OPEN).commands
    last = touched(outage, OPEN + timedelta(hours=2), ended=True).commands
    assert len({command.item_id for command in (*first, *last)}) == 2


def test_an_orders_number_in_public_is_acknowledged_with_the_return_and_an_invitation_once_per_case(story: Telling):
    command = only(Acknowledge, story.writes("mi pedido 123456789 no llega", NIGHT).commands)
    assert (command.occasion, command.invites) == ("closed", True)
    assert (story.case.asked_private_at, story.case.invites) == (None, "done")
    item = compose(command, story.account, NIGHT)
    assert item.dm_link
    assert "mensaje privado" in item.text
    assert str(story.account.hours.return_phrase(NIGHT, "es", within=True)) in item.text
    assert "borr" not in item.text


def test_in_open_hours_people_have_their_grace_before_the_invitation(story: Telling):
    assert story.writes("mi pedido 123456789 no llega", OPEN).commands == ()
    command = only(Acknowledge, story.falls_due().commands)
    assert (command.occasion, command.invites) == ("open", True)


def test_an_orders_number_in_a_dm_invites_nobody(story: Telling):
    command = only(Acknowledge, story.writes("mi pedido 123456789 no llega", NIGHT, channel="private").commands)
    assert (command.occasion, command.invites) == ("closed", False)


@pytest.mark.parametrize("text", ["en vuestro teléfono 912 345 678 no contesta nadie", "ana@tiendaluna.example no va"])
def test_what_is_the_brands_own_is_no_data_of_the_customers(story: Telling, text):
    story.account = replace(story.account, own_data=("@tiendaluna.example",))
    assert occasions(story.writes(text, NIGHT)) == ["closed"]
