"""`notify` at one address or one subscriber: what is read of an answer, and what becomes of a delivery."""

import json
from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP
from tests.unit.facts.test_notices import a_fact

from care.batches import Retry
from care.facts.tries import TRIES, WAITS
from care.lookups.pinned_addresses import pinned_client
from care.model.case_facts import CaseOpened, MessageReceived, SlaBreached
from care.model.delivery import Delivery
from care.model.fact import SubscriberPaused, Tried
from care.model.subscriber import Subscriber
from notify.delivering import Delivering
from notify.fan_out import FanOut
from notify.mailing import Topic
from notify.posting import Answer, post

HOOK = "https://hooks.shop.example/centralita"


def answered(response: httpx.Response, read: int = 0) -> Answer:
    client = pinned_client(resolve=lambda *_: ["93.184.216.34"], inner=httpx.MockTransport(lambda _: response))
    return post(client, HOOK, b"{}", {}, "Centralita", read)


@pytest.mark.parametrize(("body", "read"), [(b"12345", b"12345"), (b"123456", b""), (b"", b"")])
def test_of_an_answer_so_much_is_read_as_was_wanted_or_nothing(body: bytes, read: bytes):
    assert answered(httpx.Response(200, content=iter([body[:2], body[2:]])), 5) == Answer("200", body=read)


def test_of_an_answer_that_says_no_or_of_which_nothing_is_wanted_nothing_is_read():
    assert answered(httpx.Response(500, content=iter([b"12345"])), 5).body == b""
    assert answered(httpx.Response(200, content=iter([b"12345"]))).body == b""


@pytest.mark.parametrize(
    ("asked", "wait"), [("7", 7), ("0", 0), ("9999999", 9_999_999), ("99999999", None), ("-1", None), ("soon", None)]
)
def test_a_receiver_asks_for_seconds_in_seven_digits_at_most(asked: str, wait: int | None):
    told = answered(httpx.Response(503, headers={"retry-after": asked}))
    assert told.wait == (None if wait is None else timedelta(seconds=wait))


@pytest.mark.parametrize(
    ("status", "arrived"), [("200", True), ("204", True), ("302", False), ("2xx", True), ("20", False)]
)
def test_a_status_of_two_hundred_and_more_says_that_it_arrived(status: str, arrived: bool):
    assert Answer(status).arrived is arrived
    assert Answer(status).is_gone is False
    assert Answer("410").is_gone


def hook(name: str = "uno", way: Any = "webhook", **more: Any) -> Subscriber:
    told = {"name": name, "way": way, "made_at": NIGHT, "address": "" if way == "bus" else HOOK, **more}
    return Subscriber.model_validate(told)


def delivery(**changes: Any) -> Delivery:
    made = {"subscriber": "uno", "fact_id": "1", "kind": "case.opened", "case_id": "C1", "at": NIGHT, "next_at": NIGHT}
    return Delivery.model_validate({"account_id": SHOP, "state": "waiting", "tries": 1, **made, **changes})


