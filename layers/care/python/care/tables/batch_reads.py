"""Several items of a table by their keys, in as few calls as DynamoDB takes."""

from collections.abc import Iterator, Sequence
from typing import Any

from care.aws import DynamoDBClient
from care.tables.attributes import Item

_AT_ONCE = 100  # keys of one call
_TRIES = 4


def items_at(
    dynamodb: DynamoDBClient, table: str, keys: Sequence[Item], *attributes: str, consistent: bool = False
) -> Iterator[dict[str, Any]]:
    """Those of some items that are there, in no order, with these attributes or with all.

    What DynamoDB does not answer in four tries counts as not there.
    """
    how: dict[str, Any] = {"ConsistentRead": consistent}
    if attributes:
        names = {f"#{number}": name for number, name in enumerate(attributes)}
        how |= {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}
    for start in range(0, len(keys), _AT_ONCE):
        left: Any = {table: {"Keys": list(keys[start : start + _AT_ONCE]), **how}}
        for _ in range(_TRIES):
            found = dynamodb.batch_get_item(RequestItems=left)
            yield from found["Responses"].get(table, ())
            if not (left := found.get("UnprocessedKeys")):
                break
