"""Settings that a newer release wrote: what is only new is left out; what cannot be read stops its account alone."""

import json
from collections.abc import Callable
from copy import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP, World
from tests.functions.desk.conftest import Desk, desk

from care.model.account import Account
from care.model.formats import NewerFormat
from care.model.x_events import MessageReceived
from care.queues import send_all
from care.tables.account_reads import UnreadableSettings
from care.tables.accounts import Accounts
from care.tables.attributes import attributes_of
from care.x.delivery import read_delivery

__all__ = ["desk"]  # a fixture of the desk's own tests

NEWER = "2000000000000000009"
BASE = ACCOUNT.model_dump(mode="json", by_alias=True)
TABLES = Path(__file__).parents[1] / "releases" / "0.1.0" / "tables.json"


def store(world: World, account_id: str, settings: str) -> Accounts:
    accounts = Accounts(world.dynamodb, "accounts")
    if account_id != SHOP:
        accounts.put(replace(ACCOUNT, id=account_id, username="nueva", name="Nueva"))
    world.dynamodb.update_item(
        TableName="accounts",
        Key=attributes_of({"pk": "ACCOUNTS", "sk": account_id}),
        UpdateExpression="SET settings = :settings",
        ExpressionAttributeValues=attributes_of({":settings": settings}),
    )
    return Accounts(world.dynamodb, "accounts")


@pytest.fixture
def with_newer(world: World) -> Accounts:
    """A second account, whose language this release does not know."""
    return store(world, NEWER, json.dumps({**BASE, "id": NEWER, "username": "nueva", "language": "klingon"}))


def test_a_setting_that_only_a_newer_release_knows_is_left_out_wherever_it_stands(world: World):
    day = {"from": "2026-12-24", "to": "2026-12-24", "open": [], "shiny": 1}
    hours: Any = {**BASE["hours"], "shiny": 1, "dates": [day]}
    newer = {**BASE, "shiny": True, "hours": hours, "sla": {**BASE["sla"], "shiny": [1]}}
    accounts = store(world, SHOP, json.dumps(newer))
    assert len(accounts.get(SHOP).hours.dates) == 1
    assert [one.id for one in accounts.all()] == [SHOP]
    for refused in ({**BASE, "shiny": True}, {**BASE, "hours": hours}):
        with pytest.raises(ValidationError):
            Account.model_validate(refused)


def test_settings_of_an_earlier_release_are_read_with_what_a_later_one_added(world: World):
    rows = json.loads(TABLES.read_text(encoding="utf-8"))["accounts"]
    [row] = [one for one in rows if one["pk"]["S"] == "ACCOUNTS"]
    settings = json.loads(row["settings"]["S"]) | {"shiny": {"deep": True}}
    assert store(world, SHOP, json.dumps(settings)).get(SHOP).username == settings["username"]


def test_one_account_that_cannot_be_read_is_set_aside_and_told(with_newer: Accounts):
    assert [one.id for one in with_newer.all()] == [SHOP]
    assert with_newer.unreadable() == [NEWER]
    assert with_newer.served() == {SHOP, NEWER}
    assert with_newer.named("TiendaLuna").id == SHOP
    for read in (lambda: with_newer.get(NEWER), lambda: with_newer.fresh(NEWER), lambda: with_newer.named("Nueva")):
        with pytest.raises(UnreadableSettings) as refused:
            read()
        assert refused.value.account_id == NEWER
    assert issubclass(UnreadableSettings, NewerFormat)


@pytest.mark.parametrize("settings", ["", "{", "[]", "null", '{"username": 7}'])
def test_whatever_stands_there_is_set_aside(world: World, settings: str):
    accounts = store(world, NEWER, settings)
    assert [one.id for one in accounts.all()] == [SHOP]
    assert accounts.unreadable() == [NEWER]
    # A person who saves it anew mends it.
    accounts.put(replace(ACCOUNT, id=NEWER, username="nueva", name="Nueva"))
    assert len(accounts.all()) == 2
    assert accounts.unreadable() == []


def test_messages_of_others_are_answered_and_its_own_wait(
    world: World, with_newer: Accounts, mention: Callable[..., Any]
):
    events = read_delivery(mention("1")).events
    [own] = read_delivery(mention("2")).events
    assert isinstance(own, MessageReceived)
    send_all(world.sqs, world.queues["events"], [replace(own, account_id=NEWER), *events])
    assert len(world.drain("events", "cases")["batchItemFailures"]) == 1
    assert len(list(world.conversations.queue(SHOP, "open"))) == 1
    assert world.received("events_dlq") == []


def test_each_minutes_work_the_report_and_the_hours_page_of_others_go_on(world: World, with_newer: Accounts):
    world.at(NIGHT)
    world.call("hours")
    with pytest.raises(RuntimeError, match="1 of 2 accounts"):
        world.call("report", {})
    assert world.call("report", {"account_id": SHOP})["accounts"] == 1
    for username, status in (("tiendaluna", 200), ("nueva", 503)):
        http = {"domainName": "h.example", "http": {"method": "GET"}}
        event = {"version": "2.0", "rawQueryString": "", "rawPath": f"/hours/{username}", "headers": {}}
        assert world.call("hours_page", {**event, "requestContext": http})["statusCode"] == status


def test_the_desk_goes_on_and_its_health_names_the_account(desk: Desk):
    store(desk.world, NEWER, json.dumps({**BASE, "id": NEWER, "username": "nueva", "language": "klingon"}))
    assert desk.get("/desk/cases", "supervisor").status == 200
    assert desk.get("/desk/cases", "agent").status == 200
    told = desk.get("/desk/api/health", "operator").json()
    assert [(one["account_id"], one["wrong"]) for one in told["accounts"] if one["account_id"] == NEWER] == [
        (NEWER, ["settings unreadable"])
    ]
    assert "a newer release wrote the settings" in desk.get("/desk/health", "operator").body
    assert desk.get(f"/desk/settings/{NEWER}/hours", "supervisor").status == 503
