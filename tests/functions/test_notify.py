"""Facts over the real functions: from a customer's post to a bus, a signed webhook, a chat and a mail."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError
from moto.sesv2.models import sesv2_backends
from tests.functions.conftest import MARTA, NIGHT, SHOP, World

from care.facts.of_account import tell_a_test, tell_of_connection
from care.facts.signing import secret_of, signed
from care.lookups.pinned_addresses import pinned_client
from care.model.actions import CustomerErased
from care.model.delivery import Delivery
from care.model.fact import FACTS_SCHEMA_VERSION
from care.model.messages import Author, Message
from care.model.subscriber import Subscriber
from care.model.x_events import MessageReceived
from care.queues import send_all
from care.tables.deliveries import Deliveries
from care.tables.subscribers import Subscribers

DAY = NIGHT.replace(hour=10)
HOOK = "https://hooks.shop.example/centralita"


class Net:
    """The subscribers' servers: what they were sent, and what they answer."""

    def __init__(self) -> None:
        self.got: list[httpx.Request] = []
        self.status: int | Exception = 200
        self.headers: dict[str, str] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request)
        if isinstance(self.status, Exception):
            raise self.status
        return httpx.Response(self.status, headers=self.headers)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(one.content) for one in self.got]


@pytest.fixture
def net(world: World, monkeypatch: pytest.MonkeyPatch) -> Net:
    net = Net()
    client = pinned_client(resolve=lambda *_: ["93.184.216.34"], inner=httpx.MockTransport(net))
    monkeypatch.setattr(world.handler("notify"), "client", client)
    world.at(DAY)
    return net


def stores(world: World) -> tuple[Subscribers, Deliveries]:
    return Subscribers(world.dynamodb, "accounts"), Deliveries(world.dynamodb, "conversations", "accounts")


def subscribe(world: World, **values: Any) -> Subscriber:
    told = {"name": "uno", "way": "webhook", "made_at": NIGHT, "language": "es", **values}
    if told["way"] not in {"bus", "mail"}:
        told.setdefault("address", HOOK)
    subscriber = Subscriber.model_validate(told)
    stores(world)[0].put(SHOP, subscriber)
    return subscriber


def writes(world: World, text: str = "¿dónde está mi pedido?", number: str = "900", at=DAY, channel="public") -> None:
    values = {"summons": True, "conversation_id": number, "language": "es"} if channel == "public" else {}
    message = Message.model_validate({"id": number, "channel": channel, "text": text, "at": at, **values})
    author = Author(id=MARTA, username="marta")
    event = MessageReceived(account_id=SHOP, customer_id=MARTA, author=author, message=message)
    assert send_all(world.sqs, world.queues["events"], [event])
    assert world.drain("events", "cases") == {"batchItemFailures": []}


def told(world: World, rounds: int = 3) -> None:
    """What is told, and what comes of it."""
    for _ in range(rounds):
        world.drain("facts", "notify")


def states(world: World, name: str = "uno") -> Sequence[tuple[str, str, str]]:
    return [(one.kind, one.state, one.status) for one in stores(world)[1].newest(SHOP, name)][::-1]


def test_a_webhook_is_told_once_signed_with_its_secret_and_without_texts_or_names(world: World, net: Net):
    one = subscribe(world)
    writes(world, "soy Marta Ruiz, ¿y mi pedido?")
    told(world)
    assert [body["type"] for body in net.bodies] == ["case.opened", "message.received"]
    for request, body in zip(net.got, net.bodies, strict=True):
        assert str(request.url.copy_with(host="hooks.shop.example")) == HOOK
        assert request.headers["webhook-id"] == body["data"]["id"]
        secret = secret_of(b"made up too", SHOP, one.name, one.made_at)
        at = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
        assert timedelta(0) <= at + timedelta(seconds=1) - DAY < timedelta(minutes=5)
        again = signed(secret, body["data"]["id"], request.content, at)
        assert request.headers["webhook-signature"] == again["webhook-signature"]
        assert b"Marta" not in request.content
        assert b"pedido" not in request.content
        assert body["data"]["version"] == FACTS_SCHEMA_VERSION
    told(world)
    assert len(net.got) == 2
    assert sorted(states(world)) == [("case.opened", "sent", "200"), ("message.received", "sent", "200")]


