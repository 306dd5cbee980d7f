"""How far complaints spread by hour, in the conversations table: counts and no text, beside the cases.

| what | pk | sk |
|---|---|---|
| the spread of a case | `SPREAD#<account>` | `<when it was opened>#<case>` |

Written by `reconcile`. A row goes by its TTL 30 days after the last look, and with its customer's erasure.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import ValidationError

from care.aws import DynamoDBClient
from care.instants import utc_text
from care.model.watch import CaseSpread
from care.tables.attributes import attributes_of, expires, item_of, plain, readable, values_of

_KEPT: Final = timedelta(days=30)
_WATCHED: Final = timedelta(days=2, hours=1)


class Spreads:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def one(self, account_id: str, case_id: str, opened_at: datetime) -> CaseSpread | None:
        """The spread of a case, or None."""
        found = self._dynamodb.get_item(TableName=self._table, Key=_key(account_id, case_id, opened_at))
        return _read(values_of(found["Item"])) if "Item" in found else None

    def lately(self, account_id: str, now: datetime) -> list[CaseSpread]:
        """Those of an account's cases that were opened within the last two days."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk >= :since",
            ExpressionAttributeValues=attributes_of(
                {":pk": f"SPREAD#{account_id}", ":since": utc_text(now - _WATCHED)}
            ),
            ScanIndexForward=False,
        )
        return [spread for row in readable(found["Items"]) if (spread := _read(row)) is not None]

    def keep(self, spread: CaseSpread, now: datetime) -> None:
        """Keep what is known now in the place of what was."""
        key = {"pk": f"SPREAD#{spread.account_id}", "sk": _sk(spread.case_id, spread.opened_at)}
        row = {**plain(spread), **key, "expires_at": expires(now, _KEPT)}
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))

    def forget(self, account_id: str, case_id: str, opened_at: datetime) -> None:
        """The case is gone."""
        self._dynamodb.delete_item(TableName=self._table, Key=_key(account_id, case_id, opened_at))


def _read(row: dict[str, Any]) -> CaseSpread | None:
    with suppress(ValidationError):
        return CaseSpread.model_validate(row)
    return None


def _sk(case_id: str, opened_at: datetime) -> str:
    return f"{utc_text(opened_at)}#{case_id}"


def _key(account_id: str, case_id: str, opened_at: datetime) -> dict[str, Any]:
    return attributes_of({"pk": f"SPREAD#{account_id}", "sk": _sk(case_id, opened_at)})
