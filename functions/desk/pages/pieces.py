"""Files that people bring: whole, or in pieces of 3 MB, because a Lambda takes 6 MB at once.

A video is put together while its pieces come, so that none is too large for the memory here.
"""

import base64
import binascii
from copy import replace
from datetime import datetime

from care import late
from care.model.account import Account
from care.model.files import OUT
from care.model.media import KeptMedia, Media
from care.model.outcomes import Code, outcome
from care.outbox.brought import own_name, refused
from care.outbox.files import LARGEST
from care.pictures.kinds import Kind, kind_of
from care.tables.joining import Coming
from care.tables.media import new_place
from desk.dependencies import files, joining
from desk.pages.files import PIECE, Holder, as_told, holder_of, keep, refuse_one_more
from desk.requests import BadRequest, Request
from desk.responses import Response, as_json

_MOST_PIECES = 1 + max(LARGEST.values()) // PIECE
_ID = late.pattern(r"[0-9a-f]{32}")


def bring(request: Request) -> Response:
    """A file for an answer: whole (multipart, or base64 in JSON), or a piece of one (`?id=…&piece=0&of=3&size=…`)."""
    to, account = holder_of(request)
    if request.content_type == "application/octet-stream":
        return _piece(request, to, account)
    if request.content_type == "multipart/form-data":
        brought = request.multipart.files
        if len(brought) != 1:
            raise BadRequest(outcome(Code.form_expected))
        data = brought[0]
    else:
        try:
            data = base64.b64decode(str(request.form.get("data", "")), validate=True)
        except (binascii.Error, ValueError):
            raise BadRequest(outcome(Code.bad_base64)) from None
    return as_json(as_told(keep(to, account, data, request), to), 201)


def _piece(request: Request, to: Holder, account: Account) -> Response:
    told = request.query
    name, numbers = told.get("id", ""), [told.get(one, "") for one in ("piece", "of", "size")]
    if not _ID.fullmatch(name) or not all(one.isascii() and one.isdigit() and len(one) < 10 for one in numbers):
        raise BadRequest(outcome(Code.form_expected))
    number, of, size = map(int, numbers)
    fits = 0 <= number < of <= _MOST_PIECES and (of - 1) * PIECE < size <= of * PIECE
    # Where a byte of the file lies is reckoned from the pieces' length, so each but the last is whole.
    if not fits or len(request.body) != min(PIECE, size - number * PIECE):
        raise BadRequest(outcome(Code.file_incomplete))
    file_id = own_name(request.who.person.id, name)
    former = files.one(to.id, OUT, file_id)
    if former is not None and former.state == "kept" and files.has(former.place):
        return as_json(as_told(former, to), 201)  # its answer did not come, so it came again
    if number == 0:
        coming = _first(request, to, account, former, file_id, of, size)
    elif former is None or former.pieces != of:
        # Only the row that came with the first piece knows where the others lie.
        raise BadRequest(outcome(Code.file_incomplete))
    else:
        coming = former
    files.keep_piece(coming.place, number, request.body)
    if coming.upload:
        joining.came(_coming(coming), number, request.body)
    if number < of - 1:
        return as_json({"id": file_id, "state": "waiting"}, 202)
    if coming.upload:
        return as_json(as_told(_whole(to, coming, size, request.now), to), 201)
    whole = files.joined(coming.place, of, size)
    if whole is None or len(whole) != size:
        raise BadRequest(outcome(Code.file_incomplete))
    return as_json(as_told(keep(to, account, whole, request, file_id), to), 201)


def _first(
    request: Request, to: Holder, account: Account, former: KeptMedia | None, file_id: str, of: int, size: int
) -> KeptMedia:
    """What is known of a file of which the first piece came; a video is put together as its pieces come."""
    kind = _refuse_early(request.body, size)
    if former is None:
        refuse_one_more(to)
    else:
        files.drop(former)  # it may have been cut in more pieces
    place = new_place(account.id, to.id)
    upload = joining.begin(place, kind) if kind == "video/mp4" and of > 1 else ""
    media = Media(id=file_id)
    coming = KeptMedia(message_id=OUT, media=media, place=place, pieces=of, upload=upload, at=request.now)
    files.tell(to.id, coming, request.now, unsent=True)
    return coming


def _coming(kept: KeptMedia) -> Coming:
    return Coming(kept.place, kept.upload, kept.pieces, PIECE)


def _whole(to: Holder, coming: KeptMedia, size: int, now: datetime) -> KeptMedia:
    """A video of which all pieces came, in one; its notes are left out."""
    try:
        is_whole = joining.whole(_coming(coming), size)
    except ValueError:
        raise BadRequest(refused("broken", "video/mp4")) from None
    if not is_whole:
        raise BadRequest(outcome(Code.file_incomplete))
    media = Media(id=coming.id, type="video")
    kept = replace(coming, media=media, state="kept", content_type="video/mp4", size=size, pieces=0, upload="", at=now)
    files.tell(to.id, kept, now, unsent=True)
    files.drop_pieces(coming.place, coming.pieces)
    return kept


def _refuse_early(begins: bytes, size: int) -> Kind:
    """What a file is, by how it begins; BadRequest says what is wrong before the rest of it is brought."""
    kind = kind_of(begins)
    if kind is None or kind not in LARGEST:
        raise BadRequest(refused("unknown_kind", kind))
    if size > LARGEST[kind]:
        raise BadRequest(refused("too_large", kind))
    return kind
