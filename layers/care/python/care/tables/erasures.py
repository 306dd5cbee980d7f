"""Receipts of erasures, in the accounts table. None names who was erased.

| what | pk | sk |
|---|---|---|
| the receipt of one erasure | `ERASED#<account>` | `<at>#<action>` |

They go when their time is over (TTL), as the audit trail does.
"""

from datetime import datetime, timedelta

from care.aws import DynamoDBClient
from care.environment import RETENTION_DAYS
from care.instants import utc_text
from care.tables.attributes import attributes_of, expires, item_of, values_of

MOST = 50


class Erasures:
    """The table, through a low-level DynamoDB client; a receipt stays for `kept_days`."""

    def __init__(self, dynamodb: DynamoDBClient, table: str, kept_days: int = RETENTION_DAYS) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._kept = timedelta(days=kept_days)

    def keep(self, account_id: str, action_id: str, at: datetime, receipt: str) -> None:
        """Keep a receipt as it is now, in the place of what it was."""
        row = {**_key(account_id, action_id, at), "receipt": receipt, "expires_at": expires(at, self._kept)}
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))

    def one(self, account_id: str, action_id: str, at: datetime) -> str | None:
        """One receipt, or None."""
        key = attributes_of(_key(account_id, action_id, at))
        found = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return str(values_of(found["Item"])["receipt"]) if "Item" in found else None

    def newest(self, account_id: str) -> list[str]:
        """The receipts of an account, the newest first, 50 at most."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": f"ERASED#{account_id}"}),
            ScanIndexForward=False,
            Limit=MOST,
            ConsistentRead=True,
        )
        return [str(values_of(item)["receipt"]) for item in found["Items"]]


def _key(account_id: str, action_id: str, at: datetime) -> dict[str, str]:
    return {"pk": f"ERASED#{account_id}", "sk": f"{utc_text(at)}#{action_id}"}
