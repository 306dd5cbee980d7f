"""X as the desk asks it, when a supervisor looks at an account's connection or changes it.

Imported by that page when it is asked for: a desk that starts for an agent needs no HTTP client.
"""

import time
from datetime import datetime
from urllib.parse import urlsplit

from care import aws, late
from care.grants.rules import ASKED
from care.model.account import Account
from care.model.actions import ShutsOut
from care.model.outcomes import Code, outcome
from care.model.refusals import RefusalReason
from care.tables.grants import LeaseHeld
from care.variables import apps_of
from care.x.accounts import XAccounts
from care.x.authorization import authorize_address, authorize_page
from care.x.credentials import UnreadableSecret
from care.x.errors import CredentialsRefused, Refused, XError
from care.x.shutting_out import have_shut_out, scope_of
from care.x.subscriptions import lacking, subscribed
from care.x.user_tokens import UserTokens
from care.x.values import User
from desk.dependencies import grants, logger, settings
from desk.requests import BadRequest

_SUBSCRIBES_FOR = 10.0  # seconds: somebody waits for the page

_secrets = late.late(lambda: aws.client("secretsmanager"))
user_tokens = UserTokens(_secrets, settings.grants_prefix)
x_accounts = XAccounts(_secrets, apps_of(settings.app_secrets), settings.x_base_url)


def page_of_x(account: Account, redirect_uri: str, state: str, verifier: str) -> str:
    """Where a person allows it; BadRequest if the app has no OAuth 2.0 client."""
    client = client_id(account)
    if not client:
        raise BadRequest(outcome(Code.connect_no_client))
    return authorize_address(authorize_page(settings.x_base_url), client, redirect_uri, ASKED, state, verifier)


def connect(account: Account, code: str, verifier: str, redirect_uri: str, now: datetime) -> None:
    """Fetch and store the tokens of a permission, if they are the account's; those of another are given back."""
    try:
        tokens = x_accounts.token_address(account.app)
        pair = tokens.exchange(code, verifier, redirect_uri, now)
        owner = x_accounts.with_pair(pair, account.app).me()
        if owner.id != account.id:
            tokens.revoke(pair)
            raise BadRequest(outcome(Code.connect_other_account, username=owner.username))
        with grants.lease(account.id, now):
            user_tokens.begin(account.id, pair)
            grants.record(account.id, pair, now, granted=True)
    except (XError, LeaseHeld, UnreadableSecret) as error:
        logger.warning("connection.failed", account_id=account.id, error=type(error).__name__)
        raise BadRequest(outcome(Code.connect_failed)) from None


def subscribe(account: Account, own: str, now: datetime) -> bool:
    """Have X deliver at once what it does not deliver of the account yet; False if something is left to `reconcile`.

    `own` is the address of this desk: the webhook of the same host is asked for. A refusal of one kind of events (a
    permission without chats) leaves out none of the others.
    """
    began, left = time.monotonic(), False
    try:
        app, pair = x_accounts.app(account.app), user_tokens.read(account.id)
        hooks = [one for one in app.activity.webhooks().items if one.valid]
        hook = next((one for one in hooks if urlsplit(one.url).netloc == urlsplit(own).netloc), None)
        if hook is None or pair is None or pair.expires_at <= now:
            return False
        user = x_accounts.with_pair(pair, account.app)
        for one in lacking(account.id, app.activity.subscriptions().items, frozenset(one.id for one in hooks)):
            if time.monotonic() - began > _SUBSCRIBES_FOR:
                return False
            try:
                stale = one.stale.id if one.stale is not None else None
                subscribed(app, lambda: user, one.event_type, account.id, hook.id, stale)
            except Refused as error:
                left = True
                logger.warning("subscription.refused", account_id=account.id, type=one.event_type, status=error.status)
    except (XError, UnreadableSecret) as error:
        logger.warning("subscription.left", account_id=account.id, error=type(error).__name__)
        return False
    return not left


