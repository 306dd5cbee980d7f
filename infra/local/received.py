"""What subscribers were told in the local run, under `.example` and by mail and topic: shown at /local/received."""

import html
import json
from collections import deque
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from infra.local import notices

_MOST = 200
_LARGEST = 1024 * 1024
_HEADERS = ("content-type", "webhook-id", "webhook-timestamp", "webhook-signature")


class Received:
    """The newest two hundred, the newest first. Hosts that begin with `down.` or `gone.` are there to be tried.

    One that begins with `tickets.` answers with a reference, as a system does that takes a case over.
    """

    def __init__(self) -> None:
        self._all: deque[dict[str, Any]] = deque(maxlen=_MOST)
        self._tickets = 0

    async def take(self, request: Request) -> Response:
        """What a subscriber's server does: it takes what comes, or says 503 or 410."""
        host = str(request.path_params["host"])
        if host.startswith(("down.", "gone.")):
            return Response(status_code=503 if host.startswith("down.") else 410)
        body = await request.body()
        if len(body) > _LARGEST:
            return Response(status_code=413)
        try:
            read = json.loads(body)
        except ValueError:
            read = None
        told = {name: value for name in _HEADERS if (value := request.headers.get(name))}
        self._all.appendleft(
            {
                "at": datetime.now(UTC).isoformat(),
                "to": f"https://{host}/{request.path_params['path']}",
                "headers": told,
                "body": read,
                "raw": body.decode("utf-8", "replace"),
            }
        )
        if host.startswith("tickets."):
            self._tickets += 1
            return JSONResponse({"reference": f"T-{1000 + self._tickets}"})
        return Response(status_code=204)

    async def show(self, request: Request) -> Response:
        """The list as JSON, or for a browser as a page; with what went by mail and to the run's topic."""
        state = request.app.state
        besides = await notices.sent(state.client, state.run.stack.endpoint)
        listed = sorted([*self._all, *besides], key=lambda one: str(one["at"]), reverse=True)[:_MOST]
        if "text/html" not in request.headers.get("accept", ""):
            return JSONResponse({"received": listed})
        rows = "".join(
            f"<tr><td>{html.escape(one['at'])}<td>{html.escape(one['to'])}<td><pre>{html.escape(_pretty(one))}</pre>"
            for one in listed
        )
        return HTMLResponse(
            "<!doctype html><html lang=en><meta charset=utf-8><title>Received</title>"
            "<style>body{font:15px system-ui;margin:2rem}td{vertical-align:top;padding:.5rem;border-top:1px solid #ccc}"
            "pre{white-space:pre-wrap;margin:0}</style><h1>What subscribers were told</h1>"
            f"<table>{rows or '<tr><td>nothing yet'}</table>"
        )


def _pretty(one: dict[str, Any]) -> str:
    body = one["body"]
    if isinstance(body, dict) and isinstance(body.get("text"), str):
        return f"{body.get('subject', '')}\n{body['text']}".strip()
    return json.dumps(body, indent=2, ensure_ascii=False)
