"""Sends of which nobody knows whether X took them: found and settled, withdrawn, or left to a person."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.functions.conftest import MARTA, NIGHT, SHOP, World
from tests.functions.reconcile.conftest import (
    BROKEN,
    X,
    ago,
    answer_to,
    dm,
    post,
)

from care.model.formats import FORMAT
from care.model.outbox_item import Item


def unclear(world: World, channel: str = "public", purpose: str = "reply", at: datetime = NIGHT, **more: Any) -> Item:
    """An item that was claimed and of which nobody knows whether X took it."""
    item = Item.model_validate(
        {
            "item_id": f"CASE:{purpose}:{channel}",
            "account_id": SHOP,
            "customer_id": MARTA,
            "case_id": "CASE",
            "channel": channel,
            "purpose": purpose,
            "text": "Ya va en camino",
            "created_at": at,
            "in_reply_to": "500" if channel == "public" else "",
            **more,
        }
    )
    world.outbox.add(item)
    claimed = world.outbox.claim(item, at)
    assert claimed is not None
    made = world.outbox.settle(claimed, "unconfirmed", at)
    assert made is not None
    world.outbox.reported(made)
    return made


def reports(world: World) -> list[tuple[str, str]]:
    bodies = [json.loads(record["body"]) for record in world.received("events")]
    return [(body["outcome"], body["x_id"]) for body in bodies if body["kind"] == "send_settled"]


def state(world: World, item: Item) -> tuple[str, str]:
    found = world.outbox.item(item.queue, item.item_id)
    assert found is not None
    return found.state, found.x_id


@pytest.mark.parametrize("channel", ["public", "private"])
def test_an_unclear_send_that_x_shows_is_settled_as_sent_and_reported(world: World, x: X, channel: str):
    item = unclear(world, channel)
    at = NIGHT + timedelta(seconds=1)
    shown = answer_to({"id": "500", "conversation_id": "500", "author_id": MARTA}, at, "@marta  Ya va en  camino")
    x.own, x.dms = [shown], [dm(at, "Ya va en camino", SHOP, MARTA)]
    world.at(NIGHT + timedelta(minutes=3))
    assert world.call("reconcile")["SendConfirmed"] == 1
    x_id = (x.own if channel == "public" else x.dms)[0]["id"]
    assert state(world, item) == ("sent", x_id)
    assert reports(world)[0] == ("sent", x_id)
    assert world.outbox.unconfirmed(item.queue) == []


def test_a_part_of_a_thread_that_x_shows_lets_the_rest_go(world: World, x: X):
    item = unclear(world, rest=("segunda parte",), parts=2)
    at = NIGHT + timedelta(seconds=1)
    x.own = [answer_to({"id": "500", "conversation_id": "500", "author_id": MARTA}, at, item.text)]
    world.at(NIGHT + timedelta(minutes=3))
    world.call("reconcile")
    [woken] = world.received("sends")
    assert json.loads(woken["body"]) == {"version": 1, "queue": item.queue}
    assert world.outbox.next(item.queue) is not None


def test_it_is_not_looked_up_before_its_echo_had_time_to_come(world: World, x: X):
    unclear(world)
    world.at(NIGHT + timedelta(seconds=90))
    world.call("reconcile")
    assert x.paths(f"/2/users/{SHOP}/tweets") == []


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(post(NIGHT, "Ya va en camino", SHOP), id="not a reply"),
        pytest.param(
            post(NIGHT, "Otra cosa", SHOP, referenced_posts=[{"type": "replied_to", "id": "500"}]), id="another text"
        ),
        pytest.param(
            post(ago(minutes=1), "Ya va en camino", SHOP, referenced_posts=[{"type": "replied_to", "id": "500"}]),
            id="from before the claim",
        ),
    ],
)
def test_another_message_of_the_account_is_not_taken_for_it(world: World, x: X, shown: dict[str, Any]):
    item = unclear(world)
    x.own = [shown]
    world.at(NIGHT + timedelta(minutes=3))
    world.call("reconcile")
    assert state(world, item) == ("unconfirmed", "")


def test_one_message_of_x_settles_one_of_two_items_with_the_same_text(world: World, x: X):
    first = unclear(world, "private", "reply")
    second = unclear(world, "private", "resolution", NIGHT + timedelta(seconds=2))
    x.dms = [dm(NIGHT + timedelta(seconds=1), first.text, SHOP, MARTA)]
    for minutes in (5, 20):
        world.at(NIGHT + timedelta(minutes=minutes))
        world.call("reconcile")
    assert (state(world, first)[0], state(world, second)[0]) == ("sent", "unconfirmed")


@pytest.mark.parametrize("purpose", ["acknowledgement", "survey"])
def test_what_is_automatic_and_not_found_twice_is_withdrawn_and_never_resent(world: World, x: X, purpose: str):
    item = unclear(world, "private", purpose)
    states = []
    for minutes in (5, 10, 16):
        world.at(NIGHT + timedelta(minutes=minutes))
        world.call("reconcile")
        states.append(state(world, item)[0])
    assert states == ["unconfirmed", "unconfirmed", "withdrawn"]
    assert reports(world) == [("withdrawn", "")]
    assert world.outbox.next(item.queue) is None


def test_what_a_person_wrote_and_x_does_not_show_waits_for_a_person_and_is_asked_for_no_more(world: World, x: X):
    item = unclear(world)
    counted = []
    for minutes in (5, 10, 16, 30, 300):
        world.at(NIGHT + timedelta(minutes=minutes))
        counted.append(world.call("reconcile").get("UnconfirmedOld", 0))
    assert (counted, state(world, item)[0]) == ([0, 0, 1, 1, 1], "unconfirmed")
    assert len(x.paths(f"/2/users/{SHOP}/tweets")) == 2


def test_a_look_up_that_x_does_not_answer_counts_for_nothing(world: World, x: X):
    item = unclear(world, "public", "acknowledgement")
    x.faults[f"/2/users/{SHOP}/tweets"] = BROKEN
    for minutes in (5, 20, 40):
        world.at(NIGHT + timedelta(minutes=minutes))
        world.call("reconcile")
    assert state(world, item)[0] == "unconfirmed"


@pytest.mark.parametrize("channel", ["public", "private"])
def test_a_look_up_that_does_not_reach_the_claim_counts_for_nothing(world: World, x: X, channel: str):
    item = unclear(world, channel, "acknowledgement")
    x.page = 1
    x.own = [post(NIGHT + timedelta(minutes=n), "otra cosa", SHOP) for n in (1, 2)]
    x.dms = [dm(NIGHT + timedelta(minutes=n), "otra cosa", SHOP, MARTA) for n in (1, 2)]
    for minutes in (5, 20, 40):
        world.at(NIGHT + timedelta(minutes=minutes))
        world.call("reconcile")
    assert state(world, item)[0] == "unconfirmed"


def test_a_run_that_died_between_report_and_settling_reports_the_same_again(world: World, x: X):
    item = unclear(world, "private")
    x.dms = [dm(NIGHT + timedelta(seconds=1), item.text, SHOP, MARTA)]
    world.at(NIGHT + timedelta(minutes=3))
    outbox = world.handler("reconcile").outbox
    settle = outbox.settle
    outbox.settle = lambda *_args, **_more: (_ for _ in ()).throw(RuntimeError("killed"))
    assert world.call("reconcile")["AccountFailed"] == 1
    outbox.settle = settle
    assert world.call("reconcile")["SendConfirmed"] == 1
    assert set(reports(world)) == {("sent", x.dms[0]["id"])}


def test_a_send_of_a_newer_release_waits_for_it_and_holds_nothing_that_x_did_not_deliver(world: World, x: X):
    item = unclear(world)
    key = {"pk": {"S": item.queue}, "sk": {"S": f"ITEM#{item.item_id}"}}
    kept = world.dynamodb.get_item(TableName="outbox", Key=key)["Item"]
    world.dynamodb.put_item(TableName="outbox", Item={**kept, "format": {"N": str(FORMAT + 1)}})
    x.mentions = [post(ago(minutes=-10))]
    world.at(NIGHT + timedelta(minutes=15))
    done = world.call("reconcile")
    assert (done.get("AccountFailed", 0), done["EventRecovered"]) == (0, 1)
    world.dynamodb.put_item(TableName="outbox", Item=kept)
    assert [one.item_id for one in world.outbox.unconfirmed(item.queue)] == [item.item_id]
