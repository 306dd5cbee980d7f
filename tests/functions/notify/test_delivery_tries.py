"""One try of a fact on its way to who is told: what is still so, what is settled, when it is tried again."""

from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import NIGHT, SHOP, World
from tests.functions.test_hand_over_tries import a_case
from tests.unit.case.conftest import shop

from care.batches import Retry
from care.model.case import Case
from care.model.case_facts import SlaBreached
from care.model.delivery import Deliver, Delivery
from care.model.fact import Fact, IncidentEnded, IncidentOpened, Tried
from care.model.hand_over import HandOver
from care.model.subscriber import Subscriber
from notify.delivering import Delivering
from notify.handing_over import HandingOver
from notify.posting import Answer

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SLACK = Subscriber(name="uno", way="slack", address="https://hooks.example/1", made_at=NIGHT)
WEBHOOK = replace(SLACK, way="webhook")
BEGAN = IncidentOpened(id="f1", account_id=SHOP, at=NIGHT, incident_id="I1")
ENDED = IncidentEnded(id="f2", account_id=SHOP, at=NIGHT + MINUTE, incident_id="I1")
OTHER = IncidentOpened(id="f3", account_id=SHOP, at=NIGHT, incident_id="I2")
TRIED = Tried(id="f5", account_id=SHOP, at=NIGHT, only="uno")
LATE = SlaBreached.model_validate({"id": "f4", "account_id": SHOP, "at": NIGHT, "case_id": "C1", "respond_by": NIGHT})


def on_its_way(fact: Fact, **changes: Any) -> Delivery:
    told = {"account_id": SHOP, "subscriber": "uno", "fact_id": fact.id, "kind": fact.kind, "case_id": fact.case_id}
    return Delivery.model_validate({**told, "at": fact.at, "state": "waiting", "tries": 1, "next_at": NIGHT, **changes})


class Scene:
    """Who is told, the facts that are kept, and what the receiver answers."""

    def __init__(self, to: Subscriber | None, *facts: Fact, answer: str = "200", case: Any = None) -> None:
        self.settled: list[tuple[str, str, str, Any]] = []
        self.asked: list[Any] = []
        self.did: list[tuple[Any, ...]] = []
        self.counted: list[str] = []
        self._to, self._facts, self._answer, self._case = to, {one.id: one for one in facts}, Answer(answer), case
        self.held: list[Delivery] = []

    def delivering(self) -> Delivering:
        def note(name: str) -> Any:
            return lambda *told: self.did.append((name, *told))

        def post(*told: Any) -> Answer:
            self.asked.append(told)
            return self._answer

        deliveries: Any = SimpleNamespace(
            one=lambda which: which,
            held=lambda *_: self.held,
            claim=lambda one, _now: None if one.status == "taken" else one,
            settle=lambda one, state, status, at: self.settled.append((one.fact_id, state, status, at)),
            fact=lambda _account, _case, fact_id: self._facts.get(fact_id),
        )
        nothing: Any = None
        return Delivering(
            deliveries=deliveries,
            subscribers=SimpleNamespace(  # type: ignore[arg-type]
                one=lambda *_: self._to, failing=note("failing"), pause=note("pause")
            ),
            conversations=SimpleNamespace(case=self._of_case),  # type: ignore[arg-type]
            fan_out=SimpleNamespace(send=note("send"), say=note("say")),  # type: ignore[arg-type]
            post=post,
            mail=nothing,
            topic=nothing,
            key=lambda: b"key",
            desk_url="https://desk.example",
            logger=SimpleNamespace(warning=lambda *_, **__: None),  # type: ignore[arg-type]
            count=self.counted.append,
        )

    def _of_case(self, case_id: str) -> Case | None:
        assert case_id, "a fact of no case asks for none"
        return self._case

    def tries(self, one: Any, now: Any = NIGHT) -> "Scene":
        self.delivering().try_one(one, shop(), now)
        return self


def test_what_is_not_due_goes_back_and_what_is_over_is_left():
    scene = Scene(SLACK, BEGAN).tries(on_its_way(BEGAN, next_at=NIGHT + MINUTE))
    assert [one[0] for one in scene.did] == ["send"]
    assert scene.did[0][2:] == (NIGHT + MINUTE, NIGHT)
    for state in ("sent", "failed", "paused", "stale", "erased"):
        assert Scene(SLACK, BEGAN).tries(on_its_way(BEGAN, state=state)).asked == []
    assert Scene(SLACK, BEGAN).tries(on_its_way(BEGAN, next_at=NIGHT)).asked


