"""From a request to its page: who asks, whether they may, and whether the page's own form asked."""

import hmac
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote, urlsplit

from pydantic import ValidationError

from care import words
from care.accounts import UnknownAccount
from care.faults import Problem, problems_of
from care.outcomes import Outcome
from desk.refusals import lines, refusal
from desk.rendering import notice, reader
from desk.requests import BadRequest, Request, Visitor
from desk.responses import Response, as_json, see
from desk.routing import Route, route_of
from desk.visiting import visitor_of
from desk.world import accounts, conversations, settings


class NotYours(LookupError):
    """There is no such thing, or it is another account's: to the visitor the same."""


def answer(request: Request, routes: Sequence[Route], at: datetime) -> Response:
    """The answer to a request; `at` is the machine's instant, by which sessions last."""
    found = route_of(request, routes)
    if isinstance(found, frozenset):
        if not found:
            return refuse(request, 404)
        return refuse(request, 405, {"allow": ", ".join(sorted(found | ({"HEAD"} if "GET" in found else set())))})
    route, params = found
    request = replace(request, params=params)
    if route.needs == "anyone":
        if route.method == "POST" and not _from_our_pages(request):
            return refuse(request, 403)
        return _called(route, request)
    visitor = visitor_of(request, at)
    if visitor is None:
        return _sign_in_first(request)
    request = replace(request, visitor=visitor)
    if route.needs != "everybody" and not visitor.may(route.needs):
        return refuse(request, 403)
    try:
        if route.method == "POST" and visitor.csrf and not _meant(request, visitor):
            return refuse(request, 403)
        return _called(route, _with_matter(request, visitor))
    except NotYours:
        return refuse(request, 404)
    except BadRequest as error:
        return refuse(request, 400, why=error.why)


def _sign_in_first(request: Request) -> Response:
    if request.is_api or request.is_fragment:
        return refuse(request, 401)
    goes_to = request.path if request.method in {"GET", "HEAD"} else "/desk/cases"
    return see(f"/desk/sign-in?to={quote(goes_to, safe='')}")


def _called(route: Route, request: Request) -> Response:
    try:
        return route.handler(request)
    except BadRequest as error:
        return refuse(request, 400, why=error.why)
    except ValidationError as error:
        return refuse(request, 422, problems=problems_of(error))


def _with_matter(request: Request, visitor: Visitor) -> Request:
    """The request with the case and the account of its address, if they are the visitor's."""
    case = conversations.case(request.params["case"]) if "case" in request.params else None
    if "case" in request.params and case is None:
        raise NotYours
    account_id = case.account_id if case else request.params.get("account")
    if account_id is None:
        return request
    if not visitor.person.sees(account_id):
        raise NotYours
    try:
        return replace(request, case=case, account=accounts.get(account_id))
    except UnknownAccount:
        raise NotYours from None


def _meant(request: Request, visitor: Visitor) -> bool:
    """True if the visitor's own page sent this: it holds the session's token, which no other site can read."""
    given = request.headers.get("x-csrf-token", "") or str(request.form.get("csrf", ""))
    return _from_our_pages(request) and hmac.compare_digest(given.encode(), visitor.csrf.encode())


def _from_our_pages(request: Request) -> bool:
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    if origin is None or site is not None:
        return True
    own = settings.public_url or f"https://{request.headers.get('host', '')}"
    return urlsplit(origin)[:2] == urlsplit(own)[:2]


def refuse(
    request: Request,
    status: int,
    headers: dict[str, str] | None = None,
    *,
    why: Outcome | None = None,
    problems: Sequence[Problem] = (),
) -> Response:
    """The same news as a page or as JSON: why, or what is wrong with each field."""
    if request.is_api:
        return as_json(refusal(reader(request), status, why, problems).model_dump(mode="json"), status, headers)
    detail = words.sentence(reader(request), [why]) if why is not None else "; ".join(lines(reader(request), problems))
    return notice(request, status, headers, detail=detail)
