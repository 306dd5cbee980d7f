"""A table in memory: its items by their keys, and its indexes, each in order."""

from bisect import bisect_left, insort
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.template_tables import Index

type Wire = Mapping[str, Any]
type Key = tuple[str, str]


@dataclass
class Rows:
    """The rows of an index: for each hash key the sorted (range key, pk, sk)."""

    of: Index
    rows: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)

    def place(self, item: Wire | None) -> tuple[str, str] | None:
        """Where an item stands in the index; None if it is not in it."""
        hash_key, range_key = self.of.keys
        if item is None or hash_key not in item or range_key not in item:
            return None
        return item[hash_key]["S"], item[range_key]["S"]


class Table:
    """One table with a hash and a range key of text, `pk` and `sk`, and its indexes."""

    def __init__(self, indexes: Mapping[str, Index]) -> None:
        self.items: dict[Key, Wire] = {}
        self.keys: dict[str, list[str]] = {}
        self.indexes = {name: Rows(index) for name, index in indexes.items()}

    def put(self, key: Key, after: Wire | None) -> Wire | None:
        """Replace an item (None: remove it) and give what was there."""
        before = self.items.get(key)
        pk, sk = key
        if after is None:
            if before is not None:
                del self.items[key]
                rows = self.keys[pk]
                del rows[bisect_left(rows, sk)]
                if not rows:
                    del self.keys[pk]
        else:
            self.items[key] = after
            if before is None:
                insort(self.keys.setdefault(pk, []), sk)
        for index in self.indexes.values():
            was, will = index.place(before), index.place(after)
            if was != will:
                if was is not None:
                    rows_there = index.rows[was[0]]
                    del rows_there[bisect_left(rows_there, (was[1], pk, sk))]
                if will is not None:
                    insort(index.rows.setdefault(will[0], []), (will[1], pk, sk))
        return before
