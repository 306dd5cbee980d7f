"""Answers go to the encrypted chat where the customer writes there: sealed once, kept, and sent again as they are."""

import base64
import json
from copy import replace
from datetime import datetime, timedelta
from typing import Any

import boto3
import httpx
import pytest
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP, World
from tests.functions.test_chat import X as Opens
from tests.functions.test_chat import case_of, connect, deliver, messages_of
from tests.unit.x.chatting import Person, Talk, begins, create, delivery, failure, frame, public_keys

from care.chat.ways import with_way
from care.desk.story import story
from care.model.chat import Opened
from care.model.customer import Customer
from care.model.messages import Author, Message
from care.model.outbox_item import Item
from care.model.outcomes import Code, codes
from care.model.x_events import MessageReceived
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.chats import Chats
from care.tables.wakes import wake
from care.x.chat import open_event

BRAND = Person(SHOP)
AT = int(NIGHT.timestamp() * 1000)
QUEUE = f"{SHOP}#private"


class X:
    """X's side of sending: what was posted, and what it answers next (a status, an exception, a failure's number)."""

    def __init__(self, world: World, talk: Talk, *people: Person) -> None:
        self.talk, self.people = talk, people
        self.messages: list[dict[str, Any]] = []
        self.plain: list[dict[str, Any]] = []
        self.key_bodies: list[dict[str, Any]] = []
        self.next: list[Any] = []
        self.key_changes: list[str] = []
        world.handler("publish").x_accounts._http = httpx.Client(transport=httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/public_keys"):
            return httpx.Response(200, json=public_keys(path, self.people))
        if path.endswith("/events"):
            return httpx.Response(200, json={"meta": {"conversation_key_events": self.key_changes}})
        body = json.loads(request.content)
        if path.endswith("/keys"):
            self.key_bodies.append(body)
            return httpx.Response(200, json={"data": {"conversation_id": self.talk.id, "sequence_id": "9"}})
        if "dm_conversations" in path:
            self.plain.append(body)
            return httpx.Response(201, json={"data": {"dm_event_id": "7001", "dm_conversation_id": "1-2"}})
        assert path.endswith("/messages")
        self.messages.append(body)
        told = self.next.pop(0) if self.next else 201
        if isinstance(told, Exception):
            raise told
        if isinstance(told, str):
            number = int(told)
            return httpx.Response(201, json={"data": {"encoded_message_event": failure(number, self.talk)}})
        if told != 201:
            return httpx.Response(told, json={"title": "no", "detail": "no"})
        event = frame(
            "50", body["message_id"], SHOP, self.talk.id, AT, create(body["encoded_message_create_event"]), b"\0"
        )
        return httpx.Response(201, json={"data": {"encoded_message_event": event}})

    def read(self, by: Person, place: int = -1) -> str:
        """What the customer's own keys make of a message that was sent."""
        body = self.messages[place]
        event = frame(
            "50", body["message_id"], SHOP, self.talk.id, AT, create(body["encoded_message_create_event"]),
            _signature(body),
        )  # fmt: skip
        people = [p.shown for p in self.people]
        found = open_event((by.keys,), event, self.talk.key_changes, people, self.talk.id)
        assert isinstance(found, Opened)
        assert found.message_id == body["message_id"]
        return found.text


def _signature(body: dict[str, Any]) -> bytes:
    return base64.b64decode(body["encoded_message_event_signature"])


@pytest.fixture
def marta() -> Person:
    return Person("777000111", "1790000000002")


@pytest.fixture
def talk(world: World, marta: Person) -> Talk:
    talk = Talk(marta, BRAND, AT - 120_000)
    connect(BRAND)
    Opens(world, BRAND, marta)
    told = begins("Hola, mi pedido no llega", talk, marta, BRAND)
    deliver(world, told)
    return talk


@pytest.fixture
def x(world: World, talk: Talk, marta: Person) -> X:
    return X(world, talk, BRAND, marta)


def written(world: World, customer_id: str, text: str = "Ya está de camino", at: datetime = NIGHT) -> Item:
    case = case_of(world, customer_id)
    item = Item(
        item_id=f"{case.case_id}:reply:1", **case.ids, channel="private", purpose="reply", text=text, created_at=at
    )
    world.outbox.add(item)
    return item


def publish(world: World) -> None:
    wake(world.sqs, world.queues["sends"], QUEUE, f"test {world.clock.read_text()} {len(world.started)} {id(object())}")
    world.drain("sends", "publish")
    world.drain("events", "cases")


def now(world: World, item: Item) -> Item:
    found = world.outbox.item(QUEUE, item.item_id)
    assert found is not None
    return found


def test_an_answer_goes_to_the_chat_and_the_customer_alone_reads_it(world, x, marta):
    item = written(world, marta.id)
    publish(world)
    assert x.plain == []
    [body] = [m for m in x.messages if x.read(marta, x.messages.index(m)) == "Ya está de camino"]
    assert "camino" not in json.dumps(body)
    assert body["conversation_token"] == "token-of-x"
    sent = now(world, item)
    assert (sent.state, sent.x_id, sent.by) == ("sent", body["message_id"], "chat")
    [told] = [m for m in messages_of(world, marta.id) if m.purpose == "reply"]
    assert (told.id, told.chat) == (body["message_id"], True)


def test_what_publish_keeps_of_a_conversation_goes_when_the_operator_wants_it_gone(
    world, talk, marta, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATA_RETENTION_DAYS", "40")
    rows = Chats(world.dynamodb, "conversations")
    for row in rows._rows(f"CHAT#{SHOP}#{marta.id}", "PERSON#", 10):
        rows._delete(row["pk"], row["sk"])
    X(world, talk, BRAND, marta)
    written(world, marta.id)
    publish(world)
    kept = rows._rows(f"CHAT#{SHOP}#{marta.id}", "PERSON#", 10)
    assert len(kept) == 2
    assert {round((int(row["expires_at"]) - NIGHT.timestamp()) / 86400) for row in kept} == {40}


def test_an_acknowledgement_goes_to_the_chat_too(world, x, marta):
    world.drain("acknowledgements", "acknowledge")
    publish(world)
    assert len(x.messages) == 1
    assert x.plain == []
    assert any(m.purpose == "acknowledgement" and m.chat for m in messages_of(world, marta.id))


@pytest.mark.parametrize("trouble", [httpx.ReadTimeout("late"), 500, 502, httpx.ConnectError("no way")])
def test_after_no_answer_the_very_same_payload_goes_again_and_nothing_is_unconfirmed(world, x, marta, trouble):
    item = written(world, marta.id)
    x.next = [trouble]
    publish(world)
    waits = now(world, item)
    assert waits.state == "released"
    assert waits.sealed is not None
    world.at(NIGHT + timedelta(minutes=20))
    publish(world)
    assert now(world, item).state == "sent"
    assert len(x.messages) == 2
    assert x.messages[0] == x.messages[1]


def test_a_publisher_that_died_after_the_claim_sends_the_same_again(world, x, marta):
    item = written(world, marta.id)
    x.next = [httpx.ReadTimeout("late")]
    publish(world)
    assert world.outbox.claim(now(world, item), NIGHT) is not None
    world.at(NIGHT + timedelta(minutes=20))
    publish(world)
    assert now(world, item).state == "sent"
    assert x.messages[0] == x.messages[1]


def test_the_echo_of_a_message_that_nobody_answered_settles_it(world, x, marta, talk):
    item = written(world, marta.id)
    x.next = [httpx.ReadTimeout("late")]
    publish(world)
    body = x.messages[0]
    event = frame(
        "51", body["message_id"], SHOP, talk.id, AT, create(body["encoded_message_create_event"]), _signature(body)
    )
    deliver(world, delivery(event, talk, BRAND, BRAND, id="e4f4d3fc-8bbf-4928-92eb-0000000000bb"))
    assert now(world, item).state == "sent"
    assert not any(m.by == "person" for m in messages_of(world, marta.id))
    world.at(NIGHT + timedelta(minutes=20))
    publish(world)
    assert len(x.messages) == 1


def tells(world: World, talk: Talk, number: int, message_id: str) -> None:
    """X says later, by an event of its own, that it did not pass a message of ours on."""
    event = failure(number, talk, message_id, SHOP)
    deliver(world, delivery(event, talk, BRAND, BRAND, id=f"e4f4d3fc-8bbf-4928-92eb-0000000{number:05}"))
    world.drain("sends", "publish")
    world.drain("events", "cases")


def test_a_failure_that_x_tells_later_is_settled_on_the_answer_that_it_names(world, x, marta, talk):
    item = written(world, marta.id)
    publish(world)
    assert (now(world, item).state, case_of(world, marta.id).state) == ("sent", "waiting")
    tells(world, talk, 7, "another")
    tells(world, talk, 8, "")
    assert now(world, item).state == "sent", "it names another, or none"
    tells(world, talk, 7, x.messages[0]["message_id"])
    refused, case = now(world, item), case_of(world, marta.id)
    assert (refused.state, codes(refused.because)) == ("refused", (Code.chat_not_trusted,))
    assert case.state == "open"
    assert case.unanswered_since is not None
    assert case.respond_by is not None
    said = story(messages_of(world, marta.id), [refused], ACCOUNT, NIGHT)
    [shown] = [entry for entry in said if entry.purpose == "reply"]
    assert (shown.state, codes(shown.why)) == ("refused", (Code.chat_not_trusted,))
    tells(world, talk, 7, x.messages[0]["message_id"])
    publish(world)
    assert len(x.messages) == 1, "whoever wrote it decides how to go on"


def test_an_automatic_message_that_x_did_not_pass_on_counts_as_not_told(world, x, marta, talk):
    world.drain("acknowledgements", "acknowledge")
    publish(world)
    before = case_of(world, marta.id)
    tells(world, talk, 11, x.messages[0]["message_id"])
    after = case_of(world, marta.id)
    assert after.state == before.state
    assert len(after.customer.automatic_at) <= len(before.customer.automatic_at)


def test_what_nobody_answered_for_is_known_to_be_lost_when_x_says_so(world, x, marta, talk):
    item = written(world, marta.id)
    x.next = [httpx.ReadTimeout("late")]
    publish(world)
    assert now(world, item).state == "released"
    tells(world, talk, 11, x.messages[0]["message_id"])
    world.at(NIGHT + timedelta(minutes=30))
    publish(world)
    assert (now(world, item).state, len(x.messages)) == ("refused", 1)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("5", Code.chat_bad_signature),
        ("7", Code.chat_not_trusted),
        ("9", Code.chat_encrypted_only),
        ("11", Code.chat_flagged_spam),
    ],
)
def test_what_x_does_not_pass_on_is_refused_with_its_reason(world, x, marta, number, code):
    item = written(world, marta.id)
    x.next = [number]
    publish(world)
    refused = now(world, item)
    assert (refused.state, list(codes(refused.because)), refused.charged) == ("refused", [code], {})


