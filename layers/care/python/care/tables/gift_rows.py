"""Where gifts lie in the accounts table, and how a pool, a gift and a load of codes read there.

| what | pk | sk |
|---|---|---|
| a pool with its counts | `GIFTS#<account>` | `POOL#<pool>` |
| a gift | the same | `GIFT#<gift>` |
| a gift of which it is not known what became | the same | `OPEN#<gift>` |
| what a customer was given | the same | `CUSTOMER#<customer>` |
| how many of a pool an agent gave on a day | the same | `DAY#<pool>#<day>#<person>` |
| that loads of codes come one after the other | the same | `LOADS` |
| codes of which some are free | `CODES#<account>#<pool>` | `FREE#<bundle>` |
| codes of which none is free, by their marks | the same | `SPENT#<bundle>` |

Codes lie in bundles of 125, so a load of 10,000 is one transaction: all of it, or nothing. Gifts, and what a customer
was given, expire with the retention (TTL); pools and the marks of codes stay until a supervisor drops the pool.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from care.aws import DynamoDBClient
from care.model.gift import Gift, Pool, PoolWords, Taken
from care.tables.attributes import attributes_of, contended, readable, values_of

IN_BUNDLE: Final = 125
LOADS: Final = "LOADS"
DAYS_KEPT: Final = timedelta(days=40)


class Bundle(NamedTuple):
    """Codes that lie together: free ones, and the marks of those that are nobody's to give any more."""

    bundle_id: str
    free: tuple[str, ...]
    spent: tuple[str, ...]
    number: int

    def row(self, account_id: str, pool_id: str) -> dict[str, Any]:
        """As it is kept: under another key once nothing of it is free."""
        kept = {"free": list(self.free), "spent": list(self.spent), "number": self.number}
        return {**codes_key(account_id, pool_id, self.bundle_id, free=bool(self.free)), **kept}


def of_account(account_id: str) -> str:
    """The partition of an account's pools."""
    return f"GIFTS#{account_id}"


def of_codes(account_id: str, pool_id: str) -> str:
    """The partition of a pool's codes."""
    return f"CODES#{account_id}#{pool_id}"


def codes_key(account_id: str, pool_id: str, bundle_id: str, *, free: bool) -> dict[str, str]:
    """The key of a bundle."""
    return {"pk": of_codes(account_id, pool_id), "sk": f"{'FREE' if free else 'SPENT'}#{bundle_id}"}


def pool_key(account_id: str, pool_id: str) -> dict[str, str]:
    """The key of a pool."""
    return {"pk": of_account(account_id), "sk": f"POOL#{pool_id}"}


def gift_key(account_id: str, gift_id: str) -> dict[str, str]:
    """The key of a gift; later ones sort behind earlier ones."""
    return {"pk": of_account(account_id), "sk": f"GIFT#{gift_id}"}


def open_key(gift: Gift) -> dict[str, str]:
    """The key by which a gift is found while it is open."""
    return {"pk": of_account(gift.account_id), "sk": f"OPEN#{gift.gift_id}"}


def customer_key(account_id: str, customer_id: str) -> dict[str, str]:
    """The key of what a customer was given."""
    return {"pk": of_account(account_id), "sk": f"CUSTOMER#{customer_id}"}


def day_key(account_id: str, pool_id: str, day: date, person: str) -> dict[str, str]:
    """The key of how many of a pool an agent gave on a day."""
    return {"pk": of_account(account_id), "sk": f"DAY#{pool_id}#{day.isoformat()}#{person}"}


def pool_of(row: Mapping[str, Any]) -> Pool:
    """A pool of its row."""
    words = PoolWords.model_validate_json(row["words"], context={"stored": True})
    return Pool.model_validate({**row, "words": words, "told": tuple(row.get("told", ()))})


def bundle_of(row: Mapping[str, Any]) -> Bundle:
    """A bundle of its row."""
    free, spent = tuple(row["free"]), tuple(row["spent"])
    return Bundle(row["sk"].partition("#")[2], free, spent, int(row["number"]))


def taken_of(row: Mapping[str, Any]) -> tuple[Taken, ...]:
    """What a customer was given, of its row."""
    return tuple(Taken.model_validate(one) for one in row.get("taken", ()))


def number_is(number: int) -> dict[str, Any]:
    """The condition that nobody changed a row since it was read; 0 for one that was not there."""
    if not number:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "#number = :number",
        "ExpressionAttributeNames": {"#number": "number"},
        "ExpressionAttributeValues": attributes_of({":number": number}),
    }


class GiftChanged(RuntimeError):
    """Somebody else changed the row, or what it counts for, since it was read; or it is not there any more."""


class GiftRows:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def _rows(self, pk: str, prefix: str, *, newest_first: bool = False) -> Iterator[dict[str, Any]]:
        begins = " AND begins_with(sk, :sk)" if prefix else ""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression=f"pk = :pk{begins}",
            ExpressionAttributeValues=attributes_of({":pk": pk, **({":sk": prefix} if prefix else {})}),
            ScanIndexForward=not newest_first,
            ConsistentRead=True,
        )
        for page in pages:
            yield from readable(page["Items"])

    def _get(self, key: dict[str, str]) -> dict[str, Any]:
        """A row; an empty one where there is none."""
        found = self._dynamodb.get_item(TableName=self._table, Key=attributes_of(key), ConsistentRead=True)
        return values_of(found["Item"]) if "Item" in found else {}

    def _write(self, writes: list[Any]) -> None:
        try:
            self._dynamodb.transact_write_items(TransactItems=writes)
        except self._dynamodb.exceptions.TransactionCanceledException as error:
            if not contended(error):
                raise
            raise GiftChanged("somebody else changed it") from None
