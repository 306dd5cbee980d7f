"""Media of X Chat through the API: encrypted bytes, uploaded in pieces, kept and handed out as they came."""

import secrets
from datetime import timedelta
from typing import Any

from infra.local.x.calls import Call, Operation
from infra.local.x.chat_requests import number_of, raw
from infra.local.x.conversations import Upload
from infra.local.x.problems import forbidden, invalid, not_found

_UPLOAD = "/2/chat/media/upload"
LARGEST = 20 * 1024 * 1024
LASTS = timedelta(hours=24)


async def initialize(call: Call) -> dict[str, Any]:
    """POST /2/chat/media/upload/initialize."""
    me, total = call.brand(), call.body.get("total_bytes")
    if type(total) is not int or not 0 < total <= LARGEST:
        raise invalid(f"$.total_bytes: is from 1 to {LARGEST}.")
    found = call.x.chats.find(me.id, call.required("conversation_id"))
    made = Upload(call.x.world.new_id(), me.id, found.id, secrets.token_hex(16), total, call.x.now() + LASTS)
    call.x.chats.uploads[made.id] = made
    answer = {"session_id": made.id, "media_hash_key": made.media_hash_key, "conversation_id": made.conversation_id}
    return {"data": answer}


async def append(call: Call) -> dict[str, Any]:
    """POST /2/chat/media/upload/{id}/append: one piece, base64 in JSON."""
    upload, index = _upload(call), call.body.get("segment_index")
    if type(index) is not int or index < 0:
        raise invalid("$.segment_index: is a whole number from 0.")
    piece = raw(call.body.get("media"), "$.media")
    if sum(map(len, (*upload.parts.values(), piece))) - len(upload.parts.get(index, b"")) > upload.total:
        raise invalid("$.media: is more than was announced.")
    upload.parts[index] = piece
    return {"data": {"expires_at": int(upload.ends.timestamp())}}


async def finalize(call: Call) -> dict[str, Any]:
    """POST /2/chat/media/upload/{id}/finalize."""
    upload, parts = _upload(call), number_of(call.body.get("num_parts"))
    if parts != len(upload.parts) or sorted(upload.parts) != list(range(len(upload.parts))):
        raise invalid("$.num_parts: does not fit the pieces that came.")
    whole = b"".join(upload.parts[index] for index in range(len(upload.parts)))
    if len(whole) != upload.total:
        raise invalid("$.num_parts: the pieces are fewer bytes than were announced.")
    upload.whole = whole
    return {"data": {"success": True}}


async def download(call: Call) -> bytes:
    """GET /2/chat/media/{id}/{media_hash_key}: for both members of the conversation."""
    found = call.x.chats.find(call.brand().id, call.path["id"])
    wanted = (found.id, call.path["media_hash_key"])
    for one in call.x.chats.uploads.values():
        if one.whole is not None and (one.conversation_id, one.media_hash_key) == wanted:
            return one.whole
    raise not_found("media", "media_hash_key", wanted[1])


def _upload(call: Call) -> Upload:
    upload = call.x.chats.uploads.get(call.path["id"])
    if upload is None or upload.whole is not None or upload.ends <= call.x.now():
        raise not_found("upload", "id", call.path["id"])
    if upload.user_id != call.brand().id:
        raise forbidden("That upload is not the authenticated user's.")
    found = call.x.chats.find(upload.user_id, call.required("conversation_id"))
    if (found.id, call.body.get("media_hash_key")) != (upload.conversation_id, upload.media_hash_key):
        raise invalid("$.media_hash_key: is not that of this upload.")
    return upload


OPERATIONS = (
    Operation("POST", f"{_UPLOAD}/initialize", initialize, "chat_media", "user"),
    Operation("POST", f"{_UPLOAD}/{{id}}/append", append, "chat_media", "user"),
    Operation("POST", f"{_UPLOAD}/{{id}}/finalize", finalize, "chat_media", "user"),
    Operation("GET", "/2/chat/media/{id}/{media_hash_key}", download, "chat_media", "user"),
)
