"""Permissions by OAuth 2.0 in the accounts table, and the lease under which their tokens are written.

| what | pk | sk |
|---|---|---|
| what is known of an account's permission | `GRANTS` | `<account>` |

No token lies here: those are secrets of their own (`care.x.user_tokens`). Who writes a secret holds the lease, whose
attributes `lease_by` and `lease_until` lie in the same row; one that died with it is waited for two minutes at most.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from secrets import token_hex
from typing import Any

from care.aws import DynamoDBClient
from care.grants.rules import LEASE
from care.instants import utc_text
from care.model.grant import Grant, TokenKind, TokenPair
from care.tables.attributes import attributes_of, values_of

_PK = "GRANTS"
_KEPT = 30.0  # seconds of the machine's clock


class LeaseHeld(RuntimeError):
    """Somebody else writes the tokens of this account at this moment."""


class Grants:
    """The table, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._known: tuple[float, list[Grant]] | None = None

    def get(self, account_id: str) -> Grant | None:
        """What is known of an account's permission, or None."""
        key = attributes_of({"pk": _PK, "sk": account_id})
        found = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return _read(values_of(found["Item"])) if "Item" in found else None

    def all(self) -> list[Grant]:
        """Every permission, the one that ends first at the beginning."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": _PK}),
        )
        found = [_read(values_of(item)) for page in pages for item in page["Items"]]
        return sorted(found, key=lambda one: (utc_text(one.expires_at) if one.expires_at else "", one.account_id))

    def known(self) -> list[Grant]:
        """Every permission, as it was half a minute ago at most: what every page of the desk asks for."""
        if self._known is None or time.monotonic() - self._known[0] > _KEPT:
            self._known = (time.monotonic(), self.all())
        return self._known[1]

    @contextmanager
    def lease(self, account_id: str, now: datetime) -> Iterator[None]:
        """Alone with the tokens of an account; LeaseHeld if somebody else is."""
        by = token_hex(8)
        values = {":by": by, ":now": utc_text(now), ":until": utc_text(now + LEASE)}
        free = "attribute_not_exists(lease_until) OR lease_until <= :now OR lease_by = :by"
        try:
            self._update(account_id, "SET lease_by = :by, lease_until = :until", values, free)
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            raise LeaseHeld(f"the tokens of account {account_id} are being written") from None
        try:
            yield
        finally:
            self._let_go(account_id, by)

    def record(self, account_id: str, pair: TokenPair, now: datetime, *, granted: bool = False) -> None:
        """What is known of a pair that was stored; `granted` where a person has just given the permission."""
        values: dict[str, Any] = {
            ":expires": utc_text(pair.expires_at),
            ":renewed": utc_text(pair.renewed_at),
            ":scopes": list(pair.scopes),
            ":now": utc_text(now),
        }
        at = ":now" if granted else "if_not_exists(granted_at, :now)"
        update = f"SET expires_at = :expires, renewed_at = :renewed, scopes = :scopes, granted_at = {at}"
        # What X accepts of an old permission says nothing of a new one.
        self._update(account_id, f"{update} REMOVE refused_at, asked_at{', accepts' if granted else ''}", values)

    def asking(self, account_id: str, now: datetime) -> None:
        """X is about to be asked for a new pair: whoever finds this later knows that its answer was lost."""
        self._update(account_id, "SET asked_at = :now", {":now": utc_text(now)}, "attribute_exists(granted_at)")

    def not_asked(self, account_id: str) -> None:
        """X did nothing."""
        self._update(account_id, "REMOVE asked_at", {})

    def refused(self, account_id: str, now: datetime) -> None:
        """X gives no further pair: somebody must connect the account again."""
        update = "SET refused_at = if_not_exists(refused_at, :now)"
        self._update(account_id, update, {":now": utc_text(now)}, "attribute_exists(granted_at)")

    def accepts(self, account_id: str, call: str, kind: TokenKind) -> None:
        """X took this kind of token for a call after it refused the other."""
        accepted = {**self.accepted(account_id), call: kind}
        self._update(account_id, "SET accepts = :accepts", {":accepts": accepted})

    def accepted(self, account_id: str) -> dict[str, TokenKind]:
        """By call, the kind of token that X took after it refused the other."""
        known = self.get(account_id)
        return known.accepts if known is not None else {}

    def withdrawn(self, account_id: str) -> None:
        """The permission was taken back: nothing is known any more."""
        update = "REMOVE granted_at, expires_at, renewed_at, refused_at, asked_at, scopes, accepts"
        self._update(account_id, update, {})

    def _let_go(self, account_id: str, by: str) -> None:
        try:
            self._update(account_id, "REMOVE lease_by, lease_until", {":by": by}, "lease_by = :by")
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return  # it had run out, and is another's

    def _update(self, account_id: str, update: str, values: dict[str, Any], condition: str = "") -> None:
        arguments: dict[str, Any] = {
            "TableName": self._table,
            "Key": attributes_of({"pk": _PK, "sk": account_id}),
            "UpdateExpression": update,
        }
        if values:
            arguments["ExpressionAttributeValues"] = attributes_of(values)
        if condition:
            arguments["ConditionExpression"] = condition
        self._dynamodb.update_item(**arguments)


def _read(row: dict[str, Any]) -> Grant:
    return Grant.model_validate({**row, "account_id": row["sk"]})
