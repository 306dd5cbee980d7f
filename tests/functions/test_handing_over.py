"""A case that is handed over, over the real functions: from the press to the other system, and back to the case."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

import boto3
import httpx
import pytest
from infra.command.cli import app
from infra.command.subcommands import agent_actions, handing_over
from moto.sesv2.models import sesv2_backends
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.test_erasure import applied_at_once, run, stack_of
from typer.testing import CliRunner

from care.erasure.dossier import Kept, dossier, readable
from care.erasure.receipts import Receipt, handed_to
from care.erasure.whose import Whose
from care.facts.signing import secret_for
from care.lookups.pinned_addresses import pinned_client
from care.model.account import Account
from care.model.actions import CaseHandedOver, CustomerErased, HandOverTriedAgain
from care.model.case import Case
from care.model.hand_over import HandOver
from care.model.messages import Author, Message
from care.model.outcomes import Code
from care.model.settings.hand_over import Destination, whose
from care.model.x_events import MessageReceived
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.context import Around
from care.tables.deliveries import Deliveries, message_of
from care.tables.finds import Finds
from care.tables.gifts import Gifts
from care.tables.media import KeptFiles

DAY = NIGHT.replace(hour=10)
PLACES: list[dict[str, Any]] = [
    {"name": "crm", "way": "webhook", "address": "https://crm.shop.example/in", "words": True},
    {"name": "bare", "way": "webhook", "address": "https://bare.shop.example/in"},
    {"name": "legal", "way": "mail", "address": "legal@shop.example", "words": True},
]


def place(name: str) -> Destination:
    return next(one for one in map(Destination.model_validate, PLACES) if one.name == name)


class Net:
    """The other systems: what they were sent, and what they answer."""

    def __init__(self) -> None:
        self.got: list[httpx.Request] = []
        self.status: int | Exception = 200
        self.body: bytes = b'{"reference": "T-77"}'

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request)
        if isinstance(self.status, Exception):
            raise self.status
        return httpx.Response(self.status, stream=httpx.ByteStream(self.body))

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.got[-1].content)["data"]
        return found


@pytest.fixture
def net(world: World, monkeypatch: pytest.MonkeyPatch) -> Net:
    settings = {**ACCOUNT.model_dump(mode="json"), "hand_over": {"destinations": PLACES}}
    Accounts(world.dynamodb, "accounts").put(Account.model_validate(settings))
    net = Net()
    client = pinned_client(resolve=lambda *_: ["93.184.216.34"], inner=httpx.MockTransport(net))
    monkeypatch.setattr(world.handler("notify"), "client", client)
    world.at(DAY)
    return net


def tell(world: World, *events: Any) -> None:
    assert send_all(world.sqs, world.queues["events"], list(events))
    assert world.drain("events", "cases") == {"batchItemFailures": []}


def case_of(world: World) -> Case:
    case = world.conversations.case(world.conversations.customer(SHOP, MARTA).case_id)
    assert case is not None
    return case


def writes(world: World, text: str = "la lámpara llegó rota, mi DNI es 12345678Z", number: str = "900") -> None:
    message = Message.model_validate({"id": number, "channel": "private", "text": text, "at": DAY, "language": "es"})
    author = Author(id=MARTA, username="marta")
    tell(world, MessageReceived(account_id=SHOP, customer_id=MARTA, author=author, message=message))


def press(world: World, to: str, at: datetime = DAY, **values: Any) -> None:
    action_id = f"press-{to}-{at:%H%M}"
    tell(world, CaseHandedOver(**case_of(world).ids, action_id=action_id, by="ana", at=at, to=to, **values))


def goes(world: World, rounds: int = 3) -> None:
    """What is handed over, and what comes of it."""
    for _ in range(rounds):
        world.drain("facts", "notify")
        world.drain("events", "cases")


def due(world: World, name: str) -> None:
    """What waits to be tried again comes back on the queue."""
    kept = Deliveries(world.dynamodb, "conversations", "accounts")
    for each in kept.newest(SHOP, f"hand-over:{name}"):
        if not each.is_over:
            message = message_of(each).model_dump_json()
            world.sqs.send_message(QueueUrl=world.queues["facts"], MessageBody=message, MessageGroupId="1")


def one(world: World) -> HandOver:
    return case_of(world).hand_overs[-1]


def replies(world: World) -> list[str]:
    return [item.text for item in world.outbox.of_case(SHOP, case_of(world).case_id) if item.purpose == "reply"]


def test_a_story_goes_once_signed_and_masked_and_its_reference_is_kept_and_told(world: World, net: Net):
    writes(world)
    press(world, "crm", note="mirad su IBAN ES9121000418450200051332")
    goes(world)
    [request] = net.got
    data = net.data
    assert [message["by"] for message in data["messages"]] == ["customer"]
    assert "la lámpara" in data["messages"][0]["text"]
    assert b"12345678Z" not in request.content
    assert b"0418450200051332" not in request.content
    assert "mirad su IBAN" in data["note"]
    assert data["customer"] == {"id": MARTA, "username": "marta"}
    assert data["url"] == f"https://desk.example/desk/cases/{case_of(world).case_id}"
    secret = secret_for(b"made up too", *whose(SHOP, place("crm")))
    sent = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.content
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, sent, hashlib.sha256)).decode()
    assert request.headers["webhook-signature"] == f"v1,{signature}"
    assert (one(world).state, one(world).reference, one(world).status) == ("arrived", "T-77", "200")
    assert replies(world) == ["Hemos pasado tu caso al equipo que se encarga de ello. La referencia es T-77."]
    goes(world)
    assert len(net.got) == 1


def test_without_words_neither_a_name_nor_a_text_goes_but_that_of_the_note(world: World, net: Net):
    writes(world)
    press(world, "bare", note="es urgente")
    goes(world)
    assert net.data["note"] == "es urgente"
    assert net.data["customer"] == {"id": MARTA}
    assert "text" not in net.data["messages"][0]
    assert b"marta" not in net.got[0].content


def test_what_fails_is_tried_again_under_the_same_id_and_shown_in_between(world: World, net: Net):
    writes(world)
    net.status = 503
    press(world, "crm")
    goes(world)
    assert (one(world).state, one(world).status) == ("going", "503")
    net.status = 200
    world.at(DAY + timedelta(minutes=2))
    due(world, "crm")
    goes(world)
    assert one(world).state == "arrived"
    assert len({request.headers["webhook-id"] for request in net.got}) == 1


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b'{"reference": {"a": 1}}', b'{"reference": "evil.example"}', b'{"reference": true}']
)
def test_an_answer_without_a_reference_that_can_be_shown_gives_none(world: World, net: Net, body: bytes):
    writes(world)
    net.body = body
    press(world, "crm")
    goes(world)
    assert (one(world).state, one(world).reference) == ("arrived", "")


@pytest.mark.parametrize("body", [b'{"reference": 4711}', b'{"reference": " 4711 ", "more": true}'])
def test_a_reference_may_be_a_number(world: World, net: Net, body: bytes):
    writes(world)
    net.body = body
    press(world, "crm")
    goes(world)
    assert one(world).reference == "4711"


def test_an_answer_that_is_long_gives_no_reference_and_has_arrived(world: World, net: Net):
    writes(world)
    net.body = json.dumps({"reference": "T-1", "more": "x" * 100_000}).encode()
    press(world, "crm")
    goes(world)
    assert (one(world).state, one(world).reference) == ("arrived", "")


def test_what_the_other_side_refuses_fails_at_once_and_can_be_tried_again(world: World, net: Net):
    writes(world)
    net.status = 404
    press(world, "crm", tell=False)
    goes(world)
    assert (one(world).state, one(world).status) == ("failed", "404")
    assert case_of(world).mentions == ("ana",)
    net.status = 200
    at = DAY + timedelta(minutes=5)
    again = {"action_id": "again", "by": "ana", "at": at, "hand_over_id": one(world).id}
    tell(world, HandOverTriedAgain.model_validate({**case_of(world).ids, **again}))
    goes(world)
    assert one(world).state == "arrived"
    assert replies(world) == []


def test_a_private_address_is_never_asked(world: World, net: Net, monkeypatch: pytest.MonkeyPatch):
    client = pinned_client(resolve=lambda *_: ["10.0.0.7"], inner=httpx.MockTransport(net))
    monkeypatch.setattr(world.handler("notify"), "client", client)
    writes(world)
    press(world, "crm")
    goes(world)
    assert net.got == []
    assert (one(world).state, one(world).status) == ("failed", "forbidden_address")


def test_a_destination_that_was_taken_out_meanwhile_gets_nothing(world: World, net: Net):
    writes(world)
    press(world, "crm")
    Accounts(world.dynamodb, "accounts").put(ACCOUNT)
    goes(world)
    assert net.got == []
    assert (one(world).state, one(world).status) == ("failed", "no_destination")


def test_a_mail_holds_the_masked_story_and_leads_to_the_case(world: World, net: Net, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MAIL_SENDER", "desk@shop.example")
    world.started.discard("notify")
    boto3.client("sesv2").create_email_identity(EmailIdentity="desk@shop.example")
    writes(world)
    press(world, "legal", note="<b>ojo</b>")
    goes(world)
    assert (one(world).state, one(world).status) == ("arrived", "200")
    [mail] = sesv2_backends["123456789012"]["eu-west-1"].core_backend.sent_messages
    assert mail.subject == f"@tiendaluna te deriva el caso {case_of(world).case_id}"
    assert "12345678Z" not in mail.body
    assert "la lámpara" in mail.body
    assert "&lt;b&gt;ojo" in mail.body
    assert f"/desk/cases/{case_of(world).case_id}" in mail.body


def test_without_a_sender_a_mail_fails_and_says_so(world: World, net: Net):
    writes(world)
    press(world, "legal")
    goes(world)
    assert (one(world).state, one(world).status) == ("failed", "no_sender")
    assert net.got == []


def test_of_an_erased_customer_nothing_goes_any_more(world: World, net: Net):
    writes(world)
    press(world, "crm")
    tell(world, CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="gone", by="sara", at=DAY))
    goes(world)
    assert net.got == []


def test_a_message_of_the_queue_again_sends_nothing_again(world: World, net: Net):
    writes(world)
    press(world, "crm")
    [record] = world.received("facts")
    for _ in range(3):
        world.call("notify", {"Records": [record]})
    goes(world)
    assert len(net.got) == 1


def test_an_erasure_says_who_else_has_something_and_an_access_report_names_them(world: World, net: Net):
    writes(world)
    press(world, "crm")
    goes(world)
    conversations, s3 = world.conversations, boto3.client("s3")
    files, around = KeptFiles(world.dynamodb, "conversations", s3, "media"), Around(world.dynamodb, "conversations")
    kept = Kept(
        conversations,
        world.outbox,
        files,
        around,
        Gifts(world.dynamodb, "accounts"),
        Finds(world.dynamodb, "conversations"),
    )
    found = Whose(account_id=SHOP, customer_id=MARTA, case_ids=frozenset({case_of(world).case_id}))
    receipt = Receipt(account_id=SHOP, action_id="a", at=DAY, by="sara", handed=handed_to(kept, found))
    [because] = [one for one in receipt.remains if one.code is Code.remains_handed]
    assert because.params == {"names": "crm"}
    text = readable(dossier(kept, found), ACCOUNT, lambda *_: "")
    assert "handed over to crm (arrived), its reference there is T-77" in text


def test_at_the_terminal_a_case_is_handed_over_tried_again_and_given_its_reference(
    world: World, net: Net, monkeypatch: pytest.MonkeyPatch
):
    stack = stack_of(world)
    for place in (agent_actions, handing_over):
        monkeypatch.setattr(place, "stack_of", lambda _stage: stack)
    monkeypatch.setattr(agent_actions, "send_all", applied_at_once(world))
    writes(world)
    case_id = case_of(world).case_id
    net.status = 403
    assert "on its way" in run("cases", "hand-over", case_id, "--to", "crm", "--note", "urge", "--untold")
    goes(world)
    refused = CliRunner().invoke(app, ["cases", "hand-over", case_id, "--to", "nobody"])
    assert (refused.exit_code, "hands no cases over" in refused.output) == (1, True)
    net.status = 200
    world.at(DAY + timedelta(minutes=1))
    assert "on its way" in run("cases", "hand-over-again", case_id, "--to", "crm")
    goes(world)
    assert "saved" in run("cases", "hand-over-reference", case_id, "AB-9", "--to", "crm")
    assert (one(world).state, one(world).reference, one(world).by != "ana") == ("arrived", "AB-9", True)
    unknown = CliRunner().invoke(app, ["cases", "hand-over-again", case_id, "--to", "bare"])
    assert (unknown.exit_code, "it was to crm" in unknown.output) == (1, True)
