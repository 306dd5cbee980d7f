"""The page at `/x/`: a person plays the customer, and the agent who answers in X's own app."""

import html
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from care.looks import tokens
from infra.local.x.neighbours import refusal_of_stranger
from infra.local.x.simulated import SimulatedX

_STATIC = Path(__file__).parent / "static"
_FILES = {"page.js": "text/javascript", "page.css": "text/css"}
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


def page_routes(x: SimulatedX) -> list[Route]:
    """The page and its two files."""

    async def page(request: Request) -> Response:
        if stranger := refusal_of_stranger(request, needs_json=False):
            return stranger
        names = [html.escape(one.username) for one in x.world.accounts]
        options = "".join(f'<option value="{name}">@{name}</option>' for name in names)
        template = (_STATIC / "page.html").read_text(encoding="utf-8")
        filled = template.replace("{{accounts}}", options).replace("{{first}}", names[0])
        return HTMLResponse(filled, headers=_HEADERS)

    async def static(request: Request) -> Response:
        name = request.path_params["name"]
        if stranger := refusal_of_stranger(request, needs_json=False):
            return stranger
        if name not in _FILES:
            return JSONResponse({"error": "There is no such file."}, 404)
        if name == "page.css":
            style = tokens() + (_STATIC / name).read_text(encoding="utf-8")
            return Response(style, media_type=_FILES[name], headers=_HEADERS)
        return FileResponse(_STATIC / name, media_type=_FILES[name], headers=_HEADERS)

    return [Route("/x/", page, methods=["GET"]), Route("/x/static/{name}", static, methods=["GET"])]
