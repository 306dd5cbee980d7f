"""What becomes of a message of a queue that fails: tried again, or put aside with its reason."""

import json
from typing import Any, cast

import pytest
from aws_lambda_powertools import Logger, Metrics
from botocore.exceptions import ClientError, EndpointConnectionError

from care.batches import Reject, Retry, Source, fairly, work
from care.queues import ascii_json, send_all


def client_error(code: str, *reasons: str) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": "m"}, "CancellationReasons": [{"Code": one} for one in reasons]}
    return ClientError(response, "TransactWriteItems")


class Queues:
    """SQS, which keeps what it is told; with `fails` it takes no change of visibility."""

    def __init__(self, fails: Exception | None = None) -> None:
        self.fails = fails
        self.sent: list[dict[str, Any]] = []
        self.shortened: list[dict[str, Any]] = []

    def send_message(self, **message: Any) -> None:
        self.sent.append(message)

    def change_message_visibility_batch(self, **asked: Any) -> None:
        if self.fails is not None:
            raise self.fails
        self.shortened += asked["Entries"]

    def send_message_batch(self, **asked: Any) -> dict[str, Any]:
        self.sent += asked["Entries"]
        return {}


def record(message_id: str, received: int = 1, group: str = "1#2", body: str = "{}") -> dict[str, Any]:
    return {
        "messageId": message_id,
        "receiptHandle": f"r-{message_id}",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": str(received),
            "MessageGroupId": group,
            "SentTimestamp": "1",
            "ApproximateFirstReceiveTimestamp": "1",
            "SenderId": "s",
        },
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:1:events.fifo",
        "awsRegion": "eu-west-1",
    }


def worked(queues: Queues, records: list[dict[str, Any]], error: Exception | None = None) -> list[str]:
    """The ids of the messages that are to come back."""

    def handle(_body: str) -> None:
        if error is not None:
            raise error

    source = Source(cast("Any", queues), "https://sqs/events.fifo", "https://sqs/dead.fifo")
    logger = Logger(service="test-batches", level="CRITICAL")
    answer = work({"Records": records}, source, handle, logger, Metrics(namespace="Centralita", service="test"))
    return [one["itemIdentifier"] for one in answer["batchItemFailures"]]


@pytest.mark.parametrize(
    "error",
    [
        client_error("ThrottlingException"),
        client_error("ProvisionedThroughputExceededException"),
        client_error("TransactionCanceledException", "ThrottlingError"),
        client_error("TransactionCanceledException", "TransactionConflict"),
        client_error("InternalServerError"),
        EndpointConnectionError(endpoint_url="https://sqs"),
        Retry("in a moment"),
    ],
)
@pytest.mark.parametrize("received", [1, 4, 9])
def test_what_is_a_fault_of_the_moment_comes_back_and_is_never_put_aside_by_us(error, received):
    queues = Queues()
    assert worked(queues, [record("a", received)], error) == ["a"]
    assert queues.sent == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (client_error("ValidationException"), "ClientError ValidationException"),
        (client_error("InvalidMessageContents"), "ClientError InvalidMessageContents"),
        (client_error("AWS.SimpleQueueService.BatchRequestTooLong"), "AWS.SimpleQueueService.BatchRequestTooLong"),
        (client_error("TransactionCanceledException", "None", "ValidationError"), "ValidationError"),
        (OverflowError("date value out of range"), "OverflowError"),
    ],
)
def test_what_aws_or_we_refuse_each_time_is_put_aside_with_its_reason_before_it_takes_its_followers_along(
    error, reason
):
    queues = Queues()
    assert worked(queues, [record("a", 3)], error) == ["a"]
    assert queues.sent == []
    assert worked(queues, [record("a", 4)], error) == []
    [letter] = queues.sent
    assert reason in letter["MessageAttributes"]["reason"]["StringValue"]


def test_what_worked_stays_done_when_the_wait_of_what_failed_cannot_be_shortened():
    queues = Queues(client_error("RequestThrottled"))
    assert worked(queues, [record("a"), record("b")], Retry("in a moment")) == ["a", "b"]


