"""What posts and messages of the simulated X show: bytes by X's own addresses, handed out as X's hosts do."""

import base64
import binascii
import hashlib
import re
import secrets
import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from care.pictures.kinds import kind_of, size_of
from infra.local.x.neighbours import refusal_of_stranger
from infra.local.x.simulated import SimulatedX
from infra.local.x.world import Shown

LARGEST = 20_000_000
_PORTRAIT = re.compile(r"pbs\.twimg\.com/profile_images/([0-9]{1,20})/picture_normal\.png")
_KEPT = {"x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'; sandbox"}
_STILL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True)
class Served:
    """Bytes at an address, and whether X asks who wants them."""

    data: bytes = field(repr=False)
    content_type: str
    signed: bool = False


def read_media(x: SimulatedX, given: dict[str, Any], most: int) -> tuple[Shown, ...]:
    """The pictures of a request, base64 each; whatever the bytes are, X shows them, so that odd ones can be tried."""
    told, alts = given.get("media") or [], given.get("alt") or []
    if not isinstance(told, list) or len(told) > most:
        raise ValueError(f'"media" is a list of up to {most} texts in base64, or is left out.')
    if not isinstance(alts, list) or not all(isinstance(one, str) for one in alts):
        raise ValueError('"alt" is a list of texts, one for each of "media", or is left out.')
    return tuple(_shown(x, one, alts[at] if at < len(alts) else "") for at, one in enumerate(told))


def _shown(x: SimulatedX, text: Any, alt: str) -> Shown:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise ValueError('Each of "media" is base64.') from None
    if not 0 < len(data) <= LARGEST:
        raise ValueError(f'Each of "media" has from 1 to {LARGEST} bytes.')
    return made(x, data, alt)


def made(x: SimulatedX, data: bytes, alt: str = "") -> Shown:
    """Bytes as X shows them, with an id of their own."""
    kind = kind_of(data) or "image/jpeg"
    size = size_of(data, kind) or (0, 0)
    types = {"video/mp4": "video", "image/gif": "animated_gif"}
    kind_of_x = types.get(kind, "photo")
    number = {"photo": "3", "video": "7", "animated_gif": "16"}[kind_of_x]
    key = f"{number}_{x.world.new_id()}"
    return Shown(key, kind_of_x, kind, data, alt, min(size[0], 100_000), min(size[1], 100_000), secrets.token_hex(5))


def serve(x: SimulatedX, path: str) -> Served | None:
    """What lies at `<host>/<path>`."""
    if portrait := _PORTRAIT.fullmatch(path):
        known = portrait[1] in x.world.users
        return Served(_portrait(portrait[1]), "image/png") if known else None
    for one in x.world.shown.values():
        if path == one.still.removeprefix("https://"):
            return Served(_STILL if one.moves else one.data, "image/png" if one.moves else one.content_type)
        if path == one.moving.removeprefix("https://"):
            return Served(one.data, one.content_type)
    for message in x.world.messages:
        for one in message.media:
            if path == one.private(message.id).removeprefix("https://"):
                return Served(one.data, one.content_type, signed=True)
    return None


def _portrait(user_id: str) -> bytes:
    """A square in a colour of the user's own, as a PNG."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    colour = bytes(96 + byte // 2 for byte in hashlib.sha256(user_id.encode()).digest()[:3])
    head = part(b"IHDR", struct.pack(">IIBBBBB", 48, 48, 8, 2, 0, 0, 0))
    drawn = part(b"IDAT", zlib.compress((b"\0" + colour * 48) * 48))
    return b"\x89PNG\r\n\x1a\n" + head + drawn + part(b"IEND", b"")


def media_routes(x: SimulatedX) -> list[Route]:
    """`/x/media/<host>/<path>`: where the local run finds pbs.twimg.com, video.twimg.com and ton.twitter.com.

    `/x/chat-media/<key>`: what an encrypted chat shows, as its reader's own phone opens it.
    """

    async def media(request: Request) -> Response:
        if stranger := refusal_of_stranger(request, needs_json=False):
            return stranger
        found = serve(x, request.path_params["path"])
        if found is None:
            return Response(status_code=404)
        own_page = request.headers.get("sec-fetch-site") == "same-origin"
        authorization = request.headers.get("authorization", "")
        if found.signed and not own_page:
            account = x.user_calls.account_of("GET", str(request.url), authorization) if authorization else None
            if account is None:
                return Response(status_code=401)
        return Response(found.data, media_type=found.content_type, headers=_KEPT)

    async def of_chat(request: Request) -> Response:
        if stranger := refusal_of_stranger(request, needs_json=False):
            return stranger
        found = x.phones.seen(request.path_params["key"])
        kind = kind_of(found.data) if found is not None and found.data else None
        if found is None or kind is None:
            return Response(status_code=404)
        return Response(found.data, media_type=kind, headers=_KEPT)

    return [
        Route("/x/media/{path:path}", media, methods=["GET"]),
        Route("/x/chat-media/{key}", of_chat, methods=["GET"]),
    ]
