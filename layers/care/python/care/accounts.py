"""The accounts table: settings with their versions.

| what | pk | sk |
|---|---|---|
| present settings | `ACCOUNTS` | `<account>` |
| a version | `ACCOUNT#<account>` | `VERSION#<number>` |

A stack serves a few hundred accounts at most, so one partition lists them.
"""

import time
from typing import Any

from care.account import Account
from care.items import item_of, values_of

_KEPT = 30.0  # seconds of the machine's clock for which a function trusts what it read


class UnknownAccount(LookupError):
    """No settings are stored for the account."""


class Accounts:
    """The table, through a low-level DynamoDB client, remembering what it read for half a minute."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._known: dict[str, tuple[float, Account]] = {}
        self._served: tuple[float, frozenset[str]] | None = None

    def get(self, account_id: str) -> Account:
        """An account's present settings; UnknownAccount if there are none."""
        kept = self._known.get(account_id)
        if kept is None or time.monotonic() - kept[0] > _KEPT:
            key = item_of({"pk": "ACCOUNTS", "sk": account_id or "?"})
            found = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
            if "Item" not in found:
                raise UnknownAccount(f"no settings are stored for account {account_id}: push them first")
            kept = (time.monotonic(), Account.model_validate_json(values_of(found["Item"])["settings"]))
            self._known[account_id] = kept
        return kept[1]

    def served(self) -> frozenset[str]:
        """The ids of all accounts that the stack serves."""
        if self._served is None or time.monotonic() - self._served[0] > _KEPT:
            self._served = (time.monotonic(), frozenset(account.id for account in self.all()))
        return self._served[1]

    def all(self) -> list[Account]:
        """Every account, as it is now."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=item_of({":pk": "ACCOUNTS"}),
        )
        rows = (values_of(item) for page in pages for item in page["Items"])
        return [Account.model_validate_json(row["settings"]) for row in rows]

    def put(self, account: Account) -> int:
        """Store settings as the next version, which is returned; the versions before it stay."""
        key = item_of({"pk": "ACCOUNTS", "sk": account.id})
        found = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        before = int(values_of(found["Item"])["version"]) if "Item" in found else 0
        values = {"settings": account.model_dump_json(by_alias=True), "version": before + 1}
        present = {"pk": "ACCOUNTS", "sk": account.id, **values}
        kept = {"pk": f"ACCOUNT#{account.id}", "sk": f"VERSION#{before + 1:06}", **values}
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if before:
            numbers = item_of({":before": before})
            condition = {"ConditionExpression": "version = :before", "ExpressionAttributeValues": numbers}
        self._dynamodb.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": self._table, "Item": item_of(present), **condition}},
                {
                    "Put": {
                        "TableName": self._table,
                        "Item": item_of(kept),
                        "ConditionExpression": "attribute_not_exists(pk)",
                    }
                },
            ]
        )
        self._known.pop(account.id, None)
        self._served = None
        return before + 1