class Scene:
    """One subscriber's deliveries and what became of them."""

    def __init__(self, answer: Answer, one: Subscriber | None, fact: Any = None) -> None:
        self.settled: list[tuple[Any, ...]] = []
        self.held: list[Delivery] = []
        self.posted: list[tuple[Any, ...]] = []
        self.done: list[tuple[Any, ...]] = []
        self.counted: list[str] = []
        self.lines: list[tuple[str, dict[str, Any]]] = []
        self.answer, self.one, self.fact = answer, one, fact if fact is not None else a_fact(CaseOpened)

    def _post(self, *told: Any) -> Answer:
        self.posted.append(told)
        return self.answer

    def try_one(self, what: Delivery, now: Any = NIGHT) -> None:
        def note(name: str) -> Any:
            return lambda *told: self.done.append((name, *told))

        store = SimpleNamespace(
            one=lambda _: what,
            held=lambda *_: self.held,
            claim=lambda one, _: one,
            fact=lambda *_: self.fact,
            settle=lambda one, state, status, at: self.settled.append((one.fact_id, state, status, at)),
        )
        subscribers = SimpleNamespace(one=lambda *_: self.one, failing=note("failing"), pause=note("pause"))
        Delivering(
            deliveries=store,  # type: ignore[arg-type]
            subscribers=subscribers,  # type: ignore[arg-type]
            conversations=SimpleNamespace(case=lambda _: None),  # type: ignore[arg-type]
            fan_out=SimpleNamespace(send=note("send"), say=note("say")),  # type: ignore[arg-type]
            post=self._post,
            mail=None,  # type: ignore[arg-type]
            topic=None,  # type: ignore[arg-type]
            key=lambda: b"key",
            desk_url="https://desk.example",
            logger=SimpleNamespace(warning=lambda name, **more: self.lines.append((name, more))),  # type: ignore[arg-type]
            count=self.counted.append,
        ).try_one(SimpleNamespace(account_id=SHOP, subscriber="uno"), ACCOUNT, now)  # type: ignore[arg-type]

    def names(self) -> list[str]:
        return [one[0] for one in self.done]


@pytest.mark.parametrize("one", [None, hook(paused_at=NIGHT)])
def test_whom_nobody_has_or_who_is_paused_is_sent_nothing_and_it_is_listed(one: Any):
    scene = Scene(Answer("200"), one)
    scene.try_one(delivery())
    assert (scene.settled, scene.done, scene.counted) == ([("1", "paused", "", NIGHT)], [], [])


def test_what_arrived_is_sent_and_its_receiver_fails_no_more():
    scene = Scene(Answer("204"), hook(failing_since=NIGHT - timedelta(days=1)))
    scene.try_one(delivery())
    assert scene.settled == [("1", "sent", "204", NIGHT)]
    assert scene.done == [("failing", SHOP, scene.one, None)]
    assert (scene.counted, scene.lines) == (["FactDelivered"], [])


def test_a_failure_is_counted_logged_and_tried_again_when_the_receiver_asked():
    scene = Scene(Answer("503", timedelta(minutes=7)), hook())
    scene.try_one(delivery())
    again = NIGHT + timedelta(minutes=7)
    assert scene.settled == [("1", "waiting", "503", again)]
    assert scene.names() == ["failing", "send"]
    assert scene.done[0] == ("failing", SHOP, scene.one, NIGHT)
    assert scene.done[1][2:] == (again, NIGHT)
    assert scene.counted == ["DeliveryFailed"]
    assert scene.lines == [("delivery.failed", {"account_id": SHOP, "subscriber": "uno", "status": "503", "tries": 1})]


def test_who_is_gone_is_paused_and_tried_no_more():
    scene = Scene(Answer("410", timedelta(minutes=7)), hook())
    scene.try_one(delivery())
    assert scene.settled == [("1", "failed", "410", NIGHT)]
    assert scene.names() == ["pause", "say"]
    assert scene.done[0] == ("pause", SHOP, scene.one, "gone", NIGHT)
    assert scene.counted == ["DeliveryFailed", "SubscriberPaused"]


@pytest.mark.parametrize(("ago", "paused"), [(timedelta(days=3), True), (timedelta(days=3, seconds=-1), False)])
def test_who_failed_for_three_days_is_paused_and_what_was_begun_goes_on(ago: timedelta, paused: bool):
    scene = Scene(Answer("503"), hook(failing_since=NIGHT - ago))
    scene.try_one(delivery())
    assert scene.names() == (["pause", "say", "send"] if paused else ["failing", "send"])
    assert scene.settled == [("1", "waiting", "503", NIGHT + WAITS[0])]


def test_after_the_last_try_it_is_listed_as_failed():
    scene = Scene(Answer("503"), hook())
    scene.try_one(delivery(tries=TRIES))
    assert scene.settled == [("1", "failed", "503", NIGHT)]


