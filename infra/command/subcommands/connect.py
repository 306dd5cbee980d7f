"""`centralita connect`: from the keys of an X app to an account whose messages arrive."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import SecretStr

from care.grants.rules import missing
from care.tables.account_reads import UnknownAccount
from care.tables.grants import LeaseHeld
from care.x.authorization import ClientKeys, TokenAddress, authorize_page
from care.x.client import XClient
from care.x.credentials import Permission, read_app_secret
from care.x.transport import http_client
from infra.command import connection, keys, loopback
from infra.command.connection import CannotConnect
from infra.command.deployed import Deployed
from infra.command.keys import APP_KEYS, USER_KEYS, WrongKeys
from infra.command.subcommands import Stage, fail, stack_of
from infra.command.subcommands.audit_trail import record
from infra.command.subcommands.connect_chat import connect_chat
from infra.command.subcommands.connected import step, subscribe_and_try
from infra.terminal import MARKS, terminal

_ASKED = {
    "consumer_key": "API key (consumer key)",
    "consumer_secret": "API key secret (consumer secret)",
    "client_id": "OAuth 2.0 client ID",
    "client_secret": "OAuth 2.0 client secret (empty if the app has OAuth 2.0 switched off)",
    "bearer_token": "Bearer token",
    "token": "Access token of the account",
    "token_secret": "Access token secret of the account",
}
_CLIENT = ("client_id", "client_secret")
_ENVIRONMENT = "CENTRALITA_X_"


def connect(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's @name or id at X.")],
    app: Annotated[str, typer.Option(help="The X app of the stack, if it has several.")] = "main",
    file: Annotated[
        Path | None, typer.Option("--keys", help="A JSON file with the keys, instead of typing them.", exists=True)
    ] = None,
    new_keys: Annotated[bool, typer.Option("--new-keys", help="Ask for all keys again, to replace them.")] = False,
    browser: Annotated[
        bool, typer.Option("--browser", help="Give the permission on X's page (OAuth 2.0) instead of typing a token.")
    ] = False,
    port: Annotated[int, typer.Option(help="The port of 127.0.0.1 to which X sends the browser back.")] = loopback.PORT,
    chat: Annotated[
        bool, typer.Option("--chat", help="Connect the account's encrypted chats, by the PIN of its keys.")
    ] = False,
    end: Annotated[
        bool, typer.Option("--end", help="Take the permission of X's page back, and delete its tokens.")
    ] = False,
    stage: Stage = None,
) -> None:
    """Connect an account: verify and store keys, register the webhook, subscribe to events, test it.

    Keys are typed unseen, or come from a file (`--keys`) or from variables (CENTRALITA_X_CONSUMER_KEY,
    …_CONSUMER_SECRET, …_CLIENT_ID, …_CLIENT_SECRET, …_BEARER_TOKEN, …_TOKEN, …_TOKEN_SECRET). It may be
    repeated at any time: what is there stays. With --browser the account's permission is given on X's own page: the
    app's callback address in X's console is then http://127.0.0.1:8721/connected.
    """
    if browser + chat + end > 1:
        fail("--browser, --chat and --end are one command each")
    stack = stack_of(stage)
    try:
        if chat:
            connect_chat(stack, account, app, again=new_keys)
            return
        with http_client() as http:
            if end:
                _end(stack, http, account, app)
            elif browser:
                _in_browser(stack, http, account, app, file, port)
            else:
                _connect(stack, http, account, app, file, new_keys=new_keys)
    except LeaseHeld:
        fail("the account's tokens are being renewed at this moment: try again in two minutes")
    except (CannotConnect, WrongKeys) as error:
        fail(str(error))
    except (BotoCoreError, ClientError) as error:
        fail(f"AWS refused ({type(error).__name__}): check the credentials, the region and the stack's stage")


def _connect(stack: Deployed, http: httpx.Client, account: str, app: str, file: Path | None, *, new_keys: bool) -> None:
    console = terminal()
    secret = keys.read(stack, app)
    with step(console, "The token is the account's, and reads messages"):
        given = {} if new_keys else _stored(stack, secret, account)
        given |= _given(file)
        given |= _asked(given, {} if new_keys else secret)
        known = read_app_secret(json.dumps({**secret, **given, "accounts": {"0": given}}))
        x = XClient(known.keys, known.accounts["0"], base_url=stack.x_url, http=http)
        user = connection.owner_of(x, account, _pinned(stack, account))
        connection.may_read_messages(x)
    with step(console, "The keys are stored"):
        new = keys.changed(secret, user.id, given)
        if new != secret:
            keys.write(stack, app, new)
    subscribe_and_try(stack, console, http, x, user, app=app, secret=new, kind="oauth1")


def _in_browser(stack: Deployed, http: httpx.Client, account: str, app: str, file: Path | None, port: int) -> None:
    """The permission by OAuth 2.0: allowed on X's page, stored, subscribed."""
    console = terminal()
    secret = keys.read(stack, app)
    given = {name: value for name, value in _given(file).items() if name not in USER_KEYS}
    lacking = [name for name in (*APP_KEYS, *_CLIENT) if not (given.get(name) or secret.get(name))]
    given |= {name: typer.prompt(_ASKED[name], hide_input=name != "client_id").strip() for name in lacking}
    new = keys.changed(secret, "", given)
    if new != secret:
        keys.write(stack, app, new)
    known = read_app_secret(json.dumps(new))
    client = ClientKeys(new["client_id"], SecretStr(new["client_secret"]))

    def show(address: str) -> None:
        console.print(f"Allow it on X, signed in as {account}:\n{address}", soft_wrap=True)
        typer.launch(address)

    with step(console, "The permission is the account's, and reads messages"):
        allowed = loopback.ask(authorize_page(stack.x_url), client.client_id, show, port)
        user, pair = connection.granted(
            lambda pair: XClient(
                known.keys, base_url=stack.x_url, http=http, permission=Permission(lambda: pair.access)
            ),
            TokenAddress(client, stack.x_url, http),
            allowed,
            account,
            _pinned(stack, account),
            stack.now(),
        )
        x = XClient(known.keys, base_url=stack.x_url, http=http, permission=Permission(lambda: pair.access))
        connection.may_read_messages(x)
    stored = "The tokens are stored, and renewed by themselves from now on"
    with step(console, stored), stack.grants.lease(user.id, stack.now()):
        stack.user_tokens.begin(user.id, pair)
        stack.grants.record(user.id, pair, stack.now(), granted=True)
    if lacks := missing(pair.scopes):
        console.print(MARKS["warning"], f"not granted: {', '.join(lacks)}")
    subscribe_and_try(stack, console, http, x, user, app=app, secret=new, kind="oauth2")


