"""`centralita connect ACCOUNT --chat`: the private keys of encrypted chats, from the operator's own machine."""

import json

import typer
from rich.console import Console

from care.model.outcomes import Code, outcome
from care.tables.accounts import UnknownAccount
from care.tables.chats import Chats
from care.x.client import XClient
from care.x.credentials import read_app_secret
from care.x.transport import http_client
from infra.command import chat_keys, keys
from infra.command.connection import CannotConnect
from infra.command.deployed import Deployed
from infra.command.subcommands.audit_trail import record


def connect_chat(stack: Deployed, account: str, app: str, *, again: bool) -> None:
    """Find or make the keys, store them, and have what stayed shut opened."""
    console = Console(highlight=False)
    account_id = _id_of(stack, account)
    secret = keys.read(stack, app)
    if account_id not in (secret.get("accounts") or {}):
        raise CannotConnect(f"the account has no token yet: `centralita connect {account}` first")
    known = read_app_secret(json.dumps(secret))
    with http_client() as http:
        x = XClient(known.keys, known.accounts[account_id], base_url=stack.x_url, http=http)
        connecting = chat_keys.Connecting(
            account_id=account_id,
            x=x.chats,
            secrets=stack.client("secretsmanager"),
            arn=stack.outputs["XChatSecretArn"],
            ask_pin=lambda what: str(typer.prompt(what, hide_input=True)),
            ask_word=lambda what: str(typer.prompt(what)),
            say=lambda text: console.print(text, soft_wrap=True),
        )
        found = connecting.connect(again=again)
    console.print(
        f"[green]✓[/green] The keys are stored, version {found.version}; `chat` and `publish` alone read them"
    )
    record(stack, account_id, "connected", details=(outcome(Code.deed_chat_connected, version=found.version),))
    chats = Chats(stack.client("dynamodb"), stack.outputs["ConversationsTable"])
    waiting = chat_keys.open_what_waits(
        chats, stack.client("sqs"), stack.outputs["ChatsQueueUrl"], account_id, stack.now()
    )
    if waiting:
        console.print(f"[green]✓[/green] What waited of {waiting} customers is opened now")
    console.print("Functions read the secret again within five minutes. docs/xchat.md says what the keys can open.")


def _id_of(stack: Deployed, account: str) -> str:
    known = account.removeprefix("@")
    if known.isdigit():
        return known
    try:
        return stack.accounts.named(known).id
    except UnknownAccount:
        raise CannotConnect(f"the stack has no settings of {account}: name it by its id") from None