def test_the_same_message_of_the_queue_again_tells_nobody_twice(world: World, net: Net):
    subscribe(world, kinds=("case.opened",))
    writes(world)
    [record] = world.received("facts")
    for _ in range(3):
        world.call("notify", {"Records": [record]})
    told(world)
    assert [body["type"] for body in net.bodies] == ["case.opened"]


def test_texts_come_masked_to_who_is_to_have_them_and_to_nobody_else(world: World, net: Net):
    subscribe(world, name="con", texts=True, kinds=("message.received",), address=f"{HOOK}/con")
    subscribe(world, name="sin", kinds=("message.received",), address=f"{HOOK}/sin")
    writes(world, "mi DNI es 12345678Z y no llega nada")
    told(world)
    texts = {one.url.path.rpartition("/")[2]: json.loads(one.content)["data"].get("text") for one in net.got}
    assert texts["sin"] is None
    assert "no llega nada" in texts["con"]
    assert "12345678Z" not in texts["con"]


def test_the_bus_gets_each_fact_once_with_its_kind_and_account(world: World, net: Net):
    subscribe(world, way="bus")
    writes(world)
    [record] = world.received("facts")
    world.call("notify", {"Records": [record]})
    [entries] = [call.values["Entries"] for call in world.asked.calls if call.operation == "PutEvents"]
    assert [(one["Source"], one["DetailType"], one["EventBusName"]) for one in entries] == [
        ("centralita", kind, "centralita-test") for kind in ("case.opened", "message.received")
    ]
    detail = json.loads(entries[0]["Detail"])
    assert (detail["kind"], detail["account_id"], detail["channel"]) == ("case.opened", SHOP, "public")
    world.call("notify", {"Records": [record]})
    assert "PutEvents" not in [call.operation for call in world.asked.calls]
    assert net.got == []


def test_what_the_bus_does_not_take_comes_again(world: World, net: Net):
    subscribe(world, way="bus")
    writes(world)
    records = world.received("facts")
    real = world.handler("notify").fan_out.events
    world.monkeypatch.setattr(real, "put_events", lambda **_: {"FailedEntryCount": 1, "Entries": []})
    answer = world.call("notify", {"Records": records})
    assert len(answer["batchItemFailures"]) == 1


def test_a_server_that_fails_is_tried_later_and_holds_nobody_else(world: World, net: Net):
    subscribe(world, name="cae", kinds=("case.opened",), address="https://down.example/x")
    subscribe(world, name="va", kinds=("case.opened",), address=HOOK)
    net_of = {"down.example": 503}

    def answer(request: httpx.Request) -> httpx.Response:
        net.got.append(request)
        return httpx.Response(net_of.get(request.headers["host"], 200))

    client = pinned_client(resolve=lambda *_: ["93.184.216.34"], inner=httpx.MockTransport(answer))
    world.monkeypatch.setattr(world.handler("notify"), "client", client)
    writes(world)
    told(world)
    assert states(world, "va") == [("case.opened", "sent", "200")]
    assert states(world, "cae") == [("case.opened", "waiting", "503")]
    subscribers, deliveries = stores(world)
    [one] = deliveries.newest(SHOP, "cae")
    assert timedelta(seconds=5) <= one.next_at - DAY < timedelta(minutes=2)
    failing = subscribers.one(SHOP, "cae")
    assert failing is not None
    assert failing.failing_since is not None
    net_of.clear()
    world.at(one.next_at + timedelta(seconds=1))
    _deliver(world, "cae")
    assert states(world, "cae") == [("case.opened", "sent", "200")]
    mended = subscribers.one(SHOP, "cae")
    assert mended is not None
    assert mended.failing_since is None


def _deliver(world: World, name: str) -> None:
    """What the queue held back comes."""
    from care.tables.deliveries import message_of

    for one in stores(world)[1].newest(SHOP, name):
        body = message_of(one).model_dump_json()
        world.sqs.send_message(QueueUrl=world.queues["facts"], MessageBody=body, MessageGroupId=SHOP)
    told(world, rounds=1)


