"""What `centralita doctor` asks X: the app, its webhook, and each account's token, messages, events and profile."""

from collections.abc import Iterator
from datetime import datetime

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from care.grants.rules import is_unclear, missing, standing
from care.model.account import Account
from care.model.grant import Grant, TokenKind
from care.x.client import XClient
from care.x.credentials import AppSecret, Permission, UnreadableSecret, read_app_secret
from care.x.errors import OutOfCredit, XError
from care.x.oauth_signature import read_signing_secrets
from care.x.operations import goes_by, operations
from care.x.subscriptions import EVENT_TYPES, lacking
from care.x.transport import http_client
from care.x.values import User
from infra.command import connection, keys
from infra.command.check import Check
from infra.command.connection import CannotConnect
from infra.command.deployed import Deployed


def checks(stack: Deployed, app: str, accounts: list[Account]) -> Iterator[Check]:
    """The app's secret, its webhook, and each of these accounts at X."""
    name = f"app {app}"
    try:
        client = stack.client("secretsmanager")
        text = client.get_secret_value(SecretId=keys.secret_name(stack.outputs, app))["SecretString"]
        secret = read_app_secret(text)
    except UnreadableSecret as error:
        yield Check(name, "wrong", str(error), f"{keys.connecting('ACCOUNT', app)} fills it, if it is empty")
        return
    except (BotoCoreError, ClientError) as error:
        yield Check(name, "wrong", f"the secret cannot be read ({type(error).__name__})", "check your AWS rights")
        return
    yield Check(name, "ok", "the secret is filled")
    signing = read_signing_secrets(text)
    proofs = "the consumer secret and the client secret" if signing.client else "the consumer secret alone"
    mend = (
        ""
        if signing.client
        else f"{keys.connecting('ACCOUNT', app, '--new-keys')}, if the app has OAuth 2.0 switched on"
    )
    yield Check(f"{name} proof", "ok" if signing.client else "advice", f"deliveries are checked with {proofs}", mend)
    with http_client() as http:
        yield from _app(stack, http, secret, app, accounts)


def _app(stack: Deployed, http: httpx.Client, secret: AppSecret, app: str, accounts: list[Account]) -> Iterator[Check]:
    name = f"app {app}"
    x = XClient(secret.keys, base_url=stack.x_url, http=http)
    try:
        hooks = x.activity.webhooks().items
        subscribed = connection.subscriptions(x)
    except XError as error:
        yield _of_x(name, error)
        return
    yield from _read(name, x)
    url = keys.webhook_url(stack, app)
    hook = next((one for one in hooks if one.url.rstrip("/") == url.rstrip("/")), None)
    if hook is None:
        yield Check("webhook", "wrong", f"X does not know {url}", f"{keys.connecting('ACCOUNT', app)} registers it")
    elif not hook.valid:
        yield Check("webhook", "wrong", "X holds it invalid and delivers nothing", "`centralita reconcile` mends it")
    else:
        yield Check("webhook", "ok", f"valid: {url}")
    ids = frozenset(one.id for one in hooks)
    for account in accounts:
        yield from _account(stack, http, secret, account, accounts)
        lack = lacking(account.id, subscribed, ids)
        missing = ", ".join(one.event_type for one in lack)
        yield (
            Check(f"@{account.username} events", "wrong", f"not subscribed: {missing}", "`centralita reconcile`")
            if lack
            else Check(f"@{account.username} events", "ok", f"{len(EVENT_TYPES)} kinds are subscribed")
        )


def _read(name: str, x: XClient) -> Iterator[Check]:
    """How much of X's cap on posts the app has read, and that what credit is left can be seen in X's console alone."""
    console = "X's developer console, Billing: set an automatic top-up and a spending limit there"
    yield Check(f"{name} credit", "advice", "no app is told what credit is left; 402 from X is an alarm", console)
    try:
        usage = x.usage()
    except XError as error:
        yield Check(f"{name} usage", "warning", f"X does not tell it: {error}", "check the bearer token")
        return
    of = f" of {usage.most:,}" if usage.most else ""
    near = bool(usage.most) and usage.posts * 10 > (usage.most or 0) * 8
    mend = f"X begins anew on day {usage.reset_day}; search for the name less, or ask X for more" if near else ""
    yield Check(f"{name} usage", "warning" if near else "ok", f"{usage.posts:,}{of} posts read this month", mend)


def _account(
    stack: Deployed, http: httpx.Client, secret: AppSecret, account: Account, others: list[Account]
) -> Iterator[Check]:
    name = f"@{account.username}"
    again = keys.connecting(account.username, account.app, "--new-keys")
    token = secret.accounts.get(account.id)
    grant = stack.grants.get(account.id)
    stands = standing(grant, stack.now())
    if grant is not None and stands != "none":
        yield permission(account, grant, stack.now())
    if token is not None or stands == "good":
        yield calls(account, grant, older=token is not None, newer=stands == "good")
    if token is None and stands != "good":
        yield Check(name, "wrong", "no token is stored for it", keys.connecting(account.username, account.app))
        return
    pair = stack.user_tokens.read(account.id) if stands == "good" else None
    permitted = Permission(lambda: pair.access) if pair is not None else None
    x = XClient(secret.keys, token, base_url=stack.x_url, http=http, permission=permitted)
    try:
        user = connection.owner_of(x, account.id)
        connection.may_read_messages(x)
    except CannotConnect as error:
        yield Check(name, "wrong", str(error), again)
        return
    yield Check(name, "ok", "the token is the account's and reads direct messages")
    if user.username.casefold() != account.username.casefold():
        yield Check(name, "warning", f"it is called @{user.username} at X now", "push settings with the new username")
    if user.protected:
        yield Check(name, "wrong", "its posts are protected: customers do not see answers", "make it public at X")
    yield from _open_to_messages(stack, http, secret, account, others)
    yield hours_page(account, user, keys.base_url(stack))
    yield Check(
        f"@{account.username} label",
        "advice",
        "no app is told whether it carries X's label `Automated`, which X asks of accounts that answer by themselves",
        "X: Settings, Your account, Automation; with a human-managed account named beside it",
    )


