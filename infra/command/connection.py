"""Connects an account: checks and stores its keys, registers the webhook, and subscribes to all events.

Each step looks first and does only what is lacking, so that the whole may be repeated at any time.
"""

import json
import time
from collections.abc import Callable, Iterator

import httpx

from care.x.client import XClient
from care.x.errors import CredentialsRefused, Refused, RetryLater, XError
from care.x.signature import LEGACY_HEADER, sign
from care.x.subscriptions import lacking
from care.x.values import Subscription, User, Webhook

_TRIES = 4
_MOST_PAGES = 3


class CannotConnect(RuntimeError):
    """A step failed; the message says what is wrong and how to mend it."""


def owner_of(x: XClient, account: str) -> User:
    """The account that the token belongs to, which must be the one meant, by its id or username."""
    try:
        user = x.me()
    except CredentialsRefused:
        raise CannotConnect(
            "X refuses the consumer key or the account's token: copy all four again from the app's page in X's "
            "developer console (Keys and tokens); a token made before the permissions were changed must be made anew"
        ) from None
    except XError as error:
        raise CannotConnect(f"X could not be asked whose token it is: {error}") from None
    if account.removeprefix("@").casefold() not in {user.id, user.username.casefold()}:
        raise CannotConnect(
            f"the token is @{user.username}'s (id {user.id}), not {account}'s: sign in at X as {account} and "
            "authorise the app there"
        )
    return user


def may_read_messages(x: XClient) -> None:
    """Whether the token carries the permission for DMs, which X gives apart from reading and writing."""
    try:
        x.dm_events(max_results=1)
    except (Refused, CredentialsRefused):
        raise CannotConnect(
            "the token may not read direct messages: set the app's permissions to `Read and write and Direct message` "
            "in X's developer console, make the account's token anew, and connect again"
        ) from None
    except RetryLater:
        return  # asked too often just now: that it may ask is answered by that
    except XError as error:
        raise CannotConnect(f"X could not be asked for direct messages: {error}") from None


def valid_webhook(app: XClient, url: str, pause: Callable[[float], None] = time.sleep) -> tuple[Webhook, bool]:
    """The webhook at `url`, valid, and whether it was made now."""
    try:
        known = app.webhooks().items
    except CredentialsRefused:
        raise CannotConnect("X refuses the bearer token: copy it again from the app's page in X's console") from None
    except XError as error:
        raise CannotConnect(f"X could not be asked for the app's webhooks: {error}") from None
    ours = next((one for one in known if one.url.rstrip("/") == url.rstrip("/")), None)
    if ours is not None and ours.valid:
        return ours, False
    for attempt in range(_TRIES):
        try:
            if ours is None:
                return app.create_webhook(url), True
            app.validate_webhook(ours.id)
            found = next((one for one in app.webhooks().items if one.id == ours.id), None)
            if found is not None and found.valid:
                return found, False
        except Refused as error:
            if ours is None and known and attempt == _TRIES - 1:
                others = ", ".join(one.url for one in known)
                raise CannotConnect(
                    f"X did not take the webhook ({error.reason}). The app has {others}: if your plan allows no more, "
                    "delete one that nobody uses, or give this stack an app of its own"
                ) from None
        except XError as error:
            raise CannotConnect(f"X could not be asked about the webhook: {error}") from None
        # The function may still hold an older secret; a CRC that does not fit makes it read anew.
        pause(3.0 * (attempt + 1))
    raise CannotConnect(
        f"X's CRC at {url} fails: the stack answers with another consumer secret than X has, or cannot be reached. "
        "Compare the API key secret in X's console, and look at the log of `ingest`"
    )


def subscriptions(app: XClient) -> list[Subscription]:
    """All of the app's subscriptions."""
    found: list[Subscription] = []
    token: str | None = None
    for _ in range(_MOST_PAGES):
        page = app.subscriptions(pagination=token)
        found.extend(page.items)
        token = page.next_token
        if token is None:
            break
    return found


def subscribe(app: XClient, x: XClient, account_id: str, hook: Webhook) -> Iterator[str]:
    """Subscribe what is lacking, one event type after the other; yields each that was made."""
    try:
        ids = frozenset(one.id for one in app.webhooks().items)
        for lack in lacking(account_id, subscriptions(app), ids):
            if lack.stale is not None and lack.stale.id is not None:
                app.delete_subscription(lack.stale.id)
            x.create_subscription(lack.event_type, account_id, hook.id)
            yield lack.event_type
    except Refused as error:
        raise CannotConnect(
            f"X refused a subscription ({error.reason}): see the app's limits and permissions in X's console. What "
            "was subscribed stays; connect again goes on from here"
        ) from None
    except XError as error:
        raise CannotConnect(f"X did not subscribe all events: {error}; connect again goes on from here") from None


def accepts_signed(url: str, consumer_secret: str) -> None:
    """A delivery signed as X signs is taken by the webhook, and one signed with another key is not."""
    body = json.dumps({}).encode()
    headers = {"content-type": "application/json"}
    try:
        with httpx.Client(timeout=httpx.Timeout(20.0, connect=5.0)) as http:
            right, wrong = sign(consumer_secret.encode(), body), sign(b"of another app", body)
            signed = http.post(url, content=body, headers={**headers, LEGACY_HEADER: right})
            forged = http.post(url, content=body, headers={**headers, LEGACY_HEADER: wrong})
    except httpx.HTTPError as error:
        raise CannotConnect(f"the webhook cannot be reached ({type(error).__name__}): {url}") from None
    if not signed.is_success:
        raise CannotConnect(f"the webhook refuses a delivery that is signed as X signs ({signed.status_code})")
    if forged.is_success:
        raise CannotConnect("the webhook took a delivery that is signed with a wrong key: do not go on with this stack")
