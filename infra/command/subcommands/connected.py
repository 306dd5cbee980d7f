"""What `centralita connect` does whichever way the permission came: subscribe, try, and say what X answered."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress

from care.model.grant import TokenKind
from care.model.outcomes import Code, outcome
from care.tables.account_reads import UnknownAccount
from care.x.client import XClient
from care.x.credentials import read_app_secret
from care.x.subscriptions import EVENT_TYPES
from care.x.values import User
from infra.command import connection, keys
from infra.command.deployed import Deployed
from infra.command.questions import answered
from infra.command.subcommands.audit_trail import record
from infra.terminal import DONE, MARKS

_KINDS: dict[TokenKind, str] = {"oauth1": "the account's OAuth 1.0a token", "oauth2": "the account's OAuth 2.0 token"}


def subscribe_and_try(
    stack: Deployed,
    console: Console,
    http: httpx.Client,
    x: XClient,
    user: User,
    *,
    app: str,
    secret: Mapping[str, Any],
    kind: TokenKind,
) -> None:
    """From the webhook on: it is valid, all events are subscribed with this kind of token, and deliveries are taken."""
    as_app = XClient(read_app_secret(json.dumps(secret)).keys, base_url=stack.x_url, http=http)
    url = keys.webhook_url(stack, app)
    with step(console, f"The webhook is registered and valid: {url}"):
        hook, _ = connection.valid_webhook(as_app, url)
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Subscribing", total=len(EVENT_TYPES))
        made = 0
        for _ in connection.subscribe(as_app, x, user.id, hook):
            made += 1
            progress.advance(task)
    console.print(DONE, f"{len(EVENT_TYPES)} kinds of events are subscribed ({made} of them now)")
    heard = connection.hears_of_revocation(as_app, hook)
    if heard:
        console.print(DONE, "X tells the app when an account takes its permission back")
    else:
        lacks = "X has no subscription that tells of a permission taken back: the next refused call will"
        console.print(MARKS["advice"], lacks, soft_wrap=True)
    client_secret = secret.get("client_secret") or ""
    both = "consumer secret and client secret" if client_secret else "consumer secret; no client secret is stored"
    with step(console, f"Signed deliveries are taken ({both}), forged ones are not"):
        connection.accepts_signed(url, secret["consumer_secret"], client_secret)
    record(stack, user.id, "connected", details=(outcome(Code.deed_connected, app=app),))
    told = {
        "crc": f"X took the answer that is signed with the {'client' if client_secret else 'consumer'} secret",
        "subscribing": f"X took {_KINDS[kind]}" if made else "",
        "revocation": "X has a subscription for the whole app" if heard else "X has none",
    }
    open_questions(stack, console, told)
    _settings(stack, console, user)


def open_questions(stack: Deployed, console: Console, told: Mapping[str, str]) -> None:
    """What X's documents leave open: what was answered just now, what the stack has seen, and what is open still."""
    console.print("What X's documents leave open:")
    for check in answered(stack, told):
        mark = DONE if check.state == "ok" else MARKS["advice"]
        console.print(" ", mark, check.said, soft_wrap=True)


@contextmanager
def step(console: Console, what: str) -> Iterator[None]:
    """Say that it is done, if it is."""
    yield
    console.print(DONE, what)


def _settings(stack: Deployed, console: Console, user: User) -> None:
    try:
        stack.accounts.fresh(user.id)
    except UnknownAccount:
        console.print(
            f'Last step: settings with `id = "{user.id}"`: `centralita accounts push account.toml`. Until then, what '
            "arrives for the account waits in no case."
        )
    else:
        console.print(f"@{user.username} is connected. `centralita doctor` looks at everything else.")
