"""The one port of the run: the webhook, the desk and the hours pages, the simulated X, the clock."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from infra.local.brand import order_of
from infra.local.clock import LocalClock, run_until
from infra.local.received import Received
from infra.local.stack import LocalStack
from infra.local.x import SimulatedX, routes

_LARGEST = 10 * 1024 * 1024  # bytes: what API Gateway takes
# Whoever asks for the instant that they read a moment ago wants what is due to run, and is not told off.
_JUST_NOW = timedelta(minutes=1)
_STACKS = ("/webhook", "/hours/{rest:path}", "/desk", "/desk/{rest:path}")
_METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"]
_NOT_FORWARDED = {"host", "connection", "content-encoding", "content-length", "date", "server", "transfer-encoding"}


@dataclass
class LocalRun:
    """What the routes share."""

    x: SimulatedX
    clock: LocalClock
    stack: LocalStack
    moving: asyncio.Lock


def application(run: LocalRun) -> Starlette:
    """All routes of the run. Other hosts' names are refused: no page of the web may call them through a browser."""
    received = Received()
    own = [
        Route("/", lambda _request: RedirectResponse("/desk")),
        *(Route(path, _forward, methods=_METHODS) for path in _STACKS),
        Route("/local/clock", _clock_now, methods=["GET"]),
        Route("/local/clock", _move_clock, methods=["POST"]),
        Route("/local/brand/api.tiendaluna.example/orders/{order}", order_of, methods=["GET"]),
        Route("/local/brand/{host}/{path:path}", received.take, methods=["POST"]),
        Route("/local/received", received.show, methods=["GET"]),
    ]
    application = Starlette(
        routes=[*own, *routes(run.x)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
    )
    application.state.run = run
    # It hands on what browsers send and keeps nothing: one person's session is no other's.
    nobodys = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    application.state.client = httpx.AsyncClient(timeout=httpx.Timeout(30.0), trust_env=False, cookies=nobodys)
    return application


async def _forward(request: Request) -> Response:
    """Hand a request to the stack's HTTP API as it came, byte for byte, and its answer back."""
    run: LocalRun = request.app.state.run
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            return Response(status_code=413)
    client: httpx.AsyncClient = request.app.state.client
    # As it came: the path that Starlette tells is decoded, and holds what no address may.
    path = request.scope["raw_path"].decode("ascii", "replace")
    try:
        answer = await client.request(
            request.method,
            f"{run.stack.api}{path}?{request.url.query}",
            headers=[(k, v) for k, v in request.headers.items() if k.lower() not in _NOT_FORWARDED],
            content=body,
        )
    except httpx.TransportError:
        return Response(status_code=502)
    response = Response(answer.content, answer.status_code)
    # One by one: an answer may set several cookies.
    own = [(k.lower(), v) for k, v in answer.headers.raw if k.lower().decode() not in _NOT_FORWARDED]
    response.raw_headers = [*own, *((k, v) for k, v in response.raw_headers if k == b"content-length")]
    return response


async def _clock_now(request: Request) -> Response:
    return JSONResponse({"now": _written(request.app.state.run.clock.now())})


async def _move_clock(request: Request) -> Response:
    """Move the clock forward and answer when everything that fell due has run."""
    if not _from_here(request):
        return JSONResponse({"error": "a page of another site cannot move the clock"}, 403)
    run: LocalRun = request.app.state.run
    try:
        to = _instant(await request.json())
    except (ValueError, RecursionError) as error:
        return JSONResponse({"error": str(error)}, 400)
    async with run.moving:
        if to < run.clock.now() - _JUST_NOW:
            now = _written(run.clock.now())
            return JSONResponse({"error": f"the clock only moves forward: it is {now} now"}, 400)
        moved = await asyncio.to_thread(run_until, to, run.clock, run.stack, run.x.idle)
    return JSONResponse({"now": _written(run.clock.now()), **moved})


def _from_here(request: Request) -> bool:
    """True unless a browser says that a page of another site asks; programs name no origin."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def _instant(body: Any) -> datetime:
    wanted = body.get("now") if isinstance(body, dict) else None
    if not isinstance(wanted, str):
        raise ValueError(  # noqa: TRY004  the endpoint answers every ValueError
            'send {"now": "2026-11-23T09:00:00+01:00"}: an instant with its offset'
        )
    at = datetime.fromisoformat(wanted)
    if at.tzinfo is None:
        raise ValueError(f"{wanted} has no offset: write 2026-11-23T09:00:00Z or +01:00")
    return at.astimezone(UTC)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