def permission(account: Account, grant: Grant, now: datetime) -> Check:
    """How the permission by OAuth 2.0 stands."""
    name, again = f"@{account.username} permission", keys.connecting(account.username, account.app, "--browser")
    stands = standing(grant, now)
    if stands != "good":
        until = ""
        if grant.expires_at is not None and grant.expires_at > now:
            until = f", and it serves until {grant.expires_at:%H:%M} UTC"
        why = f"X does not renew it{until}" if stands == "refused" else "it has ended"
        return Check(name, "wrong", f"OAuth 2.0: {why}", f"{again}, or the desk: Settings, Connection")
    if is_unclear(grant, now):
        asked = f"X was asked to renew it at {grant.asked_at:%H:%M} UTC and the answer was lost"
        serves = f"it serves until {grant.expires_at:%H:%M}, and shortly before X is asked once more"
        where = f"before that {again}, or the desk: Settings, Connection, Connect again"
        return Check(name, "wrong", f"OAuth 2.0: {asked}; {serves}", where)
    says = f"OAuth 2.0, until {grant.expires_at:%H:%M} UTC, renewed by itself"
    if lacks := missing(grant.scopes):
        return Check(name, "warning", f"{says}; not granted: {', '.join(lacks)}", again)
    return Check(name, "ok", says)


_NOT_NEEDED = {"hide_reply", "mute", "unmute"}  # nothing here hides replies
_NAMES: dict[TokenKind, str] = {"oauth1": "OAuth 1.0a", "oauth2": "OAuth 2.0"}


def calls(account: Account, grant: Grant | None, *, older: bool, newer: bool) -> Check:
    """By which of its tokens each call goes for the account: X's description, corrected by what X answered it."""
    learned = grant.accepts if grant is not None else {}
    kinds = [kind for kind, there in zip(_NAMES, (older, newer), strict=True) if there]
    scopes = grant.scopes if grant is not None else ()
    of_account = {call: row for call, row in operations().items() if not row.as_app}
    by = {call: goes_by(call, kinds, scopes, learned.get(call)) for call in of_account}
    name = f"@{account.username} calls"
    parts = [f"{sum(one == kind for one in by.values())} of {len(by)} by {_NAMES[kind]}" for kind in kinds]
    if told := [f"{call} by {_NAMES[learned[call]]}" for call in sorted(learned) if learned[call] in kinds]:
        parts.append(f"as X answered: {', '.join(told)}")
    if out := [f"{call} ({', '.join(row.scopes)})" for call, row in of_account.items() if not by[call]]:
        parts.append(f"X takes none of its tokens for {', '.join(out)}")
    needed = [call for call in of_account if not by[call] and call not in _NOT_NEEDED]
    again = keys.connecting(account.username, account.app, "--browser") if needed else ""
    return Check(name, "warning" if needed else "ok", "; ".join(parts), again, calls=by)


def _open_to_messages(
    stack: Deployed, http: httpx.Client, secret: AppSecret, account: Account, others: list[Account]
) -> Iterator[Check]:
    """Whether anybody may begin a DM, which X tells to another account only."""
    name = f"@{account.username} messages"
    where = "in X: Settings, Privacy and safety, Direct messages, allow from everyone"
    token = next(
        (secret.accounts[one.id] for one in others if one.id != account.id and one.id in secret.accounts), None
    )
    if token is None:
        yield Check(
            name, "warning", "whether anybody may begin a DM, X tells to another account only", f"check it {where}"
        )
        return
    try:
        [user] = XClient(secret.keys, token, base_url=stack.x_url, http=http).users([account.id]).items
    except (XError, ValueError):
        return
    if user.receives_your_dm is False:
        yield Check(name, "wrong", "customers cannot begin a DM", f"switch it on {where}")
    else:
        yield Check(name, "ok", "anybody may begin a DM")


def hours_page(account: Account, user: User, base: str) -> Check:
    """Whether the profile leads to the page that says when somebody answers."""
    page = f"{base}/hours/{account.username}"
    linked = any(link.rstrip("/").casefold() == page.casefold() for link in user.links)
    name = f"@{account.username} hours page"
    if linked:
        return Check(name, "ok", "the profile links to it")
    return Check(name, "warning", "nothing in the profile leads to it", f"at X, put {page} into the website or the bio")


def _of_x(name: str, error: XError) -> Check:
    if isinstance(error, OutOfCredit):
        return Check(name, "wrong", "the X app has no credit left", "buy credit in X's developer console")
    return Check(name, "wrong", f"X does not answer the app: {error}", "check the bearer token, and X's status page")
