"""Signing in at a made-up Cognito: keys of its own, answers as the real one gives them, and each way to be fooled."""

import base64
import hashlib
import importlib
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import Key, KeySet, RSAKey
from tests.functions.conftest import World
from tests.functions.desk.conftest import ORIGIN, PEOPLE, Answer, Desk

from care.tables.people import People

ISSUER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool"
LOGIN = "https://centralita-test.auth.eu-west-1.amazoncognito.com"
CLIENT = "desk-client"


class Cognito:
    """The token endpoint and the keys."""

    def __init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.published: list[Key] = [self.key]
        self.claims = {}
        self.asked = []
        self.algorithm = "RS256"
        self.asked_for_keys = 0

    def answer(self, request):
        if request.url.path.endswith("/.well-known/jwks.json"):
            self.asked_for_keys += 1
            return httpx.Response(200, json=KeySet(self.published).as_dict(private=False))
        form = {k: v[0] for k, v in parse_qs(request.content.decode()).items()}
        self.asked.append(form)
        if form["code"] != "good":
            return httpx.Response(400, json={"error": "invalid_grant"})
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return httpx.Response(200, json={"id_token": jwt.encode(header, self.claims, self.key)})


@pytest.fixture
def cognito(desk: Desk, monkeypatch) -> Cognito:
    monkeypatch.setenv("LOGIN_URL", LOGIN)
    monkeypatch.setenv("LOGIN_ISSUER", ISSUER)
    monkeypatch.setenv("LOGIN_CLIENT_ID", CLIENT)
    made = Cognito()
    desk.world.handler("desk")
    module: Any = importlib.import_module("desk.cognito")
    module.client = httpx.Client(transport=httpx.MockTransport(made.answer))
    return made