def _end(stack: Deployed, http: httpx.Client, account: str, app: str) -> None:
    """The permission by OAuth 2.0 is taken back at X, then its tokens go; a token of OAuth 1.0a stays as it is."""
    console, account_id = terminal(), _pinned(stack, account)
    secret = keys.read(stack, app)
    if not account_id or stack.grants.get(account_id) is None:
        raise CannotConnect(f"{account} gave no permission on X's page: there is none to take back")
    client = ClientKeys(secret.get("client_id") or "", SecretStr(secret.get("client_secret") or ""))
    with (
        step(console, "The permission is taken back, and its tokens are gone"),
        stack.grants.lease(account_id, stack.now()),
    ):
        if (pair := stack.user_tokens.read(account_id)) is not None:
            connection.revoke(TokenAddress(client, stack.x_url, http), pair)
        stack.user_tokens.drop(account_id)
        stack.grants.withdrawn(account_id)
    record(stack, account_id, "disconnected")


def _pinned(stack: Deployed, account: str) -> str:
    """The id of the account that the stack serves under this name, or ""."""
    name = account.removeprefix("@")
    try:
        return name if name.isdigit() else stack.accounts.named(name).id
    except UnknownAccount:
        return ""


def _stored(stack: Deployed, secret: Mapping[str, Any], account: str) -> dict[str, str]:
    """The account's token where the secret has it already."""
    tokens = secret.get("accounts") or {}
    token = tokens.get(_pinned(stack, account)) or {}
    return {name: token[name] for name in USER_KEYS if name in token}


def _given(file: Path | None) -> dict[str, str]:
    """The keys of the file, or of the environment."""
    if file is None:
        names = (*APP_KEYS, *_CLIENT, *USER_KEYS)
        return keys.checked({name: os.environ.get(f"{_ENVIRONMENT}{name.upper()}") for name in names})
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise WrongKeys(f"{file} is not a JSON file") from None
    if not isinstance(values, dict):
        raise WrongKeys(f"{file} must hold one JSON object with the keys")
    return keys.checked(values)


def _asked(given: Mapping[str, str], secret: Mapping[str, Any]) -> dict[str, str]:
    """What is lacking, typed unseen."""
    lacking = [name for name in (*APP_KEYS, *USER_KEYS) if not given.get(name)]
    lacking = [name for name in lacking if name in USER_KEYS or not secret.get(name)]
    typed = {name: typer.prompt(_ASKED[name], hide_input=True).strip() for name in lacking}
    of_app = any(name in APP_KEYS for name in lacking)
    if of_app and not (given.get("client_secret") or secret.get("client_secret")):
        typed["client_secret"] = _client_secret()
    return {name: value for name, value in typed.items() if value}


def _client_secret() -> str:
    """The secret that an app has only with OAuth 2.0; what is not typed by a person may end before it."""
    try:
        return str(typer.prompt(_ASKED["client_secret"], hide_input=True, default="", show_default=False)).strip()
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        return ""
