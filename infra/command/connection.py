"""Connects an account: checks and stores its keys, registers the webhook, and subscribes to all events.

Each step looks first and does only what is lacking, so that the whole may be repeated at any time.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import httpx

from care.model.grant import TokenPair
from care.x.authorization import TokenAddress
from care.x.client import XClient
from care.x.errors import CredentialsRefused, Refused, RetryLater, XError
from care.x.signature import LEGACY_HEADER, OAUTH2_HEADER, sign
from care.x.subscriptions import Lacking, lacking, lacking_of_app
from care.x.values import Subscription, User, Webhook

_TRIES = 4
_MOST_PAGES = 3


class CannotConnect(RuntimeError):
    """A step failed; the message says what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What X sent back with a person: a code, and the verifier and the redirect that belong to it."""

    code: str
    verifier: str
    redirect_uri: str


def owner_of(x: XClient, account: str, pinned: str = "") -> User:
    """The account that the token belongs to, which must be the one meant, by its id or username.

    `pinned` is the id of the account that the stack serves under this username: a name can pass to somebody else.
    """
    try:
        user = x.me()
    except CredentialsRefused:
        raise CannotConnect(
            "X refuses the consumer key or the account's token: copy all four again from the app's page in X's "
            "developer console (Keys and tokens); tokens created before you changed the permissions have to be "
            "regenerated"
        ) from None
    except XError as error:
        raise CannotConnect(f"X could not be asked whose token it is: {error}") from None
    if account.removeprefix("@").casefold() not in {user.id, user.username.casefold()}:
        raise CannotConnect(
            f"the token is @{user.username}'s (id {user.id}), not {account}'s: sign in at X as {account} and "
            "authorise the app there"
        )
    if pinned and user.id != pinned:
        raise CannotConnect(
            f"the stack serves {account} as the account with the id {pinned}, and the token is of another one with the "
            f"id {user.id}: if the brand has a new account, push settings with its id first"
        )
    return user


def granted(
    x: Callable[[TokenPair], XClient], tokens: TokenAddress, allowed: Allowed, account: str, pinned: str, now: datetime
) -> tuple[User, TokenPair]:
    """The first tokens of a permission, if they are the account's; those of another are given back."""
    try:
        pair = tokens.exchange(allowed.code, allowed.verifier, allowed.redirect_uri, now)
    except CredentialsRefused:
        raise CannotConnect(
            "X refuses the app's OAuth 2.0 client: compare client ID and client secret in X's console (Keys and tokens)"
        ) from None
    except XError as error:
        raise CannotConnect(f"X gave no tokens ({error}): start again, a code lasts 30 seconds") from None
    try:
        return owner_of(x(pair), account, pinned), pair
    except CannotConnect:
        with contextlib.suppress(XError):
            tokens.revoke(pair)
        raise


def revoke(tokens: TokenAddress, pair: TokenPair) -> None:
    """Take a permission back; one that X does not know any more is none."""
    try:
        tokens.revoke(pair)
    except (Refused, CredentialsRefused):
        return
    except XError as error:
        raise CannotConnect(f"X did not answer, and nothing was changed ({error}): try again") from None


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
        known = app.activity.webhooks().items
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
                return app.activity.create_webhook(url), True
            app.activity.validate_webhook(ours.id)
            found = next((one for one in app.activity.webhooks().items if one.id == ours.id), None)
            if found is not None and found.valid:
                return found, False
        except Refused as error:
            if ours is None and known and attempt == _TRIES - 1:
                others = ", ".join(one.url for one in known)
                raise CannotConnect(
                    f"X rejected the webhook ({error.reason}). The app has {others}: if your plan allows no more, "
                    "delete one that nobody uses, or give this stack an app of its own"
                ) from None
        except XError as error:
            raise CannotConnect(f"X could not be asked about the webhook: {error}") from None
        # The function may still hold an older secret; a CRC that does not fit makes it read anew.
        pause(3.0 * (attempt + 1))
    raise CannotConnect(
        f"X's CRC at {url} fails: the stack answers with another secret than X has, or cannot be reached. X expects "
        "the OAuth 2.0 client secret of an app with OAuth 2.0 switched on, and the consumer secret (API key secret) "
        "of any other. Compare both in X's console, give both with `--new-keys`, and look at the log of `ingest`"
    )


