"""In which order a queue goes, what holds it, and how long its rows are kept."""

from copy import replace
from datetime import timedelta

import pytest
from tests.there import next_there, there
from tests.unit.outbox.making import MARTA, SHOP, START, account, item
from tests.unit.outbox.story import Story
from tests.unit.outbox.table import Cancelled

from care.model.outbox_item import Item
from care.outbox.circuit import CLOSED, Circuit
from care.tables.gates import Gate
from care.tables.outbox_keys import NO_LANE, lane_after, past

LATER = START + timedelta(minutes=5)
PURPOSES = ["reply", "resolution", "acknowledgement", "survey", "courtesy"]


@pytest.fixture
def story() -> Story:
    return Story(account(), "private")


def test_every_purpose_has_its_lane_and_what_is_older_goes_first_in_it(story: Story):
    wanted: list[str] = []
    for purpose in reversed(PURPOSES):
        for hours in (2, 1):
            one = item(f"C1:{purpose}:{hours}", purpose=purpose, created_at=START + timedelta(hours=hours))
            story.add(one)
            wanted.insert(0, one.item_id)
    went, after = [], ""
    while isinstance(found := story.outbox.next(story.queue, after), Item):
        went.append(found.item_id)
        after = past(found)
    assert went == wanted


def test_a_lane_is_read_from_where_a_reader_stands_to_the_lanes_that_are_held(story: Story):
    first, second, low = item("a"), item("b"), item("c", 3)
    for one in (first, second, low):
        story.add(one)
    after = story.outbox.next(story.queue, past(first))
    assert after == second
    assert story.outbox.next(story.queue, lane_after(first)) == low
    assert story.outbox.next(story.queue, lane_after(first), 3) is None
    assert story.outbox.next(story.queue, lane_after(first), 4) == low
    assert story.outbox.next(story.queue, past(second), NO_LANE) == low
    story.add(between := item("d", 2))
    assert story.outbox.next(story.queue, lane_after(first)) == between


def test_a_queue_is_held_from_a_lane_on_until_it_is_opened(story: Story):
    assert story.outbox.gates.gate(story.queue) is None
    story.outbox.gates.hold(story.queue, LATER)
    assert story.outbox.gates.gate(story.queue) == Gate(story.queue, LATER, 1)
    story.outbox.gates.hold(story.queue, LATER, 3)
    assert story.outbox.gates.gate(story.queue) == Gate(story.queue, LATER, 3)
    story.outbox.gates.open(story.queue)
    assert story.outbox.gates.gate(story.queue) is None


def test_an_item_is_kept_for_two_weeks_and_a_post_of_the_accounts_own_until_its_end_can_be_told(story: Story):
    story.add(item())
    story.add(item("account:incident:1", case_id=""))
    kept = {row["item_id"]: row["expires_at"] for (_, sk), row in story.table.rows.items() if sk.startswith("ITEM#")}
    days = {name: (int(at) - START.timestamp()) / 86_400 for name, at in kept.items()}
    assert days == {"C1:reply:1": 14, "account:incident:1": 400}


def test_an_item_that_an_earlier_release_stored_is_one_of_which_nothing_more_is_known():
    known = {"item_id": "C1:reply:1", "account_id": "2", "customer_id": "3", "case_id": "C1", "channel": "public"}
    one = Item.model_validate({**known, "purpose": "reply", "text": "Ya va", "created_at": START})
    assert (one.state, one.attempts, one.doubtful, one.dm_link, one.counted) == ("waiting", 0, False, False, False)
    assert (one.part, one.parts, one.rest, one.charged) == (1, 1, (), {})


@pytest.mark.parametrize("case_id", ["C1", ""])
def test_what_a_case_or_the_account_itself_said_is_known_and_what_others_said_is_not_its_own(story: Story, case_id):
    whose = case_id or "account"
    said = item(f"{whose}:courtesy:1", purpose="courtesy", case_id=case_id, state="sent", settled_at=START)
    story.add(said)
    again = item(f"{whose}:courtesy:2", purpose="courtesy", case_id=case_id, text=said.text)
    assert story.outbox.said(again, START)
    assert not story.outbox.said(again, LATER)
    assert not story.outbox.said(said, START)
    assert not story.outbox.said(replace(again, item_id="C2:courtesy:1", case_id="C2"), START)


def test_an_item_that_outlived_its_time_is_waited_for_by_nobody(story: Story):
    for name in ("C1:reply:1", "C1:reply:2"):
        story.add(item(name))
        story.outbox.settle(there(story.outbox.claim(item(name), START)), "unconfirmed", LATER)
    del story.table.rows[story.queue, "ITEM#C1:reply:1"]
    assert [one.item_id for one in story.outbox.unconfirmed(story.queue)] == ["C1:reply:2"]
    for text in (item("C1:reply:1").text, "otra cosa"):
        assert story.outbox.recognise(SHOP, "private", MARTA, "77", text, LATER, LATER) is None


def test_a_gate_that_an_earlier_release_stored_holds_every_lane(story: Story):
    story.outbox.gates.hold(story.queue, LATER, 3)
    del story.table.rows[story.queue, "GATE"]["from_lane"]
    assert story.outbox.gates.gate(story.queue) == Gate(story.queue, LATER, 1)


def test_the_rest_of_a_thread_is_not_ready_when_its_part_did_not_go(story: Story):
    part = item(rest=("dos",), parts=2)
    story.add(part)
    unclear = there(story.outbox.settle(there(story.outbox.claim(part, START)), "unconfirmed", LATER))
    assert story.outbox.reported(unclear)
    assert story.outbox.settle(unclear, "refused", LATER)
    assert story.outbox.next(story.queue) is None


def test_the_publisher_acts_on_what_is_there_and_never_on_what_may_be_old(story: Story, monkeypatch):
    asked = []

    def noting(real):
        def ask(**how):
            asked.append(how)
            return real(**how)

        return ask

    for name in ("get_item", "query"):
        monkeypatch.setattr(story.table, name, noting(getattr(story.table, name)))
    story.add(item())
    claimed = there(story.outbox.claim(next_there(story.outbox, story.queue), START))
    story.outbox.settle(claimed, "unconfirmed", LATER)
    assert len(story.outbox.unconfirmed(story.queue)) == 1
    assert len(asked) >= 4
    assert all(how["ConsistentRead"] for how in asked)


def test_a_clash_with_another_writer_is_an_error_and_no_answer(story: Story, monkeypatch):
    def clashes(**_):
        raise Cancelled(["None", "TransactionConflict"])

    monkeypatch.setattr(story.table, "transact_write_items", clashes)
    with pytest.raises(Cancelled):
        story.outbox.add(item())


def test_gate_and_circuit_are_read_together_as_each_by_itself(story: Story):
    gates, broken = story.outbox.gates, Circuit(("42",), 2)
    assert gates.both(story.queue) == (None, CLOSED)
    gates.hold(story.queue, LATER, 3)
    assert gates.both(story.queue) == (gates.gate(story.queue), CLOSED)
    gates.keep_circuit(story.queue, broken, LATER)
    assert (
        gates.both(story.queue)
        == (gates.gate(story.queue), gates.circuit(story.queue))
        == (
            Gate(story.queue, LATER, 3),
            broken,
        )
    )
    gates.open(story.queue)
    assert gates.both(story.queue) == (None, broken)
