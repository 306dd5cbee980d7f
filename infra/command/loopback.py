"""Connecting an account by OAuth 2.0 from a terminal: X sends the browser back to this machine alone.

X takes `http://127.0.0.1` as a redirect. The server is bound to that address, takes one answer with the right state,
and is gone after five minutes at most.
"""

import hmac
import secrets
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from care.grants.rules import ASKED
from care.x.authorization import authorize_address
from infra.command.connection import Allowed, CannotConnect

PORT = 8721
PATH = "/connected"
_PATIENCE = 300.0  # seconds of the machine's clock
_SHOWN = b"<!doctype html><meta charset=utf-8><title>Centralita</title><p>You may close this page.</p>"


def ask(
    page: str, client_id: str, show: Callable[[str], None], port: int = PORT, patience: float = _PATIENCE
) -> Allowed:
    """Have a person allow it on X's page; `show` is given the address. CannotConnect if nobody does."""
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    answers: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        """Takes the one answer."""

        def do_GET(self) -> None:
            """The browser comes back from X."""
            parts = urlsplit(self.path)
            given = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            ours = parts.path == PATH and hmac.compare_digest(given.get("state", "").encode(), state.encode())
            self.send_response(200 if ours else 404)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            if ours:
                self.wfile.write(_SHOWN)
                answers.append(given)

        def log_message(self, *_: object) -> None:
            """Nothing: the address holds the code."""

    try:
        server = HTTPServer(("127.0.0.1", port), Handler)
    except OSError as error:
        why = f"port {port} of this machine cannot be used ({error.strerror}): give another --port"
        raise CannotConnect(why) from None
    with server:
        redirect_uri = f"http://127.0.0.1:{server.server_address[1]}{PATH}"
        show(authorize_address(page, client_id, redirect_uri, ASKED, state, verifier))
        deadline = time.monotonic() + patience
        while not answers and time.monotonic() < deadline:
            server.timeout = max(0.05, min(1.0, deadline - time.monotonic()))
            server.handle_request()
    if not answers:
        raise CannotConnect("nobody allowed it on X in time: start again")
    if "code" not in answers[0]:
        raise CannotConnect("the permission was not given on X")
    return Allowed(answers[0]["code"], verifier, redirect_uri)
