"""Limits, dollars, threads and the undo delay over the real functions and tables."""

import json
from collections.abc import Callable
from copy import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.test_acknowledge_and_publish import X

from care.model.actions import ReplyApproved, ReplyCancelled, ReplyWritten
from care.model.case import Case
from care.model.envelope import Envelope
from care.model.outbox_item import Item, queue_of
from care.queues import send_all
from care.tables.accounts import Accounts
from care.x.delivery import read_delivery

Mention = Callable[..., dict[str, Any]]
LONG = "Tu pedido salió ayer del almacén y llega mañana por la tarde a casa. " * 6


@pytest.fixture
def x(world: World) -> X:
    return X(world)


@pytest.fixture
def case(world: World, mention: Mention) -> Case:
    """Marta's case, at night; her acknowledgement is not composed."""
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    world.drain("events", "cases")
    world.received("acknowledgements")
    found = world.conversations.case(world.conversations.customer(SHOP, MARTA).case_id)
    assert found is not None
    return found


def set_up(world: World, **settings: Any) -> None:
    values = {**ACCOUNT.model_dump(mode="json", by_alias=True), **settings}
    Accounts(world.dynamodb, "accounts").put(type(ACCOUNT).model_validate(values))


def press(world: World, case: Case, action: type[Envelope], number: int = 1, **values: Any) -> None:
    values = {"account_id": SHOP, "customer_id": MARTA, "case_id": case.case_id, "by": "ana", "at": NIGHT, **values}
    event = action.model_validate({"action_id": f"{action.__name__}{number}", **values})
    send_all(world.sqs, world.queues["events"], [event])
    world.drain("events", "cases")


def write(world: World, case: Case, text: str, number: int = 1, channel: str = "public") -> str:
    press(world, case, ReplyWritten, number, channel=channel, text=text)
    return f"{case.case_id}:reply:ReplyWritten{number}"


def publish(world: World, after: timedelta = timedelta(0)) -> None:
    """Drain what is due at an instant, and bring its reports to the case."""
    world.at(NIGHT + after)
    world.call("hours")
    world.drain("sends", "publish")
    world.drain("events", "cases")


def item(world: World, item_id: str, channel: Any = "public") -> Item:
    found = world.outbox.item(queue_of(SHOP, channel), item_id)
    assert found is not None
    return found


def test_a_public_reply_waits_for_its_undo_delay_and_a_dm_does_not(world: World, x: X, case: Case):
    set_up(world, undo_seconds=10)
    public, private = write(world, case, "Ya va"), write(world, case, "Ya va", 2, "private")
    publish(world)
    assert (item(world, public).state, item(world, private, "private").state) == ("waiting", "sent")
    publish(world, timedelta(seconds=10))
    assert item(world, public).state == "sent"


def test_a_reply_that_is_cancelled_in_time_never_goes_and_one_that_is_not_has_gone(world: World, x: X, case: Case):
    set_up(world, undo_seconds=10)
    first, second = write(world, case, "Ya va"), write(world, case, "Ya fue", 2)
    publish(world)
    press(world, case, ReplyCancelled, item_id=first)
    publish(world, timedelta(minutes=1))
    press(world, case, ReplyCancelled, 2, item_id=second)
    publish(world, timedelta(minutes=2))
    assert [body["text"] for body in x.asked] == ["Ya fue"]
    assert (item(world, first).state, item(world, second).state) == ("withdrawn", "sent")


def test_a_reply_that_waits_for_its_delay_lets_what_is_below_go(world: World, x: X, case: Case):
    set_up(world, undo_seconds=10)
    reply = write(world, case, "Ya va")
    below = replace(item(world, reply), item_id="low", purpose="resolution", text="Resuelto")
    world.outbox.add(below)
    publish(world)
    assert (item(world, reply).state, item(world, "low").state) == ("waiting", "sent")


