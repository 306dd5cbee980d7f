"""Tokens of OAuth 2.0 are renewed in time, alone, and a crash between any two steps cuts nobody off."""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from botocore.exceptions import ClientError
from pydantic import SecretStr
from tests.functions.conftest import NIGHT, SECRET, SHOP, World
from tests.functions.reconcile.conftest import X

from care.grants.rules import is_unclear
from care.model.grant import Grant, TokenPair
from care.tables.grants import Grants
from care.x.authorization import TokenAddress
from care.x.user_tokens import UserTokens

PREFIX = "centralita/test/x-user/"


class Died(BaseException):
    """The function's process ends here."""


class Tokens:
    """X's token address, which takes each refresh token once; `fails` is what it answers instead."""

    def __init__(self) -> None:
        self.valid = "r-1"
        self.asked: list[str] = []
        self.fails: httpx.Response | None = None

    def answer(self, request: httpx.Request) -> httpx.Response:
        [given] = parse_qs(request.content.decode())["refresh_token"]
        self.asked.append(given)
        if self.fails is not None:
            return self.fails
        if given != self.valid:
            return httpx.Response(400, json={"error": "invalid_grant"})
        number = len(self.asked) + 1
        self.valid = f"r-{number}"
        body = {"access_token": f"a-{number}", "refresh_token": self.valid, "expires_in": 7200, "scope": "dm.read"}
        return httpx.Response(200, json=body)


@pytest.fixture
def at_x(world: World, monkeypatch: pytest.MonkeyPatch) -> Tokens:
    """An account that gave its permission two hours before the end of its tokens."""
    monkeypatch.setenv("GRANTS_PREFIX", PREFIX)
    x, at_x = X(), Tokens()

    def answer(request: httpx.Request) -> httpx.Response:
        return at_x.answer(request) if request.url.path == "/2/oauth2/token" else x.answer(request)

    monkeypatch.setenv("WEBHOOK_URLS", "https://api.example/webhook")
    reconcile = world.handler("reconcile")
    reconcile.x_accounts._http = httpx.Client(transport=httpx.MockTransport(answer))
    secrets = reconcile.x_accounts._secrets
    client = {**SECRET, "client_id": "c", "client_secret": "cs"}
    secrets.put_secret_value(SecretId=world.environment["APP_SECRET_ARN"], SecretString=json.dumps(client))
    pair = TokenPair(
        access=SecretStr("a-1"),
        refresh=SecretStr("r-1"),
        expires_at=NIGHT + timedelta(hours=2),
        renewed_at=NIGHT,
        scopes=("dm.read",),
    )
    UserTokens(secrets, PREFIX).begin(SHOP, pair)
    Grants(world.dynamodb, "accounts").record(SHOP, pair, NIGHT, granted=True)
    return at_x


def stored(world: World) -> tuple[str, str]:
    pair = UserTokens(world.handler("reconcile").x_accounts._secrets, PREFIX).read(SHOP)
    assert pair is not None
    assert pair.refresh is not None
    return pair.access.get_secret_value(), pair.refresh.get_secret_value()


def known(world: World) -> Grant:
    found = Grants(world.dynamodb, "accounts").get(SHOP)
    assert found is not None
    return found


def run(world: World, at: datetime) -> dict[str, int]:
    world.at(at)
    return dict(world.call("reconcile"))


LATER = NIGHT + timedelta(minutes=61)


def test_a_pair_is_renewed_once_an_hour_before_its_end_and_the_old_one_is_kept_beside_it(world: World, at_x: Tokens):
    assert "PermissionRenewed" not in run(world, NIGHT + timedelta(minutes=45))
    assert run(world, LATER)["PermissionRenewed"] == 1
    assert "PermissionRenewed" not in run(world, LATER + timedelta(minutes=15))
    assert (at_x.asked, stored(world)) == (["r-1"], ("a-2", "r-2"))
    # X's instants are counted from the run's own.
    assert known(world).expires_at == pytest.approx(LATER + timedelta(hours=2), abs=timedelta(seconds=5))
    secrets = world.handler("reconcile").x_accounts._secrets
    before = secrets.get_secret_value(SecretId=f"{PREFIX}{SHOP}", VersionStage="AWSPREVIOUS")
    assert "a-1" in before["SecretString"]


