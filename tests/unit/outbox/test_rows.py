"""What lies in the outbox table after each thing that is done to an item, and what it takes for a thing to be done."""

from datetime import timedelta
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError
from tests.there import next_there, there
from tests.unit.outbox.making import MARTA, SHOP, START, account, item
from tests.unit.outbox.story import Story

from care.aws import TransactWrite
from care.budget.prices import Cost
from care.model.outbox_item import Item
from care.model.outcomes import Code, outcome
from care.tables.budget import Overtaken
from care.tables.outbox import InFlight

LATER = START + timedelta(minutes=5)
COST = Cost(20, outcome(Code.month_spent))
UNSURE, XID = "UNSURE#C1:reply:1", "XID#77"


@pytest.fixture
def story() -> Story:
    return Story(account(), "private")


def keys(story: Story):
    return {sk for _, sk in story.table.rows}


def claimed(story: Story, **changes) -> Item:
    story.add(item(**changes))
    found = story.outbox.claim(item(**changes), START)
    assert found is not None
    return found


def test_an_item_is_put_into_its_lane_once(story: Story):
    assert story.outbox.add(item())
    assert not story.outbox.add(item(text="otra cosa"))
    assert story.outbox.next(story.queue) == item()


def test_of_two_who_claim_an_item_one_gets_it(story: Story):
    first = claimed(story)
    assert (first.state, first.attempts, first.claimed_at, first.charged) == ("claimed", 1, START, {})
    assert story.outbox.claim(item(), START) is None
    assert UNSURE in keys(story)


def test_a_claim_adds_its_price_to_what_earlier_attempts_may_have_cost(story: Story):
    story.add(item(charged={"2026-11": 7, "2026-10": 5}))
    found = there(story.outbox.claim(item(charged={"2026-11": 7, "2026-10": 5}), START, 20))
    assert found.charged == {"2026-11": 27, "2026-10": 5}


@pytest.mark.parametrize(("charged", "left"), [(20, {}), (30, {"2026-11": 10})])
def test_what_an_attempt_did_not_cost_after_all_is_taken_back(story: Story, charged, left):
    story.add(item())
    found = there(story.outbox.claim(item(), START, charged))
    assert story.outbox.release(found, doubtful=False, uncharged=20)
    assert there(story.outbox.item(story.queue, item().item_id)).charged == left


def test_what_cost_something_keeps_its_price_when_it_is_released(story: Story):
    story.add(item())
    found = there(story.outbox.claim(item(), START, 20))
    assert story.outbox.release(found, doubtful=False)
    assert there(story.outbox.item(story.queue, item().item_id)).charged == {"2026-11": 20}


def test_an_echo_is_waited_for_only_where_an_attempt_may_have_been_done(story: Story):
    found = claimed(story)
    assert story.outbox.release(found, doubtful=False)
    assert UNSURE not in keys(story)
    again = there(story.outbox.claim(there(story.outbox.item(story.queue, found.item_id)), START))
    assert story.outbox.release(again, doubtful=True)
    assert UNSURE in keys(story)
    third = there(story.outbox.claim(there(story.outbox.item(story.queue, found.item_id)), START))
    assert (third.attempts, third.doubtful) == (3, True)
    assert story.outbox.release(third, doubtful=False), "an earlier attempt is still in doubt"
    assert UNSURE in keys(story)


@pytest.mark.parametrize(
    ("state", "doubtful", "waits"),
    [
        ("sent", False, False),
        ("sent", True, False),
        ("refused", False, False),
        ("refused", True, True),
        ("unconfirmed", False, True),
        ("unconfirmed", True, True),
    ],
)
def test_at_an_items_end_an_echo_is_waited_for_only_in_doubt(story: Story, state, doubtful, waits):
    found = claimed(story, doubtful=doubtful)
    assert story.outbox.settle(found, state, LATER, why=(outcome(Code.gone),))
    assert (UNSURE in keys(story)) == waits
    kept = there(story.outbox.item(story.queue, found.item_id))
    assert (kept.state, kept.settled_at, kept.because) == (state, LATER, (outcome(Code.gone),))


def test_what_somebody_else_settled_first_is_not_settled_again(story: Story):
    found = claimed(story)
    assert story.outbox.settle(found, "sent", LATER, x_id="77")
    assert story.outbox.settle(found, "refused", LATER) is None
    assert not story.outbox.release(found, doubtful=False)
    assert there(story.outbox.item(story.queue, found.item_id)).state == "sent"


def test_the_rest_of_a_thread_is_ready_when_an_unclear_part_turns_out_to_be_sent(story: Story):
    unclear = there(story.outbox.settle(claimed(story, rest=("dos",), parts=2), "unconfirmed", LATER))
    assert story.outbox.reported(unclear)
    assert story.outbox.next(story.queue) is None
    assert story.outbox.settle(unclear, "sent", LATER, x_id="77")
    assert next_there(story.outbox, story.queue).state == "sent"