def test_a_long_reply_is_shortened_by_the_accounts_own_abbreviations(world: World, x: X, case: Case):
    set_up(world, abbreviations={"por la tarde": "tarde"})
    text = "Llega mañana por la tarde. " * 11
    reply = item(world, write(world, case, text))
    publish(world)
    [body] = x.asked
    assert "tarde" in body["text"]
    assert (item(world, reply.item_id).whole, item(world, reply.item_id).parts) == (text.strip(), 1)


def test_a_longer_one_goes_as_a_thread_and_answers_the_case_with_its_last_part(world: World, x: X, case: Case):
    reply = write(world, case, LONG)
    x.next = [201, 503]
    publish(world)
    assert world_case(world, case).person_answered_at is None
    publish(world, timedelta(minutes=3))
    assert world_case(world, case).person_answered_at is not None
    assert [body["reply"]["in_reply_to_tweet_id"] for body in x.asked] == ["1", "901"]
    assert [body["text"][-3:] for body in x.asked] == ["1/2", "2/2"]
    assert [item(world, i).state for i in (reply, f"{reply}:2")] == ["sent", "sent"]
    stored = [message.id for message in world.conversations.messages(case.case_id)]
    assert {"901", "902"} <= set(stored)


def test_a_part_that_x_refuses_stops_the_rest_and_says_so(world: World, x: X, case: Case):
    reply = write(world, case, LONG * 2)
    x.next = [201, (403, {"detail": "You attempted to reply to a Tweet that is deleted or not visible to you."}, {})]
    publish(world)
    second = item(world, f"{reply}:2")
    assert (second.state, second.reason) == ("refused", "part 2 of 3, the others stand: gone")
    assert world.outbox.item(queue_of(SHOP, "public"), f"{reply}:3") is None
    assert world_case(world, case).person_answered_at is None


def test_a_thread_goes_on_when_the_echo_tells_that_an_unclear_part_was_sent(world: World, x: X, case: Case):
    reply = write(world, case, LONG)
    x.next = [httpx.ReadTimeout("late")]
    publish(world)
    assert item(world, reply).state == "unconfirmed"
    post = {
        "id": "700", "author_id": SHOP, "text": item(world, reply).text, "created_at": NIGHT.isoformat(),
        "in_reply_to_user_id": MARTA, "conversation_id": "1", "referenced_tweets": [{"type": "replied_to", "id": "1"}],
    }  # fmt: skip
    own = {"data": {"event_type": "post.create", "filter": {"user_id": SHOP}, "payload": post}}
    send_all(world.sqs, world.queues["events"], read_delivery(own).events)
    world.drain("events", "cases")
    assert world_case(world, case).person_answered_at is None
    publish(world, timedelta(minutes=2))
    [body] = x.asked
    assert body["reply"] == {"in_reply_to_tweet_id": "700"}
    assert world_case(world, case).person_answered_at is not None


def test_what_is_automatic_leaves_a_reply_its_place_even_while_its_own_lane_is_held(world: World, x: X, case: Case):
    for number in range(14):
        world.outbox.add(low_dm(case, number))
    private = queue_of(SHOP, "private")
    wake_queue(world, private)
    publish(world)
    gate = world.outbox.gates.gate(private)
    assert gate is not None
    assert (len(x.asked), gate.from_lane, gate.due_at) == (12, 2, NIGHT + timedelta(minutes=15, seconds=1))
    write(world, case, "Ya va", channel="private")
    publish(world, timedelta(minutes=1))
    assert (len(x.asked), x.asked[-1]["text"]) == (13, "Ya va")
    assert world.outbox.gates.gate(private) == gate
    publish(world, timedelta(minutes=16))
    assert len(x.asked) == 15


