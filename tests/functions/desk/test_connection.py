"""Connecting an account in the browser: to X and back, for the session that began, as the account and no other."""

import importlib
import json
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import boto3
import httpx
import pytest
from pydantic import SecretStr
from tests.functions.conftest import NIGHT, SECRET, SHOP
from tests.functions.desk.conftest import Desk

from care.model.grant import Grant, TokenPair
from care.tables.accounts import Accounts
from care.tables.grants import Grants
from care.x.accounts import XAccounts
from care.x.subscriptions import EVENT_TYPES
from care.x.user_tokens import UserTokens

PREFIX = "centralita/test/x-user/"
PAGE = f"/desk/settings/{SHOP}/connection"


class AtX:
    """X's side: whose token it gives, with which scopes, and what was given back."""

    def __init__(self) -> None:
        self.owner = SHOP
        self.scope = "tweet.read tweet.write users.read dm.read dm.write offline.access"
        self.forms: list[dict[str, str]] = []
        self.revoked: list[str] = []
        self.fails: dict[str, httpx.Response] = {}
        self.hook = "https://a.example"
        self.subscribed: dict[str, str] = {"dm.received": "7"}
        self.refuses = ""

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path in self.fails:
            return self.fails[path]
        if path == "/2/oauth2/token":
            self.forms.append({name: values[-1] for name, values in parse_qs(request.content.decode()).items()})
            given = {"access_token": "the access", "refresh_token": "the refresh", "expires_in": 7200}
            return httpx.Response(200, json={**given, "scope": self.scope})
        if path == "/2/oauth2/revoke":
            self.revoked.append(parse_qs(request.content.decode())["token"][0])
            return httpx.Response(200, json={"revoked": True})
        if path == "/2/users/me":
            assert request.headers["authorization"] == "Bearer the access"
            return httpx.Response(200, json={"data": {"id": self.owner, "username": "quien", "name": "Q"}})
        if path == "/2/webhooks":
            return httpx.Response(200, json={"data": [{"id": "7", "url": self.hook, "valid": True}]})
        if request.method == "POST":
            asked = json.loads(request.content)
            assert (request.headers["authorization"], asked["filter"]) == ("Bearer the access", {"user_id": SHOP})
            if asked["event_type"] == self.refuses:
                return httpx.Response(403, json={"title": "Forbidden", "detail": "not for you", "type": "about:blank"})
            self.subscribed[asked["event_type"]] = asked["webhook_id"]
        there = [
            {"subscription_id": str(number), "event_type": kind, "filter": {"user_id": SHOP}, "webhook_id": hook}
            for number, (kind, hook) in enumerate(self.subscribed.items())
        ]
        return httpx.Response(200, json={"data": there, "meta": {"result_count": len(there)}})


