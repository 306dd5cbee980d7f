"""From a post that X showed to an entry of the list, and from there to the event that opens a case."""

from collections.abc import Mapping
from copy import replace
from datetime import datetime
from typing import Any

from care.model.customer import Customer
from care.model.watch import Find, SavedSearch
from care.model.x_events import MessageReceived
from care.watch.spreading import count


def is_listed(event: MessageReceived, customer: Customer) -> bool:
    """False for what somebody wrote before they were erased, whom people marked as spam, and who hides their posts."""
    if customer.erased_at is not None and event.message.at <= customer.erased_at:
        return False
    return customer.spam is not True and event.author.protected is not True


def find_of(event: MessageReceived, search: SavedSearch, raw: Mapping[str, Any], now: datetime) -> Find:
    """The entry. What X shows beside the post is others' and is not kept."""
    metrics = raw.get("public_metrics")
    return Find(
        account_id=event.account_id,
        search_id=search.search_id,
        author=event.author,
        message=replace(event.message, around=()),
        reposts=count(metrics, "repost_count", "retweet_count"),
        quotes=count(metrics, "quote_count"),
        replies=count(metrics, "reply_count"),
        likes=count(metrics, "like_count"),
        found_at=now,
    )


def taken(find: Find, by: str, now: datetime) -> MessageReceived:
    """The event by which a person opens a case of what was found; `by` gets the case."""
    return MessageReceived(
        account_id=find.account_id,
        customer_id=find.author.id,
        author=find.author,
        message=find.message,
        taken_at=now,
        taken_by=by,
    )
