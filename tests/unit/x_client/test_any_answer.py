"""Whatever X answers, a call returns its value or raises an XError, and nothing else."""

import json

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.x_client.conftest import X

from care.x.errors import Malformed, RetryLater, XError

NAMES = st.sampled_from(
    ["data", "errors", "meta", "includes", "id", "text", "type", "detail", "title", "code", "message", "users", "posts",
     "created_at", "author_id", "next_token", "subscription", "filter", "public_metrics", "referenced_posts", "deleted",
     "hidden", "valid", "job_id", "dm_event_id", "dm_conversation_id", "attachments", "value",
     "resource_id", "note_post"]
)  # fmt: skip
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(["12", "\ud83d", "2026-11-22T09:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]),
)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
SHAPED = st.dictionaries(
    st.sampled_from(["data", "errors", "includes", "meta"]), JSON | st.lists(JSON, max_size=3), max_size=4
)
BODIES = st.one_of(
    st.binary(max_size=200),
    (JSON | SHAPED).map(lambda value: json.dumps(value).encode()),
    st.sampled_from([b"[" * 100_000, b'{"a":' * 50_000, b'{"data":' + b"9" * 5000 + b"}", b"\xef\xbb\xbf{}", b"NaN"]),
)
HEADER_NAMES = st.sampled_from(
    [
        "x-rate-limit-limit",
        "x-rate-limit-remaining",
        "x-rate-limit-reset",
        "x-user-limit-24hour-reset",
        "retry-after",
        "date",
        "content-type",
        "content-encoding",
        "location",
        "set-cookie",
    ]
)
HEADER_VALUES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"0", b"15", b"1795348800", b"99999999999999999999", b"gzip", b"br, gzip",
                     b"text/html; charset=no",
                     b"http://[", b"//x:port", b"Sun, 31 Feb 2026 99:00:00 GMT", b"Mon, 01 Jan 0001 00:00:00 +2359"]),
)  # fmt: skip
HEADERS = st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=6)
STATUSES = st.integers(200, 599) | st.sampled_from([200, 201, 204, 301, 307, 400, 401, 402, 403, 404, 429, 500, 503])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(status=STATUSES, headers=HEADERS, body=BODIES)
def test_no_answer_raises_anything_but_an_x_error(x: X, any_call, status, headers, body):
    # A stream, because httpx decodes a ready body when the response is made, and X's comes from the wire.
    x.answer = httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))
    raised = x_error_of(lambda: any_call(x.client))
    assert raised is None or (raised.call and type(raised) is not XError)
    assert raised or 200 <= status <= 299


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(status=STATUSES, headers=HEADERS, body=BODIES)
def test_a_post_that_may_be_out_is_never_said_to_be_retried(x: X, status, headers, body):
    x.answer = httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))
    raised = x_error_of(lambda: x.client.create_post("Hola"))
    assert not isinstance(raised, Malformed)
    assert not (200 <= status <= 299 and isinstance(raised, RetryLater))


def x_error_of(call):
    try:
        call()
    except XError as error:
        return error
    return None


def test_a_cookie_of_x_does_not_come_back_to_it(x: X):
    x.answer = httpx.Response(200, json={"data": []}, headers={"set-cookie": "guest_id=v1; Domain=.x.com; Path=/"})
    x.client.mentions("1")
    x.client.mentions("1")
    assert "cookie" not in x.asked[1].headers
