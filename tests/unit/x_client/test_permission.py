"""An account's access token of OAuth 2.0 beside its token of OAuth 1.0a, and the address that gives tokens."""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from care.model.grant import TokenKind, TokenPair
from care.x.authorization import ClientKeys, TokenAddress, authorize_address, authorize_page, challenge_of
from care.x.client import XClient
from care.x.credentials import AppKeys, Permission, UserToken
from care.x.errors import CredentialsRefused, OutcomeUnknown, Refused, RetryLater, ServerFailed

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
KEYS = AppKeys(consumer_key=SecretStr("k"), consumer_secret=SecretStr("s"), bearer_token=SecretStr("app"))
OLD = UserToken(token=SecretStr("t"), token_secret=SecretStr("u"))
ME = {"data": {"id": "1", "username": "tienda", "name": "Tienda"}}
REQUIRED = {
    "errors": [{"message": "OauthAccessTokenRequired: OAuth user access token is required for this event type"}]
}
PAIR = TokenPair(
    access=SecretStr("a-1"), refresh=SecretStr("r-1"), expires_at=NOW, scopes=("tweet.read",), renewed_at=NOW
)


def client(
    refuses: str, status: int = 401, *, old: UserToken | None = OLD, token: str | None = "access", **more: object
) -> tuple[XClient, list[str], list[tuple[str, TokenKind]]]:
    """X that refuses one kind of token; how it was asked, and what was learned."""
    asked: list[str] = []
    learned: list[tuple[str, TokenKind]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        kind = request.headers["authorization"]
        asked.append(kind if kind.startswith("Bearer") else "OAuth")
        if asked[-1].startswith(refuses):
            return httpx.Response(status, json=REQUIRED if status == 400 else {"title": "Unauthorized", "status": 401})
        return httpx.Response(201 if request.method == "POST" else 200, json=ME)

    permission = Permission(
        lambda: SecretStr(token) if token else None,
        more.get("accepts", {}),  # type: ignore[arg-type]
        lambda call, kind: learned.append((call, kind)),
    )
    http = httpx.Client(transport=httpx.MockTransport(answer))
    return XClient(KEYS, old, http=http, permission=permission), asked, learned


def test_the_older_token_goes_first_and_the_other_is_not_even_looked_up():
    x, asked, learned = client("nobody")
    assert x.me().id == "1"
    assert (asked, learned) == (["OAuth"], [])


@pytest.mark.parametrize("status", [401, 400])
def test_where_x_does_not_take_it_the_other_is_tried_and_that_is_learned(status: int):
    x, asked, learned = client("OAuth", status)
    assert x.me().id == "1"
    assert (asked, learned) == (["OAuth", "Bearer access"], [("me", "oauth2")])


@pytest.mark.parametrize("status", [401, 400])
def test_a_file_is_had_by_the_kind_of_token_that_x_takes_and_that_is_learned(status: int):
    x, asked, learned = client("OAuth", status)
    assert x.chats.media("1", "2", "abc", 1000) == json.dumps(ME, separators=(",", ":")).encode()
    assert (asked, learned) == (["OAuth", "Bearer access"], [("chat_media", "oauth2")])


def test_what_was_learned_goes_first():
    x, asked, learned = client("OAuth", accepts={"me": "oauth2"})
    assert x.me().id == "1"
    assert (asked, learned) == (["Bearer access"], [])


def test_what_was_learned_is_unlearned_where_x_takes_the_older_one_again():
    x, asked, learned = client("Bearer", accepts={"me": "oauth2"})
    assert x.me().id == "1"
    assert (asked, learned) == (["Bearer access", "OAuth"], [("me", "oauth1")])


def test_an_account_with_a_permission_alone_is_served_by_it_and_the_apps_token_never_stands_in():
    x, asked, learned = client("nobody", old=None)
    assert x.me().id == "1"
    x.me()
    assert (asked, learned) == (["Bearer access", "Bearer access"], [])
    ended, asked, _ = client("nobody", old=None, token=None)
    with pytest.raises(CredentialsRefused):
        ended.me()
    assert asked == []


def test_where_x_takes_neither_the_account_must_act_and_a_refusal_of_another_kind_is_not_tried_again():
    x, asked, _ = client("")
    with pytest.raises(CredentialsRefused):
        x.me()
    assert asked == ["OAuth", "Bearer access"]
    http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(403, json={"detail": "no"})))
    with pytest.raises(Refused):
        XClient(KEYS, OLD, http=http, permission=Permission(lambda: SecretStr("x"))).me()


