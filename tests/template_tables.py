"""Tables and queues as the stack makes them: keys, indexes, what each index holds, dead-letter queues.

Tests make theirs from here, so that what passes over moto or in memory passes on AWS.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.synthesized import resources

_OF_A_TABLE = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")
# What moto and AWS take of a queue's properties by the same name; what is encrypted is not what is tested.
_OF_A_QUEUE = ("FifoQueue", "DeduplicationScope", "FifoThroughputLimit", "VisibilityTimeout", "MessageRetentionPeriod")


@dataclass(frozen=True, slots=True)
class Index:
    """An index: its keys, and the names that it holds besides them and the table's keys; None: all of an item."""

    hash_key: str
    range_key: str
    holds: tuple[str, ...] | None

    @property
    def keys(self) -> tuple[str, str]:
        return self.hash_key, self.range_key

    def projected(self, item: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a query of the index gives of an item."""
        if self.holds is None:
            return item
        return {name: item[name] for name in ("pk", "sk", *self.keys, *self.holds) if name in item}


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: whether it keeps the order, and, if it is worked off, when and where what fails goes."""

    fifo: bool
    visibility: float
    dead_letters: str = ""
    receives: int = 0


@cache
def indexes() -> dict[str, dict[str, Index]]:
    """The indexes of each table, by the names that people use."""
    return {
        name: {one["IndexName"]: _index(one) for one in made.get("GlobalSecondaryIndexes", ())}
        for name, made in _named("Tables", "DynamoDB::Table").items()
    }


@cache
def queues() -> dict[str, Queue]:
    """All queues, by the names that people use: `events`, `events_dlq` …; those that are worked off come first."""
    made = _named("Queues", "SQS::Queue")
    ids = {properties["_id"]: name for name, properties in made.items()}
    return {
        name: Queue(
            fifo="FifoQueue" in properties,
            visibility=float(properties["VisibilityTimeout"]),
            dead_letters=ids[redrive["deadLetterTargetArn"]["Fn::GetAtt"][0]] if redrive else "",
            receives=redrive["maxReceiveCount"] if redrive else 0,
        )
        for name, properties in sorted(made.items(), key=lambda one: one[0].endswith("dlq"))
        for redrive in [properties.get("RedrivePolicy")]
    }


def make_table(dynamodb: Any, name: str) -> None:
    """Make one of the tables, under the name that people use."""
    properties = _named("Tables", "DynamoDB::Table")[name]
    dynamodb.create_table(TableName=name, **{one: properties[one] for one in _OF_A_TABLE if one in properties})


def make_tables(dynamodb: Any) -> None:
    """Make all of them."""
    for name in _named("Tables", "DynamoDB::Table"):
        make_table(dynamodb, name)


def make_queues(sqs: Any) -> dict[str, str]:
    """Make all queues, with their dead-letter queues behind them; their URLs by the names that people use."""
    urls: dict[str, str] = {}
    properties = _named("Queues", "SQS::Queue")
    for name, queue in reversed(queues().items()):
        attributes = {one: _as_text(properties[name][one]) for one in _OF_A_QUEUE if one in properties[name]}
        if queue.dead_letters:
            account, its_name = urls[queue.dead_letters].rsplit("/", 2)[1:]
            arn = f"arn:aws:sqs:{sqs.meta.region_name}:{account}:{its_name}"
            redrive = {"deadLetterTargetArn": arn, "maxReceiveCount": queue.receives}
            attributes["RedrivePolicy"] = json.dumps(redrive)
        made = sqs.create_queue(QueueName=f"{name}.fifo" if queue.fifo else name, Attributes=attributes)
        urls[name] = made["QueueUrl"]
    return urls


def _index(made: dict[str, Any]) -> Index:
    hash_key, range_key = (key["AttributeName"] for key in made["KeySchema"])
    projection = made["Projection"]
    everything = projection["ProjectionType"] == "ALL"
    return Index(hash_key, range_key, None if everything else tuple(projection.get("NonKeyAttributes", ())))


@cache
def _named(construct: str, kind: str) -> dict[str, dict[str, Any]]:
    """Resources by the names that people use: the CDK's logical id without the construct before and the hash behind."""
    found = {}
    for logical_id, properties in resources(kind).items():
        words = logical_id.removeprefix(construct)[:-8]
        name = words.removesuffix("Dlq").lower() + ("_dlq" if words.endswith("Dlq") else "")
        found[name] = properties | {"_id": logical_id}
    return found


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
