"""X Chat through the API: public keys, conversations and their events, sealed messages, deletions, typing and reading.

Without a fields parameter every field comes: X's own command-line client asks for none and reads them all.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.local.x import prices
from infra.local.x.calls import Call, Operation
from infra.local.x.conversations import ChatEvent, Conversation
from infra.local.x.objects import iso, respelled, user_object
from infra.local.x.pages import page_of
from infra.local.x.problems import invalid
from infra.local.x.public_keys import PublicKey

_CONVERSATIONS = "/2/chat/conversations"
_MEMBERS = ("participant_ids", "member_ids")


async def public_keys_of(call: Call) -> dict[str, Any]:
    """GET /2/users/{id}/public_keys: nothing at all for somebody who has none."""
    keys = call.x.chats.public_keys.of(call.path["id"])
    return {"data": [_key(call, one) for one in keys]} if keys else {}


async def public_keys(call: Call) -> dict[str, Any]:
    """GET /2/users/public_keys: of several users, each row with its user."""
    asked = dict.fromkeys(call.listed("ids"))
    if not asked:
        raise invalid("The `ids` query parameter can not be empty.", parameter="ids")
    found = [(user_id, one) for user_id in asked for one in call.x.chats.public_keys.of(user_id)]
    return {"data": [_key(call, one) | {"user_id": user_id} for user_id, one in found]} if found else {}


def _key(call: Call, key: PublicKey) -> dict[str, Any]:
    asked = call.listed("public_key.fields")
    return {name: value for name, value in key.shown().items() if not asked or name in asked}


async def register_keys(call: Call) -> dict[str, Any]:
    """POST /2/users/{id}/public_keys: one's own only."""
    key = call.x.chats.public_keys.register(call.brand_at("id").id, call.body, call.x.now())
    call.x.version += 1
    shown = key.shown()
    return {"data": {name: shown[name] for name in ("public_key_version", "juicebox_config")}}


@dataclass(frozen=True)
class _Listed:
    """A conversation at the place that its newest event gives it."""

    id: str
    at: datetime
    conversation: Conversation


async def conversations(call: Call) -> dict[str, Any]:
    """GET /2/chat/conversations: the primary inbox; of message requests it is only told that there are some."""
    me = call.brand()
    mine = call.x.chats.of(me.id)
    waiting = [one for one in mine if one.request and me.id not in one.wrote]
    shown = [_Listed(one.events[-1].id, one.events[-1].at, one) for one in mine if one not in waiting]
    page, meta = page_of(call, shown, default=10, lowest=1)
    answer: dict[str, Any] = {"data": [_conversation(call, one.conversation) for one in page]}
    told = {"result_count": len(page), "has_more": "next_token" in meta, "has_message_requests": bool(waiting)}
    answer["meta"] = told | ({"next_token": meta["next_token"]} if "next_token" in meta else {})
    return answer | _includes(call, [one.conversation for one in page])


async def conversation(call: Call) -> dict[str, Any]:
    """GET /2/chat/conversations/{id}."""
    found = call.x.chats.find(call.brand().id, call.path["id"])
    return {"data": _conversation(call, found)} | _includes(call, [found])


def _conversation(call: Call, one: Conversation) -> dict[str, Any]:
    happened = [*one.keys, *one.events]
    whole: dict[str, Any] = {
        "id": one.id,
        "type": "direct",
        "participant_ids": list(one.members),
        "member_ids": list(one.members),
        "is_muted": False,
        "screen_capture_blocking_enabled": False,
        "screen_capture_detection_enabled": False,
    }
    if happened:
        whole |= {"created_at": iso(happened[0].at), "updated_at": iso(happened[-1].at)}
    asked = call.listed("chat_conversation.fields")
    return {name: value for name, value in whole.items() if not asked or name in {"id", *_MEMBERS, *asked}}


def _includes(call: Call, found: list[Conversation]) -> dict[str, Any]:
    if not {*_MEMBERS} & {*call.listed("expansions")}:
        return {}
    fields = {"id", "name", "username", *call.listed("user.fields")}
    users = [call.x.world.users[one] for one in dict.fromkeys(user for one in found for user in one.members)]
    shown = [respelled(user_object(one), old=False) for one in users]
    return {"includes": {"users": [{name: one[name] for name in one if name in fields} for one in shown]}}


