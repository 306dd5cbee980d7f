"""Deliveries of somebody hostile, or of an X that sends what nobody expects: counted, bounded, never fatal."""

import base64
import copy
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.functions.conftest import NIGHT, SECRET, SHOP, World
from tests.functions.test_ingest import KEY, delivery, request
from tests.hostile.texts import TEXTS

from care.x.delivery import read_delivery
from care.x.signature import LEGACY_HEADER, sign
from care.x.webhook_events import parse

EVENTS = Path(__file__).parents[2] / "events"
SAMPLES = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(EVENTS.glob("*.json"))}
ODD: list[Any] = [
    *(None, True, 0, -1, 1.5, 10**30, float("1e308"), "", " ", [], {}, [[]], {"id": {}}),
    *("abc", "12a", "١٢٣", "-5", "1" * 400, "0x10", "1e9", "\u202e12"),
    *("1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", "0000-00-00", "2026-02-30T00:00:00Z", "now"),
    *("253402300799999", "-62135596800000", "99999999999999999999"),
    TEXTS["markup"], TEXTS["bidi"], TEXTS["a null"], "\ud83d",
]  # fmt: skip


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all that a JSON value holds, inner ones too."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            yield from leaves(inner, (*path, key))


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    made = copy.deepcopy(value)
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    return made


PLACES = [(name, path) for name, sample in SAMPLES.items() for path in leaves(sample)]


@settings(deadline=None, max_examples=600)
@given(st.sampled_from(PLACES), st.sampled_from(ODD), st.booleans())
def test_any_odd_value_at_any_place_of_a_real_delivery_is_read_as_events_that_the_queue_takes(place, odd, surrogate):
    name, path = place
    made = changed(SAMPLES[name], path, odd)
    text = json.dumps(made) if surrogate else json.dumps(made, ensure_ascii=False).encode("utf-8", "replace").decode()
    for event in read_delivery(parse(text.encode())).events:
        body = event.as_json()
        assert body.isascii()
        assert len(body) < 262_144
        assert len(event.deduplication_id) <= 128
        assert 0 < len(event.group) <= 128


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("name", ["post.mention.create", "dm.received"])
def test_a_customers_text_goes_all_the_way_and_comes_back_as_it_was(world: World, name, text):
    made = json.loads(json.dumps(SAMPLES[name]))
    made["data"]["filter"]["user_id"] = SHOP
    payload = made["data"]["payload"]
    if name == "dm.received":
        dm = payload["direct_message_events"][0]
        dm["message_create"]["message_data"]["text"] = text
        dm["created_timestamp"] = str(int(NIGHT.timestamp() * 1000))
        customer = dm["message_create"]["sender_id"]
        dm["message_create"]["target"]["recipient_id"] = SHOP
        payload["users"] = {customer: {"id": customer, "screen_name": "x", "name": text[:50]}}
    else:
        payload |= {"text": text, "created_at": NIGHT.isoformat()}
        customer = payload["author_id"]
    body = json.dumps(made).encode()
    assert world.call("ingest", delivery(body)) == {"statusCode": 200}
    assert world.drain("events", "cases") == {"batchItemFailures": []}
    assert world.received("events_dlq") == []
    case_id = world.conversations.customer(SHOP, customer).case_id
    [message] = world.conversations.messages(case_id)
    assert message.text.replace("\ufffd", "").strip() in text.encode("utf-8", "replace").decode() or "&" in text
    world.drain("acknowledgements", "acknowledge")
    for item in world.outbox.of_case(SHOP, case_id):
        # Only in private is a name repeated, and nothing of a text ever.
        assert item.channel == "private" or not text.strip() or text not in item.text


