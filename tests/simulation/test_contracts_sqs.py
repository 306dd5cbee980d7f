"""What our functions count on of SQS, asked of the one in memory and of moto, each with a clock that is moved."""

from typing import Any

import boto3
import pytest
import time_machine
from botocore.exceptions import ClientError
from moto import mock_aws
from mypy_boto3_sqs.literals import QueueAttributeNameType
from tests.simulation.sqs import SQS, Queue

START = 1_780_000_000.0


class InMemory:
    def __init__(self):
        self.now = START
        self.dlq = Queue("dlq.fifo", fifo=True)
        self.fifo = Queue("events.fifo", True, 30, self.dlq, 2)
        self.plain = Queue("plain", False, 30, Queue("plain-dlq", fifo=False), 2)
        self.client = SQS([self.fifo, self.dlq, self.plain], lambda: self.now)
        self.urls = {"fifo": self.fifo.url, "dlq": self.dlq.url, "plain": self.plain.url}

    def move(self, seconds):
        self.now += seconds


class Moto:
    def __init__(self, traveller):
        self.traveller = traveller
        self.client = boto3.client("sqs")
        fifo: dict[QueueAttributeNameType, str] = {
            "FifoQueue": "true",
            "DeduplicationScope": "messageGroup",
            "FifoThroughputLimit": "perMessageGroupId",
        }
        self.urls = {"dlq": self.client.create_queue(QueueName="dlq.fifo", Attributes=fifo)["QueueUrl"]}
        redrive = '{"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:123456789012:dlq.fifo", "maxReceiveCount": 2}'
        attributes: dict[QueueAttributeNameType, str] = {**fifo, "VisibilityTimeout": "30", "RedrivePolicy": redrive}
        self.urls["fifo"] = self.client.create_queue(QueueName="events.fifo", Attributes=attributes)["QueueUrl"]
        attributes = {"VisibilityTimeout": "30"}
        self.urls["plain"] = self.client.create_queue(QueueName="plain", Attributes=attributes)["QueueUrl"]

    def move(self, seconds):
        self.traveller.shift(seconds)


@pytest.fixture(params=["in memory", "moto"])
def queues(request, monkeypatch):
    if request.param == "in memory":
        yield InMemory()
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with time_machine.travel(START, tick=False) as traveller, mock_aws():
        yield Moto(traveller)


def send(queues, body, group="g", name="fifo", **more):
    if name == "fifo":
        more = {"MessageGroupId": group, "MessageDeduplicationId": more.pop("once", body), **more}
    return queues.client.send_message(QueueUrl=queues.urls[name], MessageBody=body, **more)


def receive(queues, name="fifo", most=10):
    found = queues.client.receive_message(
        QueueUrl=queues.urls[name], MaxNumberOfMessages=most, AttributeNames=["All"], MessageAttributeNames=["All"]
    )
    return found.get("Messages", [])


def bodies(messages):
    return [message["Body"] for message in messages]


def delete(queues, message, name="fifo"):
    queues.client.delete_message(QueueUrl=queues.urls[name], ReceiptHandle=message["ReceiptHandle"])


@pytest.mark.parametrize("body", ["a\x01", "a\uffff"])
def test_what_xml_does_not_know_is_refused_each_time(body):
    # As SQS documents it for a message's body. moto takes it.
    queues = InMemory()
    with pytest.raises(ClientError) as error:
        send(queues, body, name="plain")
    assert error.value.response["Error"]["Code"] == "InvalidMessageContents"
    send(queues, "é\U0001f600", name="plain")
    assert bodies(receive(queues, "plain")) == ["é\U0001f600"]


def test_a_group_comes_in_order_and_to_one_receiver_at_a_time(queues):
    for body, group in (("1", "a"), ("2", "a"), ("3", "b")):
        send(queues, body, group)
    first = receive(queues, most=1)
    assert bodies(first) == ["1"]
    assert bodies(receive(queues)) == ["3"]
    delete(queues, first[0])
    assert bodies(receive(queues)) == ["2"]


def test_the_same_deduplication_id_is_taken_once_in_five_minutes(queues):
    send(queues, "1", once="x")
    queues.move(299)
    send(queues, "2", once="x")
    queues.move(2)
    send(queues, "3", once="x")
    assert bodies(receive(queues)) == ["1", "3"]


def test_a_message_that_was_deleted_is_deduplicated_all_the_same():
    # As Amazon's documents have it; moto forgets with the message.
    queues = InMemory()
    send(queues, "1", once="x")
    delete(queues, receive(queues)[0])
    send(queues, "2", once="x")
    assert receive(queues) == []
    send(queues, "3", "another group", once="x")
    assert bodies(receive(queues)) == ["3"]


def test_what_is_not_deleted_comes_back_and_counts_its_receives(queues):
    send(queues, "1", name="plain")
    (first,) = receive(queues, "plain")
    assert first["Attributes"]["ApproximateReceiveCount"] == "1"
    queues.move(29)
    assert receive(queues, "plain") == []
    queues.move(2)
    (second,) = receive(queues, "plain")
    assert second["Attributes"]["ApproximateReceiveCount"] == "2"
    delete(queues, second, "plain")
    queues.move(60)
    assert receive(queues, "plain") == []


def test_a_message_comes_back_as_soon_as_it_was_asked_to(queues):
    send(queues, "1", name="plain")
    (message,) = receive(queues, "plain")
    entry = {"Id": "0", "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 5}
    queues.client.change_message_visibility_batch(QueueUrl=queues.urls["plain"], Entries=[entry])
    queues.move(4)
    assert receive(queues, "plain") == []
    queues.move(2)
    assert bodies(receive(queues, "plain")) == ["1"]


def test_a_failed_message_holds_its_group_until_it_comes_back(queues):
    send(queues, "1", "a")
    send(queues, "2", "a")
    assert bodies(receive(queues, most=1)) == ["1"]
    assert receive(queues) == []
    queues.move(31)
    assert bodies(receive(queues)) == ["1", "2"]


def test_a_message_that_was_received_too_often_goes_to_the_dead_letter_queue(queues):
    send(queues, "1", "a")
    for _ in range(2):
        assert bodies(receive(queues)) == ["1"]
        queues.move(31)
    assert receive(queues) == []
    assert bodies(receive(queues, "dlq")) == ["1"]


def test_a_delayed_message_waits(queues):
    send(queues, "1", name="plain", DelaySeconds=10)
    queues.move(9)
    assert receive(queues, "plain") == []
    queues.move(2)
    assert bodies(receive(queues, "plain")) == ["1"]


def test_a_batch_is_taken_in_order_and_attributes_travel_along(queues):
    attributes = {"reason": {"DataType": "String", "StringValue": "not readable"}}
    entries: list[dict[str, Any]] = [
        {"Id": str(n), "MessageBody": str(n), "MessageGroupId": "a", "MessageDeduplicationId": str(n)} for n in range(3)
    ]
    entries[1]["MessageAttributes"] = attributes
    told = queues.client.send_message_batch(QueueUrl=queues.urls["fifo"], Entries=entries)
    assert not told.get("Failed")
    messages = receive(queues)
    assert bodies(messages) == ["0", "1", "2"]
    assert messages[1]["MessageAttributes"]["reason"]["StringValue"] == "not readable"