async def events(call: Call) -> dict[str, Any]:
    """GET /2/chat/conversations/{id}/events: newest first, and the key changes that they need."""
    me = call.brand()
    found = call.x.chats.find(me.id, call.path["id"])
    page, meta = page_of(call, list(reversed(found.seen_by(me.id))), default=10, lowest=1)
    needed = {one.key_version for one in page}
    answer: dict[str, Any] = {"data": [_event(call, found, one) for one in page]}
    told: dict[str, Any] = {"result_count": len(page), "has_more": "next_token" in meta}
    told["conversation_key_events"] = [one.encoded for one in found.keys if one.key_version in needed]
    answer["meta"] = told | ({"next_token": meta["next_token"]} if "next_token" in meta else {})
    return answer


def _event(call: Call, found: Conversation, one: ChatEvent) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "id": one.id,
        "conversation_id": found.id,
        "conversation_token": one.token,
        "created_at": iso(one.at),
        "encoded_event": one.encoded,
        "is_trusted": not found.request,
        "message_event_signature": one.signature,
        "sender_id": one.sender_id,
    }
    if one.previous_id:
        whole["previous_id"] = one.previous_id
    asked = call.listed("chat_message_event.fields")
    return {name: value for name, value in whole.items() if not asked or name in {"id", *asked}}


async def change_key(call: Call) -> dict[str, Any]:
    """POST /2/chat/conversations/{id}/keys."""
    found, event = call.x.chats.change_key(call.brand(), call.path["id"], call.body, call.x.now())
    return {"data": {"conversation_id": found.id, "sequence_id": event.id}}


async def send(call: Call) -> dict[str, Any]:
    """POST /2/chat/conversations/{id}/messages: answered with the event, or with one that tells a failure."""
    event = call.x.send_sealed(call.brand(), call.path["id"], call.body, cost=prices.CHAT_SENT, failure=call.failure)
    return {"data": {"encoded_message_event": event.encoded}}


async def delete(call: Call) -> dict[str, Any]:
    """POST /2/chat/conversations/{id}/messages/delete."""
    call.x.delete_sealed(call.brand(), call.path["id"], call.body)
    return {"data": {"deleted": True}}


async def mark_read(call: Call) -> dict[str, Any]:
    """POST /2/chat/conversations/{id}/read."""
    me, until = call.brand(), call.required("seen_until_sequence_id")
    found = call.x.chats.find(me.id, call.path["id"])
    if until not in {one.id for one in (*found.keys, *found.events)}:
        raise invalid("$.seen_until_sequence_id: is no event of this conversation.")
    found.read_until[me.id] = max(until, found.read_until.get(me.id, "0"), key=int)
    call.x.version += 1
    return {"data": {"success": True}}


async def typing(call: Call) -> dict[str, Any]:
    """POST /2/chat/conversations/{id}/typing."""
    call.x.type_in_chat(call.brand(), call.path["id"])
    return {"data": {"success": True}}


OPERATIONS = (
    Operation("GET", "/2/users/public_keys", public_keys, "chat_reads", "user"),
    Operation("GET", "/2/users/{id}/public_keys", public_keys_of, "chat_reads", "user"),
    Operation("POST", "/2/users/{id}/public_keys", register_keys, "chat_keys", "user"),
    Operation("GET", _CONVERSATIONS, conversations, "chat_reads", "user"),
    Operation("GET", f"{_CONVERSATIONS}/{{id}}", conversation, "chat_reads", "user"),
    Operation("GET", f"{_CONVERSATIONS}/{{id}}/events", events, "chat_reads", "user"),
    Operation("POST", f"{_CONVERSATIONS}/{{id}}/keys", change_key, "chat_keys", "user"),
    Operation("POST", f"{_CONVERSATIONS}/{{id}}/messages", send, "chat", "user", 201),
    Operation("POST", f"{_CONVERSATIONS}/{{id}}/messages/delete", delete, "chat", "user"),
    Operation("POST", f"{_CONVERSATIONS}/{{id}}/read", mark_read, "chat_signs", "user"),
    Operation("POST", f"{_CONVERSATIONS}/{{id}}/typing", typing, "chat_signs", "user"),
)
