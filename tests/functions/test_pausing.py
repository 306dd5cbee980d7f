"""The kill switch over the tables: what was on its way is withdrawn and listed, people's replies go on."""

from collections.abc import Callable
from copy import replace
from datetime import timedelta
from typing import Any

from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.test_acknowledge_and_publish import QUEUE, X

from care.model.account import Account
from care.model.actions import ReplyWritten
from care.model.incident import Incident
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.kill_switch import Withheld
from care.x.delivery import read_delivery


def put(world: World, *events):
    send_all(world.sqs, world.queues["events"], events)
    world.drain("events", "cases")


def test_what_is_on_its_way_is_withdrawn_listed_and_never_sent_later(
    world: World, mention: Callable[..., dict[str, Any]]
):
    x, accounts = X(world), Accounts(world.dynamodb, "accounts")
    put(world, *read_delivery(mention("1")).events)
    world.drain("acknowledgements", "acknowledge")
    accounts.pause(SHOP, "sara", NIGHT)
    world.drain("sends", "publish")
    world.drain("events", "cases")
    item = world.outbox.of_case(SHOP, world.conversations.customer(SHOP, MARTA).case_id)[0]
    assert (x.asked, item.state) == ([], "withdrawn")
    listed = Withheld(world.dynamodb, "outbox").of(SHOP, NIGHT)
    assert [(one.key, one.purpose) for one in listed] == [(item.item_id, "acknowledgement")]
    accounts.resume(SHOP)
    for minutes in (1, 2, 60):
        world.at(NIGHT + timedelta(minutes=minutes))
        world.call("hours")
        world.drain("events", "cases")
        world.drain("sends", "publish")
    assert x.asked == []


def test_a_person_still_answers_in_a_pause(world: World, mention: Callable[..., dict[str, Any]]):
    x = X(world)
    put(world, *read_delivery(mention("1")).events)
    Accounts(world.dynamodb, "accounts").pause(SHOP, "sara", NIGHT)
    case_id = world.conversations.customer(SHOP, MARTA).case_id
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": case_id}
    put(world, ReplyWritten(**whose, action_id="a", by="ana", at=NIGHT, channel="public", text="Ya va de camino"))
    world.drain("sends", "publish")
    assert [body["text"] for body in x.asked] == ["Ya va de camino"]


def test_what_is_not_even_decided_is_listed_once_however_often_it_comes(
    world: World, mention: Callable[..., dict[str, Any]]
):
    Accounts(world.dynamodb, "accounts").pause(SHOP, "sara", NIGHT)
    events = read_delivery(mention("1")).events
    put(world, *events)
    put(world, *(event.model_copy() for event in events))
    assert world.received("acknowledgements") == []
    listed = Withheld(world.dynamodb, "outbox").of(SHOP, NIGHT)
    assert [(one.purpose, one.case_id) for one in listed] == [
        ("acknowledgement", world.conversations.customer(SHOP, MARTA).case_id)
    ]


def test_new_settings_and_incidents_end_no_pause_and_a_pause_is_in_no_version(world: World):
    accounts = Accounts(world.dynamodb, "accounts")
    accounts.pause(SHOP, "sara", NIGHT)
    accounts.pause(SHOP, "otto", NIGHT + timedelta(minutes=5))
    incident = Incident.model_validate(
        {"incident_id": "web", "terms": ["la web"], "texts": {"es": "No va."}, "started_at": NIGHT}
    )
    accounts.change_incidents(SHOP, lambda _account: [incident])
    version = accounts.put(replace(ACCOUNT, name="Luna"))
    now = accounts.fresh(SHOP)
    assert (now.paused_at, now.paused_by, now.name) == (NIGHT, "sara", "Luna")
    assert [one.incident_id for one in now.incidents] == ["web"]
    assert accounts.version(SHOP, version).paused_at is None
    assert "paused" not in now.model_dump_json()
    accounts.resume(SHOP)
    assert accounts.fresh(SHOP).paused_at is None
    assert isinstance(accounts.named("tiendaluna"), Account)


def test_publish_knows_of_a_pause_though_it_read_the_settings_a_moment_ago(
    world: World, mention: Callable[..., dict[str, Any]]
):
    x = X(world)
    put(world, *read_delivery(mention("1")).events)
    world.drain("acknowledgements", "acknowledge")
    world.handler("publish").accounts.get(SHOP)
    Accounts(world.dynamodb, "accounts").pause(SHOP, "sara", NIGHT)
    world.drain("sends", "publish")
    assert (x.asked, world.outbox.next(QUEUE)) == ([], None)


def test_who_writes_right_after_a_pause_hears_what_all_hear(world: World, mention: Callable[..., dict[str, Any]]):
    x, accounts = X(world), Accounts(world.dynamodb, "accounts")
    accounts.pause(SHOP, "sara", NIGHT)
    for function in ("cases", "acknowledge", "publish"):
        assert world.handler(function).accounts.get(SHOP).paused_at == NIGHT
    accounts.resume(SHOP)
    put(world, *read_delivery(mention("1")).events)
    world.drain("acknowledgements", "acknowledge")
    world.drain("sends", "publish")
    assert len(x.asked) == 1
