"""Which events of an account X is asked to deliver, and which of them it does not deliver yet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from care.x.errors import Refused
from care.x.values import Subscription

if TYPE_CHECKING:  # the desk shows what an account lacks, and starts without an HTTP client
    from care.x.client import XClient

EVENT_TYPES = (
    "post.create",
    "post.delete",
    "post.mention.create",
    "post.reply.create",
    "post.quote.create",
    "post.repost.create",
    "dm.received",
    "dm.sent",
    "chat.received",
    "chat.sent",
)


APP_EVENT = "oauth.revoke"
"""What X tells of the whole app, by one subscription without a filter: that an account took its permission back."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """An event type of an account that is not delivered; `stale` subscribes to it for a webhook that is gone."""

    event_type: str
    stale: Subscription | None = None


def lacking(account_id: str, subscriptions: Iterable[Subscription], webhook_ids: frozenset[str]) -> list[Lacking]:
    """What an account lacks of EVENT_TYPES. Any of the app's webhooks will do: another stage may be meant to listen."""
    known = {one.event_type: one for one in subscriptions if one.user_id == account_id}
    return [
        Lacking(event_type, stale=one)
        for event_type in EVENT_TYPES
        if (one := known.get(event_type)) is None or (one.webhook_id is not None and one.webhook_id not in webhook_ids)
    ]


def lacking_of_app(subscriptions: Iterable[Subscription], webhook_ids: frozenset[str]) -> Lacking | None:
    """APP_EVENT, if the app does not get it; None if it does."""
    one = next((one for one in subscriptions if one.event_type == APP_EVENT and one.user_id is None), None)
    if one is not None and (one.webhook_id is None or one.webhook_id in webhook_ids):
        return None
    return Lacking(APP_EVENT, stale=one)


def subscribed(
    app: "XClient",
    user: "Callable[[], XClient]",
    event_type: str,
    account_id: str,
    webhook_id: str,
    stale_id: str | None,
) -> Subscription:
    """Have X deliver a kind of events of an account (of the whole app for an empty id): moved where that can be.

    What subscribes for a webhook that is gone, and cannot be moved, is deleted first. Raises what X answers.
    """
    if stale_id is not None:
        try:
            return app.activity.move_subscription(stale_id, webhook_id)
        except Refused:
            app.activity.delete_subscription(stale_id)
    if not account_id:
        return app.activity.create_app_subscription(event_type, webhook_id)
    return user().activity.create_subscription(event_type, account_id, webhook_id)
