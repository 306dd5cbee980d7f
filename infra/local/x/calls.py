"""One call of X's API on its way through: who calls, may they still, is it well formed, and what comes back.

An Operation names X's path, who may call it, and which limits it counts in; its handler decides and answers JSON, or
raises Refused. Everything else that an HTTP call needs happens here.
"""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.x.limits import rate_headers
from infra.local.x.neighbours import refusal_of_stranger
from infra.local.x.problems import PROBLEMS, RATE_LIMITED, ProblemAnswer, invalid, unauthorized
from infra.local.x.reading import read_json
from infra.local.x.simulated import SimulatedX
from infra.local.x.world import User

# A call that is never answered is given up by its caller; this ends it should the caller never do so.
SECONDS_UNANSWERED = 120.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Call:
    """A call that was let through: `caller` is the user whose token it came with, or None for the app's bearer token.

    `failure` is the FailureType that a fault on demand asks of the sending of a chat message.
    """

    x: SimulatedX
    caller: User | None
    path: dict[str, str]
    query: dict[str, str]
    body: dict[str, Any] = field(repr=False)
    failure: int | None = None

    def brand(self) -> User:
        """The calling user, mostly a brand, of an operation that only users may call."""
        if self.caller is None:
            raise unauthorized()
        return self.caller

    def brand_at(self, name: str) -> User:
        """The calling brand, which must be the user whom the path names."""
        brand = self.brand()
        if self.path[name] != brand.id:
            raise invalid(f"The `{name}` path parameter must be the authenticated user's id.", parameter=name)
        return brand

    def required(self, name: str) -> str:
        """A text of the body that must be there."""
        value = self.body.get(name)
        if not isinstance(value, str) or not value:
            raise invalid(f"$.{name}: is missing but it is required")
        return value

    def listed(self, name: str) -> list[str]:
        """A comma-separated query parameter."""
        return [one for one in self.query.get(name, "").split(",") if one]

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        """A whole number of the query within its bounds."""
        given = self.query.get(name)
        if given is None:
            return default
        if not given.isascii() or not given.isdigit() or not lowest <= int(given) <= highest:
            raise invalid(f"The `{name}` query parameter value [{given}] is not between {lowest} and {highest}.")
        return int(given)


Handler = Callable[[Call], Awaitable[dict[str, Any] | bytes]]
"""Answers JSON, or bytes that nobody here reads."""


@dataclass(frozen=True)
class Operation:
    """One operation of X's API; `callers` is who may call it: a user's token, the app's bearer token, or either."""

    method: str
    path: str
    handler: Handler
    limits: str
    callers: Literal["user", "bearer", "either"]
    status: int = 200


def route(x: SimulatedX, operation: Operation) -> Route:
    """The operation as a route of Starlette."""

    async def endpoint(request: Request) -> Response:
        if stranger := refusal_of_stranger(request, needs_json=_could_be_a_form(operation, request)):
            return stranger
        fault = None
        if not _of_a_customer(x, request):
            fault = x.faults.take(request.method, request.url.path, await _recipient(x, request))
        if fault is None or fault.kind == "failure":
            return await _answer(x, operation, request, fault.failure if fault else None)
        if fault.kind == "lost":
            await _answer(x, operation, request)
        if fault.kind in {"lost", "hang", "timeout"}:
            await _caller_gone(request)
            return Response(status_code=504)
        if fault.kind == "429":
            reset = x.now() + timedelta(seconds=fault.reset_after)
            return _json(429, RATE_LIMITED, rate_headers(100, 0, reset))
        title = "Internal Server Error" if fault.kind == "500" else "Service Unavailable"
        status = int(fault.kind)
        return _json(status, {"title": title, "detail": title, "type": "about:blank", "status": status}, {})

    return Route(operation.path, endpoint, methods=[operation.method])


def _of_a_customer(x: SimulatedX, request: Request) -> bool:
    # Faults are what our side meets; a customer's own program would use them up.
    user_id = x.tokens.user_of(_bearer(request) or "")
    return user_id is not None and not x.world.users[user_id].ours


def _bearer(request: Request) -> str | None:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else None