@pytest.mark.parametrize(
    ("where", "name", "asked", "outcome"),
    [
        # before X was asked: the lease lies there, and ends by itself
        ("user_tokens", "read", [], ("a-2", "r-2")),
        # noted that X is to be asked, and X was not: nobody knows that
        ("token_address", "refresh", [], ("a-1", "r-1")),
        # X answered and nothing was stored: the old access token serves on, and the loss is told
        ("user_tokens", "write", ["r-1"], ("a-1", "r-1")),
        # stored and not noted: the next run notes it and asks X for nothing
        ("grants", "record", ["r-1"], ("a-2", "r-2")),
        # noted, and the lease not given back
        ("grants", "_let_go", ["r-1"], ("a-2", "r-2")),
    ],
)
def test_a_crash_between_any_two_steps_cuts_nobody_off(
    world: World, at_x: Tokens, monkeypatch: pytest.MonkeyPatch, where: str, name: str, asked: list[str], outcome: Any
):
    kind = {"user_tokens": UserTokens, "token_address": TokenAddress}.get(where, Grants)
    with monkeypatch.context() as dying:

        def died(*_: object, **__: object) -> None:
            raise Died

        dying.setattr(kind, name, died)
        if name != "_let_go":
            dying.setattr(Grants, "_let_go", lambda *_: None)  # a process that ended gives nothing back
        with pytest.raises(Died):
            run(world, LATER)
    assert at_x.asked == asked
    held = run(world, LATER + timedelta(seconds=30))
    assert held.get("RenewalUnderWay", 0) == (0 if known(world).expires_at > LATER + timedelta(hours=1) else 1)  # type: ignore[operator]
    after = run(world, LATER + timedelta(minutes=15))
    assert stored(world) == outcome
    lost = outcome[0] == "a-1"
    assert after.get("PermissionUnclear", 0) == (1 if lost else 0)
    assert at_x.asked == ([] if name == "refresh" else ["r-1"]), "X may end a permission of which it sees one twice"
    assert known(world).refused_at is None
    assert (known(world).asked_at is not None) == lost
    assert is_unclear(known(world), LATER + timedelta(minutes=15)) == lost
    assert known(world).expires_at > LATER + timedelta(minutes=15)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("step", "asked", "told"), [("write", ["r-1", "r-1"], "Refused"), ("refresh", ["r-1"], "Renewed")]
)
def test_what_was_lost_is_tried_once_more_when_the_token_in_hand_has_nearly_ended(
    world: World, at_x: Tokens, monkeypatch: pytest.MonkeyPatch, step: str, asked: list[str], told: str
):
    with monkeypatch.context() as dying:
        kind = UserTokens if step == "write" else TokenAddress

        def died(*_: object) -> None:
            raise Died

        dying.setattr(kind, step, died)
        with pytest.raises(Died):
            run(world, LATER)
    for minutes in (15, 30):
        assert run(world, LATER + timedelta(minutes=minutes))["PermissionUnclear"] == 1
    last = run(world, LATER + timedelta(minutes=45))
    assert (last[f"Permission{told}"], at_x.asked) == (1, asked)
    assert (known(world).asked_at is None) == (told == "Renewed")


def test_whoever_connects_again_meanwhile_ends_the_doubt(world: World, at_x: Tokens, monkeypatch: pytest.MonkeyPatch):
    at_x.fails = httpx.Response(200, content=b"?")
    run(world, LATER)
    assert is_unclear(known(world), LATER + timedelta(minutes=5))
    new = TokenPair(
        access=SecretStr("a-9"), refresh=SecretStr("r-9"), expires_at=LATER + timedelta(hours=2), renewed_at=LATER
    )
    UserTokens(world.handler("reconcile").x_accounts._secrets, PREFIX).begin(SHOP, new)
    Grants(world.dynamodb, "accounts").record(SHOP, new, LATER, granted=True)
    assert not is_unclear(known(world), LATER + timedelta(minutes=5))
    assert "PermissionUnclear" not in run(world, LATER + timedelta(minutes=15))


