"""What the desk answers, always with the headers that keep a page to itself."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from aws_lambda_powertools import event_handler
from aws_lambda_powertools.shared.cookies import Cookie

__all__ = ["SAFE", "Response", "as_bytes", "as_json", "elsewhere", "fragment", "local", "page", "see", "showing"]

Response = event_handler.Response[str]

SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
        "connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
}


def page(html: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A page or a part of one; no cache keeps it."""
    return _answer(status, html, "text/html; charset=utf-8", headers)


def fragment(html: str, known: str) -> Response:
    """A part of a page that is asked for again and again: 304 without a body if the browser has this one already.

    So nothing in it may differ from one time to the next by itself: ids of its forms are made of what they act on.
    """
    tag = f'"{hashlib.sha256(html.encode()).hexdigest()[:24]}"'
    if known == tag:
        return _answer(304, "", "text/html; charset=utf-8", {"etag": tag})
    return _answer(200, html, "text/html; charset=utf-8", {"etag": tag})


def as_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer of the API."""
    return _answer(status, json.dumps(value, ensure_ascii=False), "application/json", headers)


def as_bytes(data: bytes, kind: str, headers: Mapping[str, str], status: int = 200) -> Response:
    """A file, which no page of another site may show and which runs nothing, whatever it holds."""
    alone = {"content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'"}
    answer = _answer(status, "", kind, {**alone, **headers})
    answer.body = base64.b64encode(data).decode()
    answer.base64_encoded = True
    return answer


def see(path: str, cookies: list[Cookie] | None = None) -> Response:
    """Go on at another page of the desk: nothing that somebody else wrote leads to another host."""
    answer = _answer(303, "", "text/plain", {"location": local(path)})
    answer.cookies = cookies or []
    return answer


def elsewhere(address: str) -> Response:
    """Go on at an address that the desk itself has signed; nobody keeps it."""
    return _answer(302, "", "text/plain", {"location": address})


def showing(origin: str) -> Mapping[str, str]:
    """The policy of a page that shows pictures and videos: of the desk, of the bucket, and those just chosen."""
    usual = SAFE["content-security-policy"]
    shown = usual.replace("img-src 'self' data:", f"img-src 'self' data: blob: {origin}")
    return {"content-security-policy": shown.replace("media-src 'self'", f"media-src 'self' blob: {origin}")}


def local(path: str) -> str:
    """The path if it is one of the desk's own pages, else the queue."""
    parts = urlsplit(path)
    own = not parts.scheme and not parts.netloc and parts.path.split("/")[:2] == ["", "desk"]
    return path if own and "\\" not in path and path.isprintable() and not path.startswith("//") else "/desk/cases"


def _answer(status: int, body: str, kind: str, headers: Mapping[str, str] | None) -> Response:
    given = {"content-type": kind, "cache-control": "no-store", **SAFE, **(headers or {})}
    return Response(status, headers=given, body=body)
