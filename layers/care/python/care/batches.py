"""Works through a batch of a queue: retries what may work later, puts aside what never will.

A FIFO event source counts a receive for the messages behind a failed one too, so a message that will never work would
drag its followers into the dead-letter queue. It is put there by the function itself, with its reason.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError
from pydantic import ValidationError

from care.aws import MessageAttribute, SQSClient, VisibilityEntry, cancelled_for
from care.model.formats import NewerFormat, written_by_newer

# A fault of our own that came this often with the same message will come again: it is put aside before the queue's
# own limit would take the followers along.
_PATIENCE = 4
_CANCELLED_FOR_GOOD = frozenset({"ValidationError", "ItemCollectionSizeLimitExceeded"})
_LONGEST_WAIT = 900  # seconds
# Answers of DynamoDB and SQS to a request that is wrong in itself.
_FOR_GOOD = frozenset(
    {
        *("ValidationException", "ItemCollectionSizeLimitExceededException", "SerializationException"),
        *("InvalidMessageContents", "InvalidParameterValue", "MissingParameter", "BatchRequestTooLong"),
        *("InvalidAttributeValue", "InvalidAttributeName"),
    }
)


class Reject(Exception):
    """A message that will never work, with a reason that holds no text of customers."""


class Retry(Exception):
    """A message that may work in a moment."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source queue and where what will never work is put."""

    sqs: SQSClient
    url: str
    dlq_url: str


def work(
    event: Mapping[str, Any],
    queue: Source,
    handle: Callable[[str], None],
    logger: Logger,
    metrics: Metrics,
    given_up: Callable[[str], None] = lambda _body: None,
) -> dict[str, Any]:
    """Call `handle` with the body of each message of `event`; the answer is the partial batch failure for Lambda.

    On a FIFO queue a failure holds the rest of its group, and nobody else's. `given_up` is called with the body of
    what is put aside, before it is: for those who wait for what it was to do.
    """
    fifo = queue.url.endswith(".fifo")

    def aside(record: Mapping[str, Any], reason: str) -> None:
        given_up(record["body"])
        _put_aside(queue, record, reason, logger, metrics)

    def one(record: Mapping[str, Any]) -> None:
        logger.set_correlation_id(None)  # until the message is read, its correlation id is unknown
        try:
            handle(record["body"])
        except (Reject, ValidationError) as error:
            if written_by_newer(record["body"]):
                raise NewerFormat("a message was written by a newer release") from None
            aside(record, _reason(error))
        except (Retry, NewerFormat):
            raise
        except Exception as error:
            if isinstance(error, BotoCoreError | ClientError) and not for_good(error):
                raise
            # No traceback: the text of an exception may hold what a customer wrote. Where it was raised is enough.
            where, what = raised_at(error), _name(error)
            logger.error("message.failed", message_id=record["messageId"], error=what, at=where)  # noqa: TRY400  see above
            if int(record["attributes"]["ApproximateReceiveCount"]) < _PATIENCE:
                raise
            aside(record, f"failed {_PATIENCE} times: {what}")

    records = fairly(event["Records"])
    metrics.add_metric(name="MessageHandled", unit=MetricUnit.Count, value=len(records))
    failed = _failed(records, one, fifo=fifo)
    _come_back_soon(queue, [record for record in records if record["messageId"] in failed], logger, metrics)
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _failed(records: list[dict[str, Any]], one: Callable[[Mapping[str, Any]], None], *, fifo: bool) -> list[str]:
    """The ids of those that failed, and of those of a FIFO queue that wait for one of their group."""
    # Powertools' processor does the same; its import builds a model of every event that AWS has.
    failed: list[str] = []
    held: set[str] = set()
    for record in records:
        group = record["attributes"].get("MessageGroupId", "") if fifo else ""
        try:
            if group not in held:
                one(record)
                continue
        except Exception:  # noqa: BLE001  whatever it was, it holds back its group and nobody else
            if group:
                held.add(group)
        failed.append(record["messageId"])
    return failed


