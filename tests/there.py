"""What may be missing, and in this story is not."""

from care.model.outbox_item import Item
from care.tables.outbox import Outbox


def there[T](found: T | None) -> T:
    assert found is not None
    return found


def next_there(outbox: Outbox, queue: str) -> Item:
    """What goes next, which can be read."""
    found = outbox.next(queue)
    assert isinstance(found, Item), found
    return found
