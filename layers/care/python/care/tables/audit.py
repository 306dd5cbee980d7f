"""Who did what at the desk, in the accounts table: never what a customer wrote.

| what | pk | sk |
|---|---|---|
| one deed | `AUDIT#<account>#<month>` | `<at>#<random>` |

Rows are only added; the one change is that a deed about a customer who is erased names them no more. They go when
their time is over (TTL; 13 months unless the operator chose otherwise).
"""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import AwareDatetime

from care.aws import DynamoDBClient
from care.environment import RETENTION_DAYS
from care.instants import utc_text
from care.model.envelope import Value
from care.model.months import month_of, months_before
from care.model.outcomes import Outcomes
from care.tables.attributes import attributes_of, expires, item_of, plain, values_of

PAGE, _ROWS, _LOOKED_AT = 50, 200, 1000
# Deeds that concern no one account: who may see all of them.
STACK = "stack"
ERASED = "a customer who was erased"


class Deed(Value):
    """One thing that somebody did. `details` say about what, or `about` names it; neither holds a customer's text."""

    account_id: str
    by: str
    what: str
    at: AwareDatetime
    case_id: str = ""
    about: str = ""
    details: Outcomes = ()


class Trail(NamedTuple):
    """Deeds, and the key behind which further ones begin; empty if there are none."""

    deeds: tuple[Deed, ...]
    before: str = ""


class Audit:
    """The table, through a low-level DynamoDB client; a deed stays for `kept_days`."""

    def __init__(self, dynamodb: DynamoDBClient, table: str, kept_days: int = RETENTION_DAYS) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._kept = timedelta(days=kept_days)

    def record(self, deed: Deed) -> None:
        """Add one deed."""
        row = {
            **plain(deed),
            "pk": f"AUDIT#{deed.account_id}#{deed.at:%Y-%m}",
            "sk": f"{utc_text(deed.at)}#{secrets.token_hex(4)}",
            "expires_at": expires(deed.at, self._kept),
        }
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))

    def forget(self, account_id: str, customer_id: str, now: datetime) -> int:
        """Deeds about a customer name no id any more; how many they were. What was done, when and by whom stays."""
        changed = 0
        for back in range(self._kept.days // 28 + 2):
            month, before = months_before(month_of(now), back), ""
            while rows := self.month(account_id, month, _ROWS, before):
                before = rows[-1][0]
                for sk, deed in rows:
                    if deed.about == customer_id:
                        self._dynamodb.update_item(
                            TableName=self._table,
                            Key=attributes_of({"pk": f"AUDIT#{account_id}#{month}", "sk": sk}),
                            UpdateExpression="SET about = :nobody",
                            ConditionExpression="attribute_exists(pk)",
                            ExpressionAttributeValues=attributes_of({":nobody": ERASED}),
                        )
                        changed += 1
        return changed

    def page(self, account_id: str, month: str, *, by: str = "", case_id: str = "", before: str = "") -> "Trail":
        """At most 50 deeds of a month ("2026-11", UTC), the newest first, of one person or about one case if so asked.

        Some 1,000 are looked at for it at most; `before` of the answer is where the next page begins.
        """
        found: list[Deed] = []
        looked = 0
        while looked < _LOOKED_AT:
            rows = self.month(account_id, month, _ROWS, before)
            looked += _ROWS
            for key, deed in rows:
                before = key
                if by in {"", deed.by} and case_id in {"", deed.case_id}:
                    found.append(deed)
                    if len(found) == PAGE:
                        return Trail(tuple(found), before)
            if len(rows) < _ROWS:
                return Trail(tuple(found))
        return Trail(tuple(found), before)

    def month(self, account_id: str, month: str, limit: int = 200, before: str = "") -> list[tuple[str, Deed]]:
        """The deeds of a month ("2026-11", UTC), the newest first, with the key behind which the next page begins."""
        values = {":pk": f"AUDIT#{account_id}#{month}", ":before": before or "~"}
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk < :before",
            ExpressionAttributeValues=attributes_of(values),
            ScanIndexForward=False,
            Limit=limit,
        )
        return [(row["sk"], Deed.model_validate(row)) for row in map(values_of, found["Items"])]
