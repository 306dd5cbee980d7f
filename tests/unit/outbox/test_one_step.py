"""One step of a publisher: what it asks X, what it counts and gives back, and whom it tells."""

from collections.abc import Sequence
from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.unit.outbox.making import SHOP, START, account, item

from care.budget.prices import Cost
from care.model.chat import Sealed
from care.model.outbox_item import Item
from care.model.outcomes import Code, outcome
from care.model.rate_limits import Limits, RateWindow
from care.model.refusals import RefusalReason
from care.outbox.plan import Hold, Send
from care.x.errors import OutcomeUnknown, Refused, RetryLater, ServerFailed
from care.x.values import DmEvent, ResultPage, Sent
from publish.delivery import Delivery, Over

MINUTE = timedelta(minutes=1)
COST = Cost(15_000, outcome(Code.price_dm))
SEALED = Sealed(message_id="M1", content="c", signature="s", key_version="1")
LATER = START + 9 * MINUTE


class Scene:
    """A publisher at a claimed item; `did` is what it did, in its order, and X answers `answer`."""

    def __init__(self, answer: Any = None, shown: Any = None, settles: bool = True, counts: Any = ()) -> None:
        self.did: list[tuple[Any, ...]] = []
        self.counted: list[str] = []
        self.noticed: list[str] = []
        self._answer, self._shown, self._settles, self._counts = answer or Sent("900"), shown, settles, counts

    @property
    def delivery(self) -> Delivery:
        def note(name: str, back: Any = None) -> Any:
            def noted(*told: Any, **more: Any) -> Any:
                self.did.append((name, *told, more))
                return back

            return noted

        def settle(one: Item, state: Any, *_: Any, **more: Any) -> Item | None:
            self.did.append(("settle", state, more))
            return replace(one, state=state, x_id=more.get("x_id", "")) if self._settles else None

        def counting(_: Item) -> Sequence[Any]:
            if isinstance(self._counts, Exception):
                raise self._counts
            return list(self._counts)

        outbox: Any = SimpleNamespace(
            settle=settle,
            release=note("release"),
            reword=note("reword"),
            add=note("add"),
            reported=note("reported", True),
            knows=lambda *_: False,
        )
        budget: Any = SimpleNamespace(
            give_back=note("give back"), correct=note("correct"), meter=note("meter", True), counted=counting
        )
        way: Any = SimpleNamespace(answered=note("answered"), failed=note("way failed"), works=True)
        other: Any = SimpleNamespace(error=lambda *_, **__: None, warning=lambda *_, **__: None)
        other.info = other.error
        metrics: Any = SimpleNamespace(add_metric=lambda name, **_: self.counted.append(name))
        return Delivery(
            account=account(),
            outbox=outbox,
            budget=budget,
            x=self._x,
            sealing=SimpleNamespace(token=lambda _: "t", ring=lambda: ()),  # type: ignore[arg-type]
            uploading=None,  # type: ignore[arg-type]
            sealed_files=None,  # type: ignore[arg-type]
            way=way,
            tell_case=note("tell"),
            notice=lambda text, _why: self.noticed.append(text),
            learn_reply=note("learn"),
            now=lambda: START,
            logger=other,
            metrics=metrics,
        )

    def _x(self) -> Any:
        def answer(*told: Any, **_: Any) -> Any:
            self.did.append(("asked",))
            if isinstance(self._answer, Exception):
                raise self._answer
            return self._answer

        def events(**_: Any) -> Any:
            self.did.append(("looked",))
            return ResultPage(tuple(self._shown or ()), unreadable=2)

        chats = SimpleNamespace(send=lambda *_: answer() and SimpleNamespace(limits=None, event=None))
        return SimpleNamespace(create_post=answer, send_dm=answer, dm_events=events, chats=chats)

    def ask(self, one: Item, *, tries: bool = False) -> Any:
        return self.delivery._ask_x(one, Send(COST, tries), self._x())

    @property
    def names(self) -> list[str]:
        return [one[0] for one in self.did]


def dm(text: str = "Ya va de camino, C1:reply:1") -> DmEvent:
    return DmEvent("800", "MessageCreate", None, SHOP, text, START, (), {})


CLAIMED = item(state="claimed", claimed_at=START, attempts=1)


def test_what_x_took_is_settled_counted_and_reported_and_the_way_works():
    scene = Scene(Sent("900", Limits(9, 5, LATER)))
    assert scene.ask(CLAIMED) == Over()
    assert scene.names == ["asked", "settle", "answered", "correct", "tell", "reported"]
    assert scene.did[1][1:] == ("sent", {"x_id": "900", "why": (), "uncharged": 0, "counted": []})
    assert scene.counted == ["SendSent"]


def test_the_last_send_of_a_window_closes_the_queue_and_is_reported_all_the_same():
    scene = Scene(Sent("900", Limits(9, 0, LATER)))
    assert scene.ask(CLAIMED) == Hold("queue", LATER)
    assert "reported" in scene.names


def test_what_somebody_else_settled_first_is_not_reported_here():
    scene = Scene(settles=False)
    assert scene.ask(CLAIMED) is None
    assert scene.names == ["asked", "settle", "answered"]


def test_what_cannot_be_counted_now_is_sent_all_the_same_and_told_to_whoever_looks_after_it():
    scene = Scene(counts=ValueError("x"))
    with pytest.raises(ValueError, match="x"):  # by the report, which is tried again
        scene.ask(CLAIMED)
    assert scene.did[1][1:] == ("sent", {"x_id": "900", "why": (), "uncharged": 0, "counted": ()})
    assert scene.counted == ["ItemFailed"]


