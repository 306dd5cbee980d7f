"""Where an item lies in its lane, and how long: keys that sort as items are sent, by lane and then by age."""

from datetime import timedelta
from typing import Any

from care.instants import utc_text
from care.model.outbox_item import LANES, Item
from care.tables.attributes import expires

NO_LANE = max(LANES.values()) + 1
KEPT = timedelta(days=14)
# An incident may last for months, and its end is told only if its beginning was.
_KEPT_OWN = timedelta(days=400)


def kept(item: Item) -> dict[str, int]:
    """The TTL attribute of an item."""
    return {"expires_at": expires(item.created_at, _KEPT_OWN if item.is_own else KEPT)}


def ready(item: Item) -> str:
    """The sort key of an item's place."""
    return f"READY#{LANES[item.purpose]}#{utc_text(item.created_at)}#{item.item_id}"


def place(item: Item) -> dict[str, Any]:
    """The row that keeps an item's place until its end was reported."""
    return {"pk": item.queue, "sk": ready(item), "item_id": item.item_id}


def past(item: Item) -> str:
    """Where the items after this one begin."""
    return behind(ready(item))


def behind(sk: str) -> str:
    """Where the places after this sort key begin."""
    return f"{sk} "


def lane_after(item: Item) -> str:
    """Where the lane after this item's begins."""
    return f"READY#{LANES[item.purpose] + 1}"
