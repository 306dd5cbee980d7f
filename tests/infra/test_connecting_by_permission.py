"""At the terminal, an account that was connected in the browser alone: its encrypted chats, its permission's end."""

import json
from collections.abc import Iterator
from datetime import timedelta

import boto3
import httpx
import pytest
import typer
from infra.command.connection import CannotConnect
from infra.command.deployed import Deployed
from infra.command.subcommands import connect, connect_chat
from moto import mock_aws
from pydantic import SecretStr
from tests.functions.conftest import ACCOUNT, SHOP
from tests.infra.testing_account import use_testing_account
from tests.template_tables import make_queues, make_table
from tests.unit.x.chatting import Person, public_keys

from care.model.grant import TokenPair
from care.tables.accounts import Accounts
from care.x.chat_keys import with_keys

BRAND = Person(SHOP)


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    use_testing_account(monkeypatch)
    with mock_aws():
        for name in ("accounts", "conversations"):
            make_table(boto3.client("dynamodb"), name)
        Accounts(boto3.client("dynamodb"), "accounts").put(ACCOUNT)
        secrets = boto3.client("secretsmanager")
        keys = {"consumer_key": "k", "consumer_secret": "s", "bearer_token": "b", "client_id": "c"}
        app = secrets.create_secret(Name="x-app", SecretString=json.dumps({**keys, "client_secret": "cs"}))["ARN"]
        chat = secrets.create_secret(Name="x-chat", SecretString=with_keys("", BRAND.keys))["ARN"]
        outputs = {"AccountsTable": "accounts", "ConversationsTable": "conversations", "XAppSecretArn": app}
        queue = make_queues(boto3.client("sqs"))["chats"]
        outputs |= {"XChatSecretArn": chat, "UserSecrets": "centralita/test/x-user/", "ChatsQueueUrl": queue}
        yield Deployed(outputs, {"region_name": "eu-west-1"})


def x(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """X, which shows the brand's keys; how it was asked."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["authorization"])
        return httpx.Response(200, json=public_keys(request.url.path, (BRAND,)))

    monkeypatch.setattr(connect_chat, "http_client", lambda: httpx.Client(transport=httpx.MockTransport(answer)))
    return asked


def test_the_permission_is_asked_with_and_what_x_has_registered_is_told_to_fit(
    stack: Deployed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    now, asked = stack.now(), x(monkeypatch)
    pair = TokenPair(access=SecretStr("access"), expires_at=now + timedelta(hours=2), renewed_at=now)
    stack.user_tokens.begin(SHOP, pair)
    stack.grants.record(SHOP, pair, now, granted=True)
    connect_chat.connect_chat(stack, ACCOUNT.username, "main", again=False)
    assert set(asked) == {"Bearer access"}
    said = capsys.readouterr().out
    assert "whether what X has registered of an account's chat keys fits what the library makes: it fits" in said
    assert "access" not in said.replace("which token of an account", "")


@pytest.mark.parametrize("ended", [True, False])
def test_without_any_token_that_serves_it_says_what_comes_first(
    stack: Deployed, monkeypatch: pytest.MonkeyPatch, ended: bool
):
    asked = x(monkeypatch)
    if ended:
        then = stack.now() - timedelta(hours=3)
        pair = TokenPair(access=SecretStr("access"), expires_at=then + timedelta(hours=2), renewed_at=then)
        stack.user_tokens.begin(SHOP, pair)
        stack.grants.record(SHOP, pair, then, granted=True)
    with pytest.raises(CannotConnect, match="no token yet"):
        connect_chat.connect_chat(stack, ACCOUNT.username, "main", again=False)
    assert asked == []


@pytest.mark.parametrize(("answer", "over"), [(200, True), (400, True), (503, False)])
def test_a_permission_is_taken_back_at_x_before_its_tokens_go_and_kept_where_x_does_not_answer(
    stack: Deployed, answer: int, over: bool
):
    now, revoked = stack.now(), list[str]()
    pair = TokenPair(access=SecretStr("a"), refresh=SecretStr("r"), expires_at=now + timedelta(hours=2), renewed_at=now)
    stack.user_tokens.begin(SHOP, pair)
    stack.grants.record(SHOP, pair, now, granted=True)

    def x_answers(request: httpx.Request) -> httpx.Response:
        assert stack.user_tokens.read(SHOP) is not None
        revoked.append(request.url.path)
        return httpx.Response(answer, json={"revoked": True})

    with httpx.Client(transport=httpx.MockTransport(x_answers)) as http:
        if over:
            connect._end(stack, http, ACCOUNT.username, "main")
        else:
            with pytest.raises(CannotConnect, match="nothing was changed"):
                connect._end(stack, http, ACCOUNT.username, "main")
    assert set(revoked) == {"/2/oauth2/revoke"}
    assert (stack.user_tokens.read(SHOP) is None) == over
    known = stack.grants.get(SHOP)
    assert (known is None or known.granted_at is None) == over


def test_where_nothing_was_given_nothing_is_taken_back(stack: Deployed):
    with httpx.Client() as http, pytest.raises(CannotConnect, match="none to take back"):
        connect._end(stack, http, ACCOUNT.username, "main")


@pytest.mark.parametrize("chat", [True, False])
def test_what_is_to_end_is_not_connected_instead(capsys: pytest.CaptureFixture[str], chat: bool):
    with pytest.raises(typer.Exit):
        connect.connect(ACCOUNT.username, end=True, chat=chat, browser=not chat)
    assert "one command each" in capsys.readouterr().err