def begin(desk: Desk, to="/desk/cases"):
    """The browser's way to Cognito: where it was sent, and the cookie of the sign-in."""
    answer = desk.get(f"/desk/sign-in?to={to}")
    assert answer.status == 303
    asked = {k: v[0] for k, v in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    [cookie] = answer.cookies
    assert cookie.startswith("__Host-desk-signin=")
    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    return asked, cookie.partition(";")[0]


def claims(asked, **changes):
    now = int(time.time())
    return {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "0c1f",
        "token_use": "id",
        "nonce": asked["nonce"],
        "iat": now,
        "exp": now + 600,
        "email": "Ana@Shop.example",
        "email_verified": True,
        "name": "Ana Ruiz",
        "cognito:groups": ["agents", "somebody-elses"],
        **changes,
    }


def come_back(desk: Desk, asked, cookie, code="good", state=None) -> Answer:
    return desk.call("GET", f"/desk/signed-in?code={code}&state={state or asked['state']}", headers={"cookie": cookie})


def test_the_whole_way_in_and_out(desk: Desk, cognito: Cognito):
    asked, cookie = begin(desk, "/desk/cases?view=mine")
    assert asked["redirect_uri"] == f"{ORIGIN}/desk/signed-in"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    cognito.claims = claims(asked)
    answer = come_back(desk, asked, cookie)
    assert (answer.status, answer.headers["location"]) == (303, "/desk/cases?view=mine")
    [form] = cognito.asked
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
    session = next(c for c in answer.cookies if c.startswith("__Host-desk="))
    assert "Secure; " in f"{session}; "
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
    assert "Domain" not in session
    desk.sessions["ana"] = session.partition("=")[2].partition(";")[0]
    assert desk.get("/desk/cases", "ana").status == 200
    person = People(desk.world.dynamodb, "accounts").get("ana@shop.example")
    assert person is not None
    assert person.accounts == PEOPLE["agent"].accounts, "a sign-in keeps what a supervisor gave"
    assert person.roles == ("agents",)
    out = desk.post("/desk/sign-out", "ana")
    assert out.headers["location"].startswith(f"{LOGIN}/logout?client_id={CLIENT}")
    assert desk.get("/desk/cases", "ana").status == 303


def test_who_is_new_is_admitted_to_nothing(desk: Desk, cognito: Cognito):
    asked, cookie = begin(desk)
    cognito.claims = claims(asked, email="new@shop.example")
    assert come_back(desk, asked, cookie).status == 303
    person = People(desk.world.dynamodb, "accounts").get("new@shop.example")
    assert person is not None
    assert (person.accounts, person.all_accounts) == ((), False)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_other"},
        {"aud": "another-client"},
        {"exp": 1},
        {"nonce": "another"},
        {"token_use": "access"},
        {"email_verified": False},
        {"email": ""},
        {"email": "a#b c"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_token_that_is_not_for_this_sign_in_opens_nothing(desk: Desk, cognito: Cognito, changes):
    asked, cookie = begin(desk)
    cognito.claims = claims(asked, **changes)
    answer = come_back(desk, asked, cookie)
    assert answer.status == 400
    assert not answer.cookies


@pytest.mark.parametrize("missing", ["iss", "aud", "exp", "nonce", "token_use", "sub"])
def test_a_token_that_leaves_something_out_opens_nothing(desk: Desk, cognito: Cognito, missing):
    asked, cookie = begin(desk)
    cognito.claims = {name: value for name, value in claims(asked).items() if name != missing}
    assert come_back(desk, asked, cookie).status == 400


def test_a_token_of_another_key_opens_nothing_and_a_new_key_is_learnt(desk: Desk, cognito: Cognito):
    asked, cookie = begin(desk)
    cognito.claims = claims(asked)
    stranger = RSAKey.generate_key(2048, {"kid": "one"})
    cognito.key, own = stranger, cognito.key
    assert come_back(desk, asked, cookie).status == 400
    cognito.key = own
    module: Any = importlib.import_module("desk.cognito")

    at, keys = module._keys
    module._keys = (at - 60, keys)  # a minute later Cognito signs with a younger key
    cognito.key = RSAKey.generate_key(2048, {"kid": "two"})
    cognito.published.append(cognito.key)
    asked, cookie = begin(desk)
    cognito.claims = claims(asked)
    assert come_back(desk, asked, cookie).status == 303


def test_unknown_keys_do_not_make_us_ask_again_and_again(desk: Desk, cognito: Cognito):
    for _ in range(5):
        asked, cookie = begin(desk)
        cognito.claims = claims(asked)
        cognito.key = RSAKey.generate_key(2048, {"kid": "stranger"})
        assert come_back(desk, asked, cookie).status == 400
    assert cognito.asked_for_keys == 1


def test_a_state_serves_once_and_only_in_the_browser_that_began(desk: Desk, cognito: Cognito):
    asked, cookie = begin(desk)
    cognito.claims = claims(asked)
    assert come_back(desk, asked, "__Host-desk-signin=another").status == 400
    assert come_back(desk, asked, "x=y").status == 400
    assert come_back(desk, asked, cookie, state="another").status == 400
    assert come_back(desk, asked, cookie).status == 303
    assert come_back(desk, asked, cookie).status == 400


def test_cognito_that_refuses_or_fails_is_told_and_opens_nothing(desk: Desk, cognito: Cognito):
    asked, cookie = begin(desk)
    assert come_back(desk, asked, cookie, code="bad").status == 400
    module: Any = importlib.import_module("desk.cognito")

    def fails(request):
        raise httpx.ConnectTimeout("no answer")

    module.client = httpx.Client(transport=httpx.MockTransport(fails))
    asked, cookie = begin(desk)
    answer = come_back(desk, asked, cookie)
    assert answer.status == 400
    assert "start again" in answer.body


def test_a_sign_in_that_took_too_long_begins_anew(world: World):
    from datetime import timedelta

    from care.tables.sessions import Sessions

    sessions, now = Sessions(world.dynamodb, "accounts"), datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    state, _ = sessions.start("/desk/cases", now)
    assert sessions.finish(state, now + timedelta(minutes=10)) is None
