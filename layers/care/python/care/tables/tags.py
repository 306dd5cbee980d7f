"""The tags that are in use, in the accounts table, so that people are offered them before they think of another word.

| what | pk | sk |
|---|---|---|
| a tag of an account | `TAGS#<account>` | `<tag>` |

A count for the order in which they are offered: one that is lost or counted twice is not mended. A tag that nobody gave
for a quarter of a year is offered no more (TTL).
"""

import time
from datetime import datetime, timedelta
from typing import Final

from care.aws import DynamoDBClient
from care.tables.attributes import attributes_of, expires, values_of

_OFFERED: Final = timedelta(days=90)
_LOOKED_AT: Final = 1000  # tags of an account
_MOST: Final = 200  # of those, that are offered
_KEPT: Final = 15.0  # seconds of the machine's clock for which a function trusts the list
_MOST_KEPT: Final = 500  # accounts


class TagsInUse:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._known: dict[str, tuple[float, list[str]]] = {}

    def count(self, account_id: str, tag: str, now: datetime) -> None:
        """One more use."""
        self._dynamodb.update_item(
            TableName=self._table,
            Key=attributes_of({"pk": f"TAGS#{account_id}", "sk": tag}),
            UpdateExpression="ADD uses :one SET expires_at = :end",
            ExpressionAttributeValues=attributes_of({":one": 1, ":end": expires(now, _OFFERED)}),
        )
        self._known.pop(account_id, None)

    def of(self, account_id: str) -> dict[str, int]:
        """How often each was given."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": f"TAGS#{account_id}"}),
            Limit=_LOOKED_AT,
        )
        return {row["sk"]: int(row["uses"]) for row in map(values_of, found["Items"])}

    def offered(self, account_id: str) -> list[str]:
        """The tags, those of most uses first, as of a moment ago."""
        known = self._known.get(account_id)
        if known is None or time.monotonic() - known[0] > _KEPT:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            uses = self.of(account_id)
            known = (time.monotonic(), sorted(uses, key=lambda tag: (-uses[tag], tag))[:_MOST])
            self._known[account_id] = known
        return known[1]
