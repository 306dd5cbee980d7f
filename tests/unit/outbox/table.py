"""A DynamoDB table in memory, with what the outbox and the budget ask of it, and with hooks to die at or to cut in."""

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

from care.aws import DynamoDBClient
from care.tables.attributes import item_of, values_of

_NOT_EXISTS = re.compile(r"attribute_not_exists\((\w+)\)")
_EXISTS = re.compile(r"attribute_exists\((\w+)\)")
_COMPARED = re.compile(r"(#?\w+) (=|<=) (:\w+)")


class Cancelled(Exception):
    """As boto3's TransactionCanceledException."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(str(codes))
        self.response = {"CancellationReasons": [{"Code": code} for code in codes]}


class Unmet(Exception):
    """As boto3's ConditionalCheckFailedException."""


class Clash(Exception):
    """As boto3's TransactionConflictException."""


class Table:
    """Rows by their keys, no indexes. `on_read` and `on_write` run at each call, and may raise or write themselves."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}
        self.on_read: Callable[[], None] = lambda: None
        self.on_write: Callable[[], None] = lambda: None
        self.exceptions = SimpleNamespace(
            ConditionalCheckFailedException=Unmet,
            TransactionCanceledException=Cancelled,
            TransactionConflictException=Clash,
        )

    @property
    def client(self) -> DynamoDBClient:
        """It, for what asks for boto3's client and uses only this much of it."""
        return cast(DynamoDBClient, self)

    def get_item(self, **asked: Any) -> dict[str, Any]:
        row = self.rows.get(_key(asked["Key"]))
        answer = {"Item": item_of(row)} if row is not None else {}
        self.on_read()
        return answer

    def batch_get_item(self, **asked: Any) -> dict[str, Any]:
        [(table, one)] = asked["RequestItems"].items()
        rows = [self.rows.get(_key(key)) for key in one["Keys"]]
        answer = {"Responses": {table: [item_of(row) for row in rows if row is not None]}, "UnprocessedKeys": {}}
        self.on_read()
        return answer

    def put_item(self, **write: Any) -> None:
        self.transact_write_items(TransactItems=[{"Put": write}])

    def update_item(self, **write: Any) -> None:
        self.transact_write_items(TransactItems=[{"Update": write}])

    def delete_item(self, **write: Any) -> None:
        try:
            self.transact_write_items(TransactItems=[{"Delete": write}])
        except Cancelled:
            raise Unmet from None

    def transact_write_items(self, **asked: Any) -> None:
        self.on_write()
        writes = [next(iter(write.items())) for write in asked["TransactItems"]]
        keys = [_key(write["Item"] if kind == "Put" else write["Key"]) for kind, write in writes]
        assert len(set(keys)) == len(keys), "DynamoDB refuses a transaction that writes a row twice"
        holds = [_holds(self.rows.get(key), write) for key, (_, write) in zip(keys, writes, strict=True)]
        if not all(holds):
            raise Cancelled(["None" if held else "ConditionalCheckFailed" for held in holds])
        for key, (kind, write) in zip(keys, writes, strict=True):
            if kind == "Put":
                self.rows[key] = values_of(write["Item"])
            elif kind == "Delete":
                self.rows.pop(key, None)
            else:
                self.rows[key] = _updated(self.rows.get(key) or dict(zip(("pk", "sk"), key, strict=True)), write)
        self.on_write()

    def query(self, **asked: Any) -> dict[str, Any]:
        assert "IndexName" not in asked, "what an index holds is the stack's to say: tests.template_tables"
        values = values_of(asked["ExpressionAttributeValues"])
        found = [self.rows[key] for key in sorted(self.rows) if _in_range(key, asked["KeyConditionExpression"], values)]
        return {"Items": [item_of(row) for row in found[: asked.get("Limit", len(found))]]}

    def get_paginator(self, _name: str) -> Any:
        return SimpleNamespace(paginate=self._pages)

    def _pages(self, **asked: Any) -> Iterator[dict[str, Any]]:
        yield self.query(**asked)


def _in_range(key: tuple[str, str], condition: str, values: dict[str, Any]) -> bool:
    pk, sk = key
    if pk != values[":pk"]:
        return False
    if "BETWEEN" in condition:
        return bool(values[":from"] <= sk <= values[":to"])
    return sk.startswith(values[":sk"])


def _key(row: Any) -> tuple[str, str]:
    values = values_of({name: row[name] for name in ("pk", "sk")})
    return values["pk"], values["sk"]


def _holds(row: dict[str, Any] | None, write: dict[str, Any]) -> bool:
    condition = write.get("ConditionExpression")
    return condition is None or any(_one(row, part, write) for part in condition.split(" OR "))


def _one(row: dict[str, Any] | None, condition: str, write: dict[str, Any]) -> bool:
    if match := _NOT_EXISTS.fullmatch(condition):
        return row is None or match[1] not in row
    if match := _EXISTS.fullmatch(condition):
        return row is not None and match[1] in row
    match = _COMPARED.fullmatch(condition)
    assert match, condition
    name = write.get("ExpressionAttributeNames", {}).get(match[1], match[1])
    wanted = values_of(write["ExpressionAttributeValues"])[match[3]]
    if row is None or name not in row:
        return False
    return bool(row[name] == wanted if match[2] == "=" else row[name] <= wanted)


def _updated(row: dict[str, Any], write: dict[str, Any]) -> dict[str, Any]:
    values = values_of(write["ExpressionAttributeValues"])
    added, _, put = write["UpdateExpression"].removeprefix("ADD ").partition(" SET ")
    changed = dict(row)
    for name, value in (part.split() for part in added.split(", ")):
        changed[name] = changed.get(name, 0) + values[value]
    for name, value in (part.split(" = ") for part in put.split(", ")):
        changed[name] = values[value]
    return changed