def test_who_is_paused_or_gone_is_told_nothing_and_what_was_taken_is_left_to_who_took_it():
    for to in (None, replace(SLACK, paused_at=NIGHT)):
        scene = Scene(to, BEGAN).tries(on_its_way(BEGAN))
        assert (scene.settled, scene.asked) == ([("f1", "paused", "", NIGHT)], [])
    scene = Scene(SLACK, BEGAN).tries(on_its_way(BEGAN, status="taken"))
    assert (scene.settled, scene.asked, scene.did) == ([], [], [])


def test_what_was_held_is_told_together_as_far_as_it_is_due():
    scene = Scene(SLACK, BEGAN, OTHER, LATE)
    scene.held = [
        on_its_way(BEGAN, state="held"),
        on_its_way(OTHER, state="held"),
        on_its_way(LATE, state="held", next_at=NIGHT + MINUTE),
    ]
    scene.tries(on_its_way(BEGAN, state="held"))
    assert len(scene.asked) == 1
    assert scene.settled == [("f1", "sent", "200", NIGHT), ("f3", "sent", "200", NIGHT)]
    alone = Scene(SLACK, BEGAN, OTHER)
    alone.held = scene.held
    assert [one[0] for one in alone.tries(on_its_way(BEGAN)).settled] == ["f1"]


def test_what_began_and_ended_while_nobody_was_there_is_told_to_no_person_and_the_rest_is():
    scene = Scene(SLACK, BEGAN, ENDED, OTHER)
    scene.held = [on_its_way(one, state="held", next_at=NIGHT) for one in (ENDED, OTHER)]
    scene.tries(on_its_way(BEGAN, state="held"))
    assert scene.settled == [
        ("f1", "stale", "", NIGHT),
        ("f2", "stale", "", NIGHT),
        ("f3", "sent", "200", NIGHT),
    ]
    nothing = Scene(SLACK, BEGAN, ENDED)
    nothing.held = [on_its_way(ENDED, state="held", next_at=NIGHT)]
    nothing.tries(on_its_way(BEGAN, state="held"))
    assert (nothing.asked, [one[1] for one in nothing.settled]) == ([], ["stale", "stale"])


def test_a_person_is_not_told_what_was_mended_and_a_program_is_told_all():
    answered = Scene(SLACK, LATE, case=None).tries(on_its_way(LATE))
    assert (answered.settled, answered.asked) == ([("f4", "stale", "", NIGHT)], [])
    program = Scene(WEBHOOK, LATE, case=None).tries(on_its_way(LATE))
    assert program.settled == [("f4", "sent", "200", NIGHT)]


def test_of_an_erased_customer_nobody_hears():
    scene = Scene(WEBHOOK).tries(on_its_way(LATE))
    assert (scene.settled, scene.asked) == ([("f4", "erased", "", NIGHT)], [])


def test_what_arrived_ends_the_failing_of_its_receiver():
    scene = Scene(replace(WEBHOOK, failing_since=NIGHT - DAY), BEGAN).tries(on_its_way(BEGAN))
    assert [one[0] for one in scene.did] == ["failing"]
    assert scene.did[0][3] is None
    assert scene.counted == ["FactDelivered"]


@pytest.mark.parametrize(
    ("answer", "since", "why"),
    [
        ("410", None, "gone"),
        ("500", NIGHT - 3 * DAY, "failing"),
        ("500", NIGHT - 3 * DAY + timedelta(seconds=1), ""),
        ("500", None, ""),
    ],
)
def test_a_receiver_that_is_gone_or_failed_for_three_days_is_paused_and_the_others_hear_of_it(answer, since, why: str):
    to = replace(WEBHOOK, failing_since=since)
    scene = Scene(to, BEGAN, answer=answer).tries(on_its_way(BEGAN))
    assert scene.counted == ["DeliveryFailed"] + (["SubscriberPaused"] if why else [])
    names = [one[0] for one in scene.did]
    if why:
        assert names[:2] == ["pause", "say"]
        assert scene.did[0][3:] == (why, NIGHT)
        assert scene.did[1][1].facts[0]["why"] == why
    else:
        assert scene.did[0] == ("failing", SHOP, to, since or NIGHT)
    gone = answer == "410"
    assert scene.settled == [
        ("f1", "failed" if gone else "waiting", answer, NIGHT if gone else NIGHT + timedelta(seconds=5))
    ]
    assert ("send" in names) is not gone


def test_after_the_last_try_it_has_failed():
    for tries, state in ((9, "waiting"), (10, "failed")):
        scene = Scene(WEBHOOK, BEGAN, answer="500").tries(on_its_way(BEGAN, tries=tries))
        assert scene.settled[0][1] == state


