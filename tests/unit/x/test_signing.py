"""The signing part of an app's secret: read without pydantic, and never shown."""

import json
from typing import Any

import pytest

from care.x.credentials import read_app_secret
from care.x.oauth_signature import UnreadableSecret, read_signing_secrets

SECRET: dict[str, Any] = {
    "consumer_key": "key",
    "consumer_secret": "now",
    "client_secret": None,
    "bearer_token": "bearer",
    "previous_consumer_secret": "before",
    "accounts": {},
}


def test_the_present_and_the_previous_secret_are_accepted_and_none_shows_in_a_repr():
    secrets = read_signing_secrets(json.dumps(SECRET | {"client_secret": "client"}))
    assert (secrets.consumer, secrets.client) == ((b"now", b"before"), (b"client",))
    assert "now" not in repr(secrets)
    assert "client" not in repr(secrets).replace("client=", "")


def test_one_secret_serves_deliveries_and_calls():
    assert read_app_secret(json.dumps(SECRET)).consumer_secret.get_secret_value().encode() == b"now"
    assert read_signing_secrets(json.dumps(SECRET)).consumer[0] == b"now"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("not json", "the JSON itself"),
        ("[]", "the JSON itself"),
        ('"now"', "the JSON itself"),
        (json.dumps(SECRET | {"consumer_secret": ""}), "consumer_secret"),
        (json.dumps({"consumer_key": "now"}), "consumer_secret"),
        (json.dumps(SECRET | {"client_secret": 7}), "client_secret"),
    ],
)
def test_what_is_wrong_is_named_without_its_value(text, named):
    with pytest.raises(UnreadableSecret, match=named) as raised:
        read_signing_secrets(text)
    assert "now" not in str(raised.value)
