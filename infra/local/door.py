"""What the run answers on its one port: the webhook, the simulated X, the clock, and a look at the cases."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from infra.local.clock import LocalClock, run_until
from infra.local.stack import LocalStack
from infra.local.x import SimulatedX, routes

_LARGEST = 10 * 1024 * 1024  # bytes: what API Gateway takes
# Whoever asks for the instant that they read a moment ago wants what is due to run, and is not told off.
_JUST_NOW = timedelta(minutes=1)
_NOT_FORWARDED = {"host", "connection", "content-length", "transfer-encoding"}


@dataclass
class Run:
    """What the routes share; `stack` is there once it is deployed."""

    x: SimulatedX
    clock: LocalClock
    stack: LocalStack | None = None
    moving: asyncio.Lock | None = None


def application(run: Run, pages: Callable[[Run], list[Route]]) -> Starlette:
    """All routes of the run. Other hosts' names are refused: no page of the web may call them through a browser."""
    client = httpx.AsyncClient(timeout=httpx.Timeout(30.0), trust_env=False)

    async def webhook(request: Request) -> Response:
        if run.stack is None:
            return Response(status_code=503)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LARGEST:
                return Response(status_code=413)
        answer = await client.request(
            request.method,
            run.stack.webhook,
            params=request.query_params.multi_items(),
            headers=[(k, v) for k, v in request.headers.items() if k.lower() not in _NOT_FORWARDED],
            content=body,
        )
        kept = {k: v for k, v in answer.headers.items() if k.lower() in {"content-type", "apigw-requestid"}}
        return Response(answer.content, answer.status_code, kept)

    async def clock(request: Request) -> Response:
        if request.method == "GET":
            return JSONResponse({"now": _written(run.clock.now())})
        if run.stack is None or run.moving is None:
            return JSONResponse({"error": "the stack is not deployed yet: wait until the run is ready"}, 503)
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

    async def home(_request: Request) -> Response:
        return RedirectResponse("/x/")

    own = [
        Route("/", home),
        Route("/webhook", webhook, methods=["GET", "POST", "PUT", "DELETE", "PATCH"]),
        Route("/local/clock", clock, methods=["GET", "POST"]),
    ]
    return Starlette(
        routes=[*own, *pages(run), *routes(run.x)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
    )


def _instant(body: Any) -> datetime:
    wanted = body.get("now") if isinstance(body, dict) else None
    if not isinstance(wanted, str):
        raise ValueError('send {"now": "2026-11-23T09:00:00+01:00"}: an instant with its offset')
    at = datetime.fromisoformat(wanted)
    if at.tzinfo is None:
        raise ValueError(f"{wanted} has no offset: write 2026-11-23T09:00:00Z or +01:00")
    return at.astimezone(UTC)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
