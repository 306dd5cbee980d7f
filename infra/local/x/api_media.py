"""Pictures and videos through the API: announced, brought in pieces, looked at by X, and shown by a post or a DM.

X forgets after a day what nothing shows. A GIF or a video is worked on: asked once, X is still at it.
"""

from datetime import timedelta
from typing import Any

from care.pictures.kinds import kind_of
from infra.local.x.calls import Call, Operation
from infra.local.x.chat_requests import raw
from infra.local.x.problems import forbidden, invalid, not_found
from infra.local.x.shown import made
from infra.local.x.world import MediaUpload, Shown

_UPLOAD = "/2/media/upload"
LARGEST = {"image": 5_000_000, "gif": 15_000_000, "video": 512_000_000}
LARGEST_PIECE = 8_000_000
LASTS = timedelta(hours=24)
LONGEST_ALT = 1000
NOT_FOR_DMS = "You are not permitted to attach this media to a DM event."
BAD_IDS = "Your media IDs are invalid."


async def initialize(call: Call) -> dict[str, Any]:
    """POST /2/media/upload/initialize."""
    x, me = call.x, call.brand()
    category, total = call.required("media_category"), call.body.get("total_bytes")
    largest = LARGEST.get(category.partition("_")[2])
    if largest is None or type(total) is not int or not 0 < total <= largest:
        raise invalid("$.total_bytes: is not what a file of this category may have.")
    media_id = x.world.new_id()
    made_ = MediaUpload(media_id, me.id, category, call.required("media_type"), total, x.now() + LASTS)
    x.world.uploads[media_id] = made_
    return {"data": {"id": media_id, "media_key": f"3_{media_id}", "expires_after_secs": int(LASTS.total_seconds())}}


async def append(call: Call) -> dict[str, Any]:
    """POST /2/media/upload/{id}/append: one piece, base64 in JSON."""
    upload, index = _upload(call, call.path["id"]), call.body.get("segment_index")
    if upload.shown is not None or type(index) is not int or index < 0:
        raise invalid("$.segment_index: is a whole number from 0 of an upload that goes on.")
    piece = raw(call.body.get("media"), "$.media")
    before = sum(len(part) for at, part in upload.parts.items() if at != index)
    if len(piece) > LARGEST_PIECE or before + len(piece) > upload.total:
        raise invalid("$.media: is more than was announced, or than one piece may have.")
    upload.parts[index] = piece
    return {"data": {"expires_at": int(upload.ends.timestamp())}}


async def finalize(call: Call) -> dict[str, Any]:
    """POST /2/media/upload/{id}/finalize."""
    upload = _upload(call, call.path["id"])
    whole = b"".join(upload.parts[index] for index in sorted(upload.parts))
    if upload.shown is not None or sorted(upload.parts) != list(range(len(upload.parts))) or len(whole) != upload.total:
        raise invalid("The segments do not add up to what was announced.")
    if kind_of(whole) != upload.content_type:
        raise invalid("The file is not of the announced type.")
    upload.shown = made(call.x, whole, upload.alt)
    return {"data": {**_told(call, upload), "size": upload.total}}


async def status(call: Call) -> dict[str, Any]:
    """GET /2/media/upload."""
    upload = _upload(call, call.query["media_id"])
    if upload.shown is None:
        raise invalid("The upload was not finalized.")
    upload.asked += 1
    return {"data": _told(call, upload)}


async def describe(call: Call) -> dict[str, Any]:
    """POST /2/media/metadata: the description of a picture."""
    upload, metadata = _upload(call, call.required("id")), call.body.get("metadata")
    alt = metadata.get("alt_text") if isinstance(metadata, dict) else None
    text = alt.get("text") if isinstance(alt, dict) else None
    if not isinstance(text, str) or len(text) > LONGEST_ALT:
        raise invalid(f"$.metadata.alt_text.text: has at most {LONGEST_ALT} characters.")
    upload.alt = text
    return {"data": {"id": upload.id, "associated_metadata": {"alt_text": {"text": text}}}}


def attached(call: Call, ids: Any, prefix: str) -> tuple[Shown, ...]:
    """What a post or a message shows; X refuses what is not the caller's, not ready, or not for this."""
    if not isinstance(ids, list) or not ids:
        raise invalid("$.media_ids: is a list of ids.")
    found = []
    for media_id in ids:
        upload = call.x.world.uploads.get(str(media_id))
        if upload is None or upload.user_id != call.brand().id or upload.shown is None or upload.ends <= call.x.now():
            raise invalid(BAD_IDS)
        if not upload.category.startswith(prefix):
            raise forbidden(NOT_FOR_DMS) if prefix == "dm" else invalid(BAD_IDS)
        if _is_worked_on(upload):
            raise invalid("The media is still being processed.")
        found.append(made(call.x, upload.shown.data, upload.alt))
    if any(one.moves for one in found) and len(found) > 1:
        raise invalid("A GIF or a video is attached alone.")
    return tuple(found)


def _is_worked_on(upload: MediaUpload) -> bool:
    return upload.kind != "image" and upload.asked < 2


def _told(call: Call, upload: MediaUpload) -> dict[str, Any]:
    left = max(int((upload.ends - call.x.now()).total_seconds()), 0)
    told: dict[str, Any] = {"id": upload.id, "media_key": f"3_{upload.id}", "expires_after_secs": left}
    if upload.kind != "image":
        working = _is_worked_on(upload)
        state = "pending" if upload.asked == 0 else "in_progress" if working else "succeeded"
        info: dict[str, Any] = {"state": state, "progress_percent": 50 if working else 100}
        told["processing_info"] = {**info, **({"check_after_secs": 1} if working else {})}
    return told


def _upload(call: Call, media_id: str) -> MediaUpload:
    upload = call.x.world.uploads.get(media_id)
    if upload is None or upload.ends <= call.x.now() or upload.user_id != call.brand().id:
        raise not_found("media", "media_id", media_id)
    return upload


OPERATIONS = (
    Operation("POST", f"{_UPLOAD}/initialize", initialize, "media", "user"),
    Operation("POST", f"{_UPLOAD}/{{id}}/append", append, "media", "user"),
    Operation("POST", f"{_UPLOAD}/{{id}}/finalize", finalize, "media", "user"),
    Operation("GET", _UPLOAD, status, "media", "user"),
    Operation("POST", "/2/media/metadata", describe, "media", "user"),
)