@pytest.mark.parametrize("later", [True, False])
def test_what_is_not_due_goes_back_and_what_is_over_is_left(later: bool):
    scene = Scene(Answer("200"), hook())
    scene.try_one(delivery(next_at=NIGHT + timedelta(seconds=1)) if later else delivery(state="sent"))
    assert scene.settled == []
    assert scene.names() == (["send"] if later else [])


def test_people_are_not_told_what_is_over_and_a_webhook_is():
    for way, told in (("slack", [("1", "stale", "", NIGHT)]), ("webhook", [("1", "sent", "200", NIGHT)])):
        scene = Scene(Answer("200"), hook(way=way), a_fact(SlaBreached))
        scene.try_one(delivery(kind="sla.breached"))
        assert scene.settled == told


def test_what_is_of_no_case_is_told_to_people_too():
    scene = Scene(Answer("200"), hook(way="slack"), replace(a_fact(SubscriberPaused), case_id=""))
    scene.try_one(delivery(kind="subscriber.paused", case_id=""))
    assert scene.settled == [("1", "sent", "200", NIGHT)]


@pytest.mark.parametrize("way", ["slack", "teams"])
def test_each_chat_gets_the_form_that_it_reads(way: str):
    scene = Scene(Answer("200"), hook(way=way), replace(a_fact(SubscriberPaused), case_id=""))
    scene.try_one(delivery(case_id=""))
    [(address, body, headers)] = scene.posted
    assert (address, headers) == (HOOK, {})
    assert ("attachments" in json.loads(body)) is (way == "teams")


def test_what_is_held_goes_together_with_what_is_due_by_now_and_with_nothing_else():
    scene = Scene(Answer("200"), hook(way="slack"), replace(a_fact(SubscriberPaused), case_id=""))
    first = delivery(state="held", case_id="")
    due, later = (
        delivery(state="held", case_id="", fact_id="2"),
        delivery(state="held", case_id="", fact_id="3", next_at=NIGHT + timedelta(seconds=1)),
    )
    scene.held = [first, due, later]
    scene.try_one(first)
    assert [fact_id for fact_id, *_ in scene.settled] == ["1", "2"]
    assert len(scene.posted) == 1


class Bus:
    """EventBridge, the queue and the table of deliveries, as `FanOut` sees them."""

    def __init__(self) -> None:
        self.entries: list[list[dict[str, Any]]] = []
        self.messages: list[dict[str, Any]] = []
        self.kept: list[str] = []
        self.known: dict[str, Any] = {}
        self.begun: list[Delivery] = []
        self.refuses = 0

    def put_events(self, Entries: list[dict[str, Any]]) -> dict[str, int]:  # noqa: N803
        self.entries.append(Entries)
        return {"FailedEntryCount": self.refuses}

    def send_message(self, **message: Any) -> None:
        self.messages.append(message)

    def fact(self, _account: str, _case: str, fact_id: str) -> Any:
        return self.known.get(fact_id)

    def keep(self, fact: Any) -> None:
        self.kept.append(fact.id)

    def begin(self, one: Delivery) -> Delivery:
        self.begun.append(one)
        return one

    def tell(self, facts: list[Any], *subscribers: Subscriber) -> None:
        out: Any = self
        FanOut(out, out, "bus", out, "queue").tell(facts, subscribers, ACCOUNT, NIGHT)


def bus(name: str, *kinds: str, **more: Any) -> Subscriber:
    return hook(name, "bus", kinds=kinds, **more)


OPENED, BREACHED = a_fact(CaseOpened), replace(a_fact(SlaBreached), id="2")


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ([bus("a", "case.opened"), bus("b", "sla.breached")], ["case.opened", "sla.breached"]),
        ([bus("a", "case.opened"), bus("b", "case.opened")], ["case.opened"]),
        ([bus("a", "case.opened"), bus("b", "sla.breached", paused_at=NIGHT)], ["case.opened"]),
        ([hook()], []),
    ],
)
def test_the_bus_has_what_any_of_its_subscribers_wants(who: list[Subscriber], kinds: list[str]):
    out = Bus()
    out.tell([OPENED, BREACHED], *who)
    assert [one["DetailType"] for some in out.entries for one in some] == kinds
    assert out.kept == ["1", "2"]