def test_x_lets_no_more_through_for_now_and_it_goes_later(world, x, marta):
    item = written(world, marta.id)
    x.next = ["12"]
    publish(world)
    assert now(world, item).state == "released"
    world.at(NIGHT + timedelta(minutes=30))
    publish(world)
    assert now(world, item).state == "sent"
    assert x.messages[0] == x.messages[1]


def test_a_changed_key_is_met_by_sealing_anew_to_the_customers_new_keys(world, x, marta, talk):
    item = written(world, marta.id)
    anew = Person(marta.id, "1790000000088")
    x.people = (BRAND, marta, anew)
    x.next = ["8"]
    publish(world)
    [change] = x.key_bodies
    shares = {one["user_id"]: one["public_key_version"] for one in change["conversation_participant_keys"]}
    assert shares == {SHOP: BRAND.version, marta.id: anew.version}
    first, second = x.messages
    assert first["message_id"] != second["message_id"]
    assert now(world, item).state == "sent"


def test_a_newer_key_of_the_conversation_is_fetched_and_sealed_with(world, x, marta, talk):
    written(world, marta.id)
    newer = talk.change(marta)
    x.key_changes = [newer]
    x.next = ["6"]
    publish(world)
    assert x.key_bodies == []
    assert len(x.messages) == 2
    assert x.read(marta, 1) == "Ya está de camino"


