"""From the command to X: composed once, claimed before it is sent, settled once."""

import json
from collections.abc import Callable
from copy import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.neighbour import others
from tests.there import next_there

from care.budget.prices import cost_of
from care.model.incident import Incident
from care.model.messages import Author, Message
from care.model.outbox_item import Item
from care.model.outcomes import Code
from care.model.x_events import MessageReceived
from care.outbox.wanted import still_wanted
from care.queues import send_all
from care.tables.accounts import Accounts
from care.x.delivery import read_delivery

Mention = Callable[..., dict[str, Any]]
QUEUE = f"{SHOP}#public"
NOT_SUMMONED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author "
    "of the post you are replying to."
)
AUTOMATED = "This request looks like it might be automated."


class X:
    """X's side: what it was asked, and what it answers next (a status, an exception, or 201 by default)."""

    def __init__(self, world: World) -> None:
        self.asked: list[dict[str, Any]] = []
        self.next: list[Any] = []
        self.headers: dict[str, str] = {}
        world.handler("publish").x_accounts._http = httpx.Client(transport=httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        answer = self.next.pop(0) if self.next else 201
        if isinstance(answer, Exception):
            raise answer
        if answer == 201:
            self.asked.append(json.loads(request.content))
            data = {"id": str(900 + len(self.asked)), "dm_event_id": str(900 + len(self.asked)), "text": "x"}
            return httpx.Response(201, json={"data": data}, headers=self.headers)
        body, headers = (answer[1], answer[2]) if isinstance(answer, tuple) else ({}, {})
        return httpx.Response(answer[0] if isinstance(answer, tuple) else answer, json=body, headers=headers)


@pytest.fixture
def x(world: World) -> X:
    return X(world)


@pytest.fixture
def composed(world: World, mention: Mention) -> Item:
    """An acknowledgement that waits in the outbox."""
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    world.drain("acknowledgements", "acknowledge")
    return next_there(world.outbox, QUEUE)


def state(world: World, item: Item) -> str:
    found = world.outbox.item(QUEUE, item.item_id)
    assert found is not None
    return found.state


def wake(world: World, because: str = "again") -> None:
    from care.tables.wakes import wake as wake_queue

    wake_queue(world.sqs, world.queues["sends"], QUEUE, because)


def test_an_acknowledgement_is_composed_once_however_often_it_is_asked(world: World, mention: Mention):
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    records = world.received("acknowledgements")
    for _ in range(3):
        world.call("acknowledge", {"Records": records})
    assert len([r for r in _rows(world) if r["sk"]["S"].startswith("ITEM#")]) == 1


def test_it_is_sent_recorded_and_reported(world: World, x: X, composed: Item):
    world.drain("sends", "publish")
    [body] = x.asked
    assert body["reply"] == {"in_reply_to_tweet_id": "1"}
    assert "mañana, miércoles 25 de noviembre a las 9:00, hora de Madrid" in body["text"]
    assert state(world, composed) == "sent"
    world.drain("events", "cases")
    stored = world.conversations.messages(composed.case_id)
    assert [(m.by, m.purpose, m.id) for m in stored][-1] == ("centralita", "acknowledgement", "901")
    assert world.outbox.next(QUEUE) is None


def test_waking_again_sends_nothing_again(world: World, x: X, composed: Item):
    world.drain("sends", "publish")
    wake(world)
    world.drain("sends", "publish")
    assert len(x.asked) == 1


def test_an_item_that_a_person_has_overtaken_is_withdrawn(world: World, x: X, composed: Item):
    post = {
        "id": "70", "author_id": SHOP, "text": "Ya va", "created_at": NIGHT.isoformat(), "in_reply_to_user_id": MARTA,
        "conversation_id": "1", "referenced_tweets": [{"type": "replied_to", "id": "1"}],
    }  # fmt: skip
    own = {"data": {"event_type": "post.create", "filter": {"user_id": SHOP}, "payload": post}}
    send_all(world.sqs, world.queues["events"], read_delivery(own).events)
    world.drain("events", "cases")
    world.drain("sends", "publish")
    assert (x.asked, state(world, composed)) == ([], "withdrawn")


def test_an_acknowledgement_that_says_a_return_that_has_come_is_withdrawn(world: World, x: X, composed: Item):
    world.at(NIGHT + timedelta(hours=11, minutes=1))
    world.drain("sends", "publish")
    assert (x.asked, state(world, composed)) == ([], "withdrawn")


def test_a_429_holds_the_queue_until_x_says_and_then_it_is_sent_once(world: World, x: X, composed: Item):
    reset = NIGHT + timedelta(minutes=7)
    headers = {
        "x-rate-limit-limit": "100",
        "x-rate-limit-remaining": "0",
        "x-rate-limit-reset": str(int(reset.timestamp())),
    }
    x.next = [(429, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, headers)]
    world.drain("sends", "publish")
    assert state(world, composed) == "released"
    wake(world, "too early")
    world.drain("sends", "publish")
    assert x.asked == []
    world.at(reset + timedelta(seconds=1))
    assert world.call("hours")["queues"] == 1
    world.drain("sends", "publish")
    assert (len(x.asked), state(world, composed)) == (1, "sent")


def test_the_last_send_of_a_window_holds_the_queue_for_the_next(world: World, x: X, composed: Item):
    reset = NIGHT + timedelta(minutes=15)
    x.headers = {
        "x-rate-limit-limit": "100",
        "x-rate-limit-remaining": "0",
        "x-rate-limit-reset": str(int(reset.timestamp())),
    }
    world.drain("sends", "publish")
    gate = world.outbox.gates.gate(QUEUE)
    assert gate is not None
    assert (gate.due_at, gate.from_lane) == (reset, 1)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_after_a_failure_of_x_it_is_sent_once_and_later(world: World, x: X, composed: Item, status):
    x.next = [status]
    world.drain("sends", "publish")
    assert (x.asked, state(world, composed)) == ([], "released")
    world.at(NIGHT + timedelta(minutes=3))
    world.call("hours")
    world.drain("sends", "publish")
    assert (len(x.asked), state(world, composed)) == (1, "sent")


def test_a_failure_after_which_the_echo_comes_was_no_failure(world: World, x: X, composed: Item):
    x.next = [500]
    world.drain("sends", "publish")
    settled = world.outbox.recognise(SHOP, "public", MARTA, "950", composed.text, NIGHT, NIGHT)
    assert settled is not None
    world.at(NIGHT + timedelta(minutes=2))
    world.call("hours")
    world.drain("sends", "publish")
    assert (x.asked, state(world, composed)) == ([], "sent")


@pytest.mark.parametrize("fault", [httpx.ReadTimeout("late"), httpx.ReadError("cut"), httpx.RemoteProtocolError("?")])
def test_when_the_request_left_and_no_answer_came_it_is_unconfirmed_and_never_sent_blindly_again(
    world: World, x: X, composed: Item, fault
):
    x.next = [fault]
    world.drain("sends", "publish")
    for minutes in (5, 60, 600):
        world.at(NIGHT + timedelta(minutes=minutes))
        wake(world, str(minutes))
        world.call("hours")
        world.drain("sends", "publish")
    assert (x.asked, state(world, composed)) == ([], "unconfirmed")


@pytest.mark.parametrize("fault", [httpx.ConnectError("refused"), httpx.ConnectTimeout("late")])
def test_when_no_connection_was_made_it_is_sent_later(world: World, x: X, composed: Item, fault):
    x.next = [fault]
    world.drain("sends", "publish")
    assert state(world, composed) == "released"
    world.at(NIGHT + timedelta(minutes=3))
    world.call("hours")
    world.drain("sends", "publish")
    assert len(x.asked) == 1


def test_a_publisher_that_died_after_the_claim_leaves_an_unconfirmed_item(world: World, x: X, composed: Item):
    assert world.outbox.claim(composed, NIGHT) is not None
    world.drain("sends", "publish")
    assert (x.asked, state(world, composed)) == ([], "unconfirmed")


def test_a_publisher_that_died_before_its_report_is_reported_by_the_next(world: World, x: X, composed: Item):
    claimed = world.outbox.claim(composed, NIGHT)
    assert claimed is not None
    world.outbox.settle(claimed, "sent", NIGHT, x_id="950")
    world.drain("sends", "publish")
    world.drain("events", "cases")
    assert x.asked == []
    assert world.conversations.reference(SHOP, "950") is not None


def test_what_x_refuses_for_good_is_refused_with_its_reason(world: World, x: X, composed: Item):
    x.next = [(403, {"title": "Forbidden", "type": "about:blank", "status": 403, "detail": NOT_SUMMONED}, {})]
    world.drain("sends", "publish")
    found = world.outbox.item(QUEUE, composed.item_id)
    assert found is not None
    assert (found.state, found.reason) == ("refused", "not_summoned")


@pytest.mark.parametrize(
    ("answer", "state", "says"),
    [
        ((201, {"data": {"id": "901", "text": "…"}}, {}), "sent", "taken"),
        ((403, {"title": "Forbidden", "status": 403, "detail": NOT_SUMMONED}, {}), "refused", "refused"),
        ((403, {"title": "Forbidden", "status": 403, "detail": AUTOMATED}, {}), "refused", ""),
    ],
)
def test_what_x_says_to_a_direct_reply_without_the_handle_is_remembered(
    world: World, x: X, mention: Mention, capsys: pytest.CaptureFixture[str], answer: Any, state: str, says: str
):
    delivery = mention("1")
    payload = delivery["data"]["payload"]
    payload |= {"in_reply_to_user_id": SHOP, "in_reply_to_tweet_id": "900", "display_text_range": [12, 20]}
    [event] = read_delivery(delivery).events
    assert isinstance(event, MessageReceived)
    assert event.message.answerable == "unknown"
    send_all(world.sqs, world.queues["events"], [event])
    world.drain("events", "cases")
    world.drain("acknowledgements", "acknowledge")
    composed = next_there(world.outbox, QUEUE)
    x.next = [answer]
    world.drain("sends", "publish")
    world.drain("events", "cases")
    found = world.outbox.item(QUEUE, composed.item_id)
    assert found is not None
    assert found.state == state
    assert Accounts(world.dynamodb, "accounts").get(SHOP).implicit_replies == says
    case = world.conversations.case(composed.case_id)
    assert case is not None
    assert case.implicit_replies == says
    counted = {"taken": "ImplicitReplyTaken", "refused": "ImplicitReplyRefused"}.get(says, "")
    assert ("ImplicitReply" in (out := capsys.readouterr().out)) == bool(says)
    assert counted in out


def test_an_account_without_a_token_holds_its_queue_and_loses_nothing(world: World, x: X, composed: Item):
    publish = world.handler("publish")
    publish.x_accounts._secret().accounts.clear()
    world.drain("sends", "publish")
    assert state(world, composed) == "waiting", "nothing is claimed that X was not asked for"
    gate = world.outbox.gates.gate(QUEUE)
    assert gate is not None
    assert gate.from_lane == 1


def test_a_person_reply_goes_before_an_acknowledgement_that_waited_longer(world: World, x: X, composed: Item):
    reply = replace(composed, item_id="r", purpose="reply", text="Ya va", created_at=NIGHT + timedelta(minutes=1))
    world.outbox.add(reply)
    first = next_there(world.outbox, QUEUE)
    assert first.item_id == "r"


def test_a_sentence_of_x_that_nobody_knows_is_counted_and_kept_without_what_is_personal(
    world: World, x: X, composed: Item, capsys, caplog
):
    x.next = [(403, {"type": "about:blank", "detail": "Posting is paused for @marta_gz until 2027."}, {})]
    world.drain("sends", "publish")
    assert '"RefusalUnknown":[1.0]' in capsys.readouterr().out
    [told] = [record for record in caplog.records if record.msg == "x.refusal_unknown"]
    assert told.sentence == "Posting is paused for * until *"
    found = world.outbox.item(QUEUE, composed.item_id)
    assert found is not None
    assert found.state == "refused"


NO_HEADERS: dict[str, str] = {}
DUPLICATE = (403, {"detail": "You are not allowed to create a Tweet with duplicate content."}, NO_HEADERS)


def test_an_acknowledgement_that_x_takes_for_a_duplicate_is_said_otherwise_once(world: World, x: X, composed: Item):
    x.next = [DUPLICATE]
    world.drain("sends", "publish")
    [body] = x.asked
    assert (body["text"], state(world, composed)) == (composed.other, "sent")
    assert composed.text != composed.other
    assert "(Recibido a las 22:00:00.)" in composed.other
    assert world.handler("publish").budget.total(SHOP, "2026-11").micro_dollars == 10_000 + 5_000


def test_what_x_takes_for_a_duplicate_twice_is_refused(world: World, x: X, composed: Item):
    x.next = [DUPLICATE, DUPLICATE]
    world.drain("sends", "publish")
    found = world.outbox.item(QUEUE, composed.item_id)
    assert found is not None
    assert (x.asked, found.state, found.reason) == ([], "refused", "duplicate")


def test_what_was_dropped_stays_dropped_although_the_queue_brings_it_again_when_it_could_be_said(
    world: World, x: X, mention: Mention
):
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    records = world.received("acknowledgements")
    post = next(one for one in records)["body"]
    world.at(NIGHT + timedelta(days=3))
    world.call("acknowledge", {"Records": records})
    world.at(NIGHT + timedelta(minutes=1))
    for record in records:
        record["attributes"]["ApproximateReceiveCount"] = "2"
    world.call("acknowledge", {"Records": records})
    world.drain("sends", "publish")
    found = world.outbox.item(QUEUE, json.loads(post)["item_id"])
    assert found is not None
    assert (x.asked, found.state, found.because[0].code) == ([], "withdrawn", Code.no_longer_true)
    assert {json.loads(one["body"])["outcome"] for one in world.received("events")} == {"withdrawn"}


def test_a_drop_of_which_the_case_did_not_hear_is_told_when_the_queue_brings_it_again_and_it_could_be_said(
    world: World, mention: Mention, monkeypatch: pytest.MonkeyPatch
):
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    records = world.received("acknowledgements")
    handler = world.handler("acknowledge")
    world.at(NIGHT + timedelta(days=3))
    with monkeypatch.context() as refusing:
        refusing.setattr(handler, "send_all", lambda *_: False)
        assert world.call("acknowledge", {"Records": records})["batchItemFailures"]
    assert world.received("events") == []
    world.at(NIGHT + timedelta(minutes=1))
    assert world.call("acknowledge", {"Records": records})["batchItemFailures"] == []
    assert {json.loads(one["body"])["outcome"] for one in world.received("events")} == {"withdrawn"}


def test_an_acknowledgement_of_a_post_that_was_deleted_meanwhile_is_not_composed(world: World, mention: Mention):
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    gone = {"event_type": "post.delete", "filter": {"user_id": SHOP}, "payload": {"id": "1", "author_id": MARTA}}
    send_all(world.sqs, world.queues["events"], read_delivery({"data": gone}).events)
    world.drain("events", "cases")
    world.drain("acknowledgements", "acknowledge")
    customer = world.conversations.customer(SHOP, MARTA)
    assert customer.told_until is not None
    assert world.outbox.next(QUEUE) is None
    world.drain("events", "cases")
    assert world.conversations.customer(SHOP, MARTA).told_until is None, "what was not composed was not told"


def test_an_acknowledgement_reads_the_post_that_it_answers_and_not_the_story(world: World, mention: Mention):
    read: list[str] = []
    world.handler("acknowledge").dynamodb.meta.events.register(
        "before-call.dynamodb.*", lambda model, params, **_: read.append(f"{model.name} {params['body']!r}")
    )
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    read.clear()
    world.drain("acknowledgements", "acknowledge")
    assert next_there(world.outbox, QUEUE).state == "waiting"
    assert not [one for one in read if one.startswith("Query") and "MSG#" in one]


def test_what_a_try_that_died_left_in_the_outbox_is_looked_at_although_nobody_wants_it_any_more(
    world: World, mention: Mention
):
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    records = world.received("acknowledgements")
    world.call("acknowledge", {"Records": records})
    assert len(world.received("sends")) == 1  # as if it had died before it woke anybody
    gone = {"event_type": "post.delete", "filter": {"user_id": SHOP}, "payload": {"id": "1", "author_id": MARTA}}
    send_all(world.sqs, world.queues["events"], read_delivery({"data": gone}).events)
    world.drain("events", "cases")
    world.at(NIGHT + timedelta(minutes=6))  # SQS takes a wake-up once in five minutes
    for record in records:
        record["attributes"]["ApproximateReceiveCount"] = "2"
    purged = world.queues["sends"]
    world.sqs.purge_queue(QueueUrl=purged)
    world.call("acknowledge", {"Records": records})
    assert [json.loads(one["body"]) for one in world.received("sends")] == [{"version": 1, "queue": QUEUE}]


def test_an_acknowledgement_that_the_month_cannot_pay_is_not_composed(world: World, mention: Mention):
    poor = ACCOUNT.model_dump(mode="json", by_alias=True) | {"budget": {"month_dollars": "0.01"}}
    account = type(ACCOUNT).model_validate(poor)
    Accounts(world.dynamodb, "accounts").put(account)
    sent = Item(
        item_id="C1:reply:1", account_id=SHOP, customer_id=MARTA, case_id="C1", channel="public", purpose="reply",
        text="Ya va", created_at=NIGHT, in_reply_to="1",
    )  # fmt: skip
    assert world.handler("publish").budget.take(sent, account, cost_of(sent, account), NIGHT) is None
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    world.drain("acknowledgements", "acknowledge")
    assert world.outbox.next(QUEUE) is None
    [told] = [json.loads(one["body"]) for one in world.received("events")]
    assert (told["outcome"], told["why"][0]["code"]) == ("withdrawn", Code.month_spent)


def _rows(world: World) -> list[Any]:
    return others(world.dynamodb.scan(TableName="outbox")["Items"])


def test_a_stop_is_confirmed_although_nothing_automatic_goes_any_more(world: World, x: X):
    for number, text in enumerate(("¿dónde está mi pedido?", "BAJA", "¿y mi pedido?"), start=1):
        message = Message(id=str(number), channel="private", text=text, at=NIGHT + timedelta(seconds=number))
        event = MessageReceived(account_id=SHOP, customer_id=MARTA, author=Author(id=MARTA), message=message)
        send_all(world.sqs, world.queues["events"], [event])
        world.drain("events", "cases")
        world.drain("acknowledgements", "acknowledge")
    case = world.conversations.case(world.conversations.customer(SHOP, MARTA).case_id)
    assert case is not None
    found = world.outbox.of_case(SHOP, case.case_id)
    texts = [item.text for item in found if still_wanted(item, case, ACCOUNT, NIGHT) is None]
    assert len(texts) == 1
    assert "ALTA" in texts[0]


def test_a_name_that_sqs_does_not_take_keeps_nobody_from_being_acknowledged(world: World, mention: Mention):
    [event] = read_delivery(mention("1")).events
    assert isinstance(event, MessageReceived)
    named = replace(event, author=replace(event.author, name="Ana \uffff\ufffe"))
    send_all(world.sqs, world.queues["events"], [named])
    world.drain("events", "cases")
    body = world.received("acknowledgements")[0]["body"]
    assert body.isascii()
    assert json.loads(body)["name"] == "Ana \uffff\ufffe"


def test_what_the_outbox_never_takes_tells_nobody_anything_and_the_case_hears_so(
    world: World, mention: Mention, monkeypatch: pytest.MonkeyPatch
):
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    assert world.conversations.customer(SHOP, MARTA).told_until is not None
    handler = world.handler("acknowledge")

    def refused(_item: Item) -> bool:
        raise ClientError({"Error": {"Code": "ValidationException", "Message": "m"}}, "TransactWriteItems")

    monkeypatch.setattr(handler.outbox, "add", refused)
    monkeypatch.setattr(handler.outbox, "add_unsaid", refused)
    records = world.received("acknowledgements")
    for record in records:
        record["attributes"]["ApproximateReceiveCount"] = "4"
    world.call("acknowledge", {"Records": records})
    world.drain("events", "cases")
    assert world.conversations.customer(SHOP, MARTA).told_until is None
    assert [json.loads(one["body"])["kind"] for one in world.received("acknowledgements_dlq")] == ["acknowledge"]


def test_of_an_incident_a_customer_from_portugal_is_told_in_portuguese(world: World, mention: Mention):
    accounts = Accounts(world.dynamodb, "accounts")
    texts = {"es": "La fibra está caída.", "pt": "A fibra está em baixo."}
    incident = {"incident_id": "fibra", "terms": ("fibra",), "texts": texts, "started_at": NIGHT - timedelta(hours=1)}
    accounts.change_incidents(SHOP, lambda _account: (Incident.model_validate(incident),), [])
    asked = "@tiendaluna então a fibra? Ninguém me atende o telemóvel, estou à espera há dois dias"
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1", asked, lang="pt")).events)
    world.drain("events", "cases")
    [record] = world.received("acknowledgements")
    assert json.loads(record["body"])["language"] == "pt-PT"
    world.call("acknowledge", {"Records": [record]})
    [case_id] = world.conversations.cases_of(SHOP, MARTA)
    [item] = world.outbox.of_case(SHOP, case_id)
    assert "A fibra está em baixo." in item.text
    assert "caída" not in item.text


def test_what_nobody_can_compose_any_more_is_told_to_its_case(world: World, mention: Mention):
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    records = world.received("acknowledgements")
    for record in records:
        record["body"] = json.dumps({**json.loads(record["body"]), "occasion": "incident", "incident_id": "gone"})
    world.call("acknowledge", {"Records": records})
    world.drain("events", "cases")
    assert world.conversations.customer(SHOP, MARTA).told_until is None


def test_an_echo_of_what_the_outbox_has_forgotten_is_no_persons_answer(world: World, x: X, composed: Item):
    world.drain("sends", "publish")
    world.drain("events", "cases")
    world.outbox.forget(SHOP, [composed.case_id])
    post = {"id": "901", "author_id": SHOP, "text": x.asked[0]["text"], "created_at": NIGHT.isoformat()}
    post |= {"in_reply_to_user_id": MARTA, "referenced_tweets": [{"type": "replied_to", "id": "1"}]}
    echo = {"event_type": "post.create", "filter": {"user_id": SHOP}, "payload": post}
    send_all(world.sqs, world.queues["events"], read_delivery({"data": echo}).events)
    world.drain("events", "cases")
    case = world.conversations.case(composed.case_id)
    assert case is not None
    assert (case.person_answered_at, case.state) == (None, "open")
