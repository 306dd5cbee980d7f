"""Who is here, in the accounts table: people who look at a list of an account, and have not said that they are away.

| what | pk | sk |
|---|---|---|
| somebody is here | `HERE#<account>` | `<person>` |

A page that is open asks each few seconds, and is written down once a minute. Rows go by their TTL.
"""

import time
from datetime import datetime, timedelta
from typing import Final

from care.aws import DynamoDBClient
from care.tables.attributes import attributes_of, expires, item_of, values_of

LASTS: Final = timedelta(minutes=3)
_WRITTEN_EVERY: Final = 60.0  # seconds of the machine's clock
_KEPT: Final = 15.0
_MOST_KEPT: Final = 2000


class Here:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._written: dict[tuple[str, str], float] = {}
        self._known: dict[str, tuple[float, list[str]]] = {}

    def look(self, account_id: str, person_id: str, now: datetime) -> None:
        """The person looks at the account's cases."""
        last = self._written.get((account_id, person_id))
        if last is not None and time.monotonic() - last < _WRITTEN_EVERY:
            return
        if len(self._written) >= _MOST_KEPT:
            self._written.clear()
        row = {"pk": f"HERE#{account_id}", "sk": person_id, "until": (now + LASTS).isoformat()}
        self._dynamodb.put_item(TableName=self._table, Item=item_of({**row, "expires_at": expires(now, LASTS)}))
        self._written[(account_id, person_id)] = time.monotonic()
        self._known.pop(account_id, None)

    def leave(self, account_id: str, person_id: str) -> None:
        """The person is not here any more."""
        key = attributes_of({"pk": f"HERE#{account_id}", "sk": person_id})
        self._dynamodb.delete_item(TableName=self._table, Key=key)
        self._written.pop((account_id, person_id), None)
        self._known.pop(account_id, None)

    def now(self, account_id: str, now: datetime) -> list[str]:
        """The ids of those who are here, as of a moment ago."""
        known = self._known.get(account_id)
        if known is None or time.monotonic() - known[0] > _KEPT:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            found = self._dynamodb.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues=attributes_of({":pk": f"HERE#{account_id}"}),
            )
            rows = map(values_of, found["Items"])
            known = (time.monotonic(), [row["sk"] for row in rows if now < datetime.fromisoformat(row["until"])])
            self._known[account_id] = known
        return known[1]
