"""Who is told an account's facts, in the accounts table.

| what | pk | sk |
|---|---|---|
| a subscriber | `SUBSCRIBERS#<account>` | `<name>` |

What it was told stands in `care.tables.deliveries`.
"""

import time
from contextlib import suppress
from copy import replace
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import ValidationError

from care.aws import DynamoDBClient
from care.faults import Fault, fault
from care.model.subscriber import Subscriber
from care.tables.attributes import Item, attributes_of, item_of, plain, readable, values_of

MOST: Final = 20  # of an account: each fact is a message for each
_KEPT: Final = 30.0  # seconds of the machine's clock for which a function trusts what it read
_MOST_KEPT: Final = 500  # accounts


class Subscribers:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._known: dict[str, tuple[float, list[Subscriber]]] = {}

    def all(self, account_id: str) -> list[Subscriber]:
        """An account's subscribers, by name. One that this release cannot read is left out and holds no other."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": _pk(account_id)}),
            ConsistentRead=True,
        )
        return [one for row in readable(found["Items"]) if (one := _read(row)) is not None]

    def lately(self, account_id: str) -> list[Subscriber]:
        """As `all`, as they were within the last half minute: whoever came since is told from then on."""
        kept = self._known.get(account_id)
        if kept is None or time.monotonic() - kept[0] > _KEPT:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            kept = (time.monotonic(), self.all(account_id))
            self._known[account_id] = kept
        return kept[1]

    def one(self, account_id: str, name: str) -> Subscriber | None:
        """One subscriber, or None."""
        key = attributes_of({"pk": _pk(account_id), "sk": name})
        found = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return _read(values_of(found["Item"])) if "Item" in found else None

    def put(self, account_id: str, subscriber: Subscriber) -> None:
        """Add one, or put it in the place of the one of its name; a fault where there are twenty already."""
        there = {one.name for one in self.all(account_id)} | {subscriber.name}
        if len(there) > MOST:
            raise fault(Fault.too_many_subscribers, most=MOST)
        self._dynamodb.put_item(TableName=self._table, Item=self._item(account_id, subscriber))

    def remove(self, account_id: str, name: str) -> None:
        """Nobody of this name is told anything any more."""
        self._dynamodb.delete_item(TableName=self._table, Key=attributes_of({"pk": _pk(account_id), "sk": name}))

    def pause(self, account_id: str, one: Subscriber, why: Literal["person", "gone", "failing"], now: datetime) -> None:
        """Tell it nothing until a person resumes it."""
        self._change(account_id, one, replace(one, paused_at=now, paused_why=why))

    def resume(self, account_id: str, one: Subscriber) -> None:
        """Tell it again."""
        self._change(account_id, one, replace(one, paused_at=None, paused_why="", failing_since=None))

    def failing(self, account_id: str, one: Subscriber, since: datetime | None) -> None:
        """Remember since when nothing arrives there; None where something did."""
        if one.failing_since != since:
            self._change(account_id, one, replace(one, failing_since=since))

    def _change(self, account_id: str, before: Subscriber, after: Subscriber) -> None:
        """Only while it is the one that was read: who was put in its place meanwhile stays."""
        try:
            self._dynamodb.put_item(
                TableName=self._table,
                Item=self._item(account_id, after),
                ConditionExpression="made_at = :made_at",
                ExpressionAttributeValues=attributes_of({":made_at": plain(before)["made_at"]}),
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return

    def _item(self, account_id: str, subscriber: Subscriber) -> Item:
        return item_of({"pk": _pk(account_id), "sk": subscriber.name, **plain(subscriber)})


def _read(row: dict[str, Any]) -> Subscriber | None:
    with suppress(ValidationError):
        return Subscriber.model_validate(row)
    return None


def _pk(account_id: str) -> str:
    return f"SUBSCRIBERS#{account_id}"