def test_what_turns_out_to_be_sent_and_is_no_thread_is_not_ready_again(story: Story):
    unclear = there(story.outbox.settle(claimed(story), "unconfirmed", LATER))
    assert story.outbox.reported(unclear)
    assert story.outbox.settle(unclear, "sent", LATER, x_id="77")
    assert story.outbox.next(story.queue) is None


def test_an_end_is_reported_and_its_cost_counted_once(story: Story):
    sent = there(story.outbox.settle(claimed(story), "sent", LATER))
    cost: TransactWrite = {"Put": {"TableName": "outbox", "Item": {"pk": {"S": "cost"}, "sk": {"S": "1"}}}}
    assert story.outbox.reported(sent, [cost])
    assert there(story.outbox.item(story.queue, sent.item_id)).counted
    assert not story.outbox.reported(sent, [cost]), "it left its lane"


def test_what_is_counted_with_its_end_leaves_its_lane_alone_and_is_counted_once(story: Story):
    cost: TransactWrite = {"Put": {"TableName": "outbox", "Item": {"pk": {"S": "cost"}, "sk": {"S": "1"}}}}
    sent = there(story.outbox.settle(claimed(story), "sent", LATER, counted=[cost]))
    assert sent.counted
    assert ("cost", "1") in story.table.rows
    assert story.budget.counted(sent) == []
    assert story.outbox.reported(sent)
    assert story.outbox.next(story.queue) is None
    assert not story.outbox.reported(sent), "it left its lane"


def test_where_others_count_at_this_moment_what_x_took_is_known_all_the_same_and_counted_by_its_report(story: Story):
    item, tries = claimed(story), iter([True, False])
    cost: TransactWrite = {"Put": {"TableName": "outbox", "Item": {"pk": {"S": "cost"}, "sk": {"S": "1"}}}}
    write = story.table.transact_write_items

    def contended(**asked: Any) -> None:
        if next(tries):
            reasons = {"CancellationReasons": [{"Code": "None"}, {"Code": "TransactionConflict"}]}
            raise ClientError(cast("Any", reasons), "TransactWriteItems")
        write(**asked)

    story.table.transact_write_items = contended  # type: ignore[method-assign]
    sent = there(story.outbox.settle(item, "sent", LATER, x_id="77", counted=[cost]))
    assert (sent.state, sent.counted) == ("sent", False)
    assert ("cost", "1") not in story.table.rows


def test_an_item_that_waits_alone_is_told_from_one_that_does_not(story: Story):
    story.add(item())
    found = there(story.outbox.first(story.queue))
    assert (found.item, found.alone) == (item(), True)
    assert [row["item_id"] for row in there(found.beside)] == [item().item_id]
    story.add(item("C2:reply:1", case_id="C2"))
    assert not there(story.outbox.first(story.queue)).alone


def test_an_item_is_claimed_and_its_send_counted_or_neither(story: Story):
    story.add(item())
    mine, claim = story.outbox.claiming(item(), START, 20)
    story.outbox.cancel(item(), START)
    with pytest.raises(Overtaken):
        story.budget.take(item(), story.account, COST, START, claim)
    assert story.budget.total(SHOP, "2026-11").sends == 0
    story.outbox.approve(there(story.outbox.item(story.queue, mine.item_id)), "s")
    again, claim = story.outbox.claiming(there(story.outbox.item(story.queue, mine.item_id)), START, 20)
    assert story.budget.take(item(), story.account, COST, START, claim) is None
    assert there(story.outbox.item(story.queue, again.item_id)).state == "claimed"
    assert story.budget.total(SHOP, "2026-11").sends == 1


def test_what_was_counted_once_stays_counted(story: Story):
    sent = there(story.outbox.settle(claimed(story, counted=True), "sent", LATER))
    assert story.outbox.reported(sent)
    assert there(story.outbox.item(story.queue, sent.item_id)).counted


def test_of_a_thread_that_has_begun_the_rest_cannot_be_cancelled(story: Story):
    second = item("C1:reply:1:2", part=2, parts=2)
    story.add(second)
    assert not story.outbox.cancel(second, LATER)
    assert there(story.outbox.item(story.queue, second.item_id)).state == "waiting"


@pytest.mark.parametrize("state", ["waiting", "held", "released"])
def test_what_certainly_has_not_gone_can_be_cancelled_once(story: Story, state):
    story.add(item(state=state))
    assert story.outbox.cancel(item(state=state), LATER)
    kept = there(story.outbox.item(story.queue, item().item_id))
    assert (kept.state, kept.settled_at) == ("withdrawn", LATER)
    assert not story.outbox.cancel(item(state=state), LATER)


