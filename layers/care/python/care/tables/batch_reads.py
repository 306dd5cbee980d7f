"""Several items of a table by their keys, in as few calls as DynamoDB takes."""

from collections.abc import Iterator, Sequence
from typing import Any

from care.aws import DynamoDBClient
from care.tables.attributes import Item, attributes_of, values_of

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


def rows_at(dynamodb: DynamoDBClient, table: str, *places: tuple[str, str]) -> dict[tuple[str, str], dict[str, Any]]:
    """The values of a few items as they are at this moment, by their keys, in one call; what is not there is left out.

    What DynamoDB does not answer at once is asked for by itself, so that nothing counts as gone that is there.
    """
    keys = [attributes_of({"pk": pk, "sk": sk}) for pk, sk in dict.fromkeys(places)]
    answer = dynamodb.batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
    found: list[Any] = list(answer["Responses"].get(table, ()))
    left: Any = answer.get("UnprocessedKeys", {}).get(table, {})
    for key in left.get("Keys", ()):
        one = dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True)
        if "Item" in one:
            found.append(one["Item"])
    return {(item["pk"]["S"], item["sk"]["S"]): values_of(item) for item in found}
