"""Cures of alarms between us and X, followed as the runbook has them."""

import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from infra.command.chat_keys import Connecting
from tests.functions import test_chat as chats
from tests.functions.conftest import MARTA, NIGHT, SHOP, World
from tests.functions.cures.conftest import Operator
from tests.functions.reconcile.conftest import URL
from tests.functions.reconcile.conftest import X as Net
from tests.functions.test_chat import BRAND, deliver
from tests.functions.test_fetching import PICTURE, post, tell
from tests.unit.x.chatting import Person, Talk, delivery

from care.model.chat import ChatWaits
from care.model.commands import FetchMedia, Introduce
from care.model.media import Media
from care.queues import send_all


def the_net(world: World, monkeypatch: pytest.MonkeyPatch) -> Net:
    monkeypatch.setenv("WEBHOOK_URLS", URL)
    x = Net()
    world.handler("reconcile").x_accounts._http = httpx.Client(transport=httpx.MockTransport(x.answer))
    return x


def test_a_gap_that_was_replayed_is_told_once_and_nothing_is_to_be_done(
    world: World, operator: Operator, monkeypatch: pytest.MonkeyPatch
):
    x = the_net(world, monkeypatch)
    world.call("reconcile")
    assert not operator.rings("GapReplayed")
    world.at(NIGHT + timedelta(hours=2))
    x.hooks[0]["valid"] = False
    world.call("reconcile")
    assert operator.rings("GapReplayed")
    assert len(x.replays) == 1
    world.at(NIGHT + timedelta(hours=2, minutes=15))
    world.call("reconcile")
    assert not operator.rings("GapReplayed")
    assert operator.doctor() == {}


@pytest.fixture
def marta() -> Person:
    return Person("777000111", "1790000000002")


@pytest.fixture
def talk(marta: Person) -> Talk:
    return Talk(marta, BRAND, chats.AT)


