"""Which message wakes the publisher of a queue, and when."""

import json
from datetime import timedelta
from typing import cast

import pytest

from care.aws import SQSClient
from care.tables.wakes import wake, wake_after


class Queue:
    """Remembers what was sent to it."""

    def __init__(self):
        self.sent = []

    @property
    def client(self) -> SQSClient:
        return cast(SQSClient, self)

    def send_message(self, **message):
        self.sent.append(message)


@pytest.mark.parametrize(
    ("rest", "delay"), [(0, 0), (0.2, 1), (1, 1), (59.001, 60), (899, 899), (900, 900), (901, 900), (86_400, 900)]
)
def test_a_publisher_is_woken_when_the_rest_is_over_or_after_what_sqs_can_hold_at_most(rest, delay):
    queue = Queue()
    wake_after(queue.client, "wakes", "2#public", timedelta(seconds=rest))
    [message] = queue.sent
    assert (message["QueueUrl"], message["DelaySeconds"]) == ("wakes", delay)
    assert json.loads(message["MessageBody"])["queue"] == "2#public"


def test_one_reason_wakes_once_and_another_again_in_the_order_of_the_queue():
    queue = Queue()
    for name, because in (("2#public", "a"), ("2#public", "a"), ("2#public", "b"), ("2#private", "a")):
        wake(queue.client, "sends", name, because)
    ids = [message["MessageDeduplicationId"] for message in queue.sent]
    assert (ids[0] == ids[1], len(set(ids))) == (True, 3)
    assert [message["MessageGroupId"] for message in queue.sent] == ["2#public"] * 3 + ["2#private"]
    assert {message["QueueUrl"] for message in queue.sent} == {"sends"}
