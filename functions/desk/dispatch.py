"""From a request to its page: who asks, whether they may, and whether the form is the page's own."""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from care import clock, words
from care.model.outcomes import Code, Outcome, outcome
from care.problems import Problem, problems_of
from care.tables.account_reads import UnknownAccount, UnreadableSettings
from care.tables.allowances import Dear
from desk.dependencies import accounts, allowances, conversations, logger, settings
from desk.refusals import lines, refusal
from desk.renderer import notice, reader
from desk.requests import BadRequest, Request, Visitor, read_request
from desk.responses import Response, as_json, see
from desk.route import Route, methods_of
from desk.visitors import visitor_of


class NotYours(LookupError):
    """There is no such thing, or it is another account's: to the visitor the same."""


def resolver(routes: Sequence[Route]) -> APIGatewayHttpResolver:
    """Powertools' resolver over a table of routes; whatever goes wrong, the visitor gets a page that says so."""
    app = APIGatewayHttpResolver()
    app.use([_read])
    for route in routes:
        app.route(route.rule, method=route.methods)(_endpoint(app, route, routes))
    app.not_found(lambda _: _not_there(app.context["request"], routes))
    app.exception_handler(NotYours)(lambda _: refuse(app.context["request"], 404))
    app.exception_handler(UnreadableSettings)(lambda error: _unreadable_settings(app.context["request"], error))
    app.exception_handler(BadRequest)(lambda error: _unreadable(app.context.get("request"), error))
    app.exception_handler([BotoCoreError, ClientError])(lambda error: _aws_failed(app.context["request"], error))
    app.exception_handler(Exception)(lambda _: _failed(app.context["request"]))
    return app


def _read(app: APIGatewayHttpResolver, following: Callable[[APIGatewayHttpResolver], Response]) -> Response:
    """Read the request once, for the page or for whoever refuses it."""
    app.context["request"] = read_request(app.current_event, clock.now(settings.local_clock))
    return following(app)


def _endpoint(app: APIGatewayHttpResolver, route: Route, routes: Sequence[Route]) -> Callable[..., Response]:
    def endpoint(**params: str) -> Response:
        request = app.context["request"]
        if not route.matching.fullmatch(request.path):
            # A part of the path is not of the kind that its name says.
            return _not_there(request, routes)
        # Sessions last by the machine's instant.
        visitor = None if route.needs == "anyone" else visitor_of(request, datetime.now(UTC))
        # Whatever is refused from here on is told in the visitor's own language.
        app.context["request"] = replace(request, params=params, visitor=visitor)
        return answer(route, app.context["request"])

    return endpoint


def _not_there(request: Request, routes: Sequence[Route]) -> Response:
    methods = methods_of(request.path, routes)
    return refuse(request, 405, {"allow": ", ".join(methods)}) if methods else refuse(request, 404)


def _unreadable(request: Request | None, error: BadRequest) -> Response:
    if request is None:
        return as_json(refusal("en", 400, error.why).model_dump(mode="json"), 400)
    return refuse(request, 400, why=error.why)


def _aws_failed(request: Request, error: Exception) -> Response:
    # The message of an error of AWS names keys, and keys hold ids of people.
    logger.error("desk.aws_failed", error=type(error).__name__, path=request.path)
    return refuse(request, 503)


def _unreadable_settings(request: Request, error: UnreadableSettings) -> Response:
    logger.error("desk.settings_unreadable", account_id=error.account_id, path=request.path)
    return refuse(request, 503)


def _failed(request: Request) -> Response:
    logger.exception("desk.failed", path=request.path)
    return refuse(request, 500)


def answer(route: Route, request: Request) -> Response:
    """The answer of a route, if the request's visitor may have it."""
    if route.needs == "anyone":
        if route.method == "POST" and not _from_our_pages(request):
            return refuse(request, 403)
        return _called(route, request)
    visitor = request.visitor
    if visitor is None:
        return _sign_in_first(request)
    if route.needs != "everybody" and not visitor.may(route.needs):
        return refuse(request, 403)
    if route.method == "POST" and visitor.csrf and not _meant(request, visitor):
        return refuse(request, 403)
    request = _with_matter(request, visitor)
    if request.account is not None and not _may_here(route, visitor, request.account.id):
        return refuse(request, 403)
    if route.dear is not None and not _has_room(route.dear, request, visitor):
        return refuse(request, 429, {"retry-after": "60"}, why=outcome(Code.too_often))
    return _called(route, request)


def _has_room(dear: Dear, request: Request, visitor: Visitor) -> bool:
    """True unless the account (of an address without one, who asks) had its share of this minute already."""
    whose = request.account.id if request.account else visitor.person.id
    try:
        return allowances.take(whose, dear, datetime.now(UTC))
    except (BotoCoreError, ClientError) as error:
        logger.warning("desk.allowance_not_counted", error=type(error).__name__)
        return True


def _may_here(route: Route, visitor: Visitor, account_id: str) -> bool:
    """True if the visitor has the role in this account: one person is an agent here and a supervisor there."""
    match route.needs:
        case "agents" | "supervisors" as needed:
            return visitor.may_in(account_id, needed)
        case _:
            return True


def _sign_in_first(request: Request) -> Response:
    if request.is_api or request.is_fragment:
        return refuse(request, 401)
    goes_to = request.path if request.method in {"GET", "HEAD"} else "/desk/cases"
    return see(f"/desk/sign-in?to={quote(goes_to, safe='')}")


def _called(route: Route, request: Request) -> Response:
    try:
        return route.handler(request)
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
    return _from_our_pages(request) and hmac.compare_digest(given.encode(errors="replace"), visitor.csrf.encode())


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
