"""How often in a minute something dear is done at the desk for one account, so that no brand takes the others' room.

| what | pk | sk |
|---|---|---|
| how often in a minute | `ALLOWED#<account, or who asks>` | `<what>#<minute>` |

Rows go within the hour (TTL). Where the table does not answer nothing is refused.
"""

from datetime import datetime, timedelta
from typing import Final, Literal

from care.aws import DynamoDBClient
from care.tables.attributes import attributes_of, expires, values_of

Dear = Literal["settings", "exports", "uploads", "searches", "fetches"]
# In a minute, for one account: people do far less, and a program that does more slows the others.
MOST: Final[dict[Dear, int]] = {"settings": 60, "exports": 30, "uploads": 120, "searches": 600, "fetches": 60}
_KEPT: Final = timedelta(hours=1)


class Allowances:
    """The accounts table, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def take(self, whose: str, what: Dear, now: datetime) -> bool:
        """Count one more; False if it is one too many in this minute."""
        key = {"pk": f"ALLOWED#{whose}", "sk": f"{what}#{now:%Y-%m-%dT%H:%M}"}
        found = self._dynamodb.update_item(
            TableName=self._table,
            Key=attributes_of(key),
            UpdateExpression="ADD done :one SET expires_at = :end",
            ExpressionAttributeValues=attributes_of({":one": 1, ":end": expires(now, _KEPT)}),
            ReturnValues="UPDATED_NEW",
        )
        return int(values_of(found["Attributes"])["done"]) <= MOST[what]