def test_nothing_is_sealed_anew_where_the_first_may_have_arrived(world, x, marta):
    item = written(world, marta.id)
    x.next = [httpx.ReadTimeout("late"), "6"]
    publish(world)
    world.at(NIGHT + timedelta(minutes=20))
    publish(world)
    unclear = now(world, item)
    assert (unclear.state, list(codes(unclear.because))) == ("unconfirmed", [Code.chat_old_key])


def test_a_first_key_goes_to_bound_keys_alone(world, marta):
    connect(BRAND)
    talk = Talk(marta, BRAND)
    Opens(world, BRAND, marta)
    deliver(
        world,
        begins("Hola, ayuda", talk, marta, BRAND),
    )
    swapped = Person(marta.id, "1790000000099")
    object.__setattr__(swapped.shown, "signing", Person("1").shown.signing)
    x = X(world, talk, BRAND, swapped)
    item = written(world, marta.id)
    x.next = ["8"]
    publish(world)
    assert x.key_bodies == []
    assert list(codes(now(world, item).because)) == [Code.chat_recipient_no_keys]


def test_without_keys_a_reply_says_what_to_do(world, x, marta):
    boto3.client("secretsmanager").put_secret_value(SecretId="x-chat", SecretString="{}")
    world.handler("publish").rings._read = None
    item = written(world, marta.id)
    publish(world)
    assert list(codes(now(world, item).because)) == [Code.chat_no_keys]
    assert x.messages == []


