"""From what customers and people do to the days of the report, over the tables."""

import json
from copy import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World

from care.model.actions import CaseResolved
from care.model.count import Count
from care.model.messages import Author, Message
from care.model.tallies import total
from care.model.x_events import MessageEchoed, MessageReceived
from care.report.definitions import measured
from care.report.measures import Figure, ReportPeriod
from care.tables.accounts import Accounts
from care.tables.attributes import attributes_of, item_of
from care.tables.reports import Reports, counts_row, to_roll


def put(world: World, event):
    world.sqs.send_message(
        QueueUrl=world.queues["events"],
        MessageBody=event.model_dump_json(),
        MessageGroupId=event.group,
        MessageDeduplicationId=event.deduplication_id,
    )


def wrote(message_id, at, text="no funciona el mando") -> MessageReceived:
    message = Message(id=message_id, channel="public", text=text, at=at, summons=True, conversation_id=message_id)
    return MessageReceived(account_id=SHOP, customer_id=MARTA, author=Author(id=MARTA), message=message)


def answered(message_id, at, to) -> MessageEchoed:
    message = Message(id=message_id, channel="public", text="Ya va", at=at, in_reply_to=to, conversation_id=to)
    return MessageEchoed(account_id=SHOP, customer_id=MARTA, message=message)


def figures(world: World, month="2026-11") -> dict[str, Figure]:
    reports = Reports(world.dynamodb, "conversations", "accounts")
    found = measured(ReportPeriod(total(reports.days(SHOP, month).values())))
    return {name: figure for name, figure in found.items() if figure is not None}


def test_a_case_is_counted_once_however_often_its_events_come(world: World):
    for event in (wrote("900", NIGHT), answered("901", NIGHT + timedelta(minutes=20), "900")):
        put(world, event)
        world.drain("events", "cases")
    # Redelivered after the queue has forgotten them.
    body = wrote("900", NIGHT).model_dump_json()
    record = {"messageId": "1", "receiptHandle": "r", "body": body, "eventSource": "aws:sqs", "eventSourceARN": "a"}
    attributes = {"ApproximateReceiveCount": "1", "MessageGroupId": "g", "SentTimestamp": "0"}
    world.call("cases", {"Records": [{**record, "attributes": attributes, "messageAttributes": {}}]})
    for _ in range(2):
        world.call("report")
    seen = figures(world)
    assert seen["messages_in"].value == 1
    assert seen["cases_opened"].value == 1
    assert round(seen["first_response_wall_p50"].value, -1) in {1190, 1200, 1210}
    assert seen["first_response_open_p50"].value == 0
    assert seen["first_response_wall_within_hour"].value == 1


def test_an_answer_on_another_day_belongs_to_the_day_of_the_question(world: World):
    put(world, wrote("900", NIGHT))
    world.drain("events", "cases")
    world.call("report")
    assert figures(world)["never_answered"].value == 1
    world.at(NIGHT + timedelta(days=8))
    put(world, answered("901", NIGHT + timedelta(days=8), "900"))
    world.drain("events", "cases")
    world.call("report", {"account_id": SHOP})
    days = Reports(world.dynamodb, "conversations", "accounts").days(SHOP, "2026-11")
    assert set(days) == {"2026-11-24"}
    assert figures(world)["never_answered"].value == 0
    # The message that was sent belongs to the day of its sending.
    assert figures(world, "2026-12")["messages_by_people"].value == 1


def test_a_report_that_failed_for_days_is_made_good(world: World):
    put(world, wrote("900", NIGHT))
    world.drain("events", "cases")
    world.call("report")
    world.at(NIGHT + timedelta(days=1))
    case_id = world.conversations.customer(SHOP, MARTA).case_id
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": case_id}
    put(world, CaseResolved(**whose, action_id="1", by="ana", at=NIGHT + timedelta(days=1)))
    world.drain("events", "cases")
    world.at(NIGHT + timedelta(days=5))
    world.call("report")
    assert figures(world)["cases_resolved"].value == 1


def test_what_is_kept_to_count_holds_no_word_and_no_id_of_the_customer(world: World):
    put(world, wrote("900", NIGHT, "soy marta@example.com"))
    world.drain("events", "cases")
    pk = {"S": f"COUNTS#{SHOP}#2026-11-24"}
    found = world.dynamodb.query(
        TableName="conversations", KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": pk}
    )["Items"]
    assert len(found) == 1
    text = json.dumps(found)
    assert "marta" not in text
    assert MARTA not in text
    assert '"900"' not in text


def test_the_days_to_add_up_begin_behind_the_last_that_is_over():
    now = datetime(2026, 11, 25, 10, tzinfo=UTC)
    unknown = to_roll(None, now)
    assert (unknown[0], unknown[-1], len(unknown)) == (date(2026, 10, 16), date(2026, 11, 25), 41)
    assert to_roll(date(2026, 11, 22), now) == [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)]
    assert to_roll(date(2026, 11, 24), now) == [date(2026, 11, 25)]
    assert len(to_roll(date(2020, 1, 1), now)) == 41


def count_on(world: World, day: str, account_id: str = SHOP) -> None:
    at = datetime.fromisoformat(f"{day}T12:00Z")
    row = counts_row(account_id, f"event {day}", "C", [Count(day, 12, "public", "question", "cases_opened")], at)
    world.dynamodb.put_item(TableName="conversations", Item=item_of(row))


def test_days_before_the_first_that_was_ever_added_up_are_added_up_too(world: World):
    count_on(world, "2026-11-18")
    count_on(world, "2026-11-24")
    world.at(NIGHT)
    world.call("report", {"account_id": SHOP})
    days = Reports(world.dynamodb, "conversations", "accounts").days(SHOP, "2026-11")
    assert list(days) == ["2026-11-18", "2026-11-24"]


def test_a_day_that_cannot_be_added_up_holds_no_other_day_and_no_other_account_and_is_tried_again(world: World):
    reports = Reports(world.dynamodb, "conversations", "accounts")
    other = "2000000000000000009"
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, id=other, username="otra"))
    for day in ("2026-11-20", "2026-11-22"):
        count_on(world, day)
    count_on(world, "2026-11-22", other)
    bad = {"pk": f"COUNTS#{SHOP}#2026-11-21", "sk": "x", "case_id": "C", "counts": "no JSON"}
    world.dynamodb.put_item(TableName="conversations", Item=item_of(bad))
    world.at(NIGHT)
    with pytest.raises(RuntimeError, match="1 of 2 accounts"):
        world.call("report", {})
    assert list(reports.days(SHOP, "2026-11")) == ["2026-11-20", "2026-11-22"]
    assert list(reports.days(other, "2026-11")) == ["2026-11-22"]
    assert reports.rolled(SHOP) == date(2026, 11, 20)
    world.dynamodb.delete_item(TableName="conversations", Key=attributes_of({"pk": bad["pk"], "sk": "x"}))
    count_on(world, "2026-11-21")
    world.call("report", {})
    assert list(reports.days(SHOP, "2026-11")) == ["2026-11-20", "2026-11-21", "2026-11-22"]
    assert reports.rolled(SHOP) == date(2026, 11, 23)
