"""What a run keeps for the next: items of the accounts table under `RECONCILE`, each written on its version."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from care.aws import DynamoDBClient
from care.tables.attributes import attributes_of, item_of, plain, values_of

_PK = "RECONCILE"


@dataclass(frozen=True, slots=True)
class Kept[Value: BaseModel]:
    """A remembered value, and the version of the item that it was read from."""

    value: Value
    version: int


class Memory:
    """The accounts table, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def read[Value: BaseModel](self, sk: str, kind: type[Value]) -> Kept[Value] | None:
        """What was remembered under this name, or None."""
        key = attributes_of({"pk": _PK, "sk": sk})
        found = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        if "Item" not in found:
            return None
        row = values_of(found["Item"])
        return Kept(kind.model_validate(row), int(row["version"]))

    def write(self, sk: str, value: BaseModel, before: Kept[Any] | None) -> int | None:
        """The new version; None, and nothing written, if another run wrote since `before` was read."""
        version = before.version if before else 0
        row = {**plain(value), "pk": _PK, "sk": sk, "version": version + 1}
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if before:
            values = attributes_of({":version": version})
            condition = {"ConditionExpression": "version = :version", "ExpressionAttributeValues": values}
        try:
            self._dynamodb.put_item(TableName=self._table, Item=item_of(row), **condition)
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            # If this very value is there, the answer to the SDK's first try was lost: no other run wrote it.
            now = self.read(sk, type(value))
            return version + 1 if now == Kept(value, version + 1) else None
        return version + 1
