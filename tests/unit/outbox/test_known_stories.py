"""Stories that are too rare for chance to tell: what went wrong once, or would if one line were another."""

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.outbox.making import account, item
from tests.unit.outbox.story import Story

from care.model.envelope import Verdict
from care.x.values import Sent


def test_a_dm_that_x_sent_although_it_failed_is_found_there_and_not_sent_twice():
    story = Story(account(), "private")
    story.add(item())
    story.drain("failed, done")
    story.now += timedelta(minutes=5)
    story.drain()
    assert story.times(item().text) == 1
    assert story.states() == {item().item_id: "sent"}


def test_a_dm_that_x_did_not_send_when_it_failed_is_sent_once_and_later():
    story = Story(account(), "private")
    story.add(item())
    story.drain("failed")
    story.now += timedelta(minutes=5)
    story.drain()
    assert story.times(item().text) == 1
    assert story.states() == {item().item_id: "sent"}


def test_a_post_that_was_tried_in_doubt_is_recognised_by_its_echo_even_when_it_was_held_meanwhile():
    story = Story(account(), "public")
    reply = item(channel="public")
    story.add(reply)
    story.drain("failed, done")
    story.account = account(budget={"month_dollars": "0.01"})
    story.now += timedelta(minutes=5)
    story.drain()
    assert story.states() == {reply.item_id: "held"}
    story.tell()
    assert story.states() == {reply.item_id: "sent"}


def test_what_comes_while_a_lower_lane_is_sent_goes_next_though_a_reply_waits_for_its_undo_delay():
    story = Interrupted(account(undo_seconds=10), "public")
    story.add(item("waits", channel="public"))
    for number in range(3):
        story.add(item(f"low{number}", 3, "public"))
    story.comes = [item("comes", channel="public", not_before=story.now)]
    story.drain()
    assert [one.item_id for one in story.posted] == ["low0", "comes", "low1", "low2"]


class Interrupted(Story):
    """A story in which something comes while X is asked."""

    comes: list[Any]

    def create_post(
        self, text: str, *, in_reply_to: str | None = None, dm_link: str | None = None, **_: object
    ) -> Sent:
        sent = super().create_post(text, in_reply_to=in_reply_to, dm_link=dm_link)
        while self.comes:
            self.add(self.comes.pop())
        return sent


def test_a_dear_message_that_the_month_does_not_cover_lets_no_cheaper_one_of_a_lower_lane_pass():
    story = Story(account(budget={"month_dollars": "0.1"}), "public")
    story.add(item("dear", 2, "public", text="Mira https://tiendaluna.example"))
    story.add(item("cheap", 3, "public"))
    story.drain()
    assert story.states() == {"dear": "waiting", "cheap": "waiting"}
    gate = story.outbox.gates.gate(story.queue)
    assert gate is not None
    assert (gate.from_lane, f"{gate.due_at:%m-%d %H:%M}") == (2, "11-24 11:04")


def test_a_gate_tells_from_which_lane_on_it_holds_also_when_a_higher_lane_is_held_later():
    story = Story(account(budget={"month_dollars": "0.1"}), "public")
    for name, lane in (("low", 3), ("higher", 2)):
        story.add(item(name, lane, "public", text="Mira https://tiendaluna.example"))
        story.drain()
        gate = story.outbox.gates.gate(story.queue)
        assert gate is not None
        assert (gate.from_lane, f"{gate.due_at:%m-%d %H:%M}") == (lane, "11-24 11:04")


def test_a_place_whose_item_is_gone_holds_nobody_behind_it():
    story = Story(account(), "private")
    story.add(item("gone"))
    story.add(item("here"))
    del story.table.rows[story.queue, "ITEM#gone"]
    story.finish()
    assert story.states() == {"here": "sent"}


@pytest.mark.parametrize("state", ["claimed", "sent", "unconfirmed"])
def test_what_may_have_gone_cannot_be_cancelled(state):
    story = Story(account(), "private")
    story.add(item(state=state))
    assert not story.outbox.cancel(item(state=state), story.now)


@pytest.mark.parametrize("channel", ["public", "private"])
def test_what_a_person_lets_go_again_is_sent_once_although_x_had_it_all_along(channel):
    story = Story(account(), channel)
    story.add(item(channel=channel))
    story.drain("unclear, done")
    story.now += timedelta(minutes=1)
    [unclear] = story.outbox.unconfirmed(story.queue)
    assert story.outbox.decide(unclear, "again", story.now)
    story.drain()
    assert story.times(item().text) == 1, "a DM is looked for at X, and X refuses a post that it has"


@pytest.mark.parametrize("channel", ["public", "private"])
def test_what_a_person_lets_go_again_is_sent_where_x_never_had_it(channel):
    story = Story(account(), channel)
    story.add(item(channel=channel))
    story.drain("unclear")
    story.now += timedelta(minutes=1)
    [unclear] = story.outbox.unconfirmed(story.queue)
    assert story.outbox.decide(unclear, "again", story.now)
    story.drain()
    assert story.times(item().text) == 1
    assert story.states() == {item().item_id: "sent"}
    assert not story.outbox.decide(unclear, "again", story.now), "it was settled first"


def test_what_a_person_says_was_sent_or_drops_is_reported_and_never_sent_again():
    cases: list[tuple[Verdict, str, str]] = [("sent", "77", "sent"), ("dropped", "", "withdrawn")]
    for verdict, x_id, state in cases:
        story = Story(account(), "public")
        story.add(item(channel="public"))
        story.drain("unclear")
        story.now += timedelta(minutes=1)
        [unclear] = story.outbox.unconfirmed(story.queue)
        assert story.outbox.decide(unclear, verdict, story.now, x_id)
        story.drain()
        assert story.times(item().text) == 0
        assert story.states() == {item().item_id: state}
        assert story.reported[-1] == (item().item_id, state)
        assert story.outbox.next(story.queue) is None, "it left its lane"
        assert story.outbox.knows(story.queue, "77") == (verdict == "sent")


def test_an_echo_that_comes_after_a_person_dropped_it_says_that_it_was_sent():
    story = Story(account(), "private")
    story.add(item())
    story.drain("unclear, done")
    story.now += timedelta(minutes=1)
    [unclear] = story.outbox.unconfirmed(story.queue)
    assert story.outbox.decide(unclear, "dropped", story.now)
    story.drain()
    story.tell()
    assert story.states() == {item().item_id: "sent"}


def test_the_month_and_its_purposes_agree_after_a_person_let_it_go_again():
    story = Story(account(), "public")
    story.add(item(channel="public"))
    story.drain("unclear")
    story.now += timedelta(minutes=1)
    [unclear] = story.outbox.unconfirmed(story.queue)
    story.outbox.decide(unclear, "again", story.now)
    story.drain()
    total = story.budget.total(story.account.id, "2026-11").micro_dollars
    assert total == 20_000, "both attempts stay charged: X may have charged the first"
    assert sum(one.micro_dollars for one in story.budget.by_purpose(story.account.id, "2026-11").values()) == total