BROKEN = {
    "deep arrays": b"[" * 200_000,
    "deep objects": b'{"a":' * 100_000,
    "deep and closed": b"[" * 50_000 + b"]" * 50_000,
    "deep data": b'{"data":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "a huge number": b'{"data":{"event_type":"post.create","filter":{"user_id":' + b"9" * 5_000 + b'},"payload":{}}}',
    "a number beyond digits": b"1" * 500_000,
    "not a number": b'{"data": NaN}',
    "infinity": b'{"data": {"event_type": "dm.received", "filter": {"user_id": Infinity}, "payload": {}}}',
    "keys twice": b'{"data":{"event_type":"x"},"data":[]}',
    "latin-1": '{"data":"ñ"}'.encode("latin-1"),
    "utf-16": '{"data":[]}'.encode("utf-16"),
    "a mark in front": b"\xef\xbb\xbf{}",
    "nothing": b"",
    "a null byte": b"\x00",
    "many nothings": b"[" + b"{}," * 100_000 + b"{}]",
    "many events": json.dumps({"data": [SAMPLES["follow.follow"]["data"]] * 200}).encode(),
    "a long key": b'{"' + b"a" * 900_000 + b'":1}',
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_signed_and_broken_is_answered_and_puts_no_event_of_a_customer_on_the_queue(world: World, body):
    made = request("POST", b"", {LEGACY_HEADER: sign(KEY, body)})
    made |= {"isBase64Encoded": True, "body": base64.b64encode(body).decode()}
    answer = world.call("ingest", made)
    assert answer["statusCode"] in {200, 400}
    assert {json.loads(record["body"])["kind"] for record in world.received("events")} <= {"unreadable"}


def test_ten_megabytes_are_refused_before_they_are_looked_at(world: World):
    body = b'{"data":"' + b"a" * 10_000_000 + b'"}'
    assert world.call("ingest", delivery(body))["statusCode"] == 413
    assert world.received("events") == []


OF_NO_KEY = base64.b64encode(hmac.new(b"", b"{}", hashlib.sha256).digest()).decode()
HEADERS = {
    "none": {},
    "empty": {LEGACY_HEADER: ""},
    "no prefix": {LEGACY_HEADER: "abc"},
    "not base64": {LEGACY_HEADER: "sha256=%%%"},
    "not ascii": {LEGACY_HEADER: "sha256=ñññ"},
    "half a character": {LEGACY_HEADER: "sha256=\ud83d"},
    "another hash": {LEGACY_HEADER: "sha1=" + base64.b64encode(hashlib.sha1(b"x").digest()).decode()},
    "long": {LEGACY_HEADER: "sha256=" + "A" * 1_000_000},
    "the empty key's": {
        LEGACY_HEADER: "sha256=" + base64.b64encode(hmac.new(b"", b"{}", hashlib.sha256).digest()).decode()
    },
    "the key's own name": {LEGACY_HEADER: "sha256=" + SECRET["consumer_key"]},
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS.keys())
def test_a_signature_that_is_none_changes_nothing(world: World, headers):
    answer = world.call("ingest", request("POST", b"{}", headers))
    assert answer["statusCode"] == 401
    assert world.received("events") == []


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=st.text(max_size=300) | st.sampled_from([json.dumps(sample) for sample in SAMPLES.values()]))
def test_what_the_crc_signs_is_never_a_delivery(world: World, token):
    """X's challenge is signed with the key of deliveries: whoever could have an event signed so could forge it."""
    answer = world.call("ingest", {**request("GET"), "queryStringParameters": {"crc_token": token}})
    if answer["statusCode"] != 200:
        assert answer["statusCode"] == 400
        return
    signature = json.loads(answer["body"])["response_token"]
    try:
        body = token.encode()
    except UnicodeEncodeError:
        return
    taken = world.call("ingest", request("POST", body, {LEGACY_HEADER: signature}))
    assert taken["statusCode"] in {200, 400}
    assert world.received("events") == []


def test_a_delivery_that_comes_again_much_later_changes_nothing(world: World, mention):
    first = delivery(mention("1"))
    for _ in range(3):
        assert world.call("ingest", first) == {"statusCode": 200}
        world.drain("events", "cases")
    [case] = world.conversations.queue(SHOP, "open")
    before = case
    world.at(NIGHT + timedelta(hours=20))
    assert world.call("ingest", first) == {"statusCode": 200}
    world.drain("events", "cases")
    [case] = world.conversations.queue(SHOP, "open")
    assert (case.version, case.unanswered_since) == (before.version, before.unanswered_since)
