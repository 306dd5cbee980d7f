"""What AWS did and whose answer was lost is done once, and asked again it is a success."""

from copy import replace
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import HTTPClientError
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP, World
from tests.functions.desk.conftest import Desk, desk

from care.aws import DynamoDBClient
from care.incident_changes import ended, opened
from care.model.delivery import Delivery
from care.model.outbox_item import Item
from care.model.reconcile_state import WebhookSeen
from care.tables.accounts import Accounts
from care.tables.budget import Budget
from care.tables.deliveries import Deliveries, message_of
from care.tables.fanout import Sweeps
from care.tables.reports import Reports
from reconcile.memory import Memory

__all__ = ["desk"]  # a fixture of the desk's own tests

MONTH = f"{NIGHT:%Y-%m}"
VALUES = {"incident_id": "web", "terms": ("la web",), "texts": {"es": "Va lenta."}, "end_texts": {"es": "Ya va."}}


@pytest.fixture
def lossy(world: World, monkeypatch: pytest.MonkeyPatch) -> DynamoDBClient:
    """A client that loses the first answer of each write, and whose SDK then repeats the request under its token."""
    del world
    config = Config(retries={"mode": "standard", "total_max_attempts": 3})
    client: Any = boto3.client("dynamodb", region_name="eu-west-1", config=config)
    done: dict[bytes, Any] = {}
    lost: set[bytes] = set()

    endpoint = client._endpoint
    ask = endpoint._get_response

    def asked(request: Any, operation: Any, context: Any) -> Any:
        body: bytes = request.body if isinstance(request.body, bytes) else request.body.encode()
        writes, is_transaction = (
            operation.name not in {"GetItem", "Query", "BatchGetItem"},
            operation.name == "TransactWriteItems",
        )
        if is_transaction and body in done:
            return done[body]  # as DynamoDB does with a token that it knows
        answer = ask(request, operation, context)
        if not writes or body in lost:
            return answer
        lost.add(body)
        if is_transaction:
            done[body] = answer
        return None, HTTPClientError(error="the answer is lost")

    monkeypatch.setattr(endpoint, "_get_response", asked)
    return client


def the_item() -> Item:
    return Item.model_validate(
        {
            "item_id": "C:reply:1",
            "account_id": SHOP,
            "customer_id": "3",
            "case_id": "C",
            "channel": "private",
            "purpose": "reply",
            "text": "Hola",
            "created_at": NIGHT,
            "claimed_at": NIGHT,
        }
    )


def test_a_try_of_a_delivery_whose_claim_was_not_heard_of_is_made_and_by_nobody_else(lossy: DynamoDBClient):
    store = Deliveries(lossy, "conversations", "accounts")
    told = {"account_id": SHOP, "subscriber": "uno", "fact_id": "f1", "kind": "case.opened", "case_id": "C"}
    delivery = store.begin(Delivery(**told, at=NIGHT, state="waiting", next_at=NIGHT))
    begun = store.claim(delivery, NIGHT)
    assert begun is not None
    assert store.claim(delivery, NIGHT + timedelta(seconds=1)) is None
    store.settle(begun, "sent", "200", NIGHT)
    kept = store.one(message_of(delivery))
    assert kept is not None
    assert (kept.state, kept.tries) == ("sent", 1)


def test_what_is_given_back_and_metered_is_counted_once(lossy: DynamoDBClient, world: World):
    store, clear = Budget(lossy, "outbox"), Budget(world.dynamodb, "outbox")
    for _ in range(3):
        clear.meter(SHOP, "event", 1, 15_000, NIGHT)
    store.give_back(the_item(), 15_000)
    assert clear.total(SHOP, MONTH).micro_dollars == 30_000
    assert store.meter(SHOP, "reading", 2, 10_000, NIGHT + timedelta(seconds=1), case_id="C")
    assert clear.total(SHOP, MONTH).micro_dollars == 40_000
    assert clear.by_purpose(SHOP, MONTH)["reading"].sends == 2
    assert clear.of_case(SHOP, MONTH, "C").micro_dollars == 10_000


def test_an_incident_that_ended_has_its_sweep_whatever_answer_is_lost(lossy: DynamoDBClient, world: World):
    accounts, sweeps = Accounts(lossy, "accounts"), Sweeps(world.dynamodb, "conversations")
    accounts.change_incidents(SHOP, lambda one: opened(one, VALUES, NIGHT))
    accounts.change_incidents(
        SHOP, lambda one: ended(one, "web", NIGHT), [sweeps.beginning(SHOP, "incident:web:end", NIGHT)]
    )
    assert Accounts(world.dynamodb, "accounts").get(SHOP).incidents[0].ended_at == NIGHT
    assert [one.why for one in sweeps.going_on(NIGHT)] == ["incident:web:end"]


def test_who_is_to_make_a_months_page_is_told_so_when_the_answer_comes_at_last(lossy: DynamoDBClient, world: World):
    assert Reports(lossy, "conversations", "accounts").begin_summary(SHOP, "2026-10", NIGHT)
    assert not Reports(world.dynamodb, "conversations", "accounts").begin_summary(SHOP, "2026-10", NIGHT)


def test_settings_and_the_sweep_that_tells_of_them_are_one(lossy: DynamoDBClient, world: World):
    sweeps = Sweeps(world.dynamodb, "conversations")
    version = Accounts(lossy, "accounts").put(
        replace(ACCOUNT, undo_seconds=5), tells=lambda number: sweeps.beginning(SHOP, f"settings:{number}", NIGHT)
    )
    assert [one.why for one in sweeps.going_on(NIGHT)] == [f"settings:{version}"]


def test_who_ends_an_incident_again_is_told_that_it_has_ended(desk: Desk):
    form = {"incident_id": "web", "terms": "la web", "text_es": "Va lenta.", "end_es": "Ya va."}
    assert desk.post(f"/desk/steer/{SHOP}/incidents", "supervisor", **form).status == 303
    for _ in range(2):
        assert desk.post(f"/desk/steer/{SHOP}/incidents/web/end", "supervisor").status == 303
    [one] = Accounts(desk.world.dynamodb, "accounts").get(SHOP).incidents
    assert one.ended_at is not None


def test_what_reconcile_remembers_is_its_own_when_the_answer_comes_at_last(lossy: DynamoDBClient, world: World):
    memory, lost = Memory(world.dynamodb, "accounts"), Memory(lossy, "accounts")
    seen = WebhookSeen(checked_at=NIGHT)
    assert lost.write("WEBHOOK", seen, None) == 1
    assert memory.write("WEBHOOK", replace(seen, checked_at=NIGHT + timedelta(hours=1)), None) is None
