"""Proofs between X and us (docs/design.md, 5)."""

import base64
import hashlib
import hmac

import pytest

from care.x.signature import LEGACY_HEADER, OAUTH2_HEADER, crc_answer, sign, signed_by

CONSUMER, CLIENT, BODY = b"consumer secret", b"client secret", '{"data":{"text":"ñandú 🐦"}}'.encode()


def test_a_crc_is_answered_with_the_consumer_secret_where_there_is_no_client_secret():
    expected = base64.b64encode(hmac.new(CONSUMER, b"token", hashlib.sha256).digest()).decode()
    assert crc_answer("token", [CONSUMER], []) == f"sha256={expected}"


def test_a_crc_is_answered_with_the_client_secret_where_there_is_one():
    assert crc_answer("token", [CONSUMER], [CLIENT]) == sign(CLIENT, b"token")


@pytest.mark.parametrize("token", ["", '{"data": {}}', "a b", "a" * 257, "tökén", "a\n", "[1]", "<xml>"])
def test_what_does_not_look_like_base64_is_not_signed(token):
    assert crc_answer(token, [CONSUMER], []) is None


@pytest.mark.parametrize(
    ("headers", "clients", "signed"),
    [
        ({LEGACY_HEADER: sign(CONSUMER, BODY)}, [], True),
        ({LEGACY_HEADER: f" {sign(CONSUMER, BODY)} "}, [], True),
        ({LEGACY_HEADER: sign(b"another", BODY)}, [], False),
        ({LEGACY_HEADER: sign(CONSUMER, BODY + b" ")}, [], False),
        ({LEGACY_HEADER: "sha256="}, [], False),
        ({LEGACY_HEADER: "ñ"}, [], False),
        ({}, [], False),
        ({OAUTH2_HEADER: sign(CLIENT, BODY)}, [CLIENT], True),
        # The newer header alone decides: a wrong one does not fall back to the legacy header.
        ({OAUTH2_HEADER: sign(b"another", BODY), LEGACY_HEADER: sign(CONSUMER, BODY)}, [CLIENT], False),
        ({OAUTH2_HEADER: "", LEGACY_HEADER: sign(CONSUMER, BODY)}, [CLIENT], False),
        ({OAUTH2_HEADER: sign(CLIENT, BODY), LEGACY_HEADER: sign(CONSUMER, BODY)}, [], False),
        # An app with a client secret may still be sent the legacy header alone.
        ({LEGACY_HEADER: sign(CONSUMER, BODY)}, [CLIENT], True),
        ({OAUTH2_HEADER: sign(CONSUMER, BODY)}, [CLIENT], False),
    ],
)
def test_a_delivery_is_taken_only_if_these_bytes_were_signed(headers, clients, signed):
    assert (signed_by(BODY, headers, [CONSUMER], clients) is not None) is signed


def test_both_secrets_are_taken_while_they_are_rotated():
    assert signed_by(BODY, {LEGACY_HEADER: sign(b"old", BODY)}, [CONSUMER, b"old"], [])