def test_what_is_not_due_yet_is_not_tried(world: World, net: Net):
    subscribe(world, kinds=("case.opened",))
    net.status = 500
    writes(world)
    told(world)
    assert len(net.got) == 1
    for _ in range(3):
        _deliver(world, "uno")
    assert len(net.got) == 1


@pytest.mark.parametrize("failure", [httpx.ReadTimeout("slow"), httpx.ConnectError("none"), 301, 404, 500])
def test_every_failure_is_written_down_by_name_and_nothing_is_followed(world: World, net: Net, failure):
    net.status, net.headers = failure, {"location": "https://elsewhere.example/"}
    subscribe(world, kinds=("case.opened",))
    writes(world)
    told(world)
    names = {httpx.ReadTimeout: "timed_out", httpx.ConnectError: "unreachable"}
    status = names.get(type(failure), str(failure))
    assert states(world) == [("case.opened", "waiting", status)]
    assert len(net.got) == 1


def test_tries_end_and_a_receiver_of_which_nothing_is_heard_for_days_is_paused(world: World, net: Net):
    subscribe(world, kinds=("case.opened",))
    net.status = 500
    writes(world)
    told(world)
    subscribers, deliveries = stores(world)
    for _ in range(20):
        [one] = deliveries.newest(SHOP, "uno")
        if one.is_over:
            break
        world.at(one.next_at + timedelta(seconds=1))
        _deliver(world, "uno")
    [one] = deliveries.newest(SHOP, "uno")
    assert one.is_over
    assert len(net.got) <= 10
    paused = subscribers.one(SHOP, "uno")
    assert paused is not None
    assert paused.paused_why == "failing"


def test_a_receiver_that_is_gone_is_paused_at_once_and_what_happens_is_listed(world: World, net: Net):
    subscribe(world, kinds=("case.opened", "message.received"))
    net.status = 410
    writes(world)
    told(world)
    paused = stores(world)[0].one(SHOP, "uno")
    assert paused is not None
    assert paused.paused_why == "gone"
    writes(world, "¿hola?", "901", DAY + timedelta(minutes=1))
    told(world)
    assert ("message.received", "paused", "") in states(world)


def test_nothing_inside_is_reached_whatever_a_name_says(world: World, net: Net, monkeypatch):
    for address in ("127.0.0.1", "169.254.169.254", "10.0.0.1", "::1"):
        client = pinned_client(resolve=lambda *_, a=address: [a], inner=httpx.MockTransport(net))
        monkeypatch.setattr(world.handler("notify"), "client", client)
        subscribe(world, name=f"n{address.replace('.', '-').replace(':', 'x')}", kinds=("case.opened",))
    writes(world)
    told(world)
    assert net.got == []


def test_people_are_told_when_somebody_is_there_and_then_at_once_in_one_notice(world: World, net: Net):
    subscribe(world, way="slack", only_open=True, kinds=("case.opened",), address="https://hooks.slack.com/services/x")
    world.at(NIGHT)
    writes(world, at=NIGHT)
    told(world)
    assert net.got == []
    [held] = stores(world)[1].newest(SHOP, "uno")
    assert held.state == "held"
    _another_case(world)
    told(world)
    world.at(held.next_at + timedelta(seconds=1))
    _deliver(world, "uno")
    [body] = net.bodies
    assert body["text"].startswith("@tiendaluna: 2 avisos mientras nadie estaba:")
    assert body["text"].count("/desk/cases/") == 2
    assert {state for _, state, _ in states(world)} == {"sent"}