def test_a_letter_is_its_own_each_time_in_a_group_of_its_own_and_its_reason_is_text_that_sqs_takes():
    queues = Queues()
    for message_id in ("a", "b"):
        assert worked(queues, [record(message_id)], Reject("no \x00 ñandú \ufffe")) == []
    first, second = queues.sent
    assert first["MessageDeduplicationId"] != second["MessageDeduplicationId"]
    assert first["MessageGroupId"] != second["MessageGroupId"]
    assert first["MessageAttributes"]["group"]["StringValue"] == "1#2"
    reason = first["MessageAttributes"]["reason"]["StringValue"]
    assert reason.isascii()
    assert reason.isprintable()


@pytest.mark.parametrize("name", ["Ana", "Íñigo \U0001f602", "\uffff\ufffe", "𝓐\u0085", 'a"b\\ñ'])
def test_every_body_is_ascii_and_says_the_same(name: str):
    queues = Queues()
    body = json.dumps({"name": name}, ensure_ascii=False)
    event: Any = type("E", (), {"group": "g", "deduplication_id": "d", "as_json": lambda _self: body})()
    assert send_all(cast("Any", queues), "https://sqs/events.fifo", [event])
    assert queues.sent[0]["MessageBody"] == ascii_json(body)
    assert ascii_json(body).isascii()
    assert json.loads(ascii_json(body)) == {"name": name}


def test_who_has_few_in_a_batch_waits_for_few_and_each_accounts_own_order_stays():
    hostile = [record(f"h{n}", group=f"77#{n % 3}") for n in range(7)]
    ours = [record("a1", group="1#2"), record("a2", group="1#2")]
    other = [record("b1", group="2#9")]
    found = [one["messageId"] for one in fairly([*hostile, *ours, *other])]
    assert found[:3] == ["b1", "a1", "h0"]
    assert found.index("a2") < 5
    assert [one for one in found if one.startswith("h")] == [f"h{n}" for n in range(7)]
    assert sorted(found) == sorted(one["messageId"] for one in [*hostile, *ours, *other])


@pytest.mark.parametrize(("url", "back"), [("https://sqs/events.fifo", ["a1", "a2"]), ("https://sqs/acks", ["a1"])])
def test_of_a_fifo_queue_those_behind_one_that_failed_wait_for_it_untouched_and_other_groups_go_on(url, back):
    tried: list[str] = []

    def handle(body: str) -> None:
        tried.append(body)
        if body == "a1":
            raise Retry("in a moment")

    records = [record(name, group=f"1#{name[0]}", body=name) for name in ("a1", "b1", "a2", "b2")]
    queues = Queues()
    source = Source(cast("Any", queues), url, "https://sqs/dead")
    logger = Logger(service="test-batches", level="CRITICAL")
    answer = work({"Records": records}, source, handle, logger, Metrics(namespace="Centralita", service="test"))
    assert [one["itemIdentifier"] for one in answer["batchItemFailures"]] == back
    assert tried == [name for name in ("a1", "b1", "a2", "b2") if name == "a1" or name not in back]
    assert [entry["ReceiptHandle"] for entry in queues.shortened] == [f"r-{name}" for name in back]


def test_a_batch_is_worked_off_in_that_order():
    taken: list[str] = []
    source = Source(cast("Any", Queues()), "https://sqs/acks", "https://sqs/acks-dead")
    records = [record(f"h{n}", group="77", body=f"h{n}") for n in range(3)] + [record("a", group="1", body="a")]
    logger = Logger(service="test-batches", level="CRITICAL")
    work({"Records": records}, source, taken.append, logger, Metrics(namespace="Centralita", service="test"))
    assert taken == ["a", "h0", "h1", "h2"]


def test_what_is_put_aside_of_a_standard_queue_keeps_whose_it_is_and_has_no_ids_of_a_fifo_one():
    queues = Queues()
    source = Source(cast("Any", queues), "https://sqs/acks", "https://sqs/acks-dead")

    def refuse(_body: str) -> None:
        raise Reject("no such account")

    logger = Logger(service="test-batches", level="CRITICAL")
    metrics = Metrics(namespace="Centralita", service="test")
    work({"Records": [record("a", group="1")]}, source, refuse, logger, metrics)
    [letter] = queues.sent
    assert not letter.keys() & {"MessageGroupId", "MessageDeduplicationId"}
    assert letter["MessageAttributes"]["group"]["StringValue"] == "1"
