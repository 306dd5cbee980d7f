"""Steps of a set-up of which a supervisor said that they are well as they are, in the accounts table.

| what | pk | sk |
|---|---|---|
| a step that was passed | `SETUP#<account>` | `<step>` |
"""

from datetime import datetime

from care.aws import DynamoDBClient
from care.instants import utc_text
from care.tables.attributes import attributes_of, item_of


class SetupMarks:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def pass_by(self, account_id: str, step: str, by: str, at: datetime) -> None:
        """Remember that a person passed a step."""
        row = {"pk": f"SETUP#{account_id}", "sk": step, "by": by, "at": utc_text(at)}
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))

    def passed(self, account_id: str) -> frozenset[str]:
        """The steps that were passed."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": f"SETUP#{account_id}"}),
        )
        return frozenset(item["sk"]["S"] for item in found["Items"])
