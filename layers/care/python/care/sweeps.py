"""Sweeps: a change of settings or an incident is told to all open cases of an account, a page at a time.

They lie in the conversations table: `pk` = `SWEEP#<account>`, `sk` = `SWEEP#<why>`, in the shard `sweeps` of the index
`due`, so that `hours` finds them without looking at accounts.
"""

import itertools
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from care.aws import DynamoDBClient, TransactWrite
from care.conversations import Due
from care.events import utc_text
from care.items import attributes_of, expires, item_of, values_of

_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Open cases of an account that are told of a change, and how far that has come."""

    account_id: str
    why: str
    state: str
    cursor: str


# The states in which clocks run or are paused. A survey of a resolved case asks the hours when it is due.
_SWEPT = ("open", "waiting")


class Sweeps:
    """The sweeps in the table, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def begin(self, account_id: str, why: str, now: datetime) -> None:
        """Have all open cases of an account told of a change, from now on.

        `why` is `settings:<version>`, `incident:<id>:open` or `incident:<id>:end`.
        """
        self._put(Sweep(account_id, why, _SWEPT[0], ""), now)

    def beginning(self, account_id: str, why: str, now: datetime) -> TransactWrite:
        """What `begin` writes, for a transaction with the change that is told."""
        return {"Put": {"TableName": self._table, "Item": self._item(Sweep(account_id, why, _SWEPT[0], ""), now)}}

    def going_on(self, now: datetime) -> list[Sweep]:
        """The sweeps that are to go on."""
        found = self._dynamodb.query(
            TableName=self._table,
            IndexName="due",
            KeyConditionExpression="due_shard = :shard AND due_at <= :now",
            ExpressionAttributeValues=attributes_of({":shard": "sweeps", ":now": utc_text(now)}),
        )
        keys = [values_of(item) for item in found["Items"]]
        rows = [self._get(key) for key in keys]
        return [Sweep(r["account_id"], r["why"], r["state"], r["cursor"]) for r in rows if r]

    def next(self, sweep: Sweep, size: int = 200) -> tuple[list[Due], Sweep | None]:
        """The next cases of a sweep, and the sweep that goes on after them; None when these were the last."""
        found = self._dynamodb.query(
            TableName=self._table,
            IndexName="queue",
            KeyConditionExpression="queue = :queue",
            ExpressionAttributeValues=attributes_of({":queue": f"{sweep.account_id}#{sweep.state}"}),
            Limit=size,
            **({"ExclusiveStartKey": json.loads(sweep.cursor)} if sweep.cursor else {}),
        )
        cases = [
            Due(row["account_id"], row["customer_id"], row["case_id"], datetime.fromisoformat(row["opened_at"]))
            for row in map(values_of, found["Items"])
        ]
        if "LastEvaluatedKey" in found:
            return cases, replace(sweep, cursor=json.dumps(found["LastEvaluatedKey"]))
        following = dict(itertools.pairwise(_SWEPT)).get(sweep.state)
        return cases, replace(sweep, state=following, cursor="") if following else None

    def swept(self, before: Sweep, after: Sweep | None, now: datetime) -> None:
        """Remember how far a sweep has come, or that it has ended."""
        if after is not None:
            self._put(after, now)
            return
        key = attributes_of({"pk": f"SWEEP#{before.account_id}", "sk": f"SWEEP#{before.why}"})
        self._dynamodb.delete_item(TableName=self._table, Key=key)

    def _put(self, sweep: Sweep, now: datetime) -> None:
        self._dynamodb.put_item(TableName=self._table, Item=self._item(sweep, now))

    def _item(self, sweep: Sweep, now: datetime) -> dict[str, Any]:
        values = {
            "pk": f"SWEEP#{sweep.account_id}",
            "sk": f"SWEEP#{sweep.why}",
            "account_id": sweep.account_id,
            "why": sweep.why,
            "state": sweep.state,
            "cursor": sweep.cursor,
            "due_shard": "sweeps",
            "due_at": utc_text(now),
            "expires_at": expires(now, _KEPT),
        }
        return item_of(values)

    def _get(self, key: dict[str, Any]) -> dict[str, Any] | None:
        where = attributes_of({"pk": key["pk"], "sk": key["sk"]})
        found = self._dynamodb.get_item(TableName=self._table, Key=where, ConsistentRead=True)
        return values_of(found["Item"]) if "Item" in found else None