def test_at_the_hard_limit_replies_wait_for_a_word_and_acknowledgements_for_the_month(world: World, x: X, case: Case):
    # X asked half a cent for the mention itself, which counts against no limit.
    set_up(world, budget={"month_dollars": "0.02", "soft_share": 0.5})
    first = write(world, case, "Ya va")
    publish(world)
    assert item(world, first).state == "sent"
    notices = [one.text for one in Accounts(world.dynamodb, "accounts").notices(SHOP)]
    told = "automatic messages stop and replies wait for a supervisor's word"
    assert notices == [f"$0.01 of $0.02 for 2026-11 are spent; when all are, {told}."]

    said = replace(
        item(world, first), item_id="ack", purpose="acknowledgement", text="Volvemos https://tiendaluna.com", charged={}
    )
    until, answered = NIGHT + timedelta(hours=11), NIGHT + timedelta(minutes=1)
    ack = replace(said, state="waiting", wanted_until=until, answers_at=answered)
    world.outbox.add(ack)
    wake_queue(world, ack.queue)
    second = write(world, case, "Ya llega", 2, "private")
    publish(world)
    assert (item(world, second, "private").state, item(world, second, "private").reason) == ("held", "over budget")
    assert item(world, "ack").state == "waiting"
    # What is left pays neither: for whoever waits, all is spent.
    notices = [one.text for one in Accounts(world.dynamodb, "accounts").notices(SHOP)]
    assert f"$0.01 of $0.02 for 2026-11 are spent; now, {told}." in notices
    press(world, case, ReplyApproved, item_id=second)
    publish(world, timedelta(minutes=1))
    assert item(world, second, "private").state == "sent"
    publish(world, timedelta(hours=11, minutes=1))
    assert (item(world, "ack").state, len(x.asked)) == ("withdrawn", 2)


def test_what_waits_for_a_months_dollars_goes_within_five_minutes_of_a_raised_limit(world: World, x: X, case: Case):
    set_up(world, budget={"month_dollars": "0.02"})
    write(world, case, "Ya va")
    publish(world)
    low = low_dm(case, 1)
    world.outbox.add(low)
    wake_queue(world, low.queue)
    publish(world, timedelta(minutes=1))
    assert item(world, low.item_id, "private").state == "waiting"
    set_up(world, budget={"month_dollars": "5"})
    world.at(NIGHT + timedelta(minutes=6))
    world.call("hours")
    world.drain("sends", "publish")
    assert item(world, low.item_id, "private").state == "sent"


def test_what_strangers_write_holds_no_reply_and_is_told_once(world: World, x: X, case: Case):
    set_up(world, budget={"month_dollars": "0.05"})
    world.handler("publish").budget.meter(SHOP, "event", 10_000, 50_000_000, NIGHT)
    for number in (1, 2):
        reply = write(world, case, f"Ya va {number}", number)
        publish(world, timedelta(minutes=number))
        assert item(world, reply).state == "sent"
    notices = [one.text for one in Accounts(world.dynamodb, "accounts").notices(SHOP)]
    assert [text.split(" for ")[0] for text in notices] == ["$50.005"]
    assert "holds nothing" in notices[0]


def test_every_send_is_counted_by_account_month_purpose_and_case(world: World, x: X, case: Case):
    write(world, case, "Ya va")
    write(world, case, "Mira https://tiendaluna.com/envios", 2)
    x.next = [201, 503]
    publish(world)
    publish(world, timedelta(minutes=3))
    budget = world.handler("publish").budget
    assert {name: (s.micro_dollars, s.sends) for name, s in budget.by_purpose(SHOP, "2026-11").items()} == {
        "reply": (210_000, 2),
        "event": (5_000, 1),
    }
    assert budget.of_case(SHOP, "2026-11", case.case_id).micro_dollars == 215_000
    assert budget.total(SHOP, "2026-11").micro_dollars == 215_000
    # The attempt that X did not take counts as well.
    assert budget.left(SHOP, "public", NIGHT) == {"quarter": (97, 100), "app day": (9997, 10_000)}


