"""The connection of an account to X: what it granted, and connecting it anew in the browser (OAuth 2.0 with PKCE).

The state belongs to the session that began, and serves once; the tokens go straight into the account's secret.
"""

import hashlib
import hmac
from typing import Any

from care.grants.rules import is_renewed, is_unclear, may_chat, missing, standing
from care.model.account import Account
from care.model.outcomes import Code, outcome
from care.x.subscriptions import EVENT_TYPES
from desk.actions import record
from desk.dependencies import accounts, grants, sessions, settings
from desk.dispatch import NotYours
from desk.places import supervised_by
from desk.renderer import render
from desk.requests import BadRequest, Request
from desk.responses import SAFE, Response, page, see
from desk.sections import SECTIONS


def show(request: Request) -> Response:
    """The page."""
    return _page(request)


def begin(request: Request) -> Response:
    """To X's page, where somebody who is signed in there as the account allows it."""
    from desk.at_x import page_of_x  # noqa: PLC0415  its imports are for this page alone

    account = _account(request)
    where = f"/desk/settings/{account.id}/connection"
    state, under_way = sessions.start(where, request.now, kind="CONNECT", bound_to=_bound(request))
    answer = see(where)
    answer.headers["location"] = page_of_x(account, _redirect_uri(request), state, under_way.verifier)
    return answer


def back(request: Request) -> Response:
    """X sent the person back: the tokens are fetched and stored, if they are the account's."""
    from desk.at_x import connect, subscribe  # noqa: PLC0415  as above

    under_way = sessions.finish(request.query.get("state", ""), request.now, kind="CONNECT")
    if under_way is None or not hmac.compare_digest(under_way.bound_to, _bound(request)):
        raise BadRequest(outcome(Code.connect_failed))
    account_id = under_way.goes_to.split("/")[3]
    account = next((one for one in supervised_by(request) if one.id == account_id), None)
    if account is None:
        raise NotYours
    if "code" not in request.query:
        raise BadRequest(outcome(Code.connect_denied))
    connect(account, request.query["code"], under_way.verifier, _redirect_uri(request), request.now)
    # `reconcile` would do it within a quarter of an hour: who sets up a brand waits for a first message here and now.
    subscribe(account, _redirect_uri(request), request.now)
    record(request, account.id, "connected", details=(outcome(Code.deed_connected, app=account.app),))
    return see(f"{under_way.goes_to}?connected=1")


def end(request: Request) -> Response:
    """Take the permission back at X, and forget its tokens."""
    from desk.at_x import disconnect  # noqa: PLC0415  as above

    account = _account(request)
    if not disconnect(account, request.now):
        return _page(request, failed=True, status=503)
    record(request, account.id, "disconnected")
    return see(f"/desk/settings/{account.id}/connection?ended=1")


def _page(request: Request, *, failed: bool = False, status: int = 200) -> Response:
    from desk.at_x import client_id, lacks  # noqa: PLC0415  as above

    account = _account(request)
    grant = grants.get(account.id)
    values: dict[str, Any] = {
        "account": account,
        "yours": supervised_by(request),
        "sections": SECTIONS.values(),
        "section": None,
        "connection": True,
        "zone": account.hours.zone,
        "grant": grant,
        "standing": standing(grant, request.now),
        "unclear": grant is not None and is_unclear(grant, request.now),
        "missing": missing(grant.scopes if grant else ()),
        "may_chat": may_chat(grant),
        "has_client": bool(client_id(account)),
        "events": EVENT_TYPES,
        "lacks": lacks(account),
        "failed": failed,
        "gate": account.implicit_replies if account.implicit_replies_at else "",
        "renewed": grant is not None and is_renewed(grant),
        "accepts": sorted(grant.accepts) if grant else (),
        "connected": "connected" in request.query,
        "ended": "ended" in request.query,
    }
    # The form leads to X: without this, browsers hold back what follows from it.
    target = "https://x.com" if settings.x_base_url == "https://api.x.com" else settings.x_base_url
    policy = SAFE["content-security-policy"].replace("form-action 'self'", f"form-action 'self' {target}")
    html = render(request, "settings_connection.html", **values)
    return page(html, status, {"content-security-policy": policy})


def _account(request: Request) -> Account:
    if request.account is None:
        raise NotYours
    return accounts.fresh(request.account.id)


def _bound(request: Request) -> str:
    return hashlib.sha256(request.who.session_id.encode()).hexdigest()


def _redirect_uri(request: Request) -> str:
    """The one address that is entered in X's console, to the letter."""
    own = settings.public_url.rstrip("/") or f"https://{request.headers.get('host', '')}"
    return f"{own}/desk/connected"
