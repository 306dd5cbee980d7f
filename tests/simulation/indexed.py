"""A table in memory: its items by their keys, and its indexes, each in order and perhaps late."""

from bisect import bisect_left, insort
from collections import deque
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
    items: dict[Key, Wire] = field(default_factory=dict)  # as the index has them

    def place(self, item: Wire | None) -> tuple[str, str] | None:
        """Where an item stands in the index; None if it is not in it."""
        hash_key, range_key = self.of.keys
        if item is None or hash_key not in item or range_key not in item:
            return None
        return item[hash_key]["S"], item[range_key]["S"]

    def show(self, key: Key, after: Wire | None) -> None:
        """Have an item as it is now (None: it is gone)."""
        pk, sk = key
        was, will = self.place(self.items.get(key)), self.place(after)
        if was != will:
            if was is not None:
                there = self.rows[was[0]]
                del there[bisect_left(there, (was[1], pk, sk))]
            if will is not None:
                insort(self.rows.setdefault(will[0], []), (will[1], pk, sk))
        if will is None or after is None:
            self.items.pop(key, None)
        else:
            self.items[key] = after


class Table:
    """One table with a hash and a range key of text, `pk` and `sk`, and its indexes."""

    def __init__(self, indexes: Mapping[str, Index]) -> None:
        self.items: dict[Key, Wire] = {}
        self.keys: dict[str, list[str]] = {}
        self.indexes = {name: Rows(index) for name, index in indexes.items()}
        self.keys_of_indexes = tuple(dict.fromkeys(name for index in indexes.values() for name in index.keys))
        # What the indexes do not show yet: from when on, which index, and what it is to show.
        self.late: deque[tuple[float, Rows, Key, Wire | None]] = deque()

    def catch_up(self, now: float) -> None:
        """Have the indexes show what they are to show by now."""
        while self.late and self.late[0][0] <= now:
            _, index, key, after = self.late.popleft()
            index.show(key, after)

    def put(self, key: Key, after: Wire | None, shown_at: float = 0.0) -> Wire | None:
        """Replace an item (None: remove it) and give what was there; indexes show it from an instant on."""
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
            if not shown_at and not self.late:
                if key in index.items or (after is not None and index.of.hash_key in after):
                    index.show(key, after)
            elif index.place(before) is not None or index.place(after) is not None:
                # In the order of the writes, whatever each would take.
                self.late.append((max(shown_at, self.late[-1][0] if self.late else 0.0), index, key, after))
        return before
