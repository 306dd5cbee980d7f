"""Waking the publisher of one queue of the outbox."""

import hashlib
import json
import math
from datetime import timedelta
from typing import Literal

from pydantic import BaseModel

from care.aws import SQSClient
from care.model.formats import FORMAT


class Wake(BaseModel):
    """The body of a message on `sends.fifo` and on `wakes`: which posts or DMs may be sent."""

    version: Literal[1] = FORMAT
    queue: str


_LONGEST = 900  # seconds that SQS can hold a message back


def wake(sqs: SQSClient, sends_queue_url: str, queue: str, because: str) -> None:
    """Wake the publisher of `queue` once for `because`: an item's id, or an instant that came."""
    sqs.send_message(
        QueueUrl=sends_queue_url,
        MessageBody=json.dumps({"version": FORMAT, "queue": queue}),
        MessageGroupId=queue,
        MessageDeduplicationId=hashlib.sha256(f"{queue}|{because}".encode()).hexdigest(),
    )


def wake_after(sqs: SQSClient, wakes_queue_url: str, queue: str, rest: timedelta) -> None:
    """Have the publisher of `queue` woken when `rest` is over: by the message that `hours` takes from `wakes` then.

    The queue's gate in the outbox stands for the same instant, so that a message that is lost costs a minute at most.
    """
    seconds = min(_LONGEST, math.ceil(rest.total_seconds()))
    body = json.dumps({"version": FORMAT, "queue": queue})
    # Named by its account, as `care.queues.send_fairly` says.
    group = queue.partition("#")[0]
    sqs.send_message(QueueUrl=wakes_queue_url, MessageBody=body, DelaySeconds=seconds, MessageGroupId=group)