def fairly(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records of a batch account by account in turn, each account's in their order: of many, one waits for few.

    Who has the fewest is first, so that a brand that fills the batch delays nobody but itself.
    """
    by_account: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        group = str(record.get("attributes", {}).get("MessageGroupId", ""))
        by_account.setdefault(group.partition("#")[0], []).append(record)
    turns = sorted(by_account.values(), key=len)
    return [one for turn in zip_longest(*turns) for one in turn if one is not None]


def for_good(error: Exception) -> bool:
    """True if AWS would say the same each time: what it was given is wrong, and not the moment."""
    if isinstance(error, ParamValidationError):
        return True
    if not isinstance(error, ClientError):
        return False
    code = error.response.get("Error", {}).get("Code", "").rpartition(".")[2]
    return code in _FOR_GOOD or bool(cancelled_for(error) & _CANCELLED_FOR_GOOD)


def _name(error: Exception) -> str:
    if not isinstance(error, ClientError):
        return type(error).__name__
    return " ".join(
        [type(error).__name__, error.response.get("Error", {}).get("Code", ""), *sorted(cancelled_for(error))]
    )


def raised_at(error: Exception) -> str:
    """The file and the line where an exception was raised: all that may be logged of it besides its type."""
    last = error.__traceback__
    if last is None:
        return ""
    while last.tb_next is not None:  # `traceback` would read the lines of each file on the way, too
        last = last.tb_next
    return f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}"


def _reason(error: Reject | ValidationError) -> str:
    if isinstance(error, Reject):
        return str(error)
    places = ", ".join(sorted({".".join(map(str, detail["loc"])) or "body" for detail in error.errors()}))
    return f"not readable: {places}"


def _put_aside(queue: Source, record: Mapping[str, Any], reason: str, logger: Logger, metrics: Metrics) -> None:
    group = record["attributes"].get("MessageGroupId")
    # SQS takes no control characters and no half characters.
    told = {"reason": ascii(reason)[1:-1][:1000]} | ({"group": group} if group else {})
    attributes: dict[str, MessageAttribute] = {
        name: {"DataType": "String", "StringValue": value} for name, value in told.items()
    }
    put = partial(
        queue.sqs.send_message, QueueUrl=queue.dlq_url, MessageBody=record["body"], MessageAttributes=attributes
    )
    if queue.dlq_url.endswith(".fifo"):
        # A group of its own for each letter: of one group SQS shows ten at most.
        put(MessageGroupId=record["messageId"], MessageDeduplicationId=_digest(record))
    else:
        put()
    metrics.add_metric(name="MessagePutAside", unit=MetricUnit.Count, value=1)
    logger.error("message.put_aside", message_id=record["messageId"], reason=reason[:1000])


def _digest(record: Mapping[str, Any]) -> str:
    # Each occurrence has an id of its own. By the body alone SQS would drop a letter that was driven back and failed
    # again within five minutes, as a repeat of the first.
    return hashlib.sha256(f"{record['messageId']}|{record['body']}".encode()).hexdigest()


def _come_back_soon(queue: Source, failed: list[dict[str, Any]], logger: Logger, metrics: Metrics) -> None:
    """Shorten the wait of what failed: 5 seconds at first, twice as long each time, instead of the queue's minutes.

    Where SQS does not take that, what failed waits for the queue's own minutes; what worked stays done.
    """
    if not failed:
        return
    metrics.add_metric(name="MessageRetried", unit=MetricUnit.Count, value=len(failed))
    entries: list[VisibilityEntry] = [
        {
            "Id": str(index),
            "ReceiptHandle": record["receiptHandle"],
            "VisibilityTimeout": min(
                5 * 2 ** (int(record["attributes"]["ApproximateReceiveCount"]) - 1), _LONGEST_WAIT
            ),
        }
        for index, record in enumerate(failed)
    ]
    for start in range(0, len(entries), 10):
        try:
            queue.sqs.change_message_visibility_batch(QueueUrl=queue.url, Entries=entries[start : start + 10])
        except (BotoCoreError, ClientError) as error:
            logger.warning("messages.wait_longer", error=type(error).__name__)
