"""`centralita connect ACCOUNT --chat`: the private keys of encrypted chats, from the operator's own machine."""

import json

import typer

from care.grants.rules import standing
from care.model.grant import TokenPair
from care.model.outcomes import Code, outcome
from care.tables.account_reads import UnknownAccount
from care.tables.chats import Chats
from care.x import chat_identity
from care.x.chat_keys import ChatKeys
from care.x.client import XClient
from care.x.credentials import Permission, UnreadableSecret, read_app_secret
from care.x.errors import XError
from care.x.transport import http_client
from infra.command import chat_keys
from infra.command import keys as app_keys
from infra.command.connection import CannotConnect
from infra.command.deployed import Deployed
from infra.command.subcommands.audit_trail import record
from infra.command.subcommands.connected import open_questions
from infra.terminal import DONE, terminal


def connect_chat(stack: Deployed, account: str, app: str, *, again: bool) -> None:
    """Find or make the keys, store them, and have what stayed shut opened."""
    console = terminal()
    account_id = _id_of(stack, account)
    try:
        known = read_app_secret(json.dumps(app_keys.read(stack, app)))
    except UnreadableSecret:
        raise CannotConnect(f"the app has no keys yet: `centralita connect {account}` first") from None
    token, pair = known.accounts.get(account_id), _permitted(stack, account_id)
    if token is None and pair is None:
        raise CannotConnect(f"the account has no token yet: `centralita connect {account}` first")
    permission = Permission(lambda: pair.access) if pair is not None else None
    with http_client() as http:
        x = XClient(known.keys, token, base_url=stack.x_url, http=http, permission=permission)
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
        fits = _fits(x, account_id, found)
    console.print(DONE, f"The keys are stored, version {found.version}; `chat` and `publish` alone read them")
    record(stack, account_id, "connected", details=(outcome(Code.deed_chat_connected, version=found.version),))
    chats = Chats(stack.client("dynamodb"), stack.outputs["ConversationsTable"])
    waiting = chat_keys.open_what_waits(
        chats, stack.client("sqs"), stack.outputs["ChatsQueueUrl"], account_id, stack.now()
    )
    if waiting:
        console.print(DONE, f"What waited of {waiting} customers is opened now")
    open_questions(stack, console, {"registered keys": "it fits" if fits else ""})
    console.print("Functions read the secret again within five minutes. docs/xchat.md says what the keys can open.")


def _fits(x: XClient, account_id: str, keys: ChatKeys) -> bool:
    """Whether X shows these very keys now."""
    try:
        shown = [one.key for one in x.chats.public_keys(account_id)]
    except XError:
        return False
    return any(one.version == keys.version and chat_identity.belongs(keys, one) for one in shown)


def _permitted(stack: Deployed, account_id: str) -> TokenPair | None:
    """The account's permission by OAuth 2.0, if it has one that serves."""
    good = standing(stack.grants.get(account_id), stack.now()) == "good"
    return stack.user_tokens.read(account_id) if good else None


def _id_of(stack: Deployed, account: str) -> str:
    known = account.removeprefix("@")
    if known.isdigit():
        return known
    try:
        return stack.accounts.named(known).id
    except UnknownAccount:
        raise CannotConnect(f"the stack has no settings of {account}: name it by its id") from None