def test_a_digest_comes_at_the_time_that_was_chosen_with_what_still_waits(world: World, net: Net):
    subscribe(
        world, way="slack", digest_at="18:00", kinds=("case.opened",), address="https://hooks.slack.com/services/x"
    )
    subscribe(world, name="erp", digest_at="18:00", kinds=("case.opened",))
    writes(world)
    told(world)
    assert [body.get("type") for body in net.bodies] == ["case.opened"], "a system is told at once"
    [held] = stores(world)[1].newest(SHOP, "uno")
    assert (held.state, held.next_at.isoformat()) == ("held", "2026-11-24T17:00:00+00:00")
    _another_case(world)
    told(world)
    net.got.clear()
    world.at(held.next_at + timedelta(seconds=1))
    _deliver(world, "uno")
    assert [body["text"].count("/desk/cases/") for body in net.bodies] == [2]
    send = tell_a_test(SHOP, "uno", held.next_at).model_dump_json()
    world.sqs.send_message(QueueUrl=world.queues["facts"], MessageBody=send)
    told(world)
    assert len(net.bodies) == 2, "a test is told at once"


def test_the_others_hear_that_one_is_paused_and_whoever_is_paused_does_not(world: World, net: Net):
    subscribe(world, kinds=("case.opened", "subscriber.paused"))
    subscribe(world, name="lake", way="bus")
    subscribe(world, name="turno", way="slack", address="https://hooks.slack.com/services/x")
    net.status = 410
    writes(world)
    told(world, 2)
    net.got.clear()
    net.status = 200
    told(world)
    [body] = net.bodies
    assert re.search("[“«]uno[”»]", body["text"])
    assert "/subscribers" in body["text"]
    assert ("subscriber.paused", "paused", "") in states(world)


def test_a_topic_of_sns_gets_the_notice_and_one_that_is_gone_is_tried_again(world: World):
    world.at(DAY)
    sns = boto3.client("sns")
    topic = sns.create_topic(Name="centralita-told-turno")["TopicArn"]
    queue = world.sqs.create_queue(QueueName="heard")["QueueUrl"]
    told_to = world.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=told_to)
    subscribe(world, way="sns", address=topic, kinds=("case.opened",))
    gone = topic.replace("turno", "nadie")
    subscribe(world, name="dos", way="sns", address=gone, kinds=("case.opened",))
    writes(world)
    told(world)
    [got] = world.sqs.receive_message(QueueUrl=queue)["Messages"]
    notice = json.loads(got["Body"])
    assert notice["Subject"].startswith("@tiendaluna: caso nuevo ")
    assert "/desk/cases/" in notice["Message"]
    assert "pedido" not in got["Body"]
    assert states(world) == [("case.opened", "sent", "200")]
    [(_, state, status)] = states(world, "dos")
    assert (state, status) == ("waiting", "NotFound")


def _another_case(world: World) -> None:
    message = Message.model_validate(
        {"id": "950", "channel": "public", "text": "hola, ¿abrís?", "at": NIGHT, "summons": True, "language": "es",
         "conversation_id": "950"}
    )  # fmt: skip
    other = "3000000000000000002"
    event = MessageReceived(account_id=SHOP, customer_id=other, author=Author(id=other), message=message)
    assert send_all(world.sqs, world.queues["events"], [event])
    world.drain("events", "cases")


def test_a_mail_is_sent_from_the_stacks_address(world: World):
    world.monkeypatch.setenv("MAIL_SENDER", "avisos@shop.example")
    world.at(DAY)
    boto3.client("sesv2").create_email_identity(EmailIdentity="avisos@shop.example")
    subscribe(world, way="mail", address="turno@shop.example", kinds=("case.opened",))
    writes(world)
    told(world)
    [mail] = sesv2_backends["123456789012"]["eu-west-1"].core_backend.sent_messages
    assert mail.source == "avisos@shop.example"
    assert mail.destinations["ToAddresses"] == ["turno@shop.example"]
    assert mail.subject.startswith("@tiendaluna: caso nuevo")
    assert states(world) == [("case.opened", "sent", "200")]


def test_a_stack_without_an_address_says_that_it_sends_no_mail(world: World, net: Net):
    subscribe(world, way="mail", address="turno@shop.example", kinds=("case.opened",))
    writes(world)
    told(world)
    assert states(world) == [("case.opened", "waiting", "no_sender")]


