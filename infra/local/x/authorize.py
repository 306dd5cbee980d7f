"""OAuth 2.0 at the simulated X: the page where a person presses "allow", and the addresses of tokens."""

import base64
import binascii
import hmac
import html
from collections.abc import Mapping
from functools import partial
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from infra.local.x.neighbours import refusal_of_stranger
from infra.local.x.simulated import SimulatedX

SCOPES = frozenset(
    {
        "tweet.read", "tweet.write", "tweet.moderate.write", "users.read", "dm.read", "dm.write", "media.write",
        "like.read", "like.write", "follows.read", "mute.read", "mute.write", "block.read", "offline.access",
    }
)  # fmt: skip
_LOOPBACK = {"127.0.0.1", "localhost"}


def _wrong(x: SimulatedX, asked: Mapping[str, str]) -> str | None:
    """What X's page says instead of asking, or None."""
    if x.app.client_secret is None or asked.get("client_id") != x.app.client_id:
        return "client_id names no app with OAuth 2.0 switched on"
    redirect = urlsplit(asked.get("redirect_uri", ""))
    here = redirect.scheme == "http" and redirect.hostname in _LOOPBACK
    if not (here or (redirect.scheme == "https" and redirect.hostname)):
        return "redirect_uri is https, or http at 127.0.0.1"
    if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
        return "response_type is code, code_challenge_method is S256"
    if not asked.get("code_challenge") or not 0 < len(asked.get("state", "")) <= 500:
        return "code_challenge and a state of 1 to 500 characters are needed"
    unknown = set(asked.get("scope", "").split()) - SCOPES
    return f"unknown or no scope: {', '.join(sorted(unknown))}" if unknown or not asked.get("scope") else None


def authorize_routes(x: SimulatedX) -> list[Route]:
    """The page, and the addresses of tokens."""
    return [
        Route("/i/oauth2/authorize", partial(_ask, x), methods=["GET"]),
        Route("/i/oauth2/authorize", partial(_answer, x), methods=["POST"]),
        Route("/2/oauth2/token", partial(_token, x), methods=["POST"]),
        Route("/2/oauth2/revoke", partial(_revoke, x), methods=["POST"]),
    ]


async def _ask(x: SimulatedX, request: Request) -> Response:
    """A person reads what the app asks for."""
    if stranger := refusal_of_stranger(request, needs_json=False):
        return stranger
    asked = dict(request.query_params)
    if wrong := _wrong(x, asked):
        return HTMLResponse(_page(f"<p>{html.escape(wrong)}</p>"), 400)
    hidden = "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in asked.items()
    )
    accounts = "".join(
        f'<option value="{account.id}">@{html.escape(account.username)}</option>'
        for account in (*x.world.accounts, *x.world.others())
    )
    wanted = "".join(f"<li><code>{html.escape(scope)}</code></li>" for scope in asked["scope"].split())
    form = (
        f'<form method="post" action="/i/oauth2/authorize">{hidden}<p>The app wants to act for '
        f'<select name="account">{accounts}</select>:</p><ul>{wanted}</ul>'
        '<button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Cancel</button>'
        "</form>"
    )
    return HTMLResponse(_page(form))


async def _answer(x: SimulatedX, request: Request) -> Response:
    """The person pressed a button."""
    origin = request.headers.get("origin")
    if stranger := refusal_of_stranger(request, needs_json=False):
        return stranger
    if origin is not None and origin != "null" and urlsplit(origin).hostname not in _LOOPBACK:
        return JSONResponse({"error": "The page of the simulated X alone may answer for a person."}, 403)
    form = await _form(request)
    if wrong := _wrong(x, form):
        return HTMLResponse(_page(f"<p>{html.escape(wrong)}</p>"), 400)
    told = {"state": form["state"]}
    if form.get("answer") == "allow":
        told["code"] = x.permissions.allow(x.world.brand(form.get("account")).id, form, x.now())
    else:
        told["error"] = "access_denied"
    back = form["redirect_uri"]
    return RedirectResponse(f"{back}{'&' if '?' in back else '?'}{urlencode(told)}", 303)


async def _token(x: SimulatedX, request: Request) -> Response:
    """Tokens for a code, or for a refresh token."""
    if refused := _refused(x, request):
        return refused
    form = await _form(request)
    kind = form.get("grant_type")
    if kind == "authorization_code":
        found = x.permissions.exchange(form, x.now())
    elif kind == "refresh_token":
        found = x.permissions.renew(form.get("refresh_token", ""), x.now())
    else:
        return _no("unsupported_grant_type")
    return JSONResponse(found) if found is not None else _no("invalid_grant")


async def _revoke(x: SimulatedX, request: Request) -> Response:
    """The app gives a permission back; an unknown token is no fault (RFC 7009, 2.2)."""
    if refused := _refused(x, request):
        return refused
    if account_id := x.permissions.revoke((await _form(request)).get("token", "")):
        x.revoked(account_id)
    return JSONResponse({"revoked": True})


def _refused(x: SimulatedX, request: Request) -> Response | None:
    """A refusal for who does not show the app's OAuth 2.0 client, or meets a fault that was asked for; else None."""
    if stranger := refusal_of_stranger(request, needs_json=False):
        return stranger
    fault = x.faults.take(request.method, request.url.path, None)
    if fault is not None and fault.kind in {"429", "500", "503"}:
        return JSONResponse({"error": "temporarily_unavailable"}, int(fault.kind))
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    try:
        known, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        known = secret = ""
    expected = x.app.client_secret or ""
    right = hmac.compare_digest(unquote_plus(secret).encode(), expected.encode())
    if scheme.lower() != "basic" or not expected or unquote_plus(known) != x.app.client_id or not right:
        return JSONResponse({"error": "invalid_client", "error_description": "Missing valid authorization header"}, 401)
    return None


def _no(error: str) -> Response:
    return JSONResponse({"error": error, "error_description": "Value passed for the token was invalid."}, 400)


async def _form(request: Request) -> dict[str, str]:
    read = parse_qs((await request.body()).decode(errors="replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in read.items()}


def _page(body: str) -> str:
    return f"<!doctype html><html lang=en><meta charset=utf-8><title>X (simulated)</title><h1>X (simulated)</h1>{body}"
