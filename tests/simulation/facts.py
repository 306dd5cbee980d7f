"""What came to pass in a story, as it can be seen from outside: at X, in tables, dead-letter queues and logs.

Promises are checked on these facts alone. Each step leaves what is new in `fresh`.
"""

import json
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.simulation.dynamodb import DynamoDB, Key, Wire
from tests.simulation.opening import Opening
from tests.simulation.releases import Newer, plain
from tests.simulation.s3 import S3
from tests.simulation.sqs import Queue
from tests.simulation.x_side import Done, XSide


class Write(NamedTuple):
    """One write of a table."""

    effect: int
    at: float
    table: str
    key: Key
    before: Wire | None
    after: Wire | None


@dataclass
class Fresh:
    """What is new since the last look."""

    writes: list[Write] = field(default_factory=list)
    sends: list[Done] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    by_report: list[Write] = field(default_factory=list)  # what the report wrote beside its own
    fell: list[str] = field(default_factory=list)  # errors that left a handler
    said_by_ingest: list[tuple[str, int, int, str]] = field(default_factory=list)


@dataclass
class Facts:
    """All that can be seen, and indexes over it that make looking cheap."""

    db: DynamoDB
    queues: Mapping[str, Queue]
    x: XSide
    s3: S3
    openings: dict[str, list[Opening]] = field(default_factory=lambda: defaultdict(list))
    changed_hours_at: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sent: list[Done] = field(default_factory=list)
    recent: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))
    by_item: dict[str, list[Done]] = field(default_factory=lambda: defaultdict(list))
    automatic_for: dict[tuple[str, str], list[Done]] = field(default_factory=lambda: defaultdict(list))
    closed_for: dict[tuple[str, str], list[Done]] = field(default_factory=lambda: defaultdict(list))
    # How many messages of each account were ever stored, by the measure of the report that counts them; and which.
    stored: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    counted: set[tuple[str, str]] = field(default_factory=set)
    messages: dict[tuple[str, str], set[Key]] = field(default_factory=lambda: defaultdict(set))
    # By case: at which effect and instant it knew of a person's answer, and of when that was.
    answered: dict[str, list[tuple[int, float, float]]] = field(default_factory=lambda: defaultdict(list))
    # By queue and lane: since when (counted in effects) an item waits there.
    ready: dict[tuple[str, int], dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    accepted: dict[tuple[str, str], float] = field(default_factory=dict)  # (account, X's id) of customers' messages
    written: dict[str, tuple[str, str]] = field(default_factory=dict)  # by X's id: who wrote it, and what
    account_of: dict[str, str] = field(default_factory=dict)  # by a case's partition
    customer_of: dict[str, str] = field(default_factory=dict)  # the same
    resolved: set[str] = field(default_factory=set)  # partitions of cases that were resolved at some time
    erased: set[str] = field(default_factory=set)  # customers
    orders: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # of each customer, by self-service
    deleted: set[str] = field(default_factory=set)  # X's ids
    poison: dict[str, str] = field(default_factory=dict)  # a mark in a body that nobody can read, and what it was
    newer: dict[str, Newer] = field(default_factory=dict)  # by message: written by a release that was taken back
    taken_back: bool = False  # a newer release wrote some of what is there, and does not run
    approved: set[str] = field(default_factory=set)
    spent: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    limits: dict[str, int] = field(default_factory=dict)  # micro-dollars a month, by account
    tampered: int = 0
    quiet: bool = False  # the story is over and everything had its time

    def place_of(self, write: Write) -> str:
        """What kind of row was written."""
        return write.key[1].partition("#")[0]

    def look(self, account_id: str, channel: str, to: str, text: str, began: int) -> tuple[dict[str, Any], str]:
        """The claimed item that is being sent, and what of a higher lane it passes over."""
        outbox, pk = self.db.tables["outbox"], f"{account_id}#{channel}"
        found: dict[str, Any] = {}
        rows = outbox.keys.get(pk, [])
        # What is claimed may have gone from then on, and is marked so.
        for sk in rows[bisect_left(rows, "UNSURE#") : bisect_left(rows, "UNSURE$")]:
            row = outbox.items.get((pk, f"ITEM#{sk[7:]}"))
            if row is not None and row["state"]["S"] == "claimed" and self._is_of(row, channel, to, text):
                found = plain(row)
        return found, self._passed_over(pk, found, began)

    def _is_of(self, row: Wire, channel: str, to: str, text: str) -> bool:
        if "reposts" in row and row["reposts"]["S"]:
            return text == f"RT {row['reposts']['S']}"
        place = row["customer_id"]["S"] if channel == "private" else row.get("in_reply_to", {"S": ""})["S"]
        return bool(row["text"]["S"] == text and place == to)

    def _passed_over(self, pk: str, found: dict[str, Any], began: int) -> str:
        if not found:
            return ""
        outbox, lane = self.db.tables["outbox"], _LANES[found["purpose"]]
        since = max(began, self.sent[-1].effect if self.sent and self.sent[-1].began == began else 0)
        for higher in range(1, lane):
            for item_id, at in self.ready[pk, higher].items():
                if at >= since:
                    continue
                row = outbox.items.get((pk, f"ITEM#{item_id}"))
                if row is None or row["state"]["S"] not in {"waiting", "released"}:
                    continue
                if self._may_go(plain(row)) and not self._behind_a_failed_one(pk, plain(row)):
                    return item_id
        return ""

    def _behind_a_failed_one(self, pk: str, item: dict[str, Any]) -> bool:
        """True if a send to the same customer failed and is tried again: no later text overtakes it."""
        places = (item_id for (queue, _), places in self.ready.items() if queue == pk for item_id in places)
        rows = (self.db.tables["outbox"].items.get((pk, f"ITEM#{item_id}")) for item_id in places)
        known = (plain(row) for row in rows if row is not None)
        return any(one["customer_id"] == item["customer_id"] and one.get("tries_again_at") for one in known)

    def placed(self, key: Key, before: Wire | None, after: Wire | None, effect: int) -> None:
        """An item was given a place in its lane, or has left it."""
        if not (known := after or before):
            return
        pk, item_id = key[0], known["item_id"]["S"]
        row = self.db.tables["outbox"].items.get((pk, f"ITEM#{item_id}"))
        for lane in range(1, 6):
            self.ready[pk, lane].pop(item_id, None)
        if after is not None and row is not None:
            self.ready[pk, _LANES[row["purpose"]["S"]]][item_id] = effect

    def _may_go(self, item: dict[str, Any]) -> bool:
        # An undo delay, or minutes that people have: nothing that waits for its time is passed over.
        waits = item["purpose"] == "reply" and item["channel"] == "public" and item.get("part", 1) == 1
        return not waits and not item.get("not_before") and not item.get("follows")

    def cases(self) -> Iterator[dict[str, Any]]:
        """All cases as they stand."""
        for (_, sk), row in list(self.db.tables["conversations"].items.items()):
            if sk == "CASE":
                yield plain(row)

    def commands(self) -> Iterator[dict[str, Any]]:
        """All commands that applied events have led to."""
        for (_, sk), row in list(self.db.tables["conversations"].items.items()):
            if sk.startswith("EVENT#"):
                yield from json.loads(row["commands"]["S"])


_LANES = {"reply": 1, "resolution": 2, "acknowledgement": 3, "survey": 4, "courtesy": 5}
