"""Saved searches, in the accounts table.

| what | pk | sk |
|---|---|---|
| a search | `SEARCHES#<account>` | `SEARCH#<search>` |
| how it goes, written by `reconcile` | the same | `SEEN#<search>` |

What was found lies in `care.tables.finds`, and what it cost in `care.tables.budget`.
"""

from contextlib import suppress
from copy import replace
from typing import Any, NamedTuple

from pydantic import ValidationError

from care.aws import DynamoDBClient
from care.faults import Fault, fault
from care.model.watch import MOST_SEARCHES, SavedSearch, SearchSeen
from care.tables.attributes import attributes_of, item_of, plain, readable, values_of


class SearchChanged(RuntimeError):
    """Somebody else changed the search since it was read."""


class Watched(NamedTuple):
    """A search and how it goes."""

    search: SavedSearch
    seen: SearchSeen


class Searches:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def all(self, account_id: str) -> list[Watched]:
        """An account's searches, by name. One that this release cannot read is left out and holds no other."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": _pk(account_id)}),
            ConsistentRead=True,
        )
        rows = {row["sk"]: row for row in readable(found["Items"])}
        watched = []
        for sk, row in rows.items():
            kind, _, search_id = sk.partition("#")
            if kind == "SEARCH" and (search := _read(row)) is not None:
                watched.append(Watched(search, _seen(rows.get(f"SEEN#{search_id}"))))
        return sorted(watched, key=lambda one: (one.search.name.casefold(), one.search.search_id))

    def one(self, account_id: str, search_id: str) -> Watched | None:
        """One search, or None."""
        return next((one for one in self.all(account_id) if one.search.search_id == search_id), None)

    def put(self, search: SavedSearch) -> SavedSearch:
        """Keep a search as the next change of what was read; a fault where there are ten already."""
        if not search.number and len(self.all(search.account_id)) >= MOST_SEARCHES:
            raise fault(Fault.too_many_searches, most=MOST_SEARCHES)
        kept = replace(search, number=search.number + 1)
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if search.number:
            condition = {
                "ConditionExpression": "#number = :number",
                "ExpressionAttributeNames": {"#number": "number"},
                "ExpressionAttributeValues": attributes_of({":number": search.number}),
            }
        row = {**plain(kept), "pk": _pk(search.account_id), "sk": f"SEARCH#{search.search_id}"}
        try:
            self._dynamodb.put_item(TableName=self._table, Item=item_of(row), **condition)
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            raise SearchChanged("somebody else changed the search") from None
        return kept

    def remove(self, search: SavedSearch) -> None:
        """X is asked it no more; what it found goes by itself."""
        for kind in ("SEARCH", "SEEN"):
            key = attributes_of({"pk": _pk(search.account_id), "sk": f"{kind}#{search.search_id}"})
            self._dynamodb.delete_item(TableName=self._table, Key=key)

    def remember(self, search: SavedSearch, seen: SearchSeen) -> SearchSeen | None:
        """Keep how a search goes as the next change of what was read; None if another run was quicker."""
        kept = replace(seen, version=seen.version + 1)
        row = {**plain(kept), "pk": _pk(search.account_id), "sk": f"SEEN#{search.search_id}"}
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if seen.version:
            condition = {
                "ConditionExpression": "version = :version",
                "ExpressionAttributeValues": attributes_of({":version": seen.version}),
            }
        try:
            self._dynamodb.put_item(TableName=self._table, Item=item_of(row), **condition)
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            # If this very value is there, the answer to the SDK's first try was lost: no other run wrote it.
            key = attributes_of({"pk": row["pk"], "sk": row["sk"]})
            found = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
            return kept if "Item" in found and _seen(values_of(found["Item"])) == kept else None
        return kept


def _read(row: dict[str, Any]) -> SavedSearch | None:
    with suppress(ValidationError):
        return SavedSearch.model_validate(row)
    return None


def _seen(row: dict[str, Any] | None) -> SearchSeen:
    """How a search goes; what cannot be read is as if it was never asked, from its version on."""
    if row is None:
        return SearchSeen()
    with suppress(ValidationError):
        return SearchSeen.model_validate(row)
    return SearchSeen(version=int(row.get("version", 0)))


def _pk(account_id: str) -> str:
    return f"SEARCHES#{account_id}"