def test_asking_to_go_private_sends_the_button_and_no_link(world: World, x: X, mention: Mention):
    told = mention("1", "@tiendaluna mi correo es marta.ruiz@example.com, ¿dónde está mi pedido?")
    send_all(world.sqs, world.queues["events"], read_delivery(told).events)
    world.drain("events", "cases")
    world.drain("acknowledgements", "acknowledge")
    world.drain("sends", "publish")
    [body] = x.asked
    assert body["direct_message_deep_link"] == f"https://x.com/messages/compose?recipient_id={SHOP}"
    assert "messages/compose" not in body["text"]


def low_dm(case: Case, number: int) -> Item:
    return Item.model_validate(
        {
            "item_id": f"low{number}", "account_id": SHOP, "customer_id": MARTA, "case_id": case.case_id,
            "channel": "private", "purpose": "resolution", "text": f"Resuelto {number}",
            "created_at": NIGHT + timedelta(microseconds=number),
        }
    )  # fmt: skip


def wake_queue(world: World, queue: str) -> None:
    from care.tables.wakes import wake as wake_it

    wake_it(world.sqs, world.queues["sends"], queue, "test")


def world_case(world: World, case: Case) -> Case:
    found = world.conversations.case(case.case_id)
    assert found is not None
    return found


def test_the_operator_sees_what_a_month_cost_and_what_may_still_go(world: World, x: X, case: Case, capsys):
    from infra.command.subcommands.budget import show

    write(world, case, "Ya va")
    publish(world)
    capsys.readouterr()
    show(world.handler("publish").budget, ACCOUNT, "2026-11", NIGHT)
    shown = capsys.readouterr().out
    # 23.875 of 30 days have passed.
    assert "Forecast for 2026-11: $0.018848 (spent so far divided by the 79.6% of the month" in shown
    assert "Limit: none" in shown
    assert "Posts that may go now: 99 of 100 (quarter), 9999 of 10000 (app day)." in shown
    assert "DMs that may go now: 15 of 15 (quarter), 1440 of 1440 (day), 1440 of 1440 (app day)." in shown


def test_what_x_delivers_and_shows_is_charged_to_month_purpose_and_case(world: World, x: X, case: Case):
    dm = {
        "type": "message_create", "id": "55", "created_timestamp": "1795554000000",
        "message_create": {
            "sender_id": MARTA, "target": {"recipient_id": SHOP}, "message_data": {"text": "¿y mi pedido?"},
        },
    }  # fmt: skip
    told = {"event_type": "dm.received", "filter": {"user_id": SHOP}, "payload": {"direct_message_events": [dm]}}
    for _ in range(2):  # X delivers it twice, and asks for it once
        send_all(world.sqs, world.queues["events"], read_delivery({"data": told}).events)
        world.drain("events", "cases")
    budget = world.handler("publish").budget
    spent = budget.by_purpose(SHOP, "2026-11")["event"]
    assert (spent.micro_dollars, spent.sends) == (15_000, 2)
    assert budget.of_case(SHOP, "2026-11", case.case_id).micro_dollars == 15_000


def test_the_undo_delay_ends_with_a_message_of_its_own_and_not_with_the_minute(world: World, x: X, case: Case):
    set_up(world, undo_seconds=10)
    world.handler("cases").accounts._known.clear()
    reply = write(world, case, "Ya va")
    world.drain("sends", "publish")
    [held_back] = world.sqs.get_queue_attributes(
        QueueUrl=world.queues["wakes"], AttributeNames=["ApproximateNumberOfMessagesDelayed"]
    )["Attributes"].values()
    assert held_back == "1"
    # What SQS gives to `hours` when the ten seconds are over.
    world.at(NIGHT + timedelta(seconds=10))
    record = {
        "messageId": "m",
        "receiptHandle": "r",
        "body": json.dumps({"queue": queue_of(SHOP, "public")}),
        "attributes": {"ApproximateReceiveCount": "1"},
        "eventSource": "aws:sqs",
        "eventSourceARN": "wakes",
    }
    assert world.call("hours", {"Records": [record]}) == {"batchItemFailures": []}
    world.drain("sends", "publish")
    assert item(world, reply).state == "sent"
