import gzip
import json
import logging
import threading
from copy import replace

import httpx
import pytest
from httpx import Response
from pydantic import SecretStr
from tests.unit.selfservice.brand import ORDER, sent

from care.lookups.pinned_addresses import PinnedClient
from care.lookups.request import Failed, LookupFound, fetch, pinned_client
from care.model.settings.selfservice import Lookup

LOOKUP = Lookup.model_validate(ORDER)
VALUES = {"order": "AB-12345"}
SECRET = SecretStr("Bearer s3cr3t")
BODY = {"order": {"status": "en camino", "days": ["viernes", "lunes"], "cost": 12.5, "paid": True, "parcels": 2}}


def resolved(host, port):
    return ["93.184.215.14"]


def answering(answer, *, resolve=resolved) -> PinnedClient:
    return pinned_client(resolve, httpx.MockTransport(answer))


def noting(asked):
    def answer(request):
        asked.append(request)
        return sent(BODY)

    return answer


def looked(response, lookup=LOOKUP, values=VALUES, **more) -> LookupFound | Failed:
    return fetch(lookup, values, SECRET, client=answering(lambda _: response), **more)


def with_fields(**paths) -> Lookup:
    return replace(LOOKUP, fields=paths)


def test_fields_are_found_by_their_paths():
    lookup = with_fields(
        status="order.status", day="order.days.1", cost="order.cost", paid="order.paid", parcels="order.parcels"
    )
    found = looked(sent(BODY), lookup)
    assert found == LookupFound({"status": "en camino", "day": "lunes", "cost": 12.5, "paid": True, "parcels": 2})


def test_the_request_carries_the_secret_and_asks_for_plain_json():
    asked = []

    def answer(request):
        asked.append(request)
        return sent(BODY, Set_Cookie="session=1; Secure")

    client = answering(answer)
    assert isinstance(fetch(LOOKUP, VALUES, SECRET, client=client), LookupFound)
    assert isinstance(fetch(LOOKUP, VALUES, SECRET, client=client), LookupFound)
    request = asked[1]
    assert (request.method, request.url.path, request.headers["Host"]) == (
        "GET",
        "/orders/AB-12345",
        "api.brand.example",
    )
    assert request.headers["Authorization"] == "Bearer s3cr3t"
    assert request.headers["Accept-Encoding"] == "identity"
    assert "Cookie" not in request.headers


def test_a_lookup_without_a_secret_sends_none():
    asked: list[httpx.Request] = []
    client = answering(noting(asked))
    fetch(replace(LOOKUP, secret=None), VALUES, SECRET, client=client)
    assert "Authorization" not in asked[0].headers


@pytest.mark.parametrize("secret", [None, SecretStr(""), SecretStr("a\r\nX-Evil: 1"), SecretStr("clave ñ")])
def test_a_secret_that_is_missing_or_cannot_be_sent_asks_nothing(secret):
    client = answering(lambda _: pytest.fail("it was asked"))
    assert fetch(LOOKUP, VALUES, secret, client=client) == Failed("no_secret")


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("a/b", b"/orders/a%2Fb"),
        ("a?b=c&d#e", b"/orders/a%3Fb%3Dc%26d%23e"),
        ("a b\\c%2F", b"/orders/a%20b%5Cc%252F"),
        ("1.5", b"/orders/1%2E5"),
        ("ñ@evil.example", b"/orders/%C3%B1%40evil%2Eexample"),
        ("{order}", b"/orders/%7Border%7D"),
    ],
)
def test_a_value_stays_in_its_place_in_the_address(value, path):
    asked: list[httpx.Request] = []
    client = answering(noting(asked))
    fetch(LOOKUP, {"order": value}, SECRET, client=client)
    assert asked[0].url.raw_path == path
    assert asked[0].headers["Host"] == "api.brand.example"


@pytest.mark.parametrize(
    "value", ["..", ".", "../admin", "a/../../b", "...", "a\x00b", "a\nb", "a\u202eb", "", "\ud800"]
)
def test_a_value_that_could_walk_the_path_is_not_sent(value):
    client = answering(lambda _: pytest.fail("it was asked"))
    assert fetch(LOOKUP, {"order": value}, SECRET, client=client) == Failed("bad_value")