def test_two_at_once_renew_once(world: World, at_x: Tokens):
    with Grants(world.dynamodb, "accounts").lease(SHOP, LATER):
        assert run(world, LATER)["RenewalUnderWay"] == 1
    assert at_x.asked == []
    assert run(world, LATER)["PermissionRenewed"] == 1


@pytest.mark.parametrize("answer", [httpx.Response(503), httpx.Response(429)])
def test_what_x_cannot_do_now_is_tried_in_the_next_run_and_is_no_refusal(
    world: World, at_x: Tokens, answer: httpx.Response
):
    at_x.fails = answer
    assert run(world, LATER)["RenewalFailed"] == 1
    assert (known(world).refused_at, known(world).asked_at) == (None, None)
    at_x.fails = None
    assert run(world, LATER + timedelta(minutes=15))["PermissionRenewed"] == 1


@pytest.mark.parametrize("answer", [httpx.Response(500), httpx.Response(200, content=b"?")])
def test_an_answer_that_says_nothing_is_as_one_that_was_lost(world: World, at_x: Tokens, answer: httpx.Response):
    at_x.fails = answer
    assert run(world, LATER)["RenewalFailed"] == 1
    at_x.fails = None
    assert run(world, LATER + timedelta(minutes=15))["PermissionUnclear"] == 1
    assert at_x.asked == ["r-1"]
    assert run(world, LATER + timedelta(minutes=45))["PermissionRenewed"] == 1


def test_a_refusal_is_told_in_every_run_until_somebody_connects_again_and_x_is_asked_no_more(
    world: World, at_x: Tokens
):
    at_x.valid = "another"
    for minutes in (0, 15, 30):
        assert run(world, LATER + timedelta(minutes=minutes))["PermissionRefused"] == 1
    assert len(at_x.asked) == 1
    pair = TokenPair(
        access=SecretStr("a-9"), refresh=SecretStr("another"), expires_at=LATER + timedelta(hours=2), renewed_at=LATER
    )
    UserTokens(world.handler("reconcile").x_accounts._secrets, PREFIX).begin(SHOP, pair)
    Grants(world.dynamodb, "accounts").record(SHOP, pair, LATER, granted=True)
    assert "PermissionRefused" not in run(world, LATER + timedelta(minutes=45))


def test_nothing_of_a_token_is_logged(world: World, at_x: Tokens, capsys: pytest.CaptureFixture[str]):
    run(world, LATER)
    at_x.valid = "another"
    run(world, LATER + timedelta(minutes=90))
    told = capsys.readouterr()
    assert not [one for one in ("a-1", "r-1", "a-2", "r-2", "another") if f'"{one}"' in told.out + told.err]


def test_a_permission_serves_an_account_that_has_no_other_token(world: World, at_x: Tokens):
    secrets = world.handler("reconcile").x_accounts._secrets
    without = {**SECRET, "accounts": {}, "client_id": "c", "client_secret": "cs"}
    secrets.put_secret_value(SecretId=world.environment["APP_SECRET_ARN"], SecretString=json.dumps(without))
    done = run(world, NIGHT + timedelta(minutes=5))
    assert "CredentialsRefused" not in done
    assert done["AccountLookedAfter"] == 1


def test_a_secret_that_aws_does_not_give_keeps_no_account_from_its_turn(
    world: World, at_x: Tokens, monkeypatch: pytest.MonkeyPatch
):
    def throttled(_tokens: UserTokens, _account_id: str) -> TokenPair:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, "GetSecretValue")

    monkeypatch.setattr(UserTokens, "read", throttled)
    world.at(NIGHT + timedelta(minutes=70))
    done = world.call("reconcile")
    assert (done["RenewalFailed"], done["AccountLookedAfter"], at_x.asked) == (1, 1, [])
    monkeypatch.undo()
    world.at(NIGHT + timedelta(minutes=75))
    grant = Grants(world.dynamodb, "accounts").get(SHOP)
    assert grant is not None
    assert grant.refused_at is None, "nobody has to connect it again for that"
