"""One try of a hand-over: what the case is told of it, what is written down, and when it is tried again."""

from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import NIGHT, SHOP
from tests.unit.case.conftest import OPEN, Telling, shop

from care.model.case import Case
from care.model.commands import HandOverCase
from care.model.delivery import Deliver, Delivery
from care.model.hand_over import HandOver
from notify.handing_over import HandingOver, is_hand_over
from notify.posting import Answer

ADDRESS = "https://crm.shop.example/cases"


def a_case(**changes: Any) -> Case:
    telling = Telling()
    telling.writes("¿y mi pedido?", OPEN)
    one = HandOver.model_validate({"id": "h1", "to": "crm", "by": "ana", "at": OPEN, "asked_at": OPEN, **changes})
    return replace(telling.case, hand_overs=(one,))


def delivery(**changes: Any) -> Delivery:
    made = {"account_id": SHOP, "subscriber": "hand-over:crm", "fact_id": "h1", "kind": "hand_over", "case_id": "C1"}
    return Delivery.model_validate({**made, "at": OPEN, "state": "waiting", "tries": 1, "next_at": NIGHT, **changes})


class Scene:
    """A hand-over to an API that answers `answer`; what happened stands in `did`, in its order."""

    def __init__(self, answer: Answer, case: Case | None, known: bool = True) -> None:
        self.did: list[tuple[Any, ...]] = []
        self.told: list[Any] = []
        self.asked: list[tuple[Any, ...]] = []
        self.counted: list[str] = []
        self.lines: list[tuple[str, dict[str, Any]]] = []
        self.answer, self.case = answer, case
        destinations = [{"name": "crm", "way": "webhook", "address": ADDRESS}] if known else []
        self.account = shop(hand_over={"destinations": destinations})

    @property
    def handing(self) -> HandingOver:
        def note(name: str) -> Any:
            return lambda *told: self.did.append((name, *told[1:]))

        def tell(event: Any) -> None:
            self.did.append(("tell", event.outcome))
            self.told.append(event)

        def post(*told: Any) -> Answer:
            self.asked.append(told)
            return self.answer

        return HandingOver(
            deliveries=SimpleNamespace(  # type: ignore[arg-type]
                one=lambda which: which, claim=lambda one, _: one, settle=note("settle"), begin=lambda one: one
            ),
            conversations=SimpleNamespace(case=lambda _: self.case, messages=lambda _: []),  # type: ignore[arg-type]
            fan_out=SimpleNamespace(send=note("send")),  # type: ignore[arg-type]
            post=post,
            mail=None,  # type: ignore[arg-type]
            key=lambda: b"key",
            desk_url="https://desk.example",
            tell=tell,
            logger=SimpleNamespace(info=lambda name, **more: self.lines.append((name, more))),  # type: ignore[arg-type]
            count=self.counted.append,
        )

    def try_one(self, one: Any = None) -> None:
        self.handing.try_one(one or delivery(), self.account, NIGHT)  # type: ignore[arg-type]


def test_what_arrived_is_told_to_the_case_first_and_then_written_down():
    scene = Scene(Answer("201", body=b'{"reference": "T-7"}'), a_case())
    scene.try_one()
    assert scene.did == [("tell", "arrived"), ("settle", "sent", "201", NIGHT)]
    [event] = scene.told
    assert (event.hand_over_id, event.status, event.reference, event.tries) == ("h1", "201", "T-7", 1)
    assert (event.asked_at, event.at) == (OPEN, NIGHT)
    assert scene.counted == ["HandOverArrived"]
    assert [(line, more["arrived"], more["status"]) for line, more in scene.lines] == [
        ("hand_over.settled", True, "201")
    ]
    [(address, _, headers, read)] = scene.asked
    assert (address, read) == (ADDRESS, 16_384)
    assert headers["webhook-id"]


def test_what_fails_for_now_is_told_as_delayed_and_tried_again():
    scene = Scene(Answer("503", timedelta(minutes=2), b'{"reference": "T-7"}'), a_case())
    scene.try_one()
    again = NIGHT + timedelta(minutes=2)
    assert scene.did == [("tell", "delayed"), ("settle", "waiting", "503", again), ("send", again, NIGHT)]
    assert scene.told[0].reference == ""
    assert scene.counted == []


@pytest.mark.parametrize(("answer", "one"), [(Answer("400"), delivery()), (Answer("503"), delivery(tries=6))])
def test_what_was_refused_or_tried_often_enough_has_failed(answer: Answer, one: Delivery):
    scene = Scene(answer, a_case())
    scene.try_one(one)
    assert scene.did == [("tell", "failed"), ("settle", "failed", answer.status, NIGHT)]
    assert scene.counted == ["HandOverFailed"]
    assert [more["arrived"] for _, more in scene.lines] == [False]


def test_a_destination_that_was_taken_out_is_asked_nothing_and_has_failed():
    scene = Scene(Answer("200"), a_case(), known=False)
    scene.try_one()
    assert scene.did == [("tell", "failed"), ("settle", "failed", "no_destination", NIGHT)]
    assert scene.asked == []


@pytest.mark.parametrize(
    ("case", "state"),
    [(None, "erased"), (a_case(state="arrived"), "stale"), (a_case(id="h2"), "stale")],
)
def test_of_what_is_gone_or_no_more_on_its_way_nothing_goes(case: Any, state: str):
    scene = Scene(Answer("200"), case)
    scene.try_one()
    assert scene.did == [("settle", state, "", NIGHT)]
    assert (scene.asked, scene.told, scene.counted) == ([], [], [])


def test_one_that_is_not_due_goes_back_and_one_that_is_over_is_left():
    later = Scene(Answer("200"), a_case())
    later.try_one(delivery(next_at=NIGHT + timedelta(seconds=1)))
    assert later.did == [("send", NIGHT + timedelta(seconds=1), NIGHT)]
    over = Scene(Answer("200"), a_case())
    over.try_one(delivery(state="sent"))
    assert over.did == []


def test_a_press_is_written_down_under_its_own_id_and_tried_at_once():
    scene = Scene(Answer("200"), a_case())
    whose: dict[str, Any] = {"account_id": SHOP, "customer_id": "3", "case_id": "C1", "item_id": "h1", "language": "es"}
    scene.handing.begin(HandOverCase(**whose, asked_at=OPEN, to="crm", begun_at=OPEN), NIGHT)
    assert scene.did == [("send", NIGHT, NIGHT)]


@pytest.mark.parametrize(("subscriber", "is_one"), [("hand-over:crm", True), ("crm", False), ("hand-over", False)])
def test_no_subscriber_is_taken_for_a_hand_over(subscriber: str, is_one: bool):
    which = Deliver(account_id=SHOP, subscriber=subscriber, fact_id="1", case_id="C1", at=NIGHT)
    assert is_hand_over(which) is is_one