@pytest.fixture
def at_x(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> AtX:
    at_x = AtX()
    desk.world.handler("desk")
    at_desk = importlib.import_module("desk.at_x")
    secrets = boto3.client("secretsmanager")
    client = {**SECRET, "client_id": "the client", "client_secret": "cs"}
    secrets.put_secret_value(SecretId=desk.world.environment["APP_SECRET_ARN"], SecretString=json.dumps(client))
    x_accounts = XAccounts(secrets, {"main": desk.world.environment["APP_SECRET_ARN"]}, "https://api.x.example")
    x_accounts._http = httpx.Client(transport=httpx.MockTransport(at_x.answer))
    monkeypatch.setattr(at_desk, "user_tokens", UserTokens(secrets, PREFIX))
    monkeypatch.setattr(at_desk, "x_accounts", x_accounts)
    return at_x


def tokens(desk: Desk) -> UserTokens:
    assert desk.sessions["agent"]
    return UserTokens(boto3.client("secretsmanager"), PREFIX)


def leaves(desk: Desk, who: str = "supervisor") -> dict[str, str]:
    """What the browser is sent to X with."""
    answer = desk.post(PAGE, who)
    assert answer.status == 303
    address = answer.headers["location"]
    assert address.startswith("https://api.x.example/i/oauth2/authorize?")
    return {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}


def comes_back(desk: Desk, who: str = "supervisor", **query: str) -> Any:
    return desk.get(f"/desk/connected?{urlencode(query)}", who)


def test_the_whole_way_there_and_back(desk: Desk, at_x: AtX):
    before = unescape(desk.get(PAGE, "supervisor").body)
    assert 'data-standing="none"' in before
    assert "Connect with X" in before
    asked = leaves(desk)
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"].endswith("/desk/connected")
    answer = comes_back(desk, state=asked["state"], code="the code")
    assert (answer.status, answer.headers["location"]) == (303, f"{PAGE}?connected=1")
    [form] = at_x.forms
    assert (form["code"], form["redirect_uri"]) == ("the code", asked["redirect_uri"])
    pair = tokens(desk).read(SHOP)
    assert pair is not None
    assert pair.access.get_secret_value() == "the access"
    after = unescape(desk.get(PAGE, "supervisor").body)
    assert 'data-standing="good"' in after
    assert "media.write" in after.split("Missing")[1].split("</dd>")[0]
    assert after.count("not subscribed") == 9
    assert "the access" not in after
    assert "the refresh" not in after


def test_what_x_does_not_deliver_yet_is_asked_for_at_once_and_one_refusal_leaves_out_no_other(desk: Desk, at_x: AtX):
    asked = leaves(desk)
    at_x.hook = asked["redirect_uri"].replace("/desk/connected", "/webhook")
    at_x.refuses = "chat.sent"
    assert comes_back(desk, state=asked["state"], code="the code").status == 303
    assert set(EVENT_TYPES) - set(at_x.subscribed) == {"chat.sent"}
    assert desk.get(PAGE, "supervisor").body.count("not subscribed") == 1


def test_where_x_does_not_answer_that_the_account_is_connected_stays_true(desk: Desk, at_x: AtX):
    asked = leaves(desk)
    at_x.hook = asked["redirect_uri"].replace("/desk/connected", "/webhook")
    at_x.fails["/2/activity/subscriptions"] = httpx.Response(503)
    assert comes_back(desk, state=asked["state"], code="the code").status == 303
    assert tokens(desk).read(SHOP) is not None
    assert set(at_x.subscribed) == {"dm.received"}


@pytest.mark.parametrize("wrong", ["state", "twice", "session", "denied", "x"])
def test_what_does_not_fit_the_journey_changes_nothing(desk: Desk, at_x: AtX, wrong: str):
    asked = leaves(desk)
    query = {"state": asked["state"], "code": "the code"}
    who = "supervisor"
    if wrong == "state":
        query["state"] = "another"
    if wrong == "twice":
        comes_back(desk, **query)
        tokens(desk).drop(SHOP)
    if wrong == "session":
        who = "rival"
    if wrong == "denied":
        query = {"state": asked["state"], "error": "access_denied"}
    if wrong == "x":
        at_x.fails["/2/oauth2/token"] = httpx.Response(400, json={"error": "invalid_grant"})
    assert comes_back(desk, who, **query).status in {400, 403}
    assert tokens(desk).read(SHOP) is None


def test_another_accounts_permission_is_given_back_and_refused(desk: Desk, at_x: AtX):
    at_x.owner = "77"
    answer = comes_back(desk, state=leaves(desk)["state"], code="the code")
    assert answer.status == 400
    assert "@quien" in unescape(answer.body)
    assert at_x.revoked == ["the refresh", "the access"]
    assert tokens(desk).read(SHOP) is None


def test_disconnecting_gives_the_permission_back_and_forgets_the_tokens(desk: Desk, at_x: AtX):
    comes_back(desk, state=leaves(desk)["state"], code="the code")
    at_x.fails["/2/oauth2/revoke"] = httpx.Response(503)
    assert desk.post(f"{PAGE}/end", "supervisor").status == 503
    assert tokens(desk).read(SHOP) is not None
    at_x.fails.clear()
    assert desk.post(f"{PAGE}/end", "supervisor").status == 303
    assert at_x.revoked == ["the refresh", "the access"]
    assert tokens(desk).read(SHOP) is None
    assert 'data-standing="none"' in desk.get(PAGE, "supervisor").body


def test_agents_do_not_connect_accounts(desk: Desk, at_x: AtX):
    assert desk.get(PAGE, "agent").status == 403
    assert desk.post(PAGE, "agent").status == 403
    assert desk.post(f"{PAGE}/end", "agent").status == 403


def test_a_permission_that_x_does_not_renew_is_told_on_the_page(desk: Desk, at_x: AtX):
    comes_back(desk, state=leaves(desk)["state"], code="the code")
    pair = tokens(desk).read(SHOP)
    assert pair is not None
    Grants(desk.world.dynamodb, "accounts").refused(SHOP, pair.renewed_at)
    page = unescape(desk.get(PAGE, "supervisor").body)
    assert 'data-standing="refused"' in page
    assert "Connect again" in page


def test_an_answer_of_x_that_was_lost_is_told_with_the_hour_and_the_button_that_ends_the_doubt(desk: Desk, at_x: AtX):
    pair = TokenPair(
        access=SecretStr("a"), refresh=SecretStr("r"), expires_at=NIGHT + timedelta(hours=1), renewed_at=NIGHT
    )
    grants = Grants(desk.world.dynamodb, "accounts")
    grants.record(SHOP, pair, NIGHT, granted=True)
    grants.asking(SHOP, NIGHT)
    desk.world.at(NIGHT + timedelta(minutes=1))
    assert "its answer was lost" not in unescape(desk.get(PAGE, "supervisor").body), "the run is under way"
    desk.world.at(NIGHT + timedelta(minutes=3))
    page = unescape(desk.get(PAGE, "supervisor").body)
    assert "its answer was lost" in page
    assert "Connect again" in page


def test_every_page_names_the_account_to_connect_again_for_who_sees_it_and_does_not_ask_for_it_each_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GRANTS_PREFIX", PREFIX)
    grants = Grants(desk.world.dynamodb, "accounts")
    pair = TokenPair(
        access=SecretStr("a"), refresh=SecretStr("r"), expires_at=NIGHT + timedelta(days=9), renewed_at=NIGHT, scopes=()
    )
    grants.record(SHOP, pair, NIGHT, granted=True)
    grants.refused(SHOP, NIGHT)
    asked = list[int]()
    desk.world.handler("desk")
    from desk.dependencies import grants as known

    def every() -> list[Grant]:
        asked.append(1)
        return grants.all()

    monkeypatch.setattr(known, "all", every)
    for _ in range(3):
        assert "is not being renewed" in desk.get("/desk/cases", "agent").body
        assert "is not being renewed" not in desk.get("/desk/cases", "stranger").body
    assert len(asked) == 1


def test_what_x_does_not_say_is_answered_by_what_was_seen_of_the_account(desk: Desk, at_x: AtX):
    assert at_x.owner == SHOP
    assert desk.get(PAGE, "supervisor").body.count("not seen yet") == 3
    grants = Grants(desk.world.dynamodb, "accounts")
    pair = TokenPair(access=SecretStr("a"), expires_at=NIGHT + timedelta(hours=2), renewed_at=NIGHT)
    grants.record(SHOP, pair, NIGHT, granted=True)
    grants.accepts(SHOP, "create_post", "oauth2")
    Accounts(desk.world.dynamodb, "accounts").learn_reply(SHOP, "refused", NIGHT)
    body = desk.get(PAGE, "supervisor").body
    assert ("X refused one on" in body, "create_post" in body, body.count("not seen yet")) == (True, True, 1)
    later = NIGHT + timedelta(hours=1)
    grants.record(SHOP, TokenPair(access=SecretStr("b"), expires_at=later, renewed_at=later), later)
    assert "X renewed it on" in desk.get(PAGE, "supervisor").body
