"""What customers showed: bytes for people with access to the account, and another try for what was not fetched."""

from collections.abc import Sequence
from functools import cache
from urllib.parse import quote, urlsplit

from care import late
from care.model.commands import FetchMedia
from care.model.media import KeptMedia
from care.model.outbox_item import Item
from care.model.outcomes import Code, outcome
from care.model.stored_message import StoredMessage
from care.queues import ask_for_media
from care.tables.media import NotThere
from desk.dependencies import conversations, files, settings, sqs
from desk.dispatch import NotYours
from desk.requests import BadRequest, Request
from desk.responses import Response, as_bytes, as_json, elsewhere, see

# What a Lambda may answer at once is 6 MB in base64; a browser asks for the rest of a video by itself, and what cannot
# be asked for in parts is had from the bucket, by an address that soon leads nowhere.
_AT_ONCE = 4_000_000
_LINK_SECONDS = 60
_RANGE = late.pattern(r"bytes=([0-9]{1,12})-([0-9]{0,12})")
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
}
# What a browser may show in the desk's own pages; everything else is a file to be kept.
_SHOWN = {"image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"}


def shown_of(case_id: str, messages: Sequence[StoredMessage], items: Sequence[Item] = ()) -> list[KeptMedia]:
    """What became of what a case's messages show, or are to show; not asked for where none shows anything."""
    shows = any(message.media for message in messages) or any(item.files for item in items)
    return files.of_case(case_id) if shows else []


def show(request: Request) -> Response:
    """The bytes of one picture, video or file."""
    kept = _one(request)
    return bytes_of(request, kept.place, kept.content_type, kept.id, kept.size)


def poster(request: Request) -> Response:
    """The still picture of a video."""
    kept = _one(request)
    return bytes_of(request, kept.poster_place, "", kept.id)


def again(request: Request) -> Response:
    """Have what a message shows fetched once more; who asks twice has it fetched once."""
    case, account = request.matter
    message_id, media_id = request.params["message"], request.params["media"]
    found = next((one for one in conversations.messages(case.case_id) if one.id == message_id), None)
    media = next((one for one in found.media if one.id == media_id), None) if found is not None else None
    if media is None:
        raise BadRequest(outcome(Code.no_such_message))
    command = FetchMedia(
        **case.ids,
        item_id=f"media-{message_id}",
        language=case.language or account.language,
        asked_at=request.now,
        message_id=message_id,
        media=(media,),
        again=(media_id,),
    )
    ask_for_media(command, sqs, settings.media_queue_url, settings.chats_queue_url)
    if request.is_api:
        return as_json({"id": media_id, "state": "waiting"}, 202)
    return see(f"/desk/cases/{case.case_id}")


def _one(request: Request) -> KeptMedia:
    case, _ = request.matter
    kept = files.one(case.case_id, request.params["message"], request.params["media"])
    if kept is None:
        raise NotYours
    return kept


def bytes_of(request: Request, place: str, content_type: str, name: str, size: int = 0) -> Response:
    """A kept file, or the part of it that is asked for."""
    if not place:
        raise NotYours
    if size > _AT_ONCE and "range" not in request.headers:
        return elsewhere(files.link(place, content_type, _kept_as(request, content_type, name), _LINK_SECONDS))
    first, last = _range(request)
    try:
        part = files.part(place, first, last if last is not None else None, _AT_ONCE)
    except NotThere:
        raise NotYours from None
    kind = content_type or part.content_type
    headers = {
        "content-disposition": _kept_as(request, kind, name),
        "accept-ranges": "bytes",
        "cache-control": "private, max-age=300",
    }
    whole = part.first == 0 and len(part.data) == part.total
    if whole and "range" not in request.headers:
        return as_bytes(part.data, kind, headers)
    headers["content-range"] = f"bytes {part.first}-{part.first + len(part.data) - 1}/{part.total}"
    return as_bytes(part.data, kind, headers, 206)


def _kept_as(request: Request, kind: str, name: str) -> str:
    kept = "inline" if kind in _SHOWN and "download" not in request.query else "attachment"
    return f'{kept}; filename="{quote(name)}.{_ENDINGS.get(kind, "bin")}"'


@cache
def where_files_are() -> str:
    """The origin of the bucket, for a page's policy."""
    parts = urlsplit(files.link("x", "image/png", "inline", 1))
    return f"{parts.scheme}://{parts.netloc}"


def _range(request: Request) -> tuple[int, int | None]:
    """From which byte to which; all of it where nothing sensible is asked."""
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None:
        return 0, None
    first, last = int(asked[1]), int(asked[2]) if asked[2] else None
    return (0, None) if last is not None and last < first else (first, last)