def address(answer: Callable[[httpx.Request], httpx.Response]) -> TokenAddress:
    keys = ClientKeys("the client", SecretStr("its secret"))
    return TokenAddress(keys, "https://api.x.example/", httpx.Client(transport=httpx.MockTransport(answer)))


def test_the_page_is_xs_own_and_the_challenge_is_that_of_rfc_7636():
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert authorize_page("https://api.x.com") == "https://x.com/i/oauth2/authorize"
    asked = authorize_address(
        authorize_page("http://127.0.0.1:8000"), "c", "https://d/desk/connected", ["a", "b"], "s", "v"
    )
    parts = urlsplit(asked)
    assert (parts.netloc, parts.path) == ("127.0.0.1:8000", "/i/oauth2/authorize")
    assert parse_qs(parts.query) == {
        "response_type": ["code"],
        "client_id": ["c"],
        "redirect_uri": ["https://d/desk/connected"],
        "scope": ["a b"],
        "state": ["s"],
        "code_challenge": [base64.urlsafe_b64encode(hashlib.sha256(b"v").digest()).rstrip(b"=").decode()],
        "code_challenge_method": ["S256"],
    }


def test_a_code_and_a_refresh_token_give_pairs_and_the_secret_goes_in_the_header_alone():
    forms: list[dict[str, list[str]]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        expected = base64.b64encode(b"the client:its secret").decode()
        assert request.headers["authorization"] == f"Basic {expected}"
        assert b"its+secret" not in request.content
        forms.append(parse_qs(request.content.decode()))
        return httpx.Response(
            200, json={"access_token": "a-2", "refresh_token": "r-2", "expires_in": 7200, "scope": "dm.read users.read"}
        )

    tokens = address(answer)
    first = tokens.exchange("the code", "v", "https://d/desk/connected", NOW)
    assert (first.access.get_secret_value(), first.expires_at, first.scopes) == (
        "a-2",
        NOW + timedelta(hours=2),
        ("dm.read", "users.read"),
    )
    tokens.refresh(PAIR, NOW)
    assert [form["grant_type"] for form in forms] == [["authorization_code"], ["refresh_token"]]
    assert (forms[0]["code_verifier"], forms[1]["refresh_token"]) == (["v"], ["r-1"])
    assert "a-2" not in repr(first)
    assert "r-2" not in repr(first)


def test_an_answer_without_scopes_leaves_them_as_they_were():
    tokens = address(lambda _: httpx.Response(200, json={"access_token": "a", "expires_in": 60}))
    assert tokens.refresh(PAIR, NOW).scopes == ("tweet.read",)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(400, json={"error": "invalid_grant"}), Refused),
        (httpx.Response(400, json={"error": "invalid_request"}), Refused),
        (httpx.Response(401, json={"error": "invalid_client"}), CredentialsRefused),
        (httpx.Response(400, json={"error": "unauthorized_client"}), CredentialsRefused),
        (httpx.Response(429), RetryLater),
        (httpx.Response(503), RetryLater),
        (httpx.Response(500, content=b"<html>"), ServerFailed),
        (httpx.Response(200, content=b"<html>"), OutcomeUnknown),
        (httpx.Response(200, json={"access_token": "", "expires_in": 1}), OutcomeUnknown),
        (httpx.Response(200, json={"access_token": "a", "expires_in": "soon"}), OutcomeUnknown),
        (httpx.Response(200, json={"access_token": "a", "expires_in": 0}), OutcomeUnknown),
        (httpx.Response(200, json=[]), OutcomeUnknown),
    ],
)
def test_what_x_says_instead_says_what_to_do_and_shows_no_token(answer: httpx.Response, error: type[Exception]):
    with pytest.raises(error) as told:
        address(lambda _: answer).refresh(PAIR, NOW)
    assert "r-1" not in f"{told.value!r} {told.value}"


def test_an_end_that_no_clock_reaches_is_bounded():
    tokens = address(lambda _: httpx.Response(200, json={"access_token": "a", "expires_in": 10**18}))
    assert tokens.refresh(PAIR, NOW).expires_at == NOW + timedelta(days=1)


def test_a_pair_without_a_refresh_token_is_not_renewed_and_both_tokens_are_given_back():
    bare = TokenPair(access=SecretStr("a"), expires_at=NOW, renewed_at=NOW)
    sent: list[list[str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(parse_qs(request.content.decode())["token"])
        return httpx.Response(200, json={"revoked": True})

    tokens = address(answer)
    with pytest.raises(Refused):
        tokens.refresh(bare, NOW)
    tokens.revoke(PAIR)
    assert sent == [["r-1"], ["a-1"]]
