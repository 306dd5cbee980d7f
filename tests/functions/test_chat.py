"""`chat`: encrypted messages become the same cases as any other, and what cannot be opened is told as that."""

import base64
import json
from copy import replace
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import boto3
import httpx
import pytest
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP, World
from tests.unit.x.chatting import Person, Talk, begins, delivery, public_keys

from care.chat.shown import shown
from care.desk.story import story
from care.model.actions import CustomerErased
from care.model.chat import ChatWaits
from care.model.x_events import MessageEchoed, MessageReceived
from care.queues import send_all
from care.tables.chats import Chats
from care.x.chat_keys import with_keys
from care.x.delivery import read_delivery

BRAND = Person(SHOP)
AT = int(NIGHT.timestamp() * 1000)


class X:
    """X Chat as `chat` asks it: public keys, and the events of a conversation."""

    def __init__(self, world: World, *people: Person) -> None:
        self.people, self.key_changes, self.asked, self.status = people, list[str](), list[str](), 200
        world.handler("chat").x_accounts._http = httpx.Client(transport=httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked.append(path)
        if self.status != 200:
            return httpx.Response(self.status, json={"title": "no", "detail": "no"})
        if path.endswith("/public_keys"):
            return httpx.Response(200, json=public_keys(path, self.people))
        if path.endswith(("/read", "/typing")):
            return httpx.Response(200, json={"data": {"success": True}})
        assert path.endswith("/events")
        return httpx.Response(200, json={"data": [], "meta": {"conversation_key_events": self.key_changes}})


@pytest.fixture
def marta() -> Person:
    return Person("777000111", "1790000000002")


@pytest.fixture
def talk(marta: Person) -> Talk:
    return Talk(marta, BRAND, AT)


def connect(*people: Person) -> None:
    text = ""
    for person in people:
        text = with_keys(text, person.keys)
    boto3.client("secretsmanager").put_secret_value(SecretId="x-chat", SecretString=text)


def deliver(world: World, *told: dict[str, Any]) -> dict[str, Any]:
    for one in told:
        read = read_delivery(one)
        assert not read.events
        send_all(world.sqs, world.queues["chats"], read.chats)
    answer = world.drain("chats", "chat")
    world.drain("events", "cases")
    return answer


def erase(world: World, customer_id: str, at: datetime) -> None:
    asked = CustomerErased(account_id=SHOP, customer_id=customer_id, action_id=f"1-{at}", by="ana", at=at)
    send_all(world.sqs, world.queues["events"], [asked])
    world.drain("events", "cases")


def case_of(world: World, customer_id: str) -> Any:
    case = world.conversations.case(world.conversations.customer(SHOP, customer_id).case_id)
    assert case is not None
    return case


def messages_of(world: World, customer_id: str) -> list[Any]:
    return world.conversations.messages(case_of(world, customer_id).case_id)


def all_that_is_stored(world: World) -> str:
    return json.dumps(world.dynamodb.scan(TableName="conversations")["Items"], default=str)


def all_that_is_counted(world: World) -> list[Any]:
    rows = world.dynamodb.scan(TableName="conversations")["Items"]
    return [row["counts"] for row in rows if row["pk"]["S"].startswith("COUNTS#")]


def test_a_chat_opens_a_case_as_a_dm_does(world, marta, talk):
    connect(BRAND)
    X(world, BRAND, marta)
    message_id, _, event = talk.says(marta, "Hola, mi pedido no llega")
    deliver(world, delivery(event, talk, marta, BRAND, conversation_key_change_event=talk.key_changes[0]))
    case = case_of(world, marta.id)
    assert (case.state, case.opened_in, case.private_contact) == ("open", "private", True)
    assert case.customer.writes_by == "chat"
    [message] = messages_of(world, marta.id)
    assert (message.id, message.text, message.chat, message.encrypted) == (
        message_id, "Hola, mi pedido no llega", True, False,
    )  # fmt: skip


def test_nothing_that_opens_a_conversation_lies_in_a_table(world, marta, talk):
    connect(BRAND)
    X(world, BRAND, marta)
    deliver(
        world,
        begins("Hola", talk, marta, BRAND),
    )
    stored = all_that_is_stored(world)
    assert talk.key_changes[0] in stored
    for secret in (BRAND.blob, talk.key):
        for half in (secret[:16], secret[-16:]):
            assert base64.b64encode(half).decode().rstrip("=")[:-1] not in stored
            assert half.hex() not in stored


def test_a_message_is_told_once_however_often_and_under_which_id_it_comes(world, marta, talk):
    connect(BRAND)
    X(world, BRAND, marta)
    event = talk.says(marta, "Hola, ¿dónde está?")[2]
    told = delivery(event, talk, marta, BRAND, conversation_key_change_event=talk.key_changes[0])
    deliver(world, told)
    told["data"]["payload"]["id"] = "11111111-8bbf-4928-92eb-e5058d6bb6f6"
    deliver(world, told)
    assert [m.text for m in messages_of(world, marta.id)] == ["Hola, ¿dónde está?"]


def test_without_keys_the_case_says_so_and_the_message_is_opened_when_they_come(world, marta, talk):
    x = X(world, BRAND, marta)
    event = talk.says(marta, "Mi pedido llegó roto")[2]
    told = delivery(event, talk, marta, BRAND, conversation_key_change_event=talk.key_changes[0])
    deliver(world, told)
    [shut] = messages_of(world, marta.id)
    assert (shut.text, shut.encrypted, shut.shut) == ("", True, "no_keys")
    assert not case_of(world, marta.id).private_contact
    assert [one.customer_id for one in Chats(world.dynamodb, "conversations").waiting(SHOP, NIGHT)] == [marta.id]
    connect(BRAND)
    world.handler("chat").rings._read = None
    send_all(world.sqs, world.queues["chats"], [ChatWaits(account_id=SHOP, customer_id=marta.id, at=NIGHT)])
    world.drain("chats", "chat")
    world.drain("events", "cases")
    [opened] = messages_of(world, marta.id)
    assert (opened.id, opened.text, opened.encrypted, opened.shut) == (shut.id, "Mi pedido llegó roto", False, "")
    assert case_of(world, marta.id).private_contact
    assert Chats(world.dynamodb, "conversations").waiting(SHOP, NIGHT) == []
    deliver(world, told)  # X replays it
    assert len(messages_of(world, marta.id)) == 1
    assert x.asked


@pytest.mark.parametrize("by_customer", [True, False])
def test_what_was_never_told_as_shut_counts_when_it_is_opened_as_if_it_came_then(world, marta, talk, by_customer):
    connect(BRAND)
    X(world, marta, BRAND)
    deliver(
        world,
        delivery(talk.says(marta, "hola")[2], talk, marta, BRAND, conversation_key_change_event=talk.key_changes[0]),
    )
    by = marta if by_customer else BRAND
    _, _, event = talk.says(by, "¿sigue ahí?")
    [told] = read_delivery(delivery(event, talk, by, BRAND)).chats
    Chats(world.dynamodb, "conversations").shut(told, NIGHT)  # and died before it told so
    send_all(world.sqs, world.queues["chats"], [told])
    world.drain("chats", "chat")
    world.drain("events", "cases")
    case = world.conversations.case(world.conversations.customer(SHOP, marta.id).case_id)
    stored = world.conversations.messages(case.case_id)
    assert [(one.by, one.text, one.opened_at) for one in stored][1:] == [
        ("customer" if by_customer else "person", "¿sigue ahí?", None)
    ]
    assert (case.person_answered_at is None) is by_customer


@pytest.mark.parametrize("by_customer", [True, False])
def test_that_a_message_is_shut_is_no_news_after_it_was_opened(world, marta, talk, by_customer):
    connect(BRAND)
    X(world, marta, BRAND)
    deliver(world, begins("hola", talk, marta, BRAND))
    by = marta if by_customer else BRAND
    message_id, _, event = talk.says(by, "¿sigue ahí?")
    [told] = read_delivery(delivery(event, talk, by, BRAND, id=message_id)).chats
    Chats(world.dynamodb, "conversations").shut(told, NIGHT)
    send_all(world.sqs, world.queues["chats"], [told])
    world.drain("chats", "chat")
    world.drain("events", "cases")
    before, case = all_that_is_counted(world), case_of(world, marta.id)
    # That it is shut was told first, and comes late.
    message = {"id": message_id, "channel": "private", "at": NIGHT, "text": "", "encrypted": True, "chat": True}
    whose = {"account_id": SHOP, "customer_id": marta.id, "message": message}
    late = MessageReceived(**whose, author={"id": marta.id}) if by_customer else MessageEchoed(**whose)
    send_all(world.sqs, world.queues["events"], [late])
    world.drain("events", "cases")
    assert all_that_is_counted(world) == before
    assert replace(case_of(world, marta.id), version=case.version, customer=case.customer) == case


def test_a_missing_key_is_asked_for_once_and_opens_what_waited(world, marta, talk):
    connect(BRAND)
    x = X(world, BRAND, marta)
    first = delivery(talk.says(marta, "Uno: no llega")[2], talk, marta, BRAND)
    deliver(world, first)
    assert [m.shut for m in messages_of(world, marta.id)] == ["no_conversation_key"]
    assert sum(path.endswith("/events") for path in x.asked) == 1
    deliver(world, first)  # again: nothing is asked
    assert sum(path.endswith("/events") for path in x.asked) == 1
    second = begins("Dos: tampoco", talk, marta, BRAND)
    deliver(world, second)
    assert sorted(m.text for m in messages_of(world, marta.id)) == ["Dos: tampoco", "Uno: no llega"]


def test_x_shows_the_missing_key(world, marta, talk):
    connect(BRAND)
    X(world, BRAND, marta).key_changes = talk.key_changes
    deliver(world, delivery(talk.says(marta, "Hola, ayuda")[2], talk, marta, BRAND))
    assert [m.text for m in messages_of(world, marta.id)] == ["Hola, ayuda"]


def test_an_unverified_sender_is_shown_without_text(world, marta, talk, capsys):
    connect(BRAND)
    X(world, BRAND, Person(marta.id, marta.version))  # other keys than she signs with
    deliver(
        world,
        begins("Transfiere dinero", talk, marta, BRAND),
    )
    [message] = messages_of(world, marta.id)
    assert (message.text, message.shut) == ("", "unverified")
    out = capsys.readouterr().out
    assert '"ChatUnverified":[1.0]' in out.replace(" ", "")
    assert "Transfiere" not in out


def test_what_a_key_of_somebody_unknown_opened_says_so_on_the_message_and_stays_so_after_an_edit(world, marta, talk):
    connect(BRAND)
    X(world, BRAND, marta)
    strange = Talk(Person(marta.id, "1790000000066"), BRAND, AT)  # its maker's keys are none that X shows
    deliver(world, begins("Uno", talk, marta, BRAND))
    talk.key, talk.version, talk.key_changes = strange.key, strange.version, strange.key_changes
    world.at(NIGHT + timedelta(minutes=3))
    _, _, event = talk.says(marta, "Dos")
    deliver(world, delivery(event, talk, marta, BRAND, conversation_key_change_event=talk.key_changes[0]))
    assert [(m.text, m.key_unverified) for m in messages_of(world, marta.id)] == [("Uno", False), ("Dos", True)]
    talk.change(marta)
    changed = talk.edits(marta, event, "Dos, bien escrito")[2]
    deliver(world, delivery(changed, talk, marta, BRAND, conversation_key_change_event=talk.key_changes[-1]))
    messages = messages_of(world, marta.id)
    assert [(m.text, m.key_unverified) for m in messages] == [("Uno", False), ("Dos, bien escrito", True)]
    said = story(messages, [], ACCOUNT, NIGHT)
    assert [one.key_unverified and one.key_unverified.code for one in said] == [None, "chat_key_unverified"]


def test_an_edit_by_a_key_of_somebody_unknown_and_what_was_opened_late_by_one_are_flagged(world, marta, talk):
    connect(BRAND)
    X(world, BRAND, marta)
    first = talk.says(marta, "Uno")[2]
    deliver(world, delivery(first, talk, marta, BRAND, conversation_key_change_event=talk.key_changes[0]))
    strange = Talk(Person(marta.id, "1790000000066"), BRAND, AT)
    talk.key, talk.version, talk.key_changes = strange.key, strange.version, strange.key_changes
    world.at(NIGHT + timedelta(minutes=3))
    deliver(world, delivery(talk.says(marta, "Dos")[2], talk, marta, BRAND))
    assert [(m.shut, m.key_unverified) for m in messages_of(world, marta.id)][-1] == ("no_conversation_key", False)
    edit = talk.edits(marta, first, "Uno, corregido")[2]
    deliver(world, delivery(edit, talk, marta, BRAND, conversation_key_change_event=talk.key_changes[0]))
    found = {m.text: m.key_unverified for m in messages_of(world, marta.id)}
    assert found == {"Uno, corregido": True, "Dos": True}


def test_new_keys_of_the_customer_are_looked_up_when_they_do_not_fit(world, marta, talk):
    connect(BRAND)
    x = X(world, BRAND, marta)
    deliver(
        world,
        begins("Uno", talk, marta, BRAND),
    )
    anew = Person(marta.id, "1790000000077")
    x.people = (BRAND, marta, anew)
    talk.one = anew
    change = talk.change(anew)
    world.at(NIGHT + timedelta(minutes=3))
    deliver(
        world,
        delivery(talk.says(anew, "Dos, con otro teléfono")[2], talk, anew, BRAND, conversation_key_change_event=change),
    )
    assert [m.text for m in messages_of(world, marta.id)] == ["Uno", "Dos, con otro teléfono"]


def test_new_keys_whose_change_x_alone_tells_are_looked_up_once_the_conversation_can_be_read(world, marta, talk):
    connect(BRAND)
    x = X(world, BRAND, marta)
    deliver(world, begins("Uno", talk, marta, BRAND))
    anew = Person(marta.id, "1790000000077")
    x.people, talk.one = (BRAND, marta, anew), anew
    x.key_changes = [talk.change(anew)]  # its delivery never came
    world.at(NIGHT + timedelta(minutes=3))
    deliver(world, delivery(talk.says(anew, "Dos, con otro teléfono")[2], talk, anew, BRAND))
    assert [m.text for m in messages_of(world, marta.id)] == ["Uno", "Dos, con otro teléfono"]


def test_an_erasure_leaves_shut_what_was_written_after_it_was_asked_for(world, marta, talk):
    X(world, BRAND, marta)
    chats, neighbour = Chats(world.dynamodb, "conversations"), Person("777000222", "1790000000002")
    for one in (marta, neighbour):
        theirs = talk if one is marta else Talk(one, BRAND, AT)
        for said in ("Antes", "Después"):
            event = theirs.says(one, said)[2]
            [told] = read_delivery(delivery(event, theirs, one, BRAND)).chats
            chats.shut(replace(told, at=NIGHT + timedelta(minutes=1 if said == "Después" else -1)), NIGHT)
    erase(world, marta.id, NIGHT)
    assert [one.at for one in chats.still_shut(SHOP, marta.id)] == [NIGHT + timedelta(minutes=1)]
    assert len(chats.still_shut(SHOP, neighbour.id)) == 2
    assert {one.customer_id for one in chats.waiting(SHOP, NIGHT)} == {marta.id, neighbour.id}
    erase(world, marta.id, NIGHT + timedelta(minutes=2))
    assert chats.still_shut(SHOP, marta.id) == []
    assert {one.customer_id for one in chats.waiting(SHOP, NIGHT)} == {neighbour.id}


def test_an_edit_takes_the_place_of_the_text_a_deletion_erases_it_and_a_thumb_closes_nothing(world, marta, talk):
    connect(BRAND)
    X(world, BRAND, marta)
    first_id, first, event = talk.says(marta, "Mi pedido es el 1")
    deliver(world, delivery(event, talk, marta, BRAND, conversation_key_change_event=talk.key_changes[0]))
    deliver(world, delivery(talk.edits(marta, event, "Mi pedido es el 2")[2], talk, marta, BRAND))
    [message] = messages_of(world, marta.id)
    assert (message.id, message.text, message.edited_at is not None) == (first_id, "Mi pedido es el 2", True)
    assert case_of(world, marta.id).excerpt == "Mi pedido es el 2"
    before = case_of(world, marta.id)
    deliver(world, delivery(talk.reacts(marta, event, "👍")[2], talk, marta, BRAND))
    [message] = messages_of(world, marta.id)
    assert (message.reaction, message.text) == ("👍", "Mi pedido es el 2")
    after = case_of(world, marta.id)
    assert (after.state, after.unanswered_since, after.timers) == (before.state, before.unanswered_since, before.timers)
    deliver(world, delivery(talk.deletes(marta, first)[2], talk, marta, BRAND))
    [message] = messages_of(world, marta.id)
    assert (message.text, message.deleted_at is not None) == ("", True)


def test_nobody_changes_another_persons_message(world, marta, talk):
    connect(BRAND)
    X(world, BRAND, marta)
    _, sequence, event = talk.says(BRAND, "Le ayudo")
    own = talk.says(marta, "Gracias, ¿y el reembolso?")
    deliver(
        world,
        delivery(own[2], talk, marta, BRAND, conversation_key_change_event=talk.key_changes[0]),
        delivery(event, talk, BRAND, BRAND, id="e4f4d3fc-8bbf-4928-92eb-0000000000aa"),
    )
    deliver(world, delivery(talk.edits(marta, event, "Le debo 500 euros")[2], talk, marta, BRAND))
    deliver(world, delivery(talk.deletes(marta, sequence)[2], talk, marta, BRAND))
    assert "Le ayudo" in {m.text for m in messages_of(world, marta.id)}


def test_what_a_person_of_the_account_wrote_in_x_is_the_answer(world, marta, talk):
    connect(BRAND)
    X(world, BRAND, marta)
    deliver(
        world,
        begins("¿Abren hoy?", talk, marta, BRAND),
        delivery(talk.says(BRAND, "Sí, hasta las ocho")[2], talk, BRAND, BRAND),
    )
    case = case_of(world, marta.id)
    assert (case.state, case.unanswered_since) == ("waiting", None)
    assert [(m.by, m.text) for m in messages_of(world, marta.id)][-1] == ("person", "Sí, hasta las ocho")


def test_a_group_is_told_and_left(world, marta, talk):
    connect(BRAND)
    x = X(world, BRAND, marta)
    deliver(world, delivery(talk.says(marta, "Hola a todos")[2], talk, marta, BRAND, conversation_id="g1234567890"))
    [message] = messages_of(world, marta.id)
    assert (message.shut, message.text) == ("group", "")
    assert x.asked == []


@pytest.mark.parametrize(("after", "waits"), [(timedelta(minutes=1), True), (timedelta(minutes=10), False)])
def test_while_x_does_not_answer_a_message_waits_some_minutes_and_then_it_is_told_shut(
    world, marta, talk, after, waits
):
    connect(BRAND)
    X(world, BRAND, marta).status = 503
    world.at(NIGHT + after)
    told = begins("Hola, ayuda", talk, marta, BRAND)
    assert bool(deliver(world, told)["batchItemFailures"]) is waits
    if not waits:
        assert [m.shut for m in messages_of(world, marta.id)] == ["keys_unknown"]


def test_an_erased_customer_leaves_no_sealed_keys(world, marta, talk):
    connect(BRAND)
    X(world, BRAND, marta)
    deliver(
        world,
        begins("Hola", talk, marta, BRAND),
    )
    erase(world, marta.id, NIGHT)
    stored = all_that_is_stored(world)
    assert talk.key_changes[0] not in stored
    assert f"CHAT#{SHOP}#{marta.id}" not in stored


def test_a_public_key_of_x_is_kept_as_it_is_shown(world, marta, talk):
    connect(BRAND)
    X(world, BRAND, marta)
    deliver(
        world,
        begins("Hola", talk, marta, BRAND),
    )
    people = Chats(world.dynamodb, "conversations").talk(SHOP, marta.id).people
    assert [asdict(key) for key in people if key.user_id == marta.id] == [asdict(marta.shown)]


def test_a_person_who_looks_and_writes_is_seen_once_each_and_a_late_word_is_not(world, marta, talk):
    connect(BRAND)
    x = X(world, BRAND, marta)
    deliver(
        world,
        begins("Hola", talk, marta, BRAND),
    )
    case, account = case_of(world, marta.id), ACCOUNT
    for what in ("seen", "seen", "typing", "typing"):
        told = shown(case, account, what, NIGHT)
        assert told is not None
        send_all(world.sqs, world.queues["chats"], [told])
    late = shown(case, account, "typing", NIGHT - timedelta(minutes=5))
    assert late is not None
    send_all(world.sqs, world.queues["chats"], [late])
    world.drain("chats", "chat")
    assert [path.rpartition("/")[2] for path in x.asked if not path.endswith("public_keys")] == ["read", "typing"]
    quiet = replace(account, chat=replace(account.chat, mark_read=False, typing=False))
    assert shown(case, quiet, "seen", NIGHT) is None
    assert shown(case, quiet, "typing", NIGHT) is None


def test_keys_that_are_connected_late_open_what_came_without_its_conversations_key(world, marta, talk):
    x = X(world, BRAND, marta)
    deliver(world, delivery(talk.says(marta, "Llegó roto")[2], talk, marta, BRAND))
    assert [m.shut for m in messages_of(world, marta.id)] == ["no_keys"]
    x.key_changes = talk.key_changes
    connect(BRAND)
    world.handler("chat").rings._read = None
    send_all(world.sqs, world.queues["chats"], [ChatWaits(account_id=SHOP, customer_id=marta.id, at=NIGHT)])
    world.drain("chats", "chat")
    world.drain("events", "cases")
    assert [m.text for m in messages_of(world, marta.id)] == ["Llegó roto"]


def test_x_is_not_asked_again_and_again_whose_keys_a_customer_without_any_has(world, marta, talk):
    connect(BRAND)
    x = X(world, BRAND)
    for number in range(4):
        deliver(world, delivery(talk.says(marta, f"Hola {number}")[2], talk, marta, BRAND))
    assert {m.shut for m in messages_of(world, marta.id)} == {"keys_unknown"}
    assert len(x.asked) == 2
