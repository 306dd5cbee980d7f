"""What holds a queue of the outbox, in the outbox table beside its items.

| what | sk | while |
|---|---|---|
| gate | `GATE` | the lanes from `from_lane` on send nothing before `due_at`; index `due` |
| circuit | `CIRCUIT` | sends failed since X last answered one (`care.outbox.circuit`) |
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.aws import DynamoDBClient
from care.instants import utc_text
from care.outbox.circuit import CLOSED, Circuit
from care.tables.attributes import attributes_of, expires, item_of, values_of
from care.tables.outbox_keys import KEPT

SHARDS = 4


@dataclass(frozen=True, slots=True)
class Gate:
    """A queue that may send again at `due_at`; until then the lanes from `from_lane` on are held."""

    queue: str
    due_at: datetime
    from_lane: int = 1


class Gates:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def hold(self, queue: str, until: datetime, from_lane: int = 1) -> None:
        """Send nothing of this queue's lanes from `from_lane` on before `until`; `hours` wakes its publisher then.

        With NO_LANE nothing is held, and the queue is woken all the same.
        """
        shard = str(hashlib.sha256(queue.encode()).digest()[0] % SHARDS)
        gate = {"pk": queue, "sk": "GATE", "due_shard": shard, "due_at": utc_text(until), "from_lane": from_lane}
        self._dynamodb.put_item(TableName=self._table, Item=item_of({**gate, "expires_at": expires(until, KEPT)}))

    def circuit(self, queue: str) -> Circuit:
        """How the way to X stands for a queue."""
        return _circuit_of(self._get(queue, "CIRCUIT"))

    def both(self, queue: str) -> tuple[Gate | None, Circuit]:
        """What holds a queue and how its way to X stands, in one read: they stand side by side."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :from AND :to",
            ExpressionAttributeValues=attributes_of({":pk": queue, ":from": "CIRCUIT", ":to": "GATE"}),
            ConsistentRead=True,
        )
        rows = {row["sk"]: row for row in map(values_of, found["Items"])}
        return _gate_of(queue, rows.get("GATE")), _circuit_of(rows.get("CIRCUIT"))

    def keep_circuit(self, queue: str, circuit: Circuit, now: datetime) -> None:
        """Remember how the way to X stands; it is forgotten when nothing was sent for as long as items are kept."""
        row = {
            "pk": queue,
            "sk": "CIRCUIT",
            "failed": list(circuit.failed),
            "holds": circuit.holds,
            "expires_at": expires(now, KEPT),
        }
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))

    def gate(self, queue: str) -> Gate | None:
        """What the queue is held by, or None."""
        return _gate_of(queue, self._get(queue, "GATE"))

    def open(self, queue: str) -> None:
        """Let the queue send again."""
        self._dynamodb.delete_item(TableName=self._table, Key=attributes_of({"pk": queue, "sk": "GATE"}))

    def due(self, shard: int, now: datetime | None, limit: int = 100) -> list[Gate]:
        """Queues of one shard that may send again at `now` (with None: the next ones, whenever), the oldest first."""
        until = {":now": utc_text(now)} if now else {}
        found = self._dynamodb.query(
            TableName=self._table,
            IndexName="due",
            KeyConditionExpression="due_shard = :shard" + (" AND due_at <= :now" if now else ""),
            ExpressionAttributeValues=attributes_of({":shard": str(shard), **until}),
            Limit=limit,
        )
        return [Gate(r["pk"], datetime.fromisoformat(r["due_at"])) for r in map(values_of, found["Items"])]

    def _get(self, pk: str, sk: str) -> dict[str, Any] | None:
        found = self._dynamodb.get_item(
            TableName=self._table, Key=attributes_of({"pk": pk, "sk": sk}), ConsistentRead=True
        )
        return values_of(found["Item"]) if "Item" in found else None


def _gate_of(queue: str, row: dict[str, Any] | None) -> Gate | None:
    return Gate(queue, datetime.fromisoformat(row["due_at"]), int(row.get("from_lane", 1))) if row else None


def _circuit_of(row: dict[str, Any] | None) -> Circuit:
    return Circuit(tuple(row["failed"]), int(row["holds"])) if row else CLOSED