async def _recipient(x: SimulatedX, request: Request) -> str | None:
    """The id of the one whom a call writes to: by DM, in a chat, or in reply to a post of theirs."""
    if request.method != "POST" or not x.faults.about_users():
        return None
    if request.url.path.startswith("/2/chat/"):
        ids = str(request.path_params.get("id", "")).replace("-", ":").split(":")
        return next((one for one in ids if one not in {account.id for account in x.world.accounts}), None)
    if participant := request.path_params.get("participant_id"):
        return str(participant)
    try:
        reply = (await _body(request)).get("reply")
    except ProblemAnswer:
        return None
    post = x.world.posts.get(str(reply.get("in_reply_to_tweet_id"))) if isinstance(reply, dict) else None
    return post.author_id if post else None


def _could_be_a_form(operation: Operation, request: Request) -> bool:
    # A form of another site sends neither JSON nor an Authorization header.
    return operation.method == "POST" and "authorization" not in request.headers


async def _answer(x: SimulatedX, operation: Operation, request: Request, failure: int | None = None) -> Response:
    headers: dict[str, str] = {}
    try:
        caller = _caller(x, operation, request)
        bucket = operation.limits if caller is None or caller.ours else "customer"
        allowed, headers = x.limits.take(bucket, caller.id if caller else None, x.now())
        if not allowed:
            return _json(429, RATE_LIMITED, headers)
        body = await _body(request)
        _check_request(x, operation, request, body)
        call = Call(x, caller, dict(request.path_params), dict(request.query_params), body, failure)
        status = operation.status
        answer: dict[str, Any] | bytes = await operation.handler(call)
    except ProblemAnswer as refused:
        status, answer = refused.status, refused.body
    if isinstance(answer, bytes):
        return Response(answer, status, headers, "application/octet-stream")
    if x.description and (fault := x.description.answer_fault(operation.method, operation.path, status, answer)):
        _log.error("x.answer.invalid operation=%s %s reason=%s", operation.method, operation.path, fault)
        detail = f"The simulated X answered what X's description does not allow: {fault}"
        problem = {
            "title": "Internal Server Error",
            "detail": detail,
            "type": f"{PROBLEMS}internal-error",
            "status": 500,
        }
        return _json(500, problem, headers)
    return _json(status, answer, headers)


def _caller(x: SimulatedX, operation: Operation, request: Request) -> User | None:
    authorization = request.headers.get("authorization", "")
    scheme = authorization.partition(" ")[0]
    credentials = _bearer(request)
    owner = credentials and (x.tokens.user_of(credentials) or x.permissions.account_of(credentials, x.now()))
    if owner:
        if operation.callers == "bearer":
            raise unauthorized("This endpoint takes the app's bearer token only.")
        return x.world.users[owner]
    if credentials is not None:
        if not hmac.compare_digest(credentials.encode(), x.app.bearer_token.encode()):
            raise unauthorized()
        if operation.callers == "user":
            raise unauthorized(
                "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint. "
                "Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context]."
            )
        return None
    if scheme.lower() != "oauth":
        raise unauthorized()
    account = x.user_calls.account_of(request.method, str(request.url), authorization)
    if account is None:
        raise unauthorized()
    if operation.callers == "bearer":
        raise unauthorized("This endpoint takes the app's bearer token only.")
    return x.world.users[account.id]


async def _body(request: Request) -> dict[str, Any]:
    raw = await request.body()
    if not raw:
        return {}
    try:
        body = read_json(raw)
    except ValueError:
        raise invalid("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise invalid("The body is not a JSON object.")
    return body


def _check_request(x: SimulatedX, operation: Operation, request: Request, body: dict[str, Any]) -> None:
    if x.description is None:
        return
    query = request.query_params.multi_items()
    fault = x.description.request_fault(operation.method, operation.path, dict(request.path_params), query, body)
    if fault:
        raise invalid(f"One or more parameters to your request was invalid. {fault}")


def _json(status: int, answer: dict[str, Any], headers: dict[str, str]) -> Response:
    problem = "title" in answer and "type" in answer
    return JSONResponse(answer, status, headers, "application/problem+json" if problem else "application/json")


async def _caller_gone(request: Request) -> None:
    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(gone(), SECONDS_UNANSWERED)
    except TimeoutError:
        _log.warning("x.fault.unanswered")