def subscriptions(app: XClient) -> list[Subscription]:
    """All of the app's subscriptions."""
    found: list[Subscription] = []
    token: str | None = None
    for _ in range(_MOST_PAGES):
        page = app.activity.subscriptions(pagination=token)
        found.extend(page.items)
        token = page.next_token
        if token is None:
            break
    return found


def subscribe(app: XClient, x: XClient, account_id: str, hook: Webhook) -> Iterator[str]:
    """Subscribe what is lacking, one event type after the other; yields each that was made."""
    try:
        ids = frozenset(one.id for one in app.activity.webhooks().items)
        for lack in lacking(account_id, subscriptions(app), ids):
            if not _moved(app, lack, hook):
                x.activity.create_subscription(lack.event_type, account_id, hook.id)
            yield lack.event_type
    except Refused as error:
        raise CannotConnect(
            f"X refused a subscription ({error.reason}): see the app's limits and permissions in X's console. What "
            "was subscribed stays; connect again goes on from here"
        ) from None
    except XError as error:
        raise CannotConnect(f"X did not subscribe all events: {error}; connect again goes on from here") from None


def hears_of_revocation(app: XClient, hook: Webhook) -> bool:
    """See that the whole app is told when an account takes its permission back; False if X has no such subscription."""
    try:
        ids = frozenset(one.id for one in app.activity.webhooks().items)
        lack = lacking_of_app(subscriptions(app), ids)
        if lack is not None and not _moved(app, lack, hook):
            app.activity.create_app_subscription(lack.event_type, hook.id)
    except XError:
        return False
    return True


def _moved(app: XClient, lack: Lacking, hook: Webhook) -> bool:
    """True if a subscription to a webhook that is gone delivers to this one now; else there is none any more."""
    if lack.stale is None or lack.stale.id is None:
        return False
    try:
        app.activity.move_subscription(lack.stale.id, hook.id)
    except Refused:
        app.activity.delete_subscription(lack.stale.id)
        return False
    return True


def accepts_signed(
    url: str, consumer_secret: str, client_secret: str = "", pause: Callable[[float], None] = time.sleep
) -> None:
    """Deliveries that are signed as X signs are taken by the webhook, in each header, and no other is.

    X signs the OAuth 2.0 header with the client secret, and the older header with the consumer secret or, for an app
    with OAuth 2.0, with the client secret.
    """
    consumer, client = consumer_secret.encode(), client_secret.encode()
    proofs = [("consumer secret", LEGACY_HEADER, consumer)]
    if client:
        proofs += [("client secret", OAUTH2_HEADER, client), ("client secret", LEGACY_HEADER, client)]
    for secret, header, key in proofs:
        # The function reads a secret that has just been stored within half a minute.
        status = _delivered(url, header, key)
        for attempt in range(_TRIES):
            if status < 300:
                break
            pause(3.0 * (attempt + 1))
            status = _delivered(url, header, key)
        if status >= 300:
            raise CannotConnect(
                f"the webhook refuses a delivery that is signed as X signs, in the header {header} with the {secret} "
                f"({status}): compare both secrets in X's console with those that the stack has"
            )
    for header, key in ((LEGACY_HEADER, b"of another app"), (OAUTH2_HEADER, b"of another app")):
        if _delivered(url, header, key) < 300:
            raise CannotConnect(
                f"the webhook took a delivery that is signed with a wrong key in the header {header}: do not go on "
                "with this stack"
            )


def _delivered(url: str, header: str, key: bytes) -> int:
    """What the webhook answers to a delivery that is signed so."""
    body = b"{}"
    headers = {"content-type": "application/json", header: sign(key, body)}
    try:
        with httpx.Client(timeout=httpx.Timeout(20.0, connect=5.0)) as http:
            return http.post(url, content=body, headers=headers).status_code
    except httpx.HTTPError as error:
        raise CannotConnect(f"the webhook cannot be reached ({type(error).__name__}): {url}") from None
