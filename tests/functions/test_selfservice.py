"""Self-service over the real functions: from a DM to its one answer, with the brand's API asked over a real socket."""

import io
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SECRET, SHOP, World
from tests.unit.selfservice.brand import BRAND

from care.model.account import Account
from care.model.actions import CustomerErased
from care.model.case import Case
from care.model.commands import LookUp
from care.model.events import LookedUp
from care.model.messages import Author, Message
from care.model.outbox_item import Item
from care.model.outcomes import Code, outcome
from care.model.x_events import MessageReceived
from care.queues import send_all
from care.selfservice.numbers import SelfServiceTally, tally
from care.tables.accounts import Accounts

QUEUE = f"{SHOP}#private"
DAY = NIGHT.replace(hour=10)
QUESTION = "¿cómo devuelvo un producto?"


class Brand:
    """The brand's API: what it was asked, and what it answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.status, self.body = 200, {"order": {"status": "en reparto", "days": [3]}}
        brand = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                brand.asked.append((self.path, self.headers.get("Authorization", "")))
                body = json.dumps(brand.body).encode()
                self.send_response(brand.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def brand(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Brand]:
    brand = Brand()
    monkeypatch.setenv("LOCAL_BRAND_URL", brand.url)
    secret = json.loads(json.dumps(SECRET))
    secret["accounts"][SHOP]["lookups"] = {"orders_api": "Bearer shop"}
    secret["accounts"]["77"] = {"token": "t", "token_secret": "s", "lookups": {"other_api": "Bearer other"}}
    boto3.client("secretsmanager").put_secret_value(
        SecretId=world.environment["APP_SECRET_ARN"], SecretString=json.dumps(secret)
    )
    push(world, BRAND)
    world.at(DAY)
    world.handler("selfservice")
    yield brand
    brand.server.shutdown()
    brand.server.server_close()


def push(world: World, selfservice: dict[str, Any]) -> None:
    account = Account.model_validate(ACCOUNT.model_dump(mode="json") | {"selfservice": selfservice})
    Accounts(world.dynamodb, "accounts").put(account)


def writes(world: World, text: str, message_id: str, at=DAY) -> None:
    message = Message(id=message_id, channel="private", text=text, at=at)
    event = MessageReceived(account_id=SHOP, customer_id=MARTA, author=Author(id=MARTA), message=message)
    send_all(world.sqs, world.queues["events"], [event])
    world.drain("events", "cases")


def items(world: World) -> list[Item]:
    rows = world.dynamodb.scan(TableName="outbox")["Items"]
    ids = sorted(row["sk"]["S"] for row in rows if row["sk"]["S"].startswith("ITEM#"))
    found = [world.outbox.item(QUEUE, sk.removeprefix("ITEM#")) for sk in ids]
    return [item for item in found if item is not None]


def case_of(world: World) -> Case:
    case = world.conversations.case(world.conversations.customer(SHOP, MARTA).case_id)
    assert case is not None
    return case


def test_a_question_by_dm_becomes_one_automatic_dm_however_often_its_parts_are_delivered(world: World, brand: Brand):
    for _ in range(3):
        writes(world, QUESTION, "1")
        records = world.received("acknowledgements")
        for _ in range(2):
            world.call("acknowledge", {"Records": records})
    [item] = items(world)
    assert (item.purpose, item.channel) == ("acknowledgement", "private")
    assert item.text.startswith("Tienes 14 días.\nhttps://brand.example/returns")
    for said in ("Mensaje automático", "https://tiendaluna.example/privacidad", "BAJA"):
        assert said in item.text


def test_an_order_number_is_looked_up_with_the_accounts_own_key_and_told_once(world: World, brand: Brand):
    writes(world, "¿dónde está mi pedido ab-12345?", "1")
    records = world.received("lookups")
    for _ in range(2):
        assert world.call("selfservice", {"Records": records}) == {"batchItemFailures": []}
    assert set(brand.asked) == {("/local/brand/api.brand.example/orders/AB-12345", "Bearer shop")}
    for _ in range(2):
        world.drain("events", "cases")
        world.drain("acknowledgements", "acknowledge")
    [item] = items(world)
    assert item.text.startswith("Tu pedido AB-12345 está en reparto y llega el 3.")
    assert case_of(world).state == "open"


@pytest.mark.parametrize(("status", "body"), [(500, {}), (404, {}), (200, {"order": {}}), (302, {})])
def test_a_fault_of_the_brands_api_ends_with_a_person_and_in_no_dead_letter_queue(
    world: World, brand: Brand, status: int, body: dict[str, Any]
):
    brand.status, brand.body = status, body
    writes(world, "¿dónde está mi pedido AB-12345?", "1")
    world.drain("lookups", "selfservice")
    world.drain("events", "cases")
    world.drain("acknowledgements", "acknowledge")
    [item] = items(world)
    assert "persona del equipo" in item.text
    assert world.received("lookups_dlq") == []


def test_a_key_of_another_account_is_not_sent_and_a_missing_one_hands_over(world: World, brand: Brand):
    lookup = BRAND["lookups"][0] | {"secret": "other_api"}
    push(world, BRAND | {"lookups": [lookup]})
    world.handler("cases").accounts.fresh(SHOP)
    writes(world, "¿dónde está mi pedido AB-12345?", "1")
    world.drain("lookups", "selfservice")
    assert brand.asked == []
    [record] = world.received("events")
    assert LookedUp.model_validate_json(record["body"]).failed == "no_secret"


def test_hosts_that_are_no_examples_are_guarded_in_the_local_run_too(world: World, brand: Brand):
    lookup = BRAND["lookups"][0] | {"url": "https://localhost.localdomain/orders/{order}"}
    push(world, BRAND | {"lookups": [lookup]})
    world.handler("cases").accounts.fresh(SHOP)
    writes(world, "¿dónde está mi pedido AB-12345?", "1")
    world.drain("lookups", "selfservice")
    assert brand.asked == []
    [record] = world.received("events")
    assert LookedUp.model_validate_json(record["body"]).failed in {"forbidden_address", "unreachable"}


def test_neither_the_order_nor_the_key_nor_the_answer_is_logged(world: World, brand: Brand):
    log = io.StringIO()
    for name in ("cases", "selfservice", "acknowledge"):
        world.handler(name).logger.registered_handler.setStream(log)
    writes(world, "¿dónde está mi pedido AB-12345?", "1")
    world.drain("lookups", "selfservice")
    world.drain("events", "cases")
    world.drain("acknowledgements", "acknowledge")
    assert "lookup.asked" in log.getvalue()
    for secret in ("AB-12345", "Bearer shop", "en reparto", "pedido"):
        assert secret not in log.getvalue()


def test_a_command_for_somebody_else_and_an_unknown_account_are_put_aside_with_their_reason(world: World, brand: Brand):
    whose = {"customer_id": MARTA, "case_id": "c", "item_id": "i", "language": "es", "asked_at": DAY}
    command = LookUp.model_validate({**whose, "account_id": "999", "lookup_id": "order", "values": {}})
    world.sqs.send_message(QueueUrl=world.queues["lookups"], MessageBody=command.model_dump_json())
    world.drain("lookups", "selfservice")
    [record] = world.received("lookups_dlq")
    assert "no settings are stored" in record["messageAttributes"]["reason"]["StringValue"]


def test_conversations_are_counted_once_by_article_and_go_with_their_customer(world: World, brand: Brand):
    for _ in range(2):
        writes(world, QUESTION, "1")
        writes(world, "gracias", "2", DAY + timedelta(minutes=1))
    assert (case_of(world).state, case_of(world).first_response_at) == ("resolved", None)
    numbers = tally(world.conversations.talks(SHOP, "2026-11"))
    assert (numbers.all, numbers.per_article) == (SelfServiceTally(1, 1, 0), {"returns": SelfServiceTally(1, 1, 0)})
    erased = CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="e", by="ana", at=DAY)
    send_all(world.sqs, world.queues["events"], [erased])
    world.drain("events", "cases")
    assert world.conversations.talks(SHOP, "2026-11") == []


def test_what_a_customer_gave_is_not_among_the_rows_that_are_counted(world: World, brand: Brand):
    writes(world, "¿dónde está mi pedido AB-12345?", "1")
    rows = world.dynamodb.scan(TableName="conversations")["Items"]
    [row] = [row for row in rows if row["pk"]["S"].startswith("SELFSERVICE#")]
    assert "AB-12345" not in json.dumps(row)


def test_an_answer_that_waits_is_withdrawn_once_a_person_has_answered(world: World, brand: Brand):
    from care.model.x_events import MessageEchoed
    from care.outbox.wanted import still_wanted

    writes(world, QUESTION, "1")
    world.drain("acknowledgements", "acknowledge")
    answer = Message(id="9", channel="private", text="Te ayudo", at=DAY + timedelta(minutes=1))
    send_all(world.sqs, world.queues["events"], [MessageEchoed(account_id=SHOP, customer_id=MARTA, message=answer)])
    world.drain("events", "cases")
    [item] = items(world)
    assert still_wanted(item, case_of(world), ACCOUNT, DAY) == outcome(Code.answered_already)


def test_a_key_that_its_owner_bound_to_a_host_is_shown_to_no_other(world: World, brand: Brand):
    secret = json.loads(json.dumps(SECRET))
    secret["accounts"][SHOP]["lookups"] = {"orders_api": {"value": "Bearer shop", "hosts": ["api.other.example"]}}
    boto3.client("secretsmanager").put_secret_value(
        SecretId=world.environment["APP_SECRET_ARN"], SecretString=json.dumps(secret)
    )
    world.handler("selfservice").x_accounts._apps.clear()
    writes(world, "¿dónde está mi pedido AB-12345?", "1")
    world.drain("lookups", "selfservice")
    assert brand.asked == []
    [record] = world.received("events")
    assert LookedUp.model_validate_json(record["body"]).failed == "no_secret"
