"""By which way a private answer goes: where the customer wrote last, as a plain DM or in the encrypted chat."""

from copy import replace

from care.model.customer import Customer
from care.model.outbox_item import Item


def with_way(item: Item, customer: Customer | None) -> Item:
    """The item as it goes to this customer. What was tried, or is sealed, keeps the way that it has."""
    if item.channel != "private" or customer is None or item.attempts or item.sealed is not None:
        return item
    return item if item.by == customer.writes_by else replace(item, by=customer.writes_by)
