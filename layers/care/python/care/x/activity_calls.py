"""The calls by which X delivers: webhooks, what is subscribed for them, and what is delivered once more.

They are the app's own, but for subscriptions to what an account alone may see.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from care.x import responses
from care.x.answers import Answer
from care.x.arguments import checked_id, minute
from care.x.responses import done, first, known, one
from care.x.transport import Wire
from care.x.values import Done, ReplayJob, ResultPage, Subscription, Webhook


class ActivityCalls:
    """X's Activity API for one app, and for an account where one is there."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def create_webhook(self, url: str) -> Webhook:
        """Registers the address that X delivers to; X asks it for a CRC before it answers."""
        answer = self._wire.as_app("create_webhook", "POST", "/2/webhooks", body={"url": url})
        return one(answer, responses.webhook(answer.body.get("data")))

    def webhooks(self) -> ResultPage[Webhook]:
        """The app's webhooks, each with whether X still holds it valid."""
        query = {"webhook_config.fields": "created_at,id,url,valid"}
        return responses.page(self._wire.as_app("webhooks", "GET", "/2/webhooks", query=query), responses.webhook)

    def validate_webhook(self, webhook_id: str) -> Done:
        """Has X ask for a CRC now. X's yes may only mean that it asked: read `webhooks()` afterwards."""
        return done(self._wire.as_app("validate_webhook", "PUT", f"/2/webhooks/{checked_id(webhook_id)}"), "valid")

    def delete_webhook(self, webhook_id: str) -> Done:
        """Ends deliveries to this webhook."""
        return done(self._wire.as_app("delete_webhook", "DELETE", f"/2/webhooks/{checked_id(webhook_id)}"), "deleted")

    def replay(self, webhook_id: str, start: datetime, end: datetime) -> ReplayJob:
        """Has X deliver again what it delivered from `start` to `end`, whole minutes of the last 24 hours."""
        body = {"webhook_id": checked_id(webhook_id), "from_date": minute(start), "to_date": minute(end)}
        answer = self._wire.as_app("replay", "POST", "/2/webhooks/replay", body=body)
        return ReplayJob(known(answer, "job_id"), answer.limits)

    def create_subscription(
        self, event_type: str, user_id: str, webhook_id: str, *, tag: str | None = None
    ) -> Subscription:
        """Has X deliver events of this type about this user, with that user's own token.

        X refuses private types to the app's (`OauthAccessTokenRequired`).

        X answers in one of four shapes, among them an empty 204: then the id is None and `subscriptions()` has it.
        """
        body: dict[str, Any] = {
            "event_type": event_type,
            "filter": {"user_id": checked_id(user_id)},
            "webhook_id": checked_id(webhook_id),
        }
        if tag is not None:
            body["tag"] = tag
        answer = self._wire.as_user("create_subscription", "POST", "/2/activity/subscriptions", body=body)
        return _subscribed(answer, Subscription(None, event_type, user_id, webhook_id, tag))

    def create_app_subscription(self, event_type: str, webhook_id: str) -> Subscription:
        """Has X deliver events of this type about whoever uses the app: it has no filter."""
        body = {"event_type": event_type, "webhook_id": checked_id(webhook_id)}
        answer = self._wire.as_app("create_app_subscription", "POST", "/2/activity/subscriptions", body=body)
        return _subscribed(answer, Subscription(None, event_type, None, webhook_id, None))

    def move_subscription(self, subscription_id: str, webhook_id: str) -> Subscription:
        """Has X deliver what is subscribed to another webhook; at no moment is it not subscribed."""
        path = f"/2/activity/subscriptions/{checked_id(subscription_id)}"
        answer = self._wire.as_app("move_subscription", "PUT", path, body={"webhook_id": checked_id(webhook_id)})
        return _subscribed(answer, Subscription(subscription_id, "", None, webhook_id, None))

    def subscriptions(self, *, pagination: str | None = None) -> ResultPage[Subscription]:
        """The app's subscriptions, up to 1,000 a page."""
        query = {"max_results": "1000"}
        if pagination is not None:
            query["pagination_token"] = pagination
        answer = self._wire.as_app("subscriptions", "GET", "/2/activity/subscriptions", query=query)
        return responses.page(answer, responses.subscription)

    def delete_subscription(self, subscription_id: str) -> Done:
        """Ends one subscription."""
        path = f"/2/activity/subscriptions/{checked_id(subscription_id)}"
        return done(self._wire.as_app("delete_subscription", "DELETE", path), "deleted")


def _subscribed(answer: Answer, asked: Subscription) -> Subscription:
    """The subscription that X answers, in one of four shapes; without a body it is what was asked for."""
    if not answer.body:
        return replace(asked, limits=answer.limits)
    data = answer.body.get("data")
    inner = data[0] if isinstance(data, list) and data else first(data, "subscription") or data
    return one(answer, responses.subscription(inner))
