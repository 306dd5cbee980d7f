"""Encrypted chats as `reconcile` sees them: requests that only X shows, and what stayed shut."""

from datetime import timedelta

from tests.functions.conftest import MARTA, NIGHT, SHOP, World
from tests.functions.reconcile.conftest import X

from care.model.chat import ChatDelivered
from care.model.outcomes import Code, codes
from care.tables.accounts import Accounts
from care.tables.chats import Chats


def told(world: World) -> list[Code]:
    notices = Accounts(world.dynamodb, "accounts").notices(SHOP)
    return [code for notice in notices for code in codes(notice.why)]


def test_requests_that_wait_in_x_are_told_once_a_day_with_the_way_there(world: World, x: X):
    x.requests = True
    for hours in (0, 1, 2, 25):
        world.at(NIGHT + timedelta(hours=hours))
        world.call("reconcile")
    assert told(world) == [Code.chat_requests_wait] * 2
    [notice, _] = Accounts(world.dynamodb, "accounts").notices(SHOP)
    assert "https://x.com/messages" in notice.text


def test_x_is_asked_for_requests_once_an_hour(world: World, x: X):
    for minutes in (0, 15, 30, 45, 60):
        world.at(NIGHT + timedelta(minutes=minutes))
        world.call("reconcile")
    assert len(x.paths("/2/chat")) == 2
    assert told(world) == []


def test_what_stayed_shut_is_tried_again(world: World, x: X):
    sealed = ChatDelivered(
        account_id=SHOP,
        customer_id=MARTA,
        sender_id=MARTA,
        delivery_id="d-1",
        conversation_id=f"{SHOP}:{MARTA}",
        encoded_event="AAAA",
    )
    Chats(world.dynamodb, "conversations").shut(sealed, NIGHT)
    world.call("reconcile")
    [record] = world.received("chats")
    assert '"chat_waits"' in record["body"]
    assert MARTA in record["body"]
