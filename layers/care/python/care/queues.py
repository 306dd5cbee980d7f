"""Putting events, commands and wake-ups on queues, ten at a time."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from care import late
from care.aws import SendEntry, SQSClient

if TYPE_CHECKING:  # `ingest` imports this module, and no model
    from care.model.commands import FetchMedia

_BATCH = 10  # SQS's limit of entries
_BATCH_BYTES = 250_000  # below SQS's 256 KiB for a whole batch


def send_fairly(sqs: SQSClient, queue_url: str, body: str, account_id: str) -> None:
    """Put a message of an account on a standard queue.

    Named by its account, so that SQS gives others' messages first where one account's fill the queue or are slow.
    """
    sqs.send_message(QueueUrl=queue_url, MessageBody=body, MessageGroupId=account_id)


class Queued(Protocol):
    """What goes on a FIFO queue: an event of `care.model.events`, or what `ingest` makes in its place."""

    @property
    def group(self) -> str:
        """Messages of one group are taken in order."""

    @property
    def deduplication_id(self) -> str:
        """The same for the same message."""

    def as_json(self) -> str:
        """The message's body."""


def send_all(sqs: SQSClient, queue_url: str, events: Sequence[Queued]) -> bool:
    """Put each event on the FIFO queue, in order; False if the queue did not take all of them.

    Sending again what was taken does no harm: deduplication ids are the events' own.
    """
    for batch in _batches(_entry(event) for event in events):
        entries: list[SendEntry] = [{"Id": str(index), **entry} for index, entry in enumerate(batch)]  # type: ignore[typeddict-item]
        if sqs.send_message_batch(QueueUrl=queue_url, Entries=entries).get("Failed"):
            return False
    return True


def _entry(event: Queued) -> dict[str, str]:
    return {
        "MessageBody": ascii_json(event.as_json()),
        "MessageGroupId": event.group,
        "MessageDeduplicationId": event.deduplication_id,
    }


_NOT_ASCII = late.pattern(r"[^\x00-\x7f]")


def ask_for_media(command: "FetchMedia", sqs: SQSClient, media_queue_url: str, chats_queue_url: str) -> None:
    """Have fetched what a message shows: by who has the keys of its chat, if it is sealed.

    There it has a group of its own: nothing that the customer writes waits for a file.
    """
    body = ascii_json(command.model_dump_json())  # an author described it
    if not any(one.sealed for one in command.media):
        send_fairly(sqs, media_queue_url, body, command.account_id)
        return
    once = hashlib.sha256(f"{command.item_id}|{command.asked_at.isoformat()}|{command.again}".encode()).hexdigest()
    group = f"{command.account_id}#{command.customer_id}#media"
    sqs.send_message(QueueUrl=chats_queue_url, MessageBody=body, MessageGroupId=group, MessageDeduplicationId=once)


def ascii_json(text: str) -> str:
    """The same JSON in ASCII: SQS refuses some characters that a name may hold (U+FFFE, U+FFFF)."""
    return _NOT_ASCII.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _batches(entries: Iterable[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    batch: list[dict[str, str]] = []
    size = 0
    for entry in entries:
        length = len(entry["MessageBody"])
        if batch and (len(batch) == _BATCH or size + length > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += length
    if batch:
        yield batch
