"""Reposts of thanks: by the outbox, behind everything, and in a window of their own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.functions.conftest import MARTA, SHOP, World
from tests.functions.test_acknowledge_and_publish import X
from tests.functions.test_courtesies import MORNING, QUEUE, item, posted, set_up, thanks, tick

from care.model.account import BudgetSettings
from care.model.actions import ReplyWritten, ThanksReposted
from care.model.outbox_item import Item
from care.queues import send_all
from care.tables.budget import Budget
from care.tables.wakes import wake

# X lets an account repost 50 times in 15 minutes, and says so in the headers that posts have too.
USED_UP = {
    "x-rate-limit-limit": "50",
    "x-rate-limit-remaining": "0",
    "x-rate-limit-reset": str(int((MORNING + timedelta(minutes=15)).timestamp())),
}


@pytest.fixture
def x(world: World) -> X:
    return X(world)


def reposted(world: World, mention: Callable[..., dict[str, Any]]) -> Item:
    thanks(world, mention)
    customer = world.conversations.customer(SHOP, MARTA)
    asked = ThanksReposted(
        account_id=SHOP, customer_id=MARTA, case_id=customer.case_id, action_id="a", by="ana", at=MORNING
    )
    send_all(world.sqs, world.queues["events"], [asked])
    world.drain("events", "cases")
    return item(world, f"{customer.case_id}:repost:1")


def test_a_repost_goes_by_the_outbox_once_and_is_charged(world: World, x: X, mention: Callable[..., dict[str, Any]]):
    set_up(world, {})
    waiting = reposted(world, mention)
    x.next = [(200, {"data": {"retweeted": True}}, {})]
    world.drain("sends", "publish")
    tick(world, MORNING + timedelta(minutes=1))
    # It was asked for once: what X had to answer is taken, and nothing else was asked.
    assert (x.next, x.asked) == ([], [])
    assert item(world, waiting.item_id).state == "sent"
    assert Budget(world.dynamodb, "outbox").by_purpose(SHOP, "2026-11")["courtesy"].micro_dollars == 15_000


def test_a_repost_waits_for_dollars_and_is_not_made_when_the_thanks_are_old(
    world: World, x: X, mention: Callable[..., dict[str, Any]]
):
    set_up(world, {}, budget=BudgetSettings(month_dollars="0.00"))
    waiting = reposted(world, mention)
    world.drain("sends", "publish")
    set_up(world, {}, budget=BudgetSettings())
    tick(world, MORNING + timedelta(hours=49))
    wake(world.sqs, world.queues["sends"], QUEUE, "later")
    world.drain("sends", "publish")
    assert (x.asked, item(world, waiting.item_id).state) == ([], "withdrawn")


def test_a_repost_is_withheld_in_a_pause(world: World, x: X, mention: Callable[..., dict[str, Any]]):
    accounts = set_up(world, {})
    waiting = reposted(world, mention)
    accounts.pause(SHOP, "sara", MORNING)
    world.drain("sends", "publish")
    assert (x.asked, item(world, waiting.item_id).state) == ([], "withdrawn")


@pytest.mark.parametrize("status", [200, 429])
def test_reposts_that_are_used_up_hold_no_persons_reply(
    world: World, x: X, mention: Callable[..., dict[str, Any]], status
):
    set_up(world, {}, undo_seconds=0)
    waiting = reposted(world, mention)
    x.next = [(status, {"data": {"retweeted": True}} if status == 200 else {}, USED_UP)]
    world.drain("sends", "publish")
    assert item(world, waiting.item_id).state == ("sent" if status == 200 else "released")
    asked = ReplyWritten(
        account_id=SHOP,
        customer_id=MARTA,
        case_id=waiting.case_id,
        action_id="b",
        by="ana",
        at=MORNING,
        channel="public",
        text="A ti.",
    )
    send_all(world.sqs, world.queues["events"], [asked])
    world.drain("events", "cases")
    world.drain("sends", "publish")
    assert posted(x) == ["A ti."]


def test_a_repost_that_x_holds_back_goes_when_x_says(world: World, x: X, mention: Callable[..., dict[str, Any]]):
    set_up(world, {})
    waiting = reposted(world, mention)
    x.next = [(429, {}, USED_UP)]
    world.drain("sends", "publish")
    tick(world, MORNING + timedelta(minutes=14))
    assert item(world, waiting.item_id).state == "released"
    x.next = [(200, {"data": {"retweeted": True}}, {})]
    tick(world, MORNING + timedelta(minutes=15))
    assert (x.next, item(world, waiting.item_id).state) == ([], "sent")