def disconnect(account: Account, now: datetime) -> bool:
    """Take the permission back at X and forget its tokens; False, and nothing is changed, if X does not answer."""
    try:
        with grants.lease(account.id, now):
            _revoke(account)
            user_tokens.drop(account.id)
            grants.withdrawn(account.id)
    except (XError, LeaseHeld, UnreadableSecret) as error:
        logger.warning("connection.not_ended", account_id=account.id, error=type(error).__name__)
        return False
    return True


def lacks(account: Account) -> frozenset[str] | None:
    """The kinds of events that X does not deliver of the account; None where X does not tell."""
    try:
        app = x_accounts.app(account.app)
        ids = frozenset(one.id for one in app.activity.webhooks().items)
        found = app.activity.subscriptions()
        return frozenset(one.event_type for one in lacking(account.id, found.items, ids))
    except (XError, UnreadableSecret):
        return None


def own_profile(account: Account, now: datetime) -> User | None:
    """The account as X shows it; None where X does not answer, or the account is not connected."""
    try:
        pair = user_tokens.read(account.id) if user_tokens.kept else None
        if pair is not None and pair.expires_at > now:
            return x_accounts.with_pair(pair, account.app).me()
        return x_accounts.client(account.id, account.app).me()
    except (XError, UnreadableSecret) as error:
        logger.warning("profile.not_read", account_id=account.id, error=type(error).__name__)
        return None


def shut_out(account: Account, customer_id: str, what: ShutsOut, now: datetime) -> None:
    """Have X shut a customer out, or in again; BadRequest says why it was not done."""
    scope = scope_of(what)
    try:
        try:
            x = x_accounts.client(account.id, account.app)
        except CredentialsRefused:
            pair = user_tokens.read(account.id) if user_tokens.kept else None
            if pair is None or pair.expires_at <= now:
                raise
            if scope not in pair.scopes:
                raise BadRequest(outcome(Code.permission_lacks, scope=scope)) from None
            x = x_accounts.with_pair(pair, account.app)
        have_shut_out(x, account.id, customer_id, what)
    except (Refused, CredentialsRefused, UnreadableSecret) as error:
        logger.warning("shut_out.refused", account_id=account.id, error=type(error).__name__)
        lacks_permission = not isinstance(error, Refused) or error.reason is RefusalReason.no_permission
        why = outcome(Code.permission_lacks, scope=scope) if lacks_permission else outcome(Code.x_refused_this)
        raise BadRequest(why) from None
    except XError as error:
        logger.warning("shut_out.failed", account_id=account.id, error=type(error).__name__)
        raise BadRequest(outcome(Code.x_silent)) from None


def named(username: str, app: str) -> User | None:
    """Who has an @name, as X tells the app; None for nobody. BadRequest if X does not answer."""
    try:
        found = x_accounts.app(app).users_by([username]).items
    except (XError, UnreadableSecret) as error:
        logger.warning("setup.not_looked_up", error=type(error).__name__)
        raise BadRequest(outcome(Code.x_silent)) from None
    return next(iter(found), None)


def has_token(account: Account) -> bool:
    """True if an operator stored a token of the account; X is not asked."""
    try:
        x_accounts.client(account.id, account.app)
    except (CredentialsRefused, UnreadableSecret):
        return False
    return True


def client_id(account: Account) -> str:
    """The id of the app's OAuth 2.0 client, or "" where it has none or the stack keeps no such tokens."""
    try:
        return x_accounts.client_id(account.app) if user_tokens.kept else ""
    except (CredentialsRefused, UnreadableSecret):
        return ""


def _revoke(account: Account) -> None:
    pair = user_tokens.read(account.id)
    if pair is None:
        return
    try:
        x_accounts.token_address(account.app).revoke(pair)
    except (Refused, CredentialsRefused):
        return  # X knows it no more, or takes it from nobody: there is nothing to give back
