"""Putting events, commands and wake-ups on queues, ten at a time."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from care.events import Event

_BATCH = 10  # SQS's limit of entries
_BATCH_BYTES = 250_000  # below SQS's 256 KiB for a whole batch


def send_all(sqs: Any, queue_url: str, events: Sequence[Event]) -> bool:
    """Put each event on the FIFO queue, in order; False if the queue did not take all of them.

    Sending again what was taken does no harm: deduplication ids are the events' own.
    """
    for batch in _batches(_entry(event) for event in events):
        entries = [{"Id": str(index), **entry} for index, entry in enumerate(batch)]
        if sqs.send_message_batch(QueueUrl=queue_url, Entries=entries).get("Failed"):
            return False
    return True


def _entry(event: Event) -> dict[str, str]:
    return {
        # Escaped to ASCII, because SQS refuses some characters that customers can write.
        "MessageBody": json.dumps(event.model_dump(mode="json"), separators=(",", ":")),
        "MessageGroupId": event.group,
        "MessageDeduplicationId": event.deduplication_id,
    }


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
