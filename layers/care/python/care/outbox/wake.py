"""Waking the publisher of one queue of the outbox."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel


class Wake(BaseModel):
    """The body of a message on `sends.fifo`: which posts or DMs may be sent."""

    queue: str


def wake(sqs: Any, sends_queue_url: str, queue: str, because: str) -> None:
    """Wake the publisher of `queue` once for `because`: an item's id, or an instant that came."""
    sqs.send_message(
        QueueUrl=sends_queue_url,
        MessageBody=json.dumps({"queue": queue}),
        MessageGroupId=queue,
        MessageDeduplicationId=hashlib.sha256(f"{queue}|{because}".encode()).hexdigest(),
    )