def test_the_days_cap_of_chats_holds_no_plain_dm(world, x, marta):
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, chat=replace(ACCOUNT.chat, per_day=1)))
    first = written(world, marta.id)
    second = replace(first, item_id=f"{first.case_id}:reply:2", text="Dos")
    world.outbox.add(second)
    writes_a_dm(world, "888")
    plain = written(world, "888", "Por DM", NIGHT + timedelta(seconds=5))
    world.at(NIGHT + timedelta(seconds=10))
    publish(world)
    assert [now(world, one).state for one in (first, second, plain)] == ["sent", "waiting", "sent"]
    assert [body["text"] for body in x.plain] == ["Por DM"]


def writes_a_dm(world: World, customer_id: str) -> None:
    dm = Message(id=f"9{customer_id}", channel="private", text="Mi pedido no llega", at=NIGHT - timedelta(minutes=5))
    told = MessageReceived(account_id=SHOP, customer_id=customer_id, author=Author(id=customer_id), message=dm)
    send_all(world.sqs, world.queues["events"], [told])
    world.drain("events", "cases")


def test_the_price_is_the_accounts_own_setting(world, x, marta):
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, chat=replace(ACCOUNT.chat, price_micro_dollars=4_000)))
    item = written(world, marta.id)
    publish(world)
    assert set(now(world, item).charged.values()) == {4_000}


def test_what_was_tried_keeps_its_way():
    customer = Customer(account_id=SHOP, customer_id="1", writes_by="chat")
    item = Item(
        item_id="C:reply:1",
        account_id=SHOP,
        customer_id="1",
        case_id="C",
        channel="private",
        purpose="reply",
        text="x",
        created_at=NIGHT,
    )
    assert with_way(item, customer).by == "chat"
    assert with_way(replace(item, attempts=1), customer).by == "dm"
    assert with_way(replace(item, channel="public"), customer).by == "dm"
    assert with_way(item, None).by == "dm"


def test_a_conversation_that_moves_from_dm_to_chat_stays_one_case(world, marta):
    connect(BRAND)
    writes_a_dm(world, marta.id)
    before = case_of(world, marta.id)
    assert before.customer.writes_by == "dm"
    talk = Talk(marta, BRAND, AT - 120_000)
    Opens(world, BRAND, marta)
    deliver(
        world,
        begins("¿Hola? Sigo aquí", talk, marta, BRAND),
    )
    after = case_of(world, marta.id)
    assert (after.case_id, after.customer.writes_by) == (before.case_id, "chat")
