"""Personal data that stands in public is told to its customer at once, and goes on in private."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import NIGHT, OPEN, Telling, shop
from tests.unit.case.outages import OUTAGE, occasions, touched

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
