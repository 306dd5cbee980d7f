"""Whatever comes to an endpoint of X Chat, or to what people do there, is answered, and never by a 500."""

import base64
import json
from typing import Any

import pytest
from infra.local.x import thrift
from infra.local.x.api_chat import OPERATIONS as CHAT
from infra.local.x.api_chat_media import OPERATIONS as MEDIA
from infra.local.x.api_dms import OPERATIONS as DMS
from infra.local.x.api_reads import OPERATIONS as READS

pytestmark = pytest.mark.anyio
DEEP = base64.b64encode(b"\x0c\x00\x01" * 5_000 + b"\x00" * 5_001).decode()
LONG_LIST = base64.b64encode(b"\x0f\x00\x01\x0c\x7f\xff\xff\xff\x00").decode()
TEXTS = [
    "",
    "a" * 5_000,
    "\ud800",
    "\x00",
    "' OR 1=1",
    "٣",
    "-1",
    "1" * 40,
    "AAAA",
    "@@",
    DEEP,
    LONG_LIST,
    "../..",
    "%00",
]
VALUES: list[Any] = [None, True, -1, 1e308, [], [[]], {}, {"a": 1}, [{}], [None], *TEXTS]
BODIES: dict[str, dict[str, Any]] = {
    "keys": {
        "conversation_key_version": "1",
        "conversation_participant_keys": [
            {"user_id": "1", "encrypted_conversation_key": "AAAA", "public_key_version": "1"}
        ],
        "action_signatures": [
            {
                "message_id": "a",
                "encoded_message_event_detail": "AA==",
                "message_event_signature": {"signature": "AA", "public_key_version": "1", "signature_version": "7"},
            }
        ],
    },
    "messages": {
        "message_id": "a",
        "encoded_message_create_event": thrift.encoded(thrift.text(100, b"x"), thrift.text(101, "1")),
        "encoded_message_event_signature": thrift.encoded(*(thrift.text(at, "7") for at in (1, 2, 3))),
        "conversation_token": "a",
    },
    "public_keys": {"public_key": {"public_key": "AA", "signing_public_key": "AA"}, "version": "1"},
    "read": {"seen_until_sequence_id": "1"},
    "initialize": {"conversation_id": "1", "total_bytes": 5},
    "append": {"media": "AAAA", "segment_index": 0, "conversation_id": "1", "media_hash_key": "a"},
    "finalize": {"conversation_id": "1", "media_hash_key": "a", "num_parts": "1"},
}
BODIES["delete"] = {
    "sequence_ids": ["1"],
    "delete_message_action": "delete_for_all",
    "action_signatures": BODIES["keys"]["action_signatures"],
}


def broken(value, instead):
    """The body with each of its parts, at any depth, replaced."""
    if isinstance(value, dict):
        for name in value:
            yield value | {name: instead}
            for part in broken(value[name], instead):
                yield value | {name: part}
            yield {other: value[other] for other in value if other != name}
    elif isinstance(value, list):
        yield [*value, instead]
        for at, one in enumerate(value):
            for part in broken(one, instead):
                yield [*value[:at], part, *value[at + 1 :]]


class Maria:
    """A customer with a token."""

    def __init__(self, stack, made):
        self.stack, self.id, self.token = stack, made["id"], made["access_token"]

    async def __call__(self, method, path, body=None):
        raw = None if body is None else json.dumps(body).encode()
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        return await self.stack.http.request(method, path, content=raw, headers=headers)


@pytest.fixture
async def maria(stack):
    await stack.say("chat", **{"from": "maria", "text": "hola"})
    return Maria(stack, await stack.say("users", username="maria"))


POSTS = [one for one in (*CHAT, *MEDIA) if one.method == "POST"]


@pytest.mark.parametrize("operation", POSTS, ids=lambda one: one.path)
async def test_no_body_is_a_500(x, maria, aurora, operation):
    kind = operation.path.rpartition("/")[2]
    body = BODIES.get(kind, {})
    own = maria.id if operation.path.startswith("/2/users") else aurora.id
    path = operation.path.replace("{id}", own)
    statuses = set()
    for value in VALUES:
        for wrong in [*broken(body, value), value] if body else [value]:
            statuses.add((await maria(operation.method, path, wrong)).status_code)
            x.limits = type(x.limits)()
    assert {status for status in statuses if status >= 500} == set()
    assert statuses - {200, 201}, statuses


@pytest.mark.parametrize("operation", [*CHAT, *MEDIA, *DMS, *READS], ids=lambda one: f"{one.method} {one.path}")
async def test_no_path_and_no_parameter_is_a_500(x, maria, operation):
    names = ["id", "media_hash_key", "participant_id", "dm_conversation_id", "event_id", "username"]
    for text in [
        "a",
        "-",
        "1-2-3",
        "g12",
        "0" * 30,
        "%D9%A3",
        "%00",
        "1%2F2",
        "%ED%A0%80",
        "1:2",
        f"{maria.id}-",
        maria.id,
    ]:
        path = operation.path
        for name in names:
            path = path.replace("{" + name + "}", text)
        for query in [
            "",
            "?max_results=0",
            "?pagination_token=x",
            "?ids=",
            "?ids=,,",
            "?usernames=%00",
            "?a=b",
            "?since_id=x",
        ]:
            answer = await maria(operation.method, path + query, {} if operation.method == "POST" else None)
            assert answer.status_code < 500, (path, query)
            x.limits = type(x.limits)()


@pytest.mark.parametrize(
    "path",
    ["users", "chat", "chat/edit", "chat/delete", "chat/react", "chat/keys", "chat/typing", "chat/group", "agent/chat"],
)
async def test_nothing_that_people_do_is_a_500(stack, maria, path):
    chat = (await stack.see("timeline"))["chats"][0]
    good = {"username": "pedro", "from": "maria", "to": "maria", "text": "hola", "id": chat["id"], "emoji": "👍"}
    extra = {"choose": "1", "request": True, "key_event": True, "gone": True}
    for value in VALUES:
        for name in (*good, *extra):
            answer = await stack.http.post(
                f"/x/simulate/{path}",
                content=json.dumps(good | {name: value}).encode(),
                headers={"content-type": "application/json"},
            )
            assert answer.status_code < 500, (name, value)
    for body in (b"", b"[]", b"null", b'"a"', b"{", b"\xff", b"[" * 100_000):
        answer = await stack.http.post(
            f"/x/simulate/{path}", content=body, headers={"content-type": "application/json"}
        )
        assert 400 <= answer.status_code < 500, body[:10]


@pytest.mark.parametrize("text", ["", "AAAA", DEEP, LONG_LIST, "CwABf////w==", "é", "CwAB"])
def test_what_is_no_thrift_is_a_value_error(text):
    with pytest.raises(ValueError, match=r"ends|list|deep|base64|type|goes on"):
        thrift.decoded(text)
