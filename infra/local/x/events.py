"""The events that X delivers: their envelopes, in the shapes of X's sample payloads."""

import hashlib
import json
from typing import Any

from infra.local.x.conversations import ChatEvent, Conversation, milliseconds
from infra.local.x.objects import media_objects, message_create, post_object, user_object, with_twins
from infra.local.x.world import DirectMessage, Post, User, World


def envelope(
    event_type: str, user_filter: dict[str, str], tag: str | None, content: dict[str, Any], seed: str
) -> bytes:
    """The exact bytes of one delivery. `content` holds the payload and, for most events, the includes.

    The `event_uuid` is a decimal string that may be negative, and the same for the same event and subscriber.
    """
    digest = hashlib.sha256(f"{event_type} {user_filter} {seed}".encode()).digest()
    data: dict[str, Any] = {
        "event_uuid": str(int.from_bytes(digest[:8], signed=True)),
        "filter": user_filter,
        "event_type": event_type,
    }
    if tag is not None:
        data["tag"] = tag
    return json.dumps({"data": data | content}, ensure_ascii=False, separators=(",", ":")).encode()


def post_content(world: World, post: Post, event_type: str) -> dict[str, Any]:
    """A post event. The users and the post again are included in post.create and post.mention.create only."""
    payload = with_twins(post_object(world, post))
    if event_type not in {"post.create", "post.mention.create"} or not world.included:
        return {"payload": payload, "includes": {}}
    beside = [one for post_id in (post.quoted, post.in_reply_to) if (one := world.post_of(post_id or ""))]
    ids = dict.fromkeys([post.author_id, *post.mentions, *(one.author_id for one in beside)])
    users = [with_twins(user_object(world.users[one])) for one in ids if one in world.users]
    around = [with_twins(post_object(world, one)) for one in beside]
    includes: dict[str, Any] = {"users": users, "tweets": [payload, *around]}
    if post.media:
        includes["media"] = with_twins(media_objects(post.media))
    return {"payload": payload, "includes": includes}


def deletion_content(post: Post, account: User) -> dict[str, Any]:
    """A post.delete event; its users are wrapped in `data`, unlike those of other events."""
    payload = {"id": post.id, "author_id": post.author_id}
    return {"payload": payload, "includes": {"users": [{"data": with_twins(user_object(account))}]}}


def dm_content(world: World, message: DirectMessage) -> dict[str, Any]:
    """A dm.received or dm.sent event: no includes, no conversation id, users wrapped in `data` by id."""
    both = (message.sender_id, message.recipient_id)
    known = both if world.included else ()
    users = {one: {"data": with_twins(user_object(world.users[one]))} for one in known}
    return {"payload": {"direct_message_events": [message_create(message)], "users": users}}


def chat_content(conversation: Conversation, event: ChatEvent, *, with_key: bool = True) -> dict[str, Any]:
    """A chat.received or chat.sent event: sealed, with the key change that a member needs to open it."""
    payload: dict[str, Any] = {
        "conversation_token": event.token,
        "id": event.message_id,
        "created_at_msec": milliseconds(event.at),
        "sender_id": event.sender_id,
        "conversation_id": conversation.id,
        "encoded_event": event.encoded,
        "message_event_signature": event.signature,
    }
    if event.key_version:
        payload["conversation_key_version"] = event.key_version
    if with_key and (change := conversation.key_change(event.key_version)):
        payload["conversation_key_change_event"] = change.encoded
    return {"payload": payload}