def test_of_a_customer_who_is_erased_nobody_hears_any_more(world: World, net: Net):
    subscribe(world, kinds=("case.opened",))
    net.status = 500
    writes(world)
    told(world)
    erased = CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="1", by="sara", at=DAY + timedelta(seconds=1))
    assert send_all(world.sqs, world.queues["events"], [erased])
    world.drain("events", "cases")
    net.status = 200
    world.at(DAY + timedelta(minutes=5))
    _deliver(world, "uno")
    assert len(net.got) == 1
    assert states(world) == [("case.opened", "erased", "")]
    for table in ("accounts", "conversations"):
        rows = world.dynamodb.scan(TableName=table)["Items"]
        facts = [row for row in rows if row["pk"]["S"].startswith(("FACT#", "DELIVERIES#"))]
        assert MARTA not in json.dumps(facts)


def test_a_lost_connection_is_told_once_a_day_however_often_it_is_seen(world: World, net: Net):
    subscribe(world, kinds=("connection.lost",))
    for minutes in (0, 15, 30):
        body = tell_of_connection(SHOP, "dm", DAY + timedelta(minutes=minutes)).model_dump_json()
        world.sqs.send_message(QueueUrl=world.queues["facts"], MessageBody=body, MessageGroupId=SHOP)
        told(world)
    assert [body["type"] for body in net.bodies] == ["connection.lost"]
    body = tell_of_connection(SHOP, "dm", DAY + timedelta(days=1)).model_dump_json()
    world.sqs.send_message(QueueUrl=world.queues["facts"], MessageBody=body, MessageGroupId=SHOP)
    told(world)
    assert len(net.got) == 2


def test_what_is_held_is_found_behind_any_number_of_older_deliveries(world: World):
    _, deliveries = stores(world)
    for number in range(1200):
        at = NIGHT + timedelta(seconds=number)
        state = "held" if number >= 1198 else "sent"
        row = {"account_id": SHOP, "subscriber": "uno", "fact_id": f"f{number}", "kind": "sla.breached", "case_id": "C"}
        deliveries.begin(Delivery.model_validate({**row, "at": at, "state": state, "next_at": at}))
    assert [one.fact_id for one in deliveries.held(SHOP, "uno")] == ["f1198", "f1199"]


def test_a_table_that_fails_has_the_event_tried_again_and_loses_no_fact(world: World, net: Net):
    subscribe(world, kinds=("case.opened",))
    store = world.handler("cases").subscribers
    failing = ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "Query")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store, "lately", lambda _account_id: (_ for _ in ()).throw(failing))
        with pytest.raises(AssertionError):
            writes(world)
    assert net.got == []


def test_a_test_goes_to_the_one_that_is_tried(world: World, net: Net):
    subscribe(world, name="uno", kinds=("case.opened",), address=f"{HOOK}/uno")
    subscribe(world, name="dos", kinds=("case.opened",), address=f"{HOOK}/dos")
    body = tell_a_test(SHOP, "dos", DAY).model_dump_json()
    world.sqs.send_message(QueueUrl=world.queues["facts"], MessageBody=body, MessageGroupId=SHOP)
    told(world)
    assert [one.url.path for one in net.got] == ["/centralita/dos"]


def test_what_cannot_be_read_among_subscribers_stops_neither_cases_nor_the_others(world: World, net: Net):
    subscribe(world, kinds=("case.opened",))
    world.dynamodb.put_item(
        TableName="accounts",
        Item={"pk": {"S": f"SUBSCRIBERS#{SHOP}"}, "sk": {"S": "roto"}, "way": {"S": "telegram"}, "format": {"N": "1"}},
    )
    writes(world)
    told(world)
    assert [body["type"] for body in net.bodies] == ["case.opened"]


def test_neither_an_address_nor_a_text_nor_a_secret_is_logged(world: World, net: Net, caplog):
    subscribe(world, way="slack", kinds=("message.received",), texts=True, address="https://hooks.slack.com/T0/llave-1")
    net.status = 500
    writes(world, "mi pedido de los zapatos azules")
    told(world)
    said = " ".join(str(vars(one)) for one in caplog.records)
    assert "delivery.failed" in said
    assert not [word for word in ("llave-1", "zapatos", "made up too") if word in said]