@pytest.mark.parametrize(("texts", "told"), [((True, False), True), ((False, False), False), ((True, True), True)])
def test_the_bus_has_texts_where_any_of_its_subscribers_is_to_have_them(texts: tuple[bool, bool], told: bool):
    out = Bus()
    received = a_fact(MessageReceived)
    out.tell([received], bus("a", texts=texts[0]), bus("b", texts=texts[1]))
    [[entry]] = out.entries
    assert ("text" in json.loads(entry["Detail"])) is told


def test_what_was_told_before_is_not_put_on_the_bus_again_and_begins_as_it_was_first():
    out = Bus()
    out.known = {"1": replace(OPENED, at=NIGHT - timedelta(hours=3))}
    out.tell([OPENED, BREACHED], bus("a"), hook())
    assert [one["DetailType"] for some in out.entries for one in some] == ["sla.breached"]
    assert out.kept == ["2"]
    assert [(one.fact_id, one.at) for one in out.begun] == [("1", NIGHT - timedelta(hours=3)), ("2", BREACHED.at)]


def test_eleven_facts_are_two_calls_of_ten_and_one():
    out = Bus()
    out.tell([replace(OPENED, id=str(number)) for number in range(11)], bus("a"))
    assert [len(some) for some in out.entries] == [10, 1]


def test_what_the_bus_does_not_take_is_kept_by_nobody_and_tried_again():
    out = Bus()
    out.refuses = 1
    with pytest.raises(Retry):
        out.tell([OPENED], bus("a"), hook())
    assert (out.kept, out.begun) == ([], [])


def test_a_test_is_for_the_one_that_is_tried():
    out = Bus()
    out.tell([replace(a_fact(Tried), only="dos")], hook("uno"), hook("dos"), bus("bus"))
    assert [one.subscriber for one in out.begun] == ["dos"]
    assert out.entries == []


@pytest.mark.parametrize(
    ("at", "delay"),
    [(timedelta(0), 0), (timedelta(seconds=-9), 0), (timedelta(seconds=5), 6), (timedelta(days=1), 900)],
)
def test_the_queue_holds_a_delivery_back_until_its_instant_or_as_long_as_it_can(at: timedelta, delay: int):
    out: Any = Bus()
    which: Any = SimpleNamespace(account_id=SHOP, model_dump_json=lambda: json.dumps({"kind": "deliver"}))
    FanOut(out, out, "bus", out, "queue").send(which, NIGHT + at, NIGHT)
    [message] = out.messages
    assert (message["DelaySeconds"], message["MessageGroupId"], message["QueueUrl"]) == (delay, SHOP, "queue")


@pytest.mark.parametrize(
    ("changes", "state"),
    [({}, "waiting"), ({"paused_at": NIGHT}, "paused"), ({"way": "slack", "only_open": True}, "held")],
)
def test_a_delivery_begins_as_its_subscriber_stands(changes: dict[str, Any], state: str):
    out = Bus()
    out.tell([BREACHED], hook(**changes))
    assert [one.state for one in out.begun] == [state]
    assert len(out.messages) == (0 if state == "paused" else 1)


def test_the_subject_of_a_topic_is_short_printable_ascii_on_one_line():
    sent: list[dict[str, Any]] = []
    topic = Topic(lambda: SimpleNamespace(publish=lambda **told: sent.append(told)))  # type: ignore[arg-type, return-value]
    assert topic.send("arn", "¡Año ~ nuevo!\n\x7f" + "x" * 200, []) == Answer("200")
    assert sent[0]["Subject"] == "?A?o ~ nuevo!??" + "x" * 85
    assert sent[0]["Message"].startswith("¡Año ~ nuevo!")