@pytest.fixture
def pin(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """X as `connect --chat` finds it: the brand's keys are registered, and its PIN unlocks them."""
    del operator
    row = {
        "public_key_version": BRAND.version,
        "public_key": BRAND.shown.identity,
        "signing_public_key": BRAND.shown.signing,
        "identity_public_key_signature": BRAND.shown.binding,
        "juicebox_config": {"of": BRAND.version},
    }
    x = httpx.MockTransport(lambda _: httpx.Response(200, json={"data": [row]}))
    monkeypatch.setattr("infra.command.subcommands.connect_chat.http_client", lambda: httpx.Client(transport=x))
    unlocks = partial(Connecting, unlock=lambda _config, _pin: BRAND.blob)
    monkeypatch.setattr("infra.command.chat_keys.Connecting", unlocks)


def says(talk: Talk, marta: Person, text: str) -> dict[str, Any]:
    event = talk.says(marta, text)[2]
    return delivery(event, talk, marta, BRAND, conversation_key_change_event=talk.key_changes[0])


def test_encrypted_messages_that_stay_shut_are_opened_once_the_keys_are_connected(
    world: World, operator: Operator, marta: Person, talk: Talk, pin: None
):
    chats.X(world, BRAND, marta)
    for _ in range(3):  # a queue gives ten of a customer's at once
        deliver(world, *(says(talk, marta, f"Mi pedido {number} llegó roto") for number in range(7)))
    assert operator.rings("ChatShut")
    assert {line["found"] for line in operator.logged("chat.shut")} == {"no_keys"}
    said = operator.run("connect", "tiendaluna", "--chat", typed="2580\n")
    assert "What waited of 1 customers is opened now" in said
    world.started.discard("chat")  # within five minutes
    chats.X(world, BRAND, marta)
    world.drain("chats", "chat")
    for _ in range(3):
        world.drain("events", "cases")
    assert {message.text[:10] for message in chats.messages_of(world, marta.id)} == {"Mi pedido "}
    assert not operator.rings("ChatShut")
    deliver(world, says(talk, marta, "Gracias"))
    assert not operator.rings("ChatShut")
    assert operator.doctor() == {}


UNREADABLE = json.dumps({"accounts": {SHOP: [{"version": 7}]}})


@pytest.mark.parametrize("left", [True, False])
def test_a_secret_of_chats_that_cannot_be_read_is_put_back_or_emptied_and_connected_and_by_no_command_written_over(
    world: World, operator: Operator, marta: Person, talk: Talk, pin: None, left: bool
):
    chats.connect(BRAND)
    secrets = boto3.client("secretsmanager")
    secrets.put_secret_value(SecretId="x-chat", SecretString=UNREADABLE)
    chats.X(world, BRAND, marta)
    deliver(world, says(talk, marta, "Mi pedido llegó roto"))
    assert operator.rings("ChatSecretUnreadable")
    for more in ((), ("--new-keys",)):
        operator.run("connect", "tiendaluna", "--chat", *more, typed="2580\n", fails=True)
        assert secrets.get_secret_value(SecretId="x-chat")["SecretString"] == UNREADABLE
    if left:
        before = secrets.get_secret_value(SecretId="x-chat", VersionStage="AWSPREVIOUS")["SecretString"]
        secrets.put_secret_value(SecretId="x-chat", SecretString=before)
    else:
        secrets.put_secret_value(SecretId="x-chat", SecretString="{}")
        operator.run("connect", "tiendaluna", "--chat", typed="2580\n")
    world.started.discard("chat")  # within five minutes
    chats.X(world, BRAND, marta)
    send_all(world.sqs, world.queues["chats"], [ChatWaits(account_id=SHOP, customer_id=marta.id, at=NIGHT)])
    world.drain("chats", "chat")
    world.drain("events", "cases")
    assert [message.text for message in chats.messages_of(world, marta.id)] == ["Mi pedido llegó roto"]
    assert not operator.rings("ChatSecretUnreadable")


def test_pictures_that_x_does_not_show_are_named_in_the_log_and_others_are_fetched_when_it_does(
    world: World, operator: Operator, monkeypatch: pytest.MonkeyPatch
):
    """No command mends it: the log names whose matter it is."""
    web = {"status": 404}
    lies = httpx.MockTransport(lambda _: httpx.Response(web["status"], content=PICTURE))
    monkeypatch.setattr(world.handler("media"), "http", httpx.Client(transport=lies))
    for number in range(21):
        tell(world, post(str(100 + number), shows=f"3_{number}"))
    world.drain("media", "media")
    assert operator.rings("MediaFailed")
    assert {line["fault"] for line in operator.logged("media.fetched")} == {"gone"}
    web["status"] = 200
    tell(world, post("200", shows="3_200"))
    world.drain("media", "media")
    assert not operator.rings("MediaFailed")
    kept = world.handler("media").files.of_case(world.conversations.customer(SHOP, MARTA).case_id)
    assert {one.state for one in kept if one.id == "3_200"} == {"kept"}


def test_pictures_of_encrypted_chats_that_stay_shut_are_counted_too_and_named_in_the_log_of_chat(
    world: World, operator: Operator, marta: Person, talk: Talk
):
    chats.connect(BRAND)
    chats.X(world, BRAND, marta)
    deliver(world, says(talk, marta, "Mira"))
    boto3.client("secretsmanager").put_secret_value(SecretId="x-chat", SecretString=UNREADABLE)
    world.started.discard("chat")  # within five minutes
    case = chats.case_of(world, marta.id)
    for number in range(21):
        command = FetchMedia(
            account_id=SHOP, customer_id=marta.id, case_id=case.case_id, item_id=f"m{number}", language="es",
            asked_at=NIGHT, message_id=case.last_message.id, media=(Media(id=f"f{number}", type="photo"),),
        )  # fmt: skip
        body = command.model_dump_json()
        world.sqs.send_message(
            QueueUrl=world.queues["chats"],
            MessageBody=body,
            MessageGroupId=f"g{number}",
            MessageDeduplicationId=f"g{number}",
        )
        world.drain("chats", "chat")
    assert operator.rings("MediaFailed")
    assert {line["error"] for line in operator.logged("chat.not_shown")} == {"UnreadableSecret"}


@pytest.mark.parametrize(("status", "error"), [(401, "CredentialsRefused"), (402, "OutOfCredit")])
def test_who_customers_are_is_asked_again_with_a_new_token_or_with_credit(
    world: World, operator: Operator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, status: int, error: str
):
    refuses = [True]

    def answer(request: httpx.Request) -> httpx.Response:
        known = 'oauth_token="new"' in request.headers["authorization"]
        if request.url.path == "/2/users/me":
            return httpx.Response(200, json={"data": {"id": SHOP, "username": "tiendaluna", "name": "Tienda Luna"}})
        if request.url.path == "/2/dm_events":
            return httpx.Response(200, json={"data": [], "meta": {}})
        if refuses[0] and not (status == 401 and known):
            return httpx.Response(status, json={"title": "no", "status": status})
        who = {"id": request.url.params["ids"], "username": "marta", "name": "Marta"}
        return httpx.Response(200, json={"data": [who]})

    def asks(customers: range) -> None:
        world.handler("media").x_accounts._http = httpx.Client(transport=httpx.MockTransport(answer))
        for number in customers:
            command = Introduce(
                account_id=SHOP, customer_id=str(7000 + number), case_id="C", item_id=f"i{number}", language="es",
                asked_at=NIGHT,
            )  # fmt: skip
            world.sqs.send_message(QueueUrl=world.queues["media"], MessageBody=command.model_dump_json())
        world.drain("media", "media")

    asks(range(21))
    assert operator.rings("ContextNotFound")
    assert {line["error"] for line in operator.logged("x.not_answered")} == {error}
    if status == 401:
        path = tmp_path / "keys.json"
        path.write_text(json.dumps({"token": "new", "token_secret": "new too"}))
        http = httpx.Client(transport=httpx.MockTransport(answer))
        monkeypatch.setattr("infra.command.subcommands.connect.http_client", lambda: http)
        # That its events arrive is another matter, and asks the webhook itself.
        monkeypatch.setattr("infra.command.subcommands.connect.subscribe_and_try", lambda *_, **__: None)
        operator.run("connect", "tiendaluna", "--keys", path)
        world.started.discard("media")  # within five minutes
    else:
        refuses[0] = False
    asks(range(21))
    assert not operator.rings("ContextNotFound")
    assert len(world.received("events")) > 0
