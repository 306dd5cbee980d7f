"""Pools of codes in the accounts table: made, changed, loaded and dropped (`care.tables.gift_rows` has the keys)."""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from copy import replace
from itertools import batched
from typing import Any, Final

from pydantic import ValidationError

from care.aws import TransactWrite
from care.gifts.loading import Loaded, codes_of
from care.model.gift import Pool, PoolWords, mark_of
from care.tables.agenda import look_at_planned
from care.tables.attributes import attributes_of, item_of, plain
from care.tables.gift_rows import (
    IN_BUNDLE,
    LOADS,
    Bundle,
    GiftRows,
    bundle_of,
    number_is,
    of_account,
    of_codes,
    pool_key,
    pool_of,
)

_AT_ONCE: Final = 25  # rows that are deleted together
_OF_USE: Final = ("low", "empty")  # what is told anew once codes are loaded


class Pools(GiftRows):
    """The rows, through a low-level DynamoDB client."""

    def one(self, account_id: str, pool_id: str) -> Pool | None:
        """A pool, or None."""
        row = self._get(pool_key(account_id, pool_id))
        return pool_of(row) if row else None

    def all(self, account_id: str) -> list[Pool]:
        """The account's pools, the newest first; one that cannot be read holds no other."""
        found = []
        for row in self._rows(of_account(account_id), "POOL#"):
            with suppress(ValidationError):
                found.append(pool_of(row))
        return sorted(found, key=lambda pool: pool.pool_id, reverse=True)

    def put(self, pool: Pool, words: PoolWords) -> Pool:
        """Keep what is said of a pool, as the next change of what was read; GiftChanged if somebody was quicker.

        What was told of it is told anew where its end or its threshold changes.
        """
        before = pool.words
        same = pool.number and (before.ends_on, before.low_at) == (words.ends_on, words.low_at)
        kept = replace(pool, words=words, told=pool.told if same else (), number=pool.number + 1)
        self._write([self._changed(kept, pool.number, 0), {"Put": look_at_planned(self._table, pool.account_id)}])
        return kept

    def tell(self, pool: Pool, told: tuple[str, ...]) -> Pool:
        """Remember what was told of a pool; GiftChanged if somebody was quicker."""
        kept = replace(pool, told=tuple(dict.fromkeys((*pool.told, *told))), number=pool.number + 1)
        self._write([self._changed(kept, pool.number, 0)])
        return kept

    def load(self, pool: Pool, data: bytes) -> Loaded:
        """Put the codes of a file into a pool, all or none: what the pool has already is left as it is.

        ValidationError with the line of what is wrong; GiftChanged if somebody changed it or loaded meanwhile.
        """
        key = {"pk": of_account(pool.account_id), "sk": LOADS}
        lock = int(self._get(key).get("number", 0))
        loaded = codes_of(data, pool.account_id, pool.pool_id, self.known(pool.account_id), pool.free)
        if not loaded.codes:
            return loaded
        told = tuple(one for one in pool.told if one not in _OF_USE)
        kept = replace(pool, told=told, number=pool.number + 1)
        in_turn = {**number_is(lock), "TableName": self._table, "Item": item_of({**key, "number": lock + 1})}
        writes: list[Any] = [
            self._changed(kept, pool.number, len(loaded.codes)),
            {"Put": in_turn},
            {"Put": look_at_planned(self._table, pool.account_id)},
        ]
        name = secrets.token_hex(6)
        for number, codes in enumerate(batched(loaded.codes.values(), IN_BUNDLE, strict=False)):
            bundle = Bundle(f"{name}-{number:03}", codes, (), 1)
            row = bundle.row(pool.account_id, pool.pool_id)
            writes.append({"Put": {"TableName": self._table, "Item": item_of(row)}})
        self._write(writes)
        return loaded

    def known(self, account_id: str) -> dict[str, str]:
        """The marks of all codes of an account, each with its pool."""
        marks = dict[str, str]()
        for pool in self.all(account_id):
            for bundle in self._bundles(account_id, pool.pool_id):
                marks |= dict.fromkeys(bundle.spent, pool.pool_id)
                marks |= {mark_of(account_id, code): pool.pool_id for code in bundle.free}
        return marks

    def drop(self, pool: Pool) -> None:
        """Forget a pool with its codes, and which were given; GiftChanged if one of them is on its way."""
        gone: dict[str, Any] = {
            "TableName": self._table,
            "Key": attributes_of(pool_key(pool.account_id, pool.pool_id)),
            "ConditionExpression": "#number = :number AND (attribute_not_exists(#open) OR #open = :none)",
            "ExpressionAttributeNames": {"#number": "number", "#open": "open"},
            "ExpressionAttributeValues": attributes_of({":number": pool.number, ":none": 0}),
        }
        # The pool first: from then on nobody takes a code of it.
        self._write([{"Delete": gone}])
        keys = ({"pk": row["pk"], "sk": row["sk"]} for row in self._rows(of_codes(pool.account_id, pool.pool_id), ""))
        for some in batched(keys, _AT_ONCE, strict=False):
            self._write([{"Delete": {"TableName": self._table, "Key": attributes_of(key)}} for key in some])

    def _changed(self, pool: Pool, before: int, more: int) -> TransactWrite:
        values = {**plain(pool, exclude={"words", "free", "open", "given", "account_id", "pool_id"})}
        values |= {"words": pool.words.model_dump_json(), "account_id": pool.account_id, "pool_id": pool.pool_id}
        names = {f"#{name}": name for name in (*values, "free")}
        condition = "#number = :before" if before else "attribute_not_exists(pk)"
        given = {f":{name}": value for name, value in values.items()} | {":more": more}
        return {
            "Update": {
                "TableName": self._table,
                "Key": attributes_of(pool_key(pool.account_id, pool.pool_id)),
                "UpdateExpression": f"SET {', '.join(f'#{name} = :{name}' for name in values)} ADD #free :more",
                "ConditionExpression": condition,
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": attributes_of(given | ({":before": before} if before else {})),
            }
        }

    def _bundles(self, account_id: str, pool_id: str) -> Iterator[Bundle]:
        return map(bundle_of, self._rows(of_codes(account_id, pool_id), ""))
