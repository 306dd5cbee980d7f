"""How often each saved reply was used, in the accounts table.

| what | pk | sk |
|---|---|---|
| uses of a reply | `REPLIES#<account>` | `<reply>` |

A count for people to weed by: one that is lost or counted twice is not mended.
"""

from care.aws import DynamoDBClient
from care.tables.attributes import attributes_of, values_of


class ReplyUses:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def count(self, account_id: str, reply_id: str) -> None:
        """One more."""
        self._dynamodb.update_item(
            TableName=self._table,
            Key=attributes_of({"pk": f"REPLIES#{account_id}", "sk": reply_id}),
            UpdateExpression="ADD uses :one",
            ExpressionAttributeValues=attributes_of({":one": 1}),
        )

    def of(self, account_id: str) -> dict[str, int]:
        """The uses of each that was used."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": f"REPLIES#{account_id}"}),
        )
        return {row["sk"]: int(row["uses"]) for row in map(values_of, found["Items"])}
