"""Tables in memory that the stores write to, and what is in them put into the real ones at the end.

One writer works in the order of time, so no condition of a write can fail; whoever would write twice is told.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from care.aws import DynamoDBClient

_AT_ONCE = 25  # writes of one batch
_ADDED = re.compile(r"(\w+) (:\w+)")
# Of what an event led to nobody asks after its moment: a redelivery of it never comes.
_NOT_KEPT = ("EVENT#",)


class Ledger:
    """As much of a DynamoDB client as the stores need where nobody else writes."""

    def __init__(self) -> None:
        self._items: dict[tuple[str, str, str], Any] = {}

    def get_item(self, **asked: Any) -> dict[str, Any]:
        """One item."""
        found = self._items.get(_key(asked["TableName"], asked["Key"]))
        return {} if found is None else {"Item": found}

    def batch_get_item(self, **asked: Any) -> dict[str, Any]:
        """Several items, of one table or more."""
        found: dict[str, list[Any]] = {
            table: [self._items[key] for one in told["Keys"] if (key := _key(table, one)) in self._items]
            for table, told in asked["RequestItems"].items()
        }
        return {"Responses": found, "UnprocessedKeys": {}}

    def put_item(self, **asked: Any) -> dict[str, Any]:
        """One item, whatever was there."""
        self._items[_key(asked["TableName"], asked["Item"])] = asked["Item"]
        return {}

    def batch_write_item(self, **asked: Any) -> dict[str, Any]:
        """Several items."""
        for table, writes in asked["RequestItems"].items():
            for one in writes:
                self.put_item(TableName=table, Item=one["PutRequest"]["Item"])
        return {"UnprocessedItems": {}}

    def transact_write_items(self, **asked: Any) -> dict[str, Any]:
        """Writes of one transaction."""
        for write in asked["TransactItems"]:
            for kind, told in write.items():
                if kind == "Put":
                    self._put(told)
                elif kind == "Delete":
                    self._items.pop(_key(told["TableName"], told["Key"]), None)
                else:
                    self._add(told)
        return {}

    def into(self, dynamodb: DynamoDBClient) -> int:
        """Put everything into the real tables; how many items there were."""
        kept: dict[str, list[Any]] = {}
        for (table, _, sk), item in self._items.items():
            if not sk.startswith(_NOT_KEPT):
                kept.setdefault(table, []).append({"PutRequest": {"Item": item}})
        for table, writes in kept.items():
            for some in _parts(writes):
                left: Any = {table: some}
                while left:
                    left = dynamodb.batch_write_item(RequestItems=left).get("UnprocessedItems")
        return sum(map(len, kept.values()))

    def _put(self, told: dict[str, Any]) -> None:
        key = _key(told["TableName"], told["Item"])
        if told.get("ConditionExpression") == "attribute_not_exists(pk)" and key in self._items:
            raise RuntimeError(f"{key[1]} {key[2]} is written twice")
        self._items[key] = told["Item"]

    def _add(self, told: dict[str, Any]) -> None:
        """`ADD a :a, b :b SET c :c` of a counter, which is all that the stores change in place here."""
        added, _, rest = told["UpdateExpression"].removeprefix("ADD ").partition(" SET ")
        values = told["ExpressionAttributeValues"]
        item = dict(self._items.get(_key(told["TableName"], told["Key"]), told["Key"]))
        for name, value in _ADDED.findall(added):
            before = Decimal(item[name]["N"]) if name in item else Decimal(0)
            item[name] = {"N": str(before + Decimal(values[value]["N"]))}
        for name, value in re.findall(r"(\w+) = (:\w+)", rest):
            item[name] = values[value]
        self._items[_key(told["TableName"], told["Key"])] = item


def _key(table: str, item: Any) -> tuple[str, str, str]:
    return table, item["pk"]["S"], item["sk"]["S"]


def _parts(writes: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (writes[start : start + _AT_ONCE] for start in range(0, len(writes), _AT_ONCE))