# As the function is loaded: how much goes on the bus at once, and how much of an answer is read.


def test_facts_go_on_the_bus_ten_at_a_time_and_what_it_does_not_take_comes_again(world: World):
    sent: list[int] = []

    def put(Entries: Any) -> Any:  # noqa: N803
        sent.append(len(Entries))
        return {"FailedEntryCount": int(len(sent) == 3)}

    fan_out = replace(world.handler("notify").fan_out, events=SimpleNamespace(put_events=put))
    facts = [Tried(id=f"t{n}", account_id=SHOP, at=NIGHT, only="uno") for n in range(21)]
    with pytest.raises(Retry):
        fan_out._put_on_bus(facts, [])
    assert sent == [10, 10, 1]


def test_of_the_answer_to_a_hand_over_sixteen_kilobytes_are_read(world: World):
    asked: list[Any] = []

    def post(*told: Any) -> Answer:
        asked.append(told)
        return Answer("200")

    conversations: Any = SimpleNamespace(messages=lambda _: [])
    handing = replace(world.handler("notify").handing_over, post=post, key=lambda: b"k", conversations=conversations)
    case = a_case()
    one: HandOver = case.hand_overs[0]
    account = shop(hand_over={"destinations": [{"name": "crm", "way": "webhook", "address": "https://crm.example/x"}]})
    handing._ask(account.hand_over.destination("crm"), case, one, account, NIGHT)
    assert asked[0][3] == 16_384


@pytest.mark.parametrize(("subscriber", "by"), [("hand-over:crm", "handing_over"), ("uno", "delivering")])
def test_a_delivery_is_tried_by_who_hands_over_or_by_who_tells(
    world: World, monkeypatch: Any, subscriber: str, by: str
):
    handler: Any = world.handler("notify")
    tried: list[str] = []
    for name in ("handing_over", "delivering"):
        monkeypatch.setattr(handler, name, SimpleNamespace(try_one=lambda *_, name=name: tried.append(name)))
    which = Deliver(account_id=SHOP, subscriber=subscriber, fact_id="f", case_id="C1", at=NIGHT)
    handler._one(which.model_dump_json())
    assert tried == [by]


@pytest.mark.parametrize(
    ("to", "fact", "state", "at"),
    [
        (WEBHOOK, BEGAN, "waiting", NIGHT),
        (SLACK, BEGAN, "waiting", NIGHT),
        (replace(SLACK, only_open=True), BEGAN, "held", NIGHT + 11 * 60 * MINUTE),
        (replace(WEBHOOK, only_open=True), BEGAN, "waiting", NIGHT),
        (replace(SLACK, digest_at="08:00"), BEGAN, "held", NIGHT + 10 * 60 * MINUTE),
        (replace(SLACK, only_open=True), TRIED, "waiting", NIGHT),
        (replace(SLACK, only_open=True, paused_at=NIGHT), BEGAN, "paused", NIGHT + 11 * 60 * MINUTE),
    ],
    ids=["a program", "a person", "a person, at night", "a program, at night", "a digest", "a test", "paused"],
)
def test_a_fact_begins_as_its_receiver_wants_to_be_told(world: World, to: Subscriber, fact: Fact, state: str, at: Any):
    begun: list[Delivery] = []
    sent: list[Any] = []

    def begin(one: Delivery) -> Delivery:
        begun.append(one)
        return one

    sqs = SimpleNamespace(send_message=lambda **told: sent.append(told["DelaySeconds"]))
    fan_out = replace(world.handler("notify").fan_out, deliveries=SimpleNamespace(begin=begin), sqs=sqs)
    fan_out._begin(fact, to, shop(), NIGHT)
    [one] = begun
    assert (one.subscriber, one.fact_id, one.kind, one.at) == ("uno", fact.id, fact.kind, fact.at)
    assert (one.state, one.next_at) == (state, at)
    delay = 0 if at == NIGHT else 900
    assert sent == ([] if state == "paused" else [delay]), "SQS holds a message back for a quarter of an hour at most"


def test_the_case_hears_a_status_that_fits_and_of_a_reference_what_arrived_alone():
    told: list[Any] = []
    handing: Any = SimpleNamespace(tell=told.append)
    case = a_case()
    begun = on_its_way(BEGAN, tries=2, fact_id="h1")
    for answer in (Answer("x" * 61), Answer("200", body=b'{"reference": "A-7"}')):
        HandingOver._say(handing, begun, case, "delayed", answer, NIGHT)
    assert [(one.status, one.reference, one.tries, one.hand_over_id) for one in told] == [
        ("x" * 60, "", 2, "h1"),
        ("200", "A-7", 2, "h1"),
    ]
