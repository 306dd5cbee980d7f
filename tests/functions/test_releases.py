"""A stack with an earlier release's messages in its queues and items in its tables works on after an update.

`tests/releases/<version>` holds what that release wrote: the tables after the demo account's day, and one message of
each kind (`tests/releases/record.py`).
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from pydantic import BaseModel
from tests.functions.conftest import NIGHT, SHOP, World

from care.model.commands import Command
from care.model.events import Event
from care.model.formats import FORMAT
from care.model.outbox_item import Item
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.attributes import attributes_of, values_of
from care.tables.fanout import Sweeps
from care.tables.people import People
from care.tables.reports import Reports
from care.x.delivery import read_delivery

RELEASES = sorted((Path(__file__).parents[1] / "releases").glob("*.*.*"))
FUNCTIONS = {
    "events": "cases",
    "acknowledgements": "acknowledge",
    "surveys": "survey",
    "lookups": "selfservice",
    "facts": "notify",
}
DM = "2126299999999999001"

type Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=RELEASES, ids=lambda folder: folder.name)
def release(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def tables(world: World, release: Path) -> Tables:
    """The release's tables, as they were just after the day."""
    tables: Tables = json.loads((release / "tables.json").read_text(encoding="utf-8"))
    for table, items in tables.items():
        for item in items:
            world.dynamodb.put_item(TableName=table, Item=item)
    world.at(just_after(tables))
    return tables