def test_a_value_that_is_missing_is_not_sent():
    assert fetch(LOOKUP, {}, SECRET, client=answering(lambda _: pytest.fail("it was asked"))) == Failed("bad_value")


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (httpx.Response(302, headers={"Location": "https://evil.example/"}), "redirected"),
        (httpx.Response(307, headers={"Location": "/orders/1"}), "redirected"),
        (httpx.Response(304), "redirected"),
        (sent(BODY, 401), "not_allowed"),
        (sent(BODY, 404), "not_found"),
        (sent(BODY, 500), "bad_status"),
        (httpx.Response(204), "bad_status"),
        (sent(b"<p>AB-12345</p>", Content_Type="text/html"), "not_json"),
        (sent(BODY, Content_Encoding="br"), "not_json"),
        (sent("x" * 70_000), "too_long"),
    ],
)
def test_an_answer_that_does_not_fit_hands_over(response, reason):
    assert looked(response) == Failed(reason)


def flowing(parts) -> Response:
    return httpx.Response(200, content=parts, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"\xff\xfe{}", "not_json"),
        (b'{"order": {"status": NaN, "days": [1]}}', "not_json"),
        (b"[" * 60_000, "too_deep"),
        (b'{"a":' * 30 + b"1" + b"}" * 30, "too_deep"),
        (b"[]", "field_missing"),
        (b'{"order": null}', "field_missing"),
        (b'{"order": {"status": "x", "days": []}}', "field_missing"),
        (b'{"order": {"status": {"a": 1}, "days": [1]}}', "bad_field"),
        (b'{"order": {"status": "", "days": [1]}}', "bad_field"),
        (b'{"order": {"status": 1e999, "days": [1]}}', "bad_field"),
        (b'{"order": {"status": ' + b"9" * 5000 + b', "days": [1]}}', "not_json"),
        (b'{"order": {"status": ' + b"9" * 300 + b', "days": [1]}}', "bad_field"),
        (json.dumps({"order": {"status": "x" * 201, "days": [1]}}).encode(), "bad_field"),
    ],
)
def test_a_body_that_does_not_hold_the_fields_hands_over(body, reason):
    assert looked(sent(body)) == Failed(reason)


def test_brackets_inside_texts_are_no_depth():
    body = {"order": {"status": '[[[[[[[[[[[[[[[[[[[["', "days": [1]}}
    assert isinstance(looked(sent(body)), LookupFound)


def test_a_field_is_one_line_without_what_cannot_be_seen():
    body = {"order": {"status": " en\x00\x1b camino\r\n\u202eya ", "days": ["x" * 200]}}
    assert looked(sent(body)) == LookupFound({"status": "en camino ya", "day": "x" * 200})


def test_an_endless_answer_is_left_after_64_kilobytes():
    given = []

    def endless():
        while True:
            given.append(1024)
            yield b" " * 1024

    assert looked(flowing(endless())) == Failed("too_long")
    assert sum(given) <= 66 * 1024


def test_a_packed_answer_is_not_unpacked():
    body = gzip.compress(b" " * 10_000_000)
    response = sent(body, Content_Encoding="gzip")
    assert looked(response) == Failed("not_json")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (httpx.ReadTimeout("Bearer s3cr3t"), "timed_out"),
        (httpx.ConnectError("Bearer s3cr3t"), "unreachable"),
        (httpx.RemoteProtocolError("AB-12345"), "unreachable"),
        (OSError("AB-12345"), "unreachable"),
        (RuntimeError("AB-12345"), "fault"),
    ],
)
def test_every_fault_is_a_reason_without_secret_or_value(error, reason):
    def answer(request):
        raise error

    failed = fetch(LOOKUP, VALUES, SECRET, client=answering(answer))
    assert failed == Failed(reason)
    assert "s3cr3t" not in repr(failed)
    assert "12345" not in repr(failed)


@pytest.mark.parametrize("slow", ["name", "answer", "body"])
def test_the_wait_is_bounded_whatever_is_slow(slow):
    go_on = threading.Event()

    def dripping():
        while not go_on.wait(0.002):
            yield b" "

    def resolve(host, port):
        return go_on.wait(20) and [] if slow == "name" else ["93.184.215.14"]

    def answer(request):
        return go_on.wait(20) and httpx.Response(500) if slow == "answer" else flowing(dripping())

    try:
        assert fetch(LOOKUP, VALUES, SECRET, client=answering(answer, resolve=resolve), seconds=0.05) == Failed(
            "timed_out"
        )
    finally:
        go_on.set()


def test_neither_value_nor_secret_is_logged(caplog):
    with caplog.at_level(logging.DEBUG):
        assert isinstance(looked(sent(BODY)), LookupFound)
    assert "12345" not in caplog.text
    assert "s3cr3t" not in caplog.text


def test_what_was_found_shows_in_no_representation():
    assert "camino" not in repr(looked(sent(BODY)))
