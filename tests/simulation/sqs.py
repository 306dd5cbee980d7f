"""SQS in memory: standard and FIFO queues with visibility, receive counts, delays, groups, deduplication and DLQs.

A FIFO queue deduplicates within each group for five minutes and gives the messages of one group in order, to one
receiver at a time. `now` is the only clock; order among standard messages is that of sending, and a `choose` may take
another one.
"""

import hashlib
import itertools
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from botocore.exceptions import ClientError
from tests.simulation.stops import NO_STOPS, Stops

from care.aws import SQSClient

DEDUPLICATED = 300.0  # seconds
_LONGEST_DELAY, _LONGEST_WAIT = 900, 43_200
_LARGEST = 262_144  # bytes of a message, and of a batch
_REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML does not know


@dataclass
class Message:
    """A message in a queue: hidden until `visible_at`, received `receives` times."""

    message_id: str
    body: str
    group: str
    sent_at: float
    visible_at: float
    attributes: Mapping[str, Any] = field(default_factory=dict)
    receives: int = 0
    receipt: str = ""

    @property
    def reason(self) -> str:
        """Why it was put aside; empty if nobody said so."""
        return str(self.attributes.get("reason", {}).get("StringValue", ""))


@dataclass
class Queue:
    """One queue; `dlq` takes what was received `most_receives` times without being deleted."""

    name: str
    fifo: bool
    visibility: float = 360.0
    dlq: "Queue | None" = None
    most_receives: int = 10
    messages: OrderedDict[str, Message] = field(default_factory=OrderedDict)
    recent: OrderedDict[tuple[str, str], float] = field(default_factory=OrderedDict)
    receipts: dict[str, str] = field(default_factory=dict)
    sent: int = 0

    @property
    def url(self) -> str:
        """The queue's address."""
        return f"https://sqs.simulated/000000000000/{self.name}"


