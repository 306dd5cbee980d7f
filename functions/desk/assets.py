"""Styles and scripts of the desk. Their addresses change with their content, so browsers may keep them."""

import hashlib
from functools import cache
from pathlib import Path

from care.looks import tokens
from desk.requests import Request
from desk.responses import SAFE, Response

_STATIC = Path(__file__).parent / "static"
_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
STYLES = ("desk.css", "queue.css", "case.css", "steer.css", "report.css", "settings.css", "posts.css")
HTMX = "htmx-2.0.11.min.js"  # npm's htmx.org, 0BSD; tests/functions/test_desk_assets.py holds its SHA-256
SCRIPTS = (HTMX, "desk.js", "case.js", "beside.js", "told.js", "files.js", "pictures.js", "settings.js")
# A page asks for one of each: a function that is asked for six things at once starts six times.
_JOINED = {"all.css": STYLES, "all.js": SCRIPTS}


@cache
def digest() -> str:
    """One for the contents of all files."""
    read = hashlib.sha256(tokens().encode())
    for path in sorted(_STATIC.iterdir()):
        read.update(path.name.encode() + b"\0" + path.read_bytes())
    return read.hexdigest()[:16]


@cache
def address(name: str) -> str:
    """Where a file is."""
    return f"/desk/static/{digest()}/{name}"


@cache
def _joined(name: str) -> str:
    before = f"{tokens()}\n" if name.endswith(".css") else ""
    return before + "\n".join((_STATIC / one).read_text(encoding="utf-8") for one in _JOINED[name])


def serve(request: Request) -> Response:
    """A file by its address; what was kept under an older one is fetched again."""
    name = request.params["name"]
    if name not in _JOINED:
        return Response(404, headers={**SAFE, "cache-control": "no-store"}, body="")
    headers = {**SAFE, "content-type": _KINDS[Path(name).suffix], "etag": f'"{digest()}"'}
    current = request.params["digest"] == digest()
    headers["cache-control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(304, headers=headers, body="")
    return Response(200, headers=headers, body=_joined(name))
