"""All routes of the simulated X, to be mounted at the root."""

import base64
import binascii
import hmac
from typing import Any
from urllib.parse import parse_qs, unquote_plus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from infra.local.x import api_chat, api_chat_media, api_dms, api_media, api_people, api_posts, api_reads, api_webhooks
from infra.local.x.authorize import authorize_routes
from infra.local.x.calls import Operation, route
from infra.local.x.neighbours import refusal_of_stranger
from infra.local.x.page import page_routes
from infra.local.x.shown import media_routes
from infra.local.x.simulate import simulate_routes
from infra.local.x.simulated import SimulatedX

OPERATIONS: tuple[Operation, ...] = tuple(
    one
    for module in (api_chat, api_chat_media, api_media, api_webhooks, api_reads, api_people, api_posts, api_dms)
    for one in module.OPERATIONS
)
"""All of the API, those with a fixed path before those that would take its last part for an id."""
_EVERY_METHOD = ["GET", "POST", "PUT", "DELETE", "PATCH"]


def routes(x: SimulatedX) -> list[BaseRoute]:
    """X's API under `/2/`, `/oauth2/token`, the page at `/x/` and what it does under `/x/simulate/`."""
    api = [route(x, operation) for operation in OPERATIONS]
    return [
        *api,
        *authorize_routes(x),
        Route("/2/{rest:path}", _unknown, methods=_EVERY_METHOD),
        Route("/oauth2/token", _token_endpoint(x), methods=["POST"]),
        *simulate_routes(x),
        *page_routes(x),
        *media_routes(x),
    ]


async def _unknown(request: Request) -> Response:
    if stranger := refusal_of_stranger(request, needs_json=False):
        return stranger
    detail = "The simulated X has no such operation."
    problem = {"title": "Not Found", "detail": detail, "type": "about:blank", "status": 404}
    return JSONResponse(problem, 404, media_type="application/problem+json")


def _token_endpoint(x: SimulatedX) -> Any:
    async def token(request: Request) -> Response:
        """The app's bearer token for its consumer key and secret; a form, as OAuth 2.0 has it."""
        if stranger := refusal_of_stranger(request, needs_json=False):
            return stranger
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        try:
            key, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            key = secret = ""
        pairs = ((unquote_plus(key), x.app.consumer_key), (unquote_plus(secret), x.app.consumer_secret))
        known = all(hmac.compare_digest(one.encode(), expected.encode()) for one, expected in pairs)
        if scheme.lower() != "basic" or not known:
            wrong = [{"code": 99, "message": "Unable to verify your credentials", "label": "authenticity_token_error"}]
            return JSONResponse({"errors": wrong}, 403)
        form = parse_qs((await request.body()).decode(errors="replace"))
        if form.get("grant_type") != ["client_credentials"]:
            return JSONResponse({"errors": [{"code": 170, "message": "Missing required parameter: grant_type"}]}, 403)
        return JSONResponse({"token_type": "bearer", "access_token": x.app.bearer_token})

    return token