@pytest.fixture
def messages(release: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((release / "messages.json").read_text(encoding="utf-8"))
    return found


def just_after(tables: Tables) -> datetime:
    written = (item["at"]["S"] for item in tables["conversations"] if item["sk"]["S"].startswith("MSG#"))
    return datetime.fromisoformat(max(written)) + timedelta(minutes=1)


def enqueue(world: World, queue: str, body: str, key: str) -> None:
    group: Any = {"MessageGroupId": SHOP, "MessageDeduplicationId": key} if queue in {"events", "sends"} else {}
    world.sqs.send_message(QueueUrl=world.queues[queue], MessageBody=body, **group)


def kinds(bodies: list[str]) -> set[str]:
    return {json.loads(body)["kind"] for body in bodies}


def kinds_of(union: Any) -> set[str]:
    """The kinds of the events or commands of a union, those of a union within it with them."""
    found: set[str] = set()
    for part in get_args(union):
        for one in get_args(part) or (part,):
            if isinstance(one, type) and issubclass(one, BaseModel):
                found.add(one.model_fields["kind"].default)
            elif get_args(one):
                found |= kinds_of(one)
    return found


def test_the_newest_release_kept_one_message_of_each_kind_that_goes_through_a_queue():
    newest = json.loads((RELEASES[-1] / "messages.json").read_text(encoding="utf-8"))
    assert kinds(newest["events"]) == kinds_of(Event)
    inside = {"send_reply", "repost", "count_share", "release_held", "withdraw_reply", "settle_unclear", "absorb"}
    kept = {
        kind for queue in ("acknowledgements", "surveys", "lookups", "media", "facts") for kind in kinds(newest[queue])
    }
    assert kept == kinds_of(Command) - inside


def test_all_that_lies_in_the_tables_is_read(world: World, tables: Tables):
    accounts = Accounts(world.dynamodb, "accounts")
    account = accounts.get(SHOP)
    assert account.username == "tiendaluna"
    assert accounts.version(SHOP, account.version).hours == account.hours
    assert len(People(world.dynamodb, "accounts").all()) == 4
    seen = 0
    for item in tables["conversations"]:
        pk, sk = item["pk"]["S"], item["sk"]["S"]
        if sk == "CASE":
            case = world.conversations.case(pk.removeprefix("CASE#"))
            assert case is not None
            assert case.last_message.id in {message.id for message in world.conversations.messages(case.case_id)}
            assert {one.case_id for one in world.outbox.of_case(SHOP, case.case_id)} <= {case.case_id}
            seen += 1
        elif sk.startswith("EVENT#"):
            assert world.conversations.became(SHOP, pk.rpartition("#")[2], sk.removeprefix("EVENT#")) is not None
    assert seen == 14
    listed = [case for state in ("open", "waiting", "resolved") for case in world.conversations.queue(SHOP, state)]
    assert len(listed) == seen
    months = {row["pk"]["S"].rpartition("#")[2] for row in tables["accounts"] if row["pk"]["S"].startswith("REPORT#")}
    days = [day for month in months for day in Reports(world.dynamodb, "conversations", "accounts").days(SHOP, month)]
    assert days


def test_all_that_lies_in_the_queues_is_worked_off(world: World, tables: Tables, messages: dict[str, list[str]]):
    for queue, function in FUNCTIONS.items():
        for number, body in enumerate(messages[queue]):
            enqueue(world, queue, body, f"{queue}{number}")
            assert world.drain(queue, function) == {"batchItemFailures": []}, body
    [unreadable] = world.received("events_dlq")
    assert json.loads(unreadable["body"])["kind"] == "unreadable"
    assert [name for name in world.queues if name.endswith("dlq") and world.received(name)] == []

    [reference] = [world.conversations.reference(SHOP, DM)]
    assert reference is not None
    texts = [message.text for message in world.conversations.messages(reference.case_id)]
    assert "¿Sabe algo de mi pedido?" in texts
    assert "Ha llamado también." in texts
    assert "Lo miramos ahora mismo." in texts
    [reply] = [item for item in world.outbox.of_case(SHOP, reference.case_id) if item.text.startswith("Sale hoy")]
    assert reply.purpose == "reply"
    case = world.conversations.case(reference.case_id)
    assert case is not None
    assert case.state == "waiting"  # resolved and opened again, and answered before
    assert [promise.text for promise in case.promises][-1:] == ["Decir cuándo llega"]


def test_what_waits_in_the_outbox_is_sent(world: World, tables: Tables, messages: dict[str, list[str]]):
    rows = [item for item in tables["outbox"] if item["sk"]["S"].startswith("ITEM#")]
    sent = next(row for row in rows if row["state"]["S"] == "sent" and row["purpose"]["S"] == "reply")
    # As that release would have written one more reply: what it sent, under another id, still waiting.
    values = {name: value for name, value in values_of(sent).items() if name not in {"x_id", "settled_at", "counted"}}
    now = just_after(tables)
    one = {"item_id": "RELEASE:reply:1", "state": "waiting", "text": "Un momento, por favor.", "charged": {}}
    waiting = Item.model_validate({**values, **one, "claimed_at": None, "attempts": 0, "created_at": now})
    world.outbox.add(waiting)
    texts = []

    def answer(request: httpx.Request) -> httpx.Response:
        texts.append(json.loads(request.content)["text"])
        return httpx.Response(201, json={"data": {"id": "2126299999999999009", "dm_event_id": "2126299999999999009"}})

    world.handler("publish").x_accounts._http = httpx.Client(transport=httpx.MockTransport(answer))
    world.at(now + timedelta(minutes=1))
    [wake] = messages["sends"]
    enqueue(world, "sends", json.dumps({**json.loads(wake), "queue": waiting.queue}), "wake")
    assert world.drain("sends", "publish") == {"batchItemFailures": []}
    assert texts == ["Un momento, por favor."]


def test_what_a_newer_release_wrote_waits_for_it_and_is_not_put_aside(world: World, mention: Callable[..., Any]):
    [event] = read_delivery(mention("1")).events
    newer = {**json.loads(event.as_json()), "version": FORMAT + 1, "message": "in a shape of next year"}
    enqueue(world, "events", json.dumps(newer), "newer")
    failed = world.drain("events", "cases")["batchItemFailures"]
    assert len(failed) == 1
    assert world.received("events_dlq") == []


def test_an_item_of_a_newer_release_is_not_guessed_at(world: World, mention: Callable[..., Any]):
    events = read_delivery(mention("1")).events
    send_all(world.sqs, world.queues["events"], events)
    world.drain("events", "cases")
    [case] = world.conversations.queue(SHOP, "open")
    row = {"pk": f"CUSTOMER#{SHOP}#{case.customer.customer_id}", "sk": "CUSTOMER"}
    kept = world.dynamodb.get_item(TableName="conversations", Key=attributes_of(row))["Item"]
    assert kept["format"] == {"N": str(FORMAT)}
    world.dynamodb.put_item(TableName="conversations", Item={**kept, "format": {"N": str(FORMAT + 1)}})
    again = mention("2", created_at=(NIGHT + timedelta(minutes=1)).isoformat())
    send_all(world.sqs, world.queues["events"], read_delivery(again).events)
    assert len(world.drain("events", "cases")["batchItemFailures"]) == 1
    assert world.received("events_dlq") == []


def test_a_case_of_a_newer_release_holds_no_other_that_is_due_and_no_sweep_of_another_account(
    world: World, mention: Callable[..., Any]
):
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    [case] = world.conversations.queue(SHOP, "open")
    key = attributes_of({"pk": f"CASE#{case.case_id}", "sk": "CASE"})
    kept = world.dynamodb.get_item(TableName="conversations", Key=key)["Item"]
    other = {**kept, "pk": {"S": "CASE#OTHER"}, "case_id": {"S": "OTHER"}, "account_id": {"S": "77"}}
    due = {"due_shard": {"S": "0"}, "due_at": {"S": "2026-11-01T00:00:00.000000Z"}}
    newer = {**kept, **due, "format": {"N": str(FORMAT + 1)}}
    for item in (newer, {**other, **due, "queue": {"S": "77#open"}}):
        world.dynamodb.put_item(TableName="conversations", Item=item)
    sweeps = Sweeps(world.dynamodb, "conversations")
    for account_id in (SHOP, "77"):
        sweeps.begin(account_id, "incident:x:open", NIGHT)
    world.at(NIGHT + timedelta(minutes=1))
    assert world.call("hours") == {"cases": 2, "queues": 0, "swept": 1}
    told = world.received("events")
    assert sorted((one["kind"], one["case_id"]) for one in (json.loads(record["body"]) for record in told)) == sorted(
        [("case_due", case.case_id), ("case_due", "OTHER"), ("incident_touched", "OTHER")]
    )
    # Told like any other, it waits where it lies, and no message waits for it.
    [due] = [record for record in told if json.loads(record["body"]).get("case_id") == case.case_id]
    assert world.call("cases", {"Records": [due]}) == {"batchItemFailures": []}
    assert world.received("events_dlq") == []
    assert world.dynamodb.get_item(TableName="conversations", Key=key)["Item"] == newer
    world.dynamodb.put_item(TableName="conversations", Item={**newer, "format": {"N": str(FORMAT)}})
    assert world.call("hours") == {"cases": 2, "queues": 0, "swept": 1}
    assert world.call("cases", {"Records": [due]}) == {"batchItemFailures": []}
    back = world.conversations.case(case.case_id)
    assert back is not None
    assert back != case
