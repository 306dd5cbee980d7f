"""Sweeps: a change of settings or an incident is told to all open cases of an account, a page at a time, twice.

They lie in the conversations table: `pk` = `SWEEP#<account>`, `sk` = `SWEEP#<why>`, in the shard `sweeps` of the index
`due`, so that `hours` finds them without looking at accounts.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from care.aws import DynamoDBClient, TransactWrite
from care.instants import utc_text
from care.tables.attributes import attributes_of, expires, item_of, values_of
from care.tables.conversations import Due

_KEPT = timedelta(days=30)
# Longer than a function trusts the settings that it read (30 s) and than the index is behind: whoever opened a case by
# the old ones meanwhile is told in the second round. A case that was told already changes nothing.
_ONCE_MORE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Open cases of an account that are told of a change, and how far that has come: after which case, which round."""

    account_id: str
    why: str
    after: str = ""
    round: int = 1
    begun_at: str = ""


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
        self._dynamodb.put_item(TableName=self._table, Item=self._item(_begun(account_id, why, now), now))

    def beginning(self, account_id: str, why: str, now: datetime) -> TransactWrite:
        """What `begin` writes, for a transaction with the change that is told."""
        return {"Put": {"TableName": self._table, "Item": self._item(_begun(account_id, why, now), now)}}

    def going_on(self, now: datetime) -> list[Sweep]:
        """The sweeps that are to go on."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="due",
            KeyConditionExpression="due_shard = :shard AND due_at <= :now",
            ExpressionAttributeValues=attributes_of({":shard": "sweeps", ":now": utc_text(now)}),
        )
        rows = [self._get(values_of(item)) for page in pages for item in page["Items"]]
        return [
            Sweep(r["account_id"], r["why"], r.get("after", ""), int(r.get("round", 1)), r.get("begun_at", ""))
            for r in rows
            if r and r["due_at"] <= utc_text(now)  # the index may be behind
        ]

    def next(self, sweep: Sweep, size: int = 2000) -> tuple[list[Due], Sweep | None]:
        """The next cases of a sweep, and the sweep that goes on after them; None when these were the last.

        They come in the order of their ids, which never change: the order of the queue moves with every message, and
        whoever wrote meanwhile would be skipped.
        """
        rows = (row for state in _SWEPT for row in self._open_cases(sweep.account_id, state))
        behind = {row["case_id"]: row for row in rows if row["case_id"] > sweep.after}
        chosen = [behind[case_id] for case_id in sorted(behind)[:size]]
        cases = [
            Due(row["account_id"], row["customer_id"], row["case_id"], datetime.fromisoformat(row["opened_at"]))
            for row in chosen
        ]
        return cases, replace(sweep, after=cases[-1].case_id) if len(behind) > size else None

    def swept(self, before: Sweep, after: Sweep | None, now: datetime) -> None:
        """Remember how far a sweep has come; after its last case it comes once more, and then it has ended.

        One that somebody began anew meanwhile stays as they began it.
        """
        due = now
        if after is None and before.round == 1:
            after, due = replace(before, after="", round=2), now + _ONCE_MORE
        key = attributes_of({"pk": f"SWEEP#{before.account_id}", "sk": f"SWEEP#{before.why}"})
        condition, values = "attribute_not_exists(begun_at)", dict[str, Any]()
        if before.begun_at:
            condition, values = "begun_at = :begun_at", attributes_of({":begun_at": before.begun_at})
        same: dict[str, Any] = {"ConditionExpression": condition}
        if values:
            same["ExpressionAttributeValues"] = values
        try:
            if after is not None:
                self._dynamodb.put_item(TableName=self._table, Item=self._item(after, due), **same)
            else:
                self._dynamodb.delete_item(TableName=self._table, Key=key, **same)
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return

    def _open_cases(self, account_id: str, state: str) -> Iterator[dict[str, Any]]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="queue",
            KeyConditionExpression="queue = :queue",
            ExpressionAttributeValues=attributes_of({":queue": f"{account_id}#{state}"}),
        )
        return (values_of(item) for page in pages for item in page["Items"])

    def _item(self, sweep: Sweep, now: datetime) -> dict[str, Any]:
        values = {
            "pk": f"SWEEP#{sweep.account_id}",
            "sk": f"SWEEP#{sweep.why}",
            "account_id": sweep.account_id,
            "why": sweep.why,
            # For an earlier release, which would begin anew.
            "state": _SWEPT[0],
            "cursor": "",
            "after": sweep.after,
            "round": sweep.round,
            "begun_at": sweep.begun_at or None,
            "due_shard": "sweeps",
            "due_at": utc_text(now),
            "expires_at": expires(now, _KEPT),
        }
        return item_of(values)

    def _get(self, key: dict[str, Any]) -> dict[str, Any] | None:
        where = attributes_of({"pk": key["pk"], "sk": key["sk"]})
        found = self._dynamodb.get_item(TableName=self._table, Key=where, ConsistentRead=True)
        return values_of(found["Item"]) if "Item" in found else None


def _begun(account_id: str, why: str, now: datetime) -> Sweep:
    return Sweep(account_id, why, begun_at=f"{utc_text(now)} {secrets.token_hex(4)}")
