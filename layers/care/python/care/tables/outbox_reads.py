"""What is read of the outbox table (`care.tables.outbox`): items, the first of the lanes, and what is unclear."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from care.aws import DynamoDBClient
from care.courtesy.posts import OWN
from care.model.formats import NewerFormat
from care.model.outbox_item import Item, own_time, queue_of
from care.tables.attributes import attributes_of, values_of
from care.tables.outbox_keys import NO_LANE

# How many items of a lane are looked at for the first one whose time has come.
_FIRST_OF_LANE = 5


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A place in a lane whose item cannot be read, for instance because a newer release wrote it."""

    sk: str
    item_id: str


@dataclass(frozen=True, slots=True)
class First:
    """The first of a queue that waits: `alone` if nothing else does; `beside` are the rows of its case's items."""

    item: Item | Unreadable
    alone: bool
    beside: list[dict[str, Any]] | None


class OutboxReads:
    """The table's items as they are, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def item(self, queue: str, item_id: str) -> Item | None:
        """An item, whatever its state."""
        row = self._get(queue, f"ITEM#{item_id}")
        return Item.model_validate(row) if row else None

    def of_case(self, account_id: str, case_id: str) -> list[Item]:
        """All items of a case, public and private, sent or not."""
        queues = (queue_of(account_id, "public"), queue_of(account_id, "private"))
        return [Item.model_validate(row) for queue in queues for row in self._rows(queue, f"ITEM#{case_id}:")]

    def next(self, queue: str, after: str = "", before_lane: int = NO_LANE) -> Item | Unreadable | None:
        """The first item of the first lane that is not at its end, or None, as `first` finds it."""
        found = self.first(queue, after, before_lane)
        return found.item if found is not None else None

    def first(self, queue: str, after: str = "", before_lane: int = NO_LANE) -> First | None:
        """The first item of the first lane that is not at its end, with what is beside it, or None.

        One that cannot be read is named instead, so that it holds nobody behind it.
        `after` is where to begin, from `past` or `lane_after`; lanes from `before_lane` on are left out.
        """
        bounds = {":pk": queue, ":from": after or "READY#", ":to": f"READY#{before_lane}"}
        while True:
            found = self._dynamodb.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND sk BETWEEN :from AND :to",
                ExpressionAttributeValues=attributes_of(bounds),
                ConsistentRead=True,
                Limit=2,
            )
            if not found["Items"]:
                return None
            row, alone = values_of(found["Items"][0]), len(found["Items"]) == 1
            beside, raw = self._beside(queue, row["item_id"])
            try:
                item = Item.model_validate(raw) if raw is not None else None
            except ValidationError:
                return First(Unreadable(row["sk"], row["item_id"]), alone, None)
            if item is not None:
                return First(item, alone, beside)
            # Its item outlived its time: the place in the lane goes too, or nothing behind it would ever go.
            self._dynamodb.delete_item(TableName=self._table, Key=attributes_of({"pk": queue, "sk": row["sk"]}))

    def _beside(self, queue: str, item_id: str) -> tuple[list[dict[str, Any]] | None, dict[str, Any] | None]:
        """All items of an item's case in its queue, in one read, and the item among them.

        Of an item that is nobody's case the others are not read: they are all that the account ever posted.
        """
        case_id, _, rest = item_id.partition(":")
        if not rest or case_id == OWN:
            return None, self._get(queue, f"ITEM#{item_id}")
        try:
            rows = self._rows(queue, f"ITEM#{case_id}:")
        except NewerFormat:
            return None, self._get(queue, f"ITEM#{item_id}")  # another of its case is not this one's trouble
        return rows, next((row for row in rows if row["item_id"] == item_id), None)

    def ready_since(self, queue: str, now: datetime, before_lane: int = NO_LANE) -> list[datetime]:
        """Since when the first item of each lane may go whose own time has come.

        Lanes from `before_lane` on are left out, and so is what cannot be read, of which its publisher tells.
        """
        found: list[datetime] = []
        lane = 1
        while lane < before_lane:
            bounds = {":pk": queue, ":from": f"READY#{lane}", ":to": f"READY#{before_lane}"}
            rows = self._dynamodb.query(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND sk BETWEEN :from AND :to",
                ExpressionAttributeValues=attributes_of(bounds),
                Limit=_FIRST_OF_LANE,
            )["Items"]
            if not rows:
                break
            places = [values_of(row) for row in rows]
            lane = int(places[0]["sk"].split("#")[1])
            of_lane = (one["item_id"] for one in places if one["sk"].startswith(f"READY#{lane}#"))
            ready = (self._ready_since(queue, item_id, now) for item_id in of_lane)
            if (since := next((at for at in ready if at is not None), None)) is not None:
                found.append(since)
            lane += 1
        return found

    def _ready_since(self, queue: str, item_id: str, now: datetime) -> datetime | None:
        try:
            item = self.item(queue, item_id)
        except ValidationError:
            return None
        if item is None or item.state not in {"waiting", "released"}:
            return None
        return begins if (begins := own_time(item)) <= now else None

    def unconfirmed(self, queue: str, most: int | None = None) -> list[Item]:
        """The unclear items of a queue, the first `most` of them: X may have taken them or not."""
        found = (self.item(queue, row["item_id"]) for row in self._unsure(queue)[:most])
        return [item for item in found if item is not None and item.state == "unconfirmed"]

    def knows(self, queue: str, x_id: str) -> bool:
        """True if X's message `x_id` is known to be one of the queue's items."""
        return self._get(queue, f"XID#{x_id}") is not None

    def _unsure(self, queue: str) -> list[dict[str, Any]]:
        return self._rows(queue, "UNSURE#")

    def _rows(self, queue: str, prefix: str) -> list[dict[str, Any]]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=attributes_of({":pk": queue, ":sk": prefix}),
            ConsistentRead=True,
        )
        return [values_of(row) for page in pages for row in page["Items"]]

    def _get(self, pk: str, sk: str) -> dict[str, Any] | None:
        found = self._dynamodb.get_item(
            TableName=self._table, Key=attributes_of({"pk": pk, "sk": sk}), ConsistentRead=True
        )
        return values_of(found["Item"]) if "Item" in found else None
