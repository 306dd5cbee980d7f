"""The app's webhook with its CRC, and what is subscribed to: X's rules for both, without HTTP on the incoming side."""

import base64
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from infra.local.x.keys import DeveloperApp
from infra.local.x.objects import iso
from infra.local.x.problems import ProblemAnswer, forbidden, invalid, not_found
from infra.local.x.signatures import webhook_signature

SECONDS_TO_ANSWER = 3.0
# X does not say how many webhooks a pay-per-use app may have for activity events; one is what can be relied on.
MOST_WEBHOOKS = 1
MOST_SUBSCRIPTIONS = 1_500
_LOCAL = {"127.0.0.1", "localhost"}
APP_EVENT = "oauth.revoke"  # of the whole app: it has no filter
USER_TOKEN = "OauthAccessTokenRequired: OAuth user access token is required for this event type"  # noqa: S105  X's words
_PUBLIC_EVENTS = ("profile.", "post.create", "post.delete", "broadcast.start", "broadcast.end", "follow.", "spaces.")


@dataclass
class Webhook:
    """The registered URL. X delivers only while it is `valid`."""

    id: str
    url: str
    valid: bool
    created_at: datetime

    def shown(self) -> dict[str, Any]:
        """As the API shows it."""
        return {"id": self.id, "url": self.url, "valid": self.valid, "created_at": iso(self.created_at)}


@dataclass
class Subscription:
    """One event type of one user, delivered to one webhook."""

    id: str
    event_type: str
    filter: dict[str, str]
    tag: str | None
    webhook_id: str | None
    created_at: datetime
    updated_at: datetime

    def shown(self) -> dict[str, Any]:
        """As the API shows it."""
        out: dict[str, Any] = {
            "subscription_id": self.id,
            "event_type": self.event_type,
            "filter": self.filter,
            "created_at": iso(self.created_at),
            "updated_at": iso(self.updated_at),
        }
        optional = {"tag": self.tag, "webhook_id": self.webhook_id}
        return out | {name: value for name, value in optional.items() if value is not None}


def _url_fault(url: str) -> str | None:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        return "the port is not a number"
    if parts.scheme == "http" and parts.hostname in _LOCAL:
        return None  # X itself wants https without a port; the local run has neither a certificate nor port 443.
    if parts.scheme != "https" or not parts.hostname:
        return "X delivers to https:// only (the simulated X also to http://127.0.0.1:<port>)"
    return None if port is None else "X delivers to port 443 only: leave the port out"


async def answers_crc(client: httpx.AsyncClient, app: DeveloperApp, url: str) -> str | None:
    """None if the URL answers a challenge as it must, else what is wrong with the answer.

    The key is the client secret of an app that has one, else the consumer secret.
    """
    token = base64.b64encode(secrets.token_bytes(24)).decode()
    expected = webhook_signature(app.client_secret or app.consumer_secret, token.encode())
    try:
        answer = await client.get(url, params={"crc_token": token}, timeout=SECONDS_TO_ANSWER, follow_redirects=False)
        given = answer.json().get("response_token", "") if answer.status_code == 200 else None
    except (httpx.HTTPError, json.JSONDecodeError, AttributeError) as fault:
        return f"the GET with crc_token failed or did not answer JSON ({type(fault).__name__})"
    if given is None:
        return f"the GET with crc_token answered {answer.status_code} instead of 200"
    if not hmac.compare_digest(str(given).encode(), expected.encode()):
        return "response_token is not the HMAC-SHA256 of crc_token with the app's secret"
    return None


def read_crc_refusal(fault: str) -> ProblemAnswer:
    """The answer for a URL that failed its challenge."""
    return _refused("CrcValidationFailed", fault)


def _refused(reason: str, why: str) -> ProblemAnswer:
    return invalid(f"{reason}: {why}.", errors=[{"message": f"{reason}: {why}."}])


class Webhooks:
    """The registered webhooks and the subscriptions of the app."""

    def __init__(self) -> None:
        self.hooks: dict[str, Webhook] = {}
        self.subscriptions: dict[str, Subscription] = {}

    def check_new(self, url: str) -> None:
        """Refuses a URL that X would not even challenge."""
        if fault := _url_fault(url):
            raise _refused("UrlValidationFailed", fault)
        if any(hook.url == url for hook in self.hooks.values()):
            raise _refused("DuplicateUrlFailed", "this URL is registered already")
        if len(self.hooks) >= MOST_WEBHOOKS:
            raise _refused("WebhookLimitExceeded", f"the app has its {MOST_WEBHOOKS} webhook already; delete it first")

    def hook(self, webhook_id: str) -> Webhook:
        """The webhook with this id; refused with WebhookIdInvalid if there is none."""
        if webhook_id not in self.hooks:
            raise _refused("WebhookIdInvalid", "there is no webhook with this id")
        return self.hooks[webhook_id]

    def delete_hook(self, webhook_id: str) -> None:
        """The webhook is gone, and with it the subscriptions that deliver to it."""
        del self.hooks[self.hook(webhook_id).id]
        self.subscriptions = {one.id: one for one in self.subscriptions.values() if one.webhook_id != webhook_id}

    def subscribe(self, wanted: dict[str, Any], caller_id: str | None, new_id: str, now: datetime) -> Subscription:
        """A new subscription. Private events need the token of the user whom the filter names."""
        event_type, given = str(wanted.get("event_type") or ""), wanted.get("filter")
        if not event_type:
            raise invalid("$.event_type: is missing but it is required")
        if event_type == APP_EVENT:
            given = {}
        elif not isinstance(given, dict) or not given:
            raise invalid("$.filter: is missing but it is required")
        elif not given.get("user_id") and not given.get("keyword"):
            raise invalid("$.filter: needs a user_id or a keyword")
        elif not event_type.startswith(_PUBLIC_EVENTS) and caller_id is None:
            raise invalid(USER_TOKEN, errors=[{"message": USER_TOKEN}])
        elif not event_type.startswith(_PUBLIC_EVENTS) and caller_id != given.get("user_id"):
            raise forbidden(f"{event_type} is private: subscribe with the token of the user in the filter.")
        if any((one.event_type, one.filter) == (event_type, given) for one in self.subscriptions.values()):
            raise invalid("DuplicateSubscription: Duplicate subscription for this event_type and filter.")
        if len(self.subscriptions) >= MOST_SUBSCRIPTIONS:
            raise invalid(f"SubscriptionLimitExceeded: an app has at most {MOST_SUBSCRIPTIONS} subscriptions.")
        webhook_id = wanted.get("webhook_id")
        if webhook_id is not None:
            self.hook(webhook_id)
        one = Subscription(new_id, event_type, dict(given), wanted.get("tag"), webhook_id, now, now)
        self.subscriptions[one.id] = one
        return one

    def subscription(self, subscription_id: str) -> Subscription:
        """The subscription with this id, or a 404."""
        if subscription_id not in self.subscriptions:
            raise not_found("subscription", "subscription_id", subscription_id)
        return self.subscriptions[subscription_id]

    def listening(self, event_type: str, user_id: str) -> list[Subscription]:
        """The subscriptions that an event of this user matches and that deliver to a webhook.

        Keyword filters are accepted and never match: Centralita subscribes by user only.
        """
        return [
            one
            for one in self.subscriptions.values()
            if one.event_type == event_type
            and (one.filter.get("user_id") == user_id or event_type == APP_EVENT)
            and one.webhook_id
        ]

    def url_of(self, webhook_id: str | None) -> str | None:
        """Where to deliver, or None while the webhook is not valid."""
        hook = self.hooks.get(webhook_id or "")
        return hook.url if hook and hook.valid else None