class SQS:
    """A low-level client of queues in memory, as `boto3.client("sqs")` is one of Amazon's."""

    def __init__(self, queues: Sequence[Queue], now: Callable[[], float], stops: Stops = NO_STOPS) -> None:
        self.queues = {queue.url: queue for queue in queues}
        self.now = now
        self.stops = stops
        self._ids = itertools.count(1)

    @property
    def client(self) -> SQSClient:
        """It, for what asks for boto3's client and uses only this much of it."""
        return cast(SQSClient, self)

    def send_message(self, *, QueueUrl: str, **entry: Any) -> dict[str, Any]:
        """Put one message on a queue."""
        self.stops.before("sqs", "send_message")
        if why := _unfit(entry):
            raise ClientError({"Error": {"Code": why, "Message": why}}, "SendMessage")
        message_id = self._put(self.queues[QueueUrl], **entry)
        if self.stops.met("answer lost"):
            message_id = self._put(self.queues[QueueUrl], **entry)
        self.stops.after("sqs", "send_message")
        return {"MessageId": message_id}

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Put up to ten messages on a queue."""
        if not 1 <= len(Entries) <= 10 or len({entry["Id"] for entry in Entries}) < len(Entries):
            raise ValueError("a batch has one to ten entries with ids of their own")
        if sum(len(entry["MessageBody"].encode()) for entry in Entries) > _LARGEST:
            raise ValueError("a batch has at most 256 KiB")
        self.stops.before("sqs", "send_message_batch")
        wrong = [{"Id": one["Id"], "Code": why, "SenderFault": True} for one in Entries if (why := _unfit(one))]
        fit = [one for one in Entries if not _unfit(one)] if wrong else Entries
        taken = len(fit) // 2 if self.stops.met("part of a batch") else len(fit)
        for _ in range(2 if self.stops.met("answer lost") else 1):
            done = []
            for entry in fit[:taken]:
                given = {name: value for name, value in entry.items() if name != "Id"}
                done.append({"Id": entry["Id"], "MessageId": self._put(self.queues[QueueUrl], **given)})
        self.stops.after("sqs", "send_message_batch")
        failed = [{"Id": one["Id"], "Code": "InternalError", "SenderFault": False} for one in fit[taken:]]
        failed += wrong
        return {"Successful": done, **({"Failed": failed} if failed else {})}

    def receive_message(self, *, QueueUrl: str, MaxNumberOfMessages: int = 1, **_more: Any) -> dict[str, Any]:
        """Up to so many visible messages; on a FIFO queue in order, and none of a group that somebody works on."""
        queue = self.queues[QueueUrl]
        found = [self._shown(message) for message in self.take(queue, MaxNumberOfMessages)]
        return {"Messages": found} if found else {}

    def take(
        self, queue: Queue, most: int, choose: Callable[[list[Message]], list[Message]] | None = None
    ) -> list[Message]:
        """Receive; `choose` says which of the messages that could come first do."""
        now = self.now()
        visible: list[Message] = []
        blocked: set[str] = set()
        for message in list(queue.messages.values()):
            if queue.fifo and message.group in blocked:
                continue
            if message.visible_at > now:
                if queue.fifo:
                    blocked.add(message.group)
                continue
            if queue.dlq is not None and message.receives >= queue.most_receives:
                self._redrive(queue, message, queue.dlq)
                continue
            visible.append(message)
            if choose is None and len(visible) == most:
                break
        taken = (choose(visible) if choose else visible)[:most]
        for message in taken:
            message.receives += 1
            message.visible_at = now + queue.visibility
            queue.receipts.pop(message.receipt, None)
            message.receipt = f"{message.message_id}#{message.receives}"
            queue.receipts[message.receipt] = message.message_id
        return taken

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> dict[str, Any]:
        """Forget a message; nothing happens if it is gone, or if it was received again meanwhile."""
        queue = self.queues[QueueUrl]
        if message_id := queue.receipts.pop(ReceiptHandle, None):
            queue.messages.pop(message_id, None)
        return {}

    def change_message_visibility_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Have messages come back after so many seconds instead of the queue's own."""
        self.stops.before("sqs", "change_message_visibility_batch")
        queue = self.queues[QueueUrl]
        for entry in Entries:
            wait = entry["VisibilityTimeout"]
            if not 0 <= wait <= _LONGEST_WAIT:
                raise ValueError("a visibility time-out is 0 to 43,200 seconds")
            message = queue.messages.get(queue.receipts.get(entry["ReceiptHandle"], ""))
            if message is not None:
                message.visible_at = self.now() + wait
        self.stops.after("sqs", "change_message_visibility_batch")
        return {"Successful": [{"Id": entry["Id"]} for entry in Entries]}

    def _put(
        self,
        queue: Queue,
        *,
        MessageBody: str,
        MessageGroupId: str = "",
        MessageDeduplicationId: str = "",
        MessageAttributes: Mapping[str, Any] | None = None,
        DelaySeconds: int = 0,
    ) -> str:
        if queue.fifo and (not MessageGroupId or not MessageDeduplicationId or DelaySeconds):
            raise ValueError("a message of a FIFO queue has a group and a deduplication id, and no delay of its own")
        if not 0 <= DelaySeconds <= _LONGEST_DELAY or not 1 <= len(MessageBody.encode()) <= _LARGEST:
            raise ValueError("a message waits for 900 seconds at most, and has at most 256 KiB")
        if len(MessageGroupId) > 128 or len(MessageDeduplicationId) > 128:
            raise ValueError("groups and deduplication ids have at most 128 characters")
        now, key = self.now(), (MessageGroupId, MessageDeduplicationId)
        if queue.fifo:
            if now - queue.recent.get(key, -DEDUPLICATED) < DEDUPLICATED:
                return "deduplicated"
            queue.recent[key] = now
            queue.recent.move_to_end(key)
            while now - next(iter(queue.recent.values())) >= DEDUPLICATED:
                queue.recent.popitem(last=False)
        queue.sent += 1
        message_id = f"m{next(self._ids)}"
        made = Message(message_id, MessageBody, MessageGroupId, now, now + DelaySeconds, MessageAttributes or {})
        queue.messages[message_id] = made
        return message_id

    def _redrive(self, queue: Queue, message: Message, dlq: Queue) -> None:
        del queue.messages[message.message_id]
        queue.receipts.pop(message.receipt, None)
        dlq.messages[message.message_id] = message
        message.visible_at = self.now()

    def _shown(self, message: Message) -> dict[str, Any]:
        return {
            "MessageId": message.message_id,
            "ReceiptHandle": message.receipt,
            "Body": message.body,
            "Attributes": attributes_of(message),
            "MessageAttributes": dict(message.attributes),
        }


def _unfit(entry: Mapping[str, Any]) -> str:
    """The error by which SQS refuses a message each time; empty if it takes it."""
    if _REFUSED.search(entry["MessageBody"]):
        return "InvalidMessageContents"
    told = (one.get("StringValue", "") for one in entry.get("MessageAttributes", {}).values())
    return "InvalidParameterValue" if any(not one or _REFUSED.search(one) for one in told) else ""


def attributes_of(message: Message) -> dict[str, str]:
    """A message's system attributes, as SQS gives them."""
    told = {"ApproximateReceiveCount": str(message.receives), "SentTimestamp": str(int(message.sent_at * 1000))}
    return told | ({"MessageGroupId": message.group} if message.group else {})


def record_of(queue: Queue, message: Message) -> dict[str, Any]:
    """A message as Lambda gives it to a function."""
    return {
        "messageId": message.message_id,
        "receiptHandle": message.receipt,
        "body": message.body,
        "attributes": attributes_of(message),
        "messageAttributes": dict(message.attributes),
        "md5OfBody": hashlib.md5(message.body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:eu-west-1:000000000000:{queue.name}",
    }
