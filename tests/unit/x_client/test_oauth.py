"""Signed requests, bearer requests, and secrets that stay hidden."""

import base64
import hashlib
import hmac
from contextlib import suppress
from urllib.parse import parse_qsl, quote, unquote

import pytest
from tests.unit.x_client.conftest import X

from care.x.client import XClient
from care.x.errors import XError


def oauth_fields(request):
    scheme, _, fields = request.headers["authorization"].partition(" ")
    assert scheme == "OAuth"
    return {name: unquote(value.strip('"')) for name, value in (field.split("=", 1) for field in fields.split(", "))}


def signature_by_rfc_5849(request, fields, key) -> str:
    """Section 3.4 written out once more: every parameter of query and header, encoded, sorted, joined, signed."""

    def encoded(value):
        return quote(value, safe="-._~")

    query = parse_qsl(request.url.query.decode(), keep_blank_values=True)
    pairs = [*query, *((name, value) for name, value in fields.items() if name != "oauth_signature")]
    parameters = "&".join(f"{name}={value}" for name, value in sorted((encoded(n), encoded(v)) for n, v in pairs))
    address = f"https://{request.url.host}{request.url.path}"
    base = "&".join(encoded(part) for part in (request.method, address, parameters))
    return base64.b64encode(hmac.new(key, base.encode(), hashlib.sha1).digest()).decode()


@pytest.mark.parametrize(
    "call", ["create_post", "send_dm", "delete_post", "hide_reply", "dm_events", "mentions", "search_recent"]
)
def test_an_accounts_calls_carry_a_signature_that_the_rfc_gives_too(x: X, call):
    with suppress(XError):
        x.calls[call](x.client)
    request = x.asked[0]
    fields = oauth_fields(request)
    assert fields["oauth_consumer_key"] == "the-key"
    assert fields["oauth_token"] == "the-token"
    assert fields["oauth_signature"] == signature_by_rfc_5849(request, fields, b"the-secret&the-token-secret")


def test_two_equal_requests_have_different_nonces(x: X):
    x.client.activity.webhooks()
    x.client.mentions("1")
    x.client.mentions("1")
    first, second = (oauth_fields(request)["oauth_nonce"] for request in x.asked[1:])
    assert first != second


@pytest.mark.parametrize(
    "call", ["webhooks", "create_webhook", "validate_webhook", "replay", "subscriptions", "delete_subscription"]
)
def test_the_apps_own_calls_carry_the_bearer_even_with_an_account(x: X, call):
    with suppress(XError):
        x.calls[f"activity.{call}"](x.client)
    assert x.asked[0].headers["authorization"] == "Bearer the-bearer"


@pytest.mark.parametrize("call", ["mentions", "search_recent", "users", "posts"])
def test_without_an_account_reading_falls_to_the_app(x: X, call):
    with suppress(XError):
        x.calls[call](x.app)
    assert x.asked[0].headers["authorization"] == "Bearer the-bearer"


def test_no_secret_shows_in_a_repr(x: X):
    said = f"{x.keys!r} {x.keys} {x.token!r} {x.token} {vars(x.client)} {XClient(x.keys, x.token)!r}"
    for secret in ("the-key", "the-secret", "the-bearer", "the-token"):
        assert secret not in said


def test_keys_cannot_be_changed(x: X):
    with pytest.raises(ValueError):
        x.keys.consumer_key = "other"  # type: ignore[misc, assignment]  # that is the point