@pytest.mark.parametrize(
    ("changes", "looks"),
    [
        ({"doubtful": True}, True),
        ({}, False),
        ({"doubtful": True, "channel": "public", "in_reply_to": "1"}, False),
        ({"doubtful": True, "sealed": SEALED, "by": "chat"}, False),
    ],
    ids=["a DM in doubt", "sure", "a post", "sealed"],
)
def test_before_a_dm_in_doubt_goes_again_x_is_asked_whether_it_is_there(changes: dict[str, Any], looks: bool):
    scene = Scene()
    scene.ask(Item.model_validate({**CLAIMED.model_dump(), **changes}))
    assert ("looked" in scene.names) is looks
    assert "asked" in scene.names


def test_a_dm_in_doubt_that_x_shows_is_not_sent_again_and_the_look_is_paid_by_its_case():
    scene = Scene(shown=(dm(), dm("otra cosa")))
    assert scene.ask(replace(CLAIMED, doubtful=True)) is None
    assert "asked" not in scene.names
    [metered] = (one for one in scene.did if one[0] == "meter")
    assert metered[1:] == (SHOP, "look_up", 4, 40_000, START, {"case_id": "C1"}), "what cannot be read costs, too"
    [settled] = (one for one in scene.did if one[0] == "settle")
    assert (settled[1], settled[2]["x_id"], settled[2]["uncharged"]) == ("sent", "800", 15_000)
    assert ("give back", replace(CLAIMED, doubtful=True), 15_000, {}) in scene.did


@pytest.mark.parametrize(
    ("answer", "tries", "learned"),
    [
        (None, True, "taken"),
        (None, False, ""),
        (Refused(RefusalReason.not_summoned), True, "refused"),
        (Refused(RefusalReason.not_summoned), False, ""),
        (Refused(RefusalReason.gone), True, ""),
        (ServerFailed(status=500), True, ""),
        (RetryLater(status=429), True, ""),
    ],
)
def test_what_x_says_to_an_answer_without_a_handle_is_learned_from_a_try_alone(answer: Any, tries: bool, learned: str):
    scene = Scene(answer)
    scene.ask(CLAIMED, tries=tries)
    assert [one[1] for one in scene.did if one[0] == "learn"] == ([learned] if learned else [])
    assert [one for one in scene.counted if one.startswith("Implicit")] == (
        [f"ImplicitReply{learned.capitalize()}"] if learned else []
    )


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Refused(RefusalReason.gone), ["answered"]),
        (ServerFailed(status=500), ["way failed"]),
        (OutcomeUnknown(), ["way failed"]),
        (RetryLater(status=429), []),
    ],
)
def test_the_way_is_told_what_a_failed_send_says_of_it(answer: Any, told: list[str]):
    scene = Scene(answer)
    scene.ask(CLAIMED)
    assert [one for one in scene.names if one in {"answered", "way failed"}] == told


@pytest.mark.parametrize(("answer", "back"), [(RetryLater(status=503), 15_000), (ServerFailed(status=500), 0)])
def test_what_x_surely_did_not_do_is_given_back_and_what_it_may_have_done_is_not(answer: Any, back: int):
    scene = Scene(answer)
    scene.ask(CLAIMED)
    [released] = (one for one in scene.did if one[0] == "release")
    assert released[-1] == {"doubtful": not back, "uncharged": back}
    assert [one[2] for one in scene.did if one[0] == "give back"] == ([back] if back else [])


def test_a_sentence_of_x_that_nobody_knows_is_counted():
    scene = Scene(Refused(RefusalReason.unknown, detail_known=False, sentence="x"))
    scene.ask(CLAIMED)
    assert scene.counted == ["RefusalUnknown"]
    scene = Scene(Refused(RefusalReason.gone))
    scene.ask(CLAIMED)
    assert scene.counted == []


@pytest.mark.parametrize(
    ("purpose", "state", "counted", "noticed"),
    [
        ("survey", "refused", ["SendRefused", "SurveyNotSent"], False),
        ("survey", "unconfirmed", ["SendUnconfirmed", "SurveyNotSent"], False),
        ("survey", "withdrawn", ["SendWithdrawn"], False),
        ("reply", "refused", ["SendRefused"], False),
        ("post", "refused", ["SendRefused"], True),
        ("post", "unconfirmed", ["SendUnconfirmed"], True),
        ("post", "sent", ["SendSent"], False),
    ],
)
def test_a_survey_and_a_post_of_the_account_that_did_not_go_are_told(purpose, state, counted, noticed: bool):
    scene = Scene()
    following = item("C1:reply:2")
    assert scene.delivery._report(item(purpose=purpose, state=state), None, START) == Over()
    assert (scene.counted, bool(scene.noticed)) == (counted, noticed)
    assert scene.delivery._report(item(purpose=purpose, state=state), following, START) is None
    assert ("add", following, {}) in scene.did


def test_a_fault_of_ours_sets_one_item_aside_for_a_quarter_of_an_hour_and_is_counted():
    scene = Scene()
    assert scene.delivery._set_aside(CLAIMED, ValueError("x"), START) == Hold("item", START + 15 * MINUTE)
    assert scene.counted == ["ItemFailed"]


def test_x_counters_of_a_repost_or_from_the_far_future_are_not_taken_over():
    for one, limits in (
        (replace(CLAIMED, reposts="9"), Limits(9, 1, LATER)),
        (CLAIMED, Limits(9, 1, START + timedelta(days=3))),
        (CLAIMED, None),
    ):
        scene = Scene()
        scene.delivery._correct(one, limits)
        assert scene.did == []
    scene, limits = Scene(), Limits(9, 1, LATER, RateWindow(9, 1, LATER))
    scene.delivery._correct(CLAIMED, limits)
    assert scene.did == [("correct", SHOP, "private", limits, START, {"app": "main"})]
