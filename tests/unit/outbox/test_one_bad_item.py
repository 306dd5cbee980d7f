"""One recipient, text, row or secret that fails stops only itself; a way that is broken costs few items."""

from collections.abc import Callable
from copy import replace
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from tests.there import there
from tests.unit.outbox.making import START, account, item
from tests.unit.outbox.story import Story

from care.model.outbox_item import part_after
from care.model.outcomes import Code, codes
from care.x.credentials import UnreadableSecret
from care.x.errors import OutcomeUnknown, RetryLater, ServerFailed, XError
from care.x.values import Sent

MINUTE = timedelta(minutes=1)


@dataclass
class Bad(Story):
    """A story in which X, or we, fail at what `fails` names: for a recipient, or for all of them ("*")."""

    fails: dict[str, Callable[[], Exception]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def send_dm(self, participant_id: str, text: str, **_: object) -> Sent:
        self.asked.append(participant_id)
        if fails := self.fails.get(participant_id) or self.fails.get("*"):
            raise fails()
        return super().send_dm(participant_id, text)

    def pass_time(self, minutes: int) -> None:
        """As many minutes, in each of which the queue is woken if it is due."""
        for _ in range(minutes):
            self.now += MINUTE
            gate = self.outbox.gates.gate(self.queue)
            if gate is not None and gate.due_at <= self.now:
                self.drain()


def to(customer: int, lane: int = 1, number: int = 1, **changes: Any) -> Any:
    at = START + timedelta(seconds=10 * number + customer)
    return item(f"C1:{lane}:{customer}:{number}", lane, customer_id=str(customer), created_at=at, **changes)


FAILURES: list[tuple[Callable[[], XError], str]] = [
    (lambda: ServerFailed(status=500), "unconfirmed"),
    (lambda: RetryLater(status=503), "refused"),
]


@pytest.mark.parametrize(("failure", "end"), FAILURES)
def test_one_recipient_whose_sends_always_fail_stops_nobody_and_comes_to_an_end(failure, end):
    story = Bad(account(), "private", fails={"1": failure})
    for customer in range(1, 10):
        story.add(to(customer))
    story.now += MINUTE
    story.drain()
    states = story.states()
    assert states.pop("C1:1:1:1") == "released"
    assert set(states.values()) == {"sent"}
    story.pass_time(24 * 60)
    assert story.states()["C1:1:1:1"] == end
    assert story.asked.count("1") <= 10, "not for ever"
    assert ("C1:1:1:1", end) in story.reported


def test_a_failing_acknowledgement_never_delays_a_reply():
    story = Bad(account(), "private", fails={"1": lambda: ServerFailed(status=500)})
    story.add(to(1, lane=3))
    story.now += MINUTE
    story.drain()
    story.add(to(2, lane=1))
    story.drain()
    assert story.states()["C1:1:2:1"] == "sent"


def test_nothing_overtakes_an_earlier_text_to_the_same_customer():
    story = Bad(account(), "private", fails={"1": lambda: RetryLater(status=503)})
    first, second = to(1, number=1), to(1, number=2)
    story.add(first)
    story.add(second)
    story.now += MINUTE
    story.drain()
    assert story.asked == ["1"]
    story.fails = {}
    story.pass_time(3)
    assert [one.item_id for one in story.posted] == [first.item_id, second.item_id]


@pytest.mark.parametrize(("failure", "unclear"), [(OutcomeUnknown, 5), (lambda: ServerFailed(status=500), 0)])
def test_while_x_takes_nothing_for_ten_minutes_few_items_are_tried_and_then_all_go(failure, unclear):
    story = Bad(account(), "private", fails={"*": failure})
    for customer in range(1, 41):
        story.add(to(customer))
    story.now += MINUTE
    story.drain()
    story.pass_time(10)
    assert len(story.asked) <= 8
    story.fails = {}
    story.pass_time(60)  # X takes 15 DMs in a quarter of an hour
    states = list(story.states().values())
    assert states.count("unconfirmed") <= unclear
    assert states.count("sent") == 40 - states.count("unconfirmed")


@pytest.mark.parametrize("bad", [4, 7])
def test_after_an_outage_those_to_whom_x_always_fails_have_another_recipient_try_the_way(bad):
    fails: dict[str, Callable[[], Exception]] = {
        str(one): lambda: ServerFailed(status=500) for one in range(1, bad + 1)
    }
    story = Bad(account(), "private", fails={**fails, "*": lambda: ServerFailed(status=500)})
    for customer in range(1, bad + 1):
        story.add(to(customer))
    story.now += MINUTE
    story.drain()
    story.pass_time(60)
    del story.fails["*"]
    for customer in (20, 21, 22):
        story.add(to(customer, lane=3))
    story.drain()
    story.pass_time(6)
    states = story.states()
    assert [states[f"C1:3:{one}:1"] for one in (20, 21, 22)] == ["sent"] * 3


def test_one_who_failed_tries_the_way_where_nobody_else_waits():
    story = Bad(account(), "private", fails={"*": lambda: RetryLater(status=None)})
    story.add(to(1))
    story.now += MINUTE
    story.drain()
    assert story.states() == {"C1:1:1:1": "released"}
    story.fails = {}
    story.pass_time(3)
    assert story.states() == {"C1:1:1:1": "sent"}


def test_an_item_for_which_our_own_rules_fail_is_held_with_its_reason_and_the_lane_goes_on(monkeypatch):
    def fails_at(item_: Any, *_: Any) -> None:
        if item_.customer_id == "1":
            raise UnicodeError("label empty or too long")

    story = Bad(account(), "private")
    for customer in (1, 2):
        story.add(to(customer))
    story.add(to(1, lane=3))
    story.now += MINUTE
    monkeypatch.setattr("care.outbox.plan._cut", fails_at)
    story.drain()
    assert story.states() == {"C1:1:1:1": "held", "C1:1:2:1": "sent", "C1:3:1:1": "refused"}
    held = story.outbox.item(story.queue, "C1:1:1:1")
    assert held is not None
    assert codes(held.because) == (Code.cannot_be_handled,)
    assert ("C1:1:1:1", "held") in story.reported


def test_a_report_that_fails_stops_its_item_alone_and_is_made_later(monkeypatch):
    story = Bad(account(), "private")
    for customer in (1, 2):
        story.add(to(customer))
    story.now += MINUTE
    counted = type(story.budget).counted

    def fails_at(self: Any, one: Any) -> Any:
        if one.customer_id == "1":
            raise KeyError("a row that nobody expected")
        return counted(self, one)

    with monkeypatch.context() as patched:
        patched.setattr(type(story.budget), "counted", fails_at)
        story.drain()
        assert story.states() == {"C1:1:1:1": "sent", "C1:1:2:1": "sent"}
    story.pass_time(16)
    assert story.outbox.gates.gate(story.queue) is None
    assert story.outbox.next(story.queue) is None


def test_an_item_that_this_release_cannot_read_holds_nobody_behind_it():
    story = Bad(account(), "private")
    for customer in (1, 2):
        story.add(to(customer))
    story.now += MINUTE
    row = story.table.rows[story.queue, "ITEM#C1:1:1:1"]
    story.table.rows[story.queue, "ITEM#C1:1:1:1"] = {**row, "purpose": "shiny"}
    story.drain()
    assert [one.item_id for one in story.posted] == ["C1:1:2:1"]
    gate = story.outbox.gates.gate(story.queue)
    assert gate is not None
    assert gate.due_at == story.now + 15 * MINUTE


@pytest.mark.parametrize("error", [UnreadableSecret("the secret of the X app is missing or wrong in: the JSON itself")])
def test_a_secret_that_cannot_be_read_leaves_everything_unclaimed(error, monkeypatch):
    story = Bad(account(), "private")
    story.add(to(1))
    story.now += MINUTE
    with monkeypatch.context() as patched:
        patched.setattr(Story, "client", lambda _self: (_ for _ in ()).throw(error))
        story.drain()
    assert story.states() == {"C1:1:1:1": "waiting"}
    story.pass_time(15)
    assert story.states() == {"C1:1:1:1": "sent"}


def test_a_post_is_not_taken_for_sent_without_its_id_and_the_rest_of_its_thread_never_stands_alone():
    story = Bad(account(), "public")
    first = item("C1:reply:1", channel="public", text="uno 1/2", rest=("dos 2/2",), parts=2, whole="uno dos")
    story.add(first)
    story.drain("unclear")
    [unclear] = story.outbox.unconfirmed(story.queue)
    assert not story.outbox.decide(unclear, "sent", story.now)
    story.pass_time(3)
    assert story.states() == {"C1:reply:1": "unconfirmed"}
    assert part_after(replace(first, state="sent")) is None
    assert story.outbox.decide(unclear, "sent", story.now, "700")
    story.drain()
    story.pass_time(3)
    [part] = story.posted
    assert (part.in_reply_to, part.text) == ("700", "dos 2/2")


@pytest.mark.parametrize(
    ("says", "became"), [("cancel", "withdrawn"), ("dropped", "withdrawn"), ("sent", "sent"), ("again", "released")]
)
def test_what_keeps_failing_can_be_taken_back_or_decided_on(says, became):
    story = Bad(account(), "private", fails={"1": lambda: ServerFailed(status=500)})
    story.add(to(1))
    story.now += MINUTE
    story.drain()
    failing = there(story.outbox.item(story.queue, "C1:1:1:1"))
    assert (failing.state, failing.doubtful) == ("released", True)
    done = (
        story.outbox.cancel(failing, story.now) if says == "cancel" else story.outbox.decide(failing, says, story.now)
    )
    assert done
    assert story.states() == {"C1:1:1:1": became}
    if says != "again":
        story.pass_time(60)
        assert story.asked == ["1"]
        assert story.reported[-1] == ("C1:1:1:1", became)


def test_a_publisher_whose_time_is_up_leaves_x_alone_as_long_as_it_was_to():
    def hangs() -> Exception:
        story.is_late = True
        return OutcomeUnknown()

    story = Bad(account(), "private", fails={"1": hangs})
    story.add(to(1))
    story.add(to(2))
    story.now += MINUTE
    story.drain()
    gate = story.outbox.gates.gate(story.queue)
    assert gate is not None
    assert (gate.due_at, gate.from_lane) == (story.now + MINUTE, 1)
    story.is_late = False
    story.drain()
    assert story.asked == ["1"]
    story.pass_time(2)
    assert story.states() == {"C1:1:1:1": "unconfirmed", "C1:1:2:1": "sent"}