def test_one_supervisor_approves_what_is_held_and_it_is_ready_again(story: Story):
    held = there(story.outbox.settle(claimed(story), "held", LATER, why=(outcome(Code.over_budget),)))
    assert story.outbox.reported(held)
    assert story.outbox.approve(held, "eva")
    ready = next_there(story.outbox, story.queue)
    assert (ready.state, ready.approved_by, ready.because, ready.settled_at) == ("waiting", "eva", (), None)
    assert not story.outbox.approve(held, "luis")


def test_an_echo_is_known_by_xs_id_however_often_it_comes(story: Story):
    claimed(story)
    for _ in range(2):
        found = there(story.outbox.recognise(SHOP, "private", MARTA, "77", item().text, LATER, LATER))
        assert (found.item_id, found.state, found.x_id) == (item().item_id, "sent", "77")
    assert story.outbox.knows(story.queue, "77")
    assert not story.outbox.knows(story.queue, "78")


def test_what_a_person_wrote_to_somebody_else_or_long_after_is_no_echo(story: Story):
    found = claimed(story)
    assert story.outbox.recognise(SHOP, "private", "another", "78", "Hola", LATER, LATER) is None
    with pytest.raises(InFlight):
        story.outbox.recognise(SHOP, "private", MARTA, "78", "Hola", LATER, LATER)
    assert story.outbox.settle(found, "unconfirmed", LATER)
    assert story.outbox.recognise(SHOP, "private", MARTA, "78", "Hola", LATER, LATER) is None


def test_what_x_had_before_an_item_was_made_is_another_message_with_the_same_words(story: Story):
    """The echo of a text that went out yesterday, to a customer who had everything erased since, comes hours late."""
    found = claimed(story)
    early = START - timedelta(seconds=6)
    for text in (item().text, "Hola"):
        assert story.outbox.recognise(SHOP, "private", MARTA, "77", text, early, LATER) is None
    assert there(story.outbox.item(story.queue, found.item_id)).state == "claimed"
    # X tells the instant in whole seconds, by a clock of its own.
    echo = there(story.outbox.recognise(SHOP, "private", MARTA, "78", item().text, START - timedelta(seconds=5), LATER))
    assert (echo.state, echo.x_id) == ("sent", "78")


def test_a_publisher_that_learns_xs_id_while_the_echo_is_looked_at_is_believed(story: Story):
    found = claimed(story)
    quicker = [lambda: story.outbox.settle(found, "sent", LATER, x_id="77")]

    def publishes():
        if quicker:
            quicker.pop()()

    story.table.on_write = publishes
    echo = there(story.outbox.recognise(SHOP, "private", MARTA, "77", item().text, LATER, LATER))
    assert (echo.item_id, echo.state) == (item().item_id, "sent")


def test_of_many_unclear_items_so_many_are_looked_at(story: Story):
    for number in range(3):
        story.outbox.settle(claimed(story, item_id=f"C{number}:reply:1"), "unconfirmed", LATER)
    claimed(story, item_id="C9:reply:1")
    assert len(story.outbox.unconfirmed(story.queue)) == 3
    assert len(story.outbox.unconfirmed(story.queue, 2)) == 2


def test_only_what_is_unconfirmed_is_decided_by_a_person(story: Story):
    found = claimed(story)
    assert not story.outbox.decide(found, "dropped", LATER)
    unclear = there(story.outbox.settle(found, "unconfirmed", LATER))
    assert story.outbox.decide(unclear, "sent", LATER, "77")
    assert UNSURE not in keys(story)
    assert XID in keys(story)


def test_a_decision_without_xs_id_leaves_the_echo_to_be_waited_for(story: Story):
    unclear = there(story.outbox.settle(claimed(story), "unconfirmed", LATER))
    assert story.outbox.decide(unclear, "sent", LATER)
    assert UNSURE in keys(story)


@pytest.mark.parametrize("channel", ["public", "private"])
@pytest.mark.parametrize("state", ["sent", "unconfirmed", "waiting"])
def test_of_an_erased_case_nothing_stays_and_of_others_everything_does(channel, state):
    story = Story(account(), channel)
    story.add(item("C2:reply:1", channel=channel, case_id="C2"))
    others = keys(story)
    story.add(item(channel=channel))
    if state != "waiting":
        found = story.outbox.claim(item(channel=channel), START)
        story.outbox.settle(there(found), state, LATER, x_id="77" if state == "sent" else "")
    story.outbox.forget(SHOP, ["C1"])
    assert keys(story) == others


def test_a_case_has_its_posts_and_its_dms(story: Story):
    story.add(item())
    story.add(item("C1:reply:2", channel="public"))
    story.add(item("C2:reply:1"))
    assert [one.item_id for one in story.outbox.of_case(SHOP, "C1")] == ["C1:reply:2", "C1:reply:1"]
