"""The public page of an account's hours: HTML, JSON, JSON-LD, iCalendar, and a QR code of its address.

It shows what is public anyway, so it reads one table and may do nothing else. A visitor waits for its start, so it
finds its few paths itself, and writes its lines without Powertools.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

import care.starting
from care import aws, clock, late
from care.environment import HoursPageEnvironment
from care.hours import page
from care.lines import Lines
from care.model.account import Account
from care.negotiation import accepted, negotiate
from care.tables.account_reads import UnknownAccount, UnreadableSettings
from care.tables.accounts import Accounts
from hours_page.words import wording

settings = HoursPageEnvironment.read()
lines = Lines()
accounts = Accounts(aws.client("dynamodb"), settings.accounts_table)

_CACHED = timedelta(seconds=60)
_USERNAME = late.pattern(r"[A-Za-z0-9_]{1,15}")
_READING = ["GET", "HEAD"]
_SPOKEN = ("es", "pt", "en")
_LANGUAGE = "es"  # of a visitor who asks for none, where no account has one


class Response(NamedTuple):
    """An answer of the HTTP API."""

    status: int
    headers: dict[str, str]
    body: str = ""


class Request(NamedTuple):
    """What a visitor asks for; `address` is the page's own, by the username as the account writes it."""

    path: str
    host: str
    asked: str
    accepted: str
    known: str

    def language(self, otherwise: str) -> str:
        """The language that the visitor reads: as the address asks for it, else as the browser does."""
        return negotiate([self.asked, *accepted(self.accepted)], _SPOKEN) or otherwise

    def address(self, account: Account) -> str:
        """The page's own address, in the one way of writing the username that the account has."""
        if settings.public_url:
            return f"{settings.public_url.rstrip('/')}/hours/{account.username}"
        stage = self.path.rpartition("/hours/")[0]
        return f"https://{self.host}{stage}/hours/{account.username}"


class Body(NamedTuple):
    """A kind of content and the content."""

    kind: str
    content: str


# Imports of what takes long stay with the answers that need it: a cold JSON does not wait for templates.


def _html(account: Account, now: datetime, request: Request, _address: str) -> Body:
    from hours_page.renderer import hours_page  # noqa: PLC0415  see above

    return Body("text/html; charset=utf-8", hours_page(account, now, request.language(account.variety)))


def _json(account: Account, now: datetime, _request: Request, _address: str) -> Body:
    shown = page.as_json(account.hours, username=account.username, name=account.name, now=now)
    return Body("application/json", _written(shown))


def _json_ld(account: Account, now: datetime, _request: Request, address: str) -> Body:
    from care.hours import schema_org  # noqa: PLC0415  see above

    today = now.astimezone(account.hours.zone).date()
    return Body(
        "application/ld+json", _written(schema_org.json_ld(account.hours, name=account.name, url=address, today=today))
    )


def _calendar(account: Account, now: datetime, _request: Request, _address: str) -> Body:
    from care.hours import calendar  # noqa: PLC0415  see above

    # A calendar carries the instant at which it was made: by the day, so that it does not seem new each second.
    day = now.astimezone(account.hours.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return Body("text/calendar; charset=utf-8", calendar.write(account.hours, day).decode())


def _qr_code(account: Account, _now: datetime, request: Request, address: str) -> Body:
    from care.hours import qr  # noqa: PLC0415  see above

    title = wording(request.language(account.variety)).code_title.format(f"@{account.username}")
    return Body("image/svg+xml", qr.svg(address, title).decode())


def _badge(account: Account, now: datetime, request: Request, _address: str) -> Body:
    from care.hours import badge  # noqa: PLC0415  see above

    says, is_open = wording(request.language(account.variety)), account.hours.is_open(now)
    state = says.open_now if is_open else says.closed_now
    return Body("image/svg+xml", badge.svg(says.badge, state, is_open=is_open).decode())


_FORMS: dict[str, Callable[[Account, datetime, Request, str], Body]] = {
    "": _html,
    ".json": _json,
    ".jsonld": _json_ld,
    ".ics": _calendar,
    "/qr.svg": _qr_code,
    "/badge.svg": _badge,
}


# The page itself has no ending; a username is anything but a slash here, and looked at later.
_PATH = late.pattern(r".*/hours/([^/]+?)(\.jsonld|\.json|\.ics|/qr\.svg|/badge\.svg|)")


def handle(event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """Answer one request of the HTTP API (payload format 2.0)."""
    method = event["requestContext"]["http"]["method"]
    response = _routed(method, _request(event))
    answer: dict[str, Any] = {"statusCode": response.status, "headers": response.headers, "isBase64Encoded": False}
    return answer if method == "HEAD" or not response.body else {**answer, "body": response.body}


def _routed(method: str, request: Request) -> Response:
    if method not in _READING:
        lines.log("WARNING", "request.refused", {"PageRefused": 1})
        return Response(405, {"allow": ", ".join(_READING)})
    found = _PATH.fullmatch(request.path)
    return _answer(request, found[2], found[1]) if found is not None else _missing(request)


def _request(event: Mapping[str, Any]) -> Request:
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    return Request(
        path=str(event.get("rawPath") or ""),
        host=event["requestContext"]["domainName"],
        asked=(event.get("queryStringParameters") or {}).get("lang", ""),
        accepted=headers.get("accept-language", ""),
        known=headers.get("if-none-match", ""),
    )


def _answer(request: Request, form: str, username: str) -> Response:
    if not _USERNAME.fullmatch(username):
        return _missing(request)
    try:
        account = accounts.named(username)
    except UnknownAccount:
        return _missing(request)
    except (BotoCoreError, ClientError) as error:
        lines.log("ERROR", "accounts.unreadable", error=type(error).__name__)
        return _failed(request)
    except UnreadableSettings as error:
        lines.log("ERROR", "account.unreadable", account=error.account_id)
        return _failed(request)
    now = clock.now(settings.local_clock)
    body = _FORMS[form](account, now, request, request.address(account))
    fresh = page.fresh_for(account.hours, now, _CACHED) // timedelta(seconds=1)
    response = _response(200, body, f"public, max-age={fresh}")
    tag = f'"{hashlib.sha256(body.content.encode()).hexdigest()[:32]}"'
    response.headers["etag"] = tag
    if _is_known(tag, request.known):
        lines.log("INFO", "page.known", {"PageNotModified": 1}, account=account.id)
        kept = {"cache-control", "vary", "etag"}
        return Response(304, {k: v for k, v in response.headers.items() if k in kept})
    lines.log("INFO", "page.served", {"PageServed": 1}, account=account.id, form=form or "html")
    return response


def _missing(request: Request) -> Response:
    lines.log("INFO", "page.missing", {"PageMissing": 1})
    language = request.language(_LANGUAGE)
    says = wording(language)
    return _notice(404, says.missing_title, says.missing, request, language)


def _failed(request: Request) -> Response:
    lines.log("ERROR", "page.failed", {"PageFailed": 1})
    language = request.language(_LANGUAGE)
    says = wording(language)
    return _notice(503, says.failed_title, says.failed, request, language)


def _notice(status: int, title: str, text: str, request: Request, language: str) -> Response:
    """The same news as a page, or in the form in which the answer was expected."""
    if request.path.endswith((".json", ".jsonld")):
        body = Body("application/json", _written({"error": f"{title}. {text}"}))
    elif request.path.endswith((".ics", ".svg")):
        body = Body("text/plain; charset=utf-8", f"{title}. {text}\n")
    else:
        from hours_page.renderer import notice_page  # noqa: PLC0415  see above

        body = Body("text/html; charset=utf-8", notice_page(title, text, language))
    caching = f"public, max-age={_CACHED // timedelta(seconds=1)}" if status == 404 else "no-store"
    response = _response(status, body, caching)
    response.headers["content-language"] = language
    return response


def _response(status: int, body: Body, caching: str) -> Response:
    headers = {
        "content-type": body.kind,
        "cache-control": caching,
        "vary": "Accept-Language",
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    }
    if body.kind.startswith("text/html"):
        from hours_page.renderer import content_security_policy  # noqa: PLC0415  see above

        headers["content-security-policy"] = content_security_policy()
    elif "json" in body.kind or "calendar" in body.kind:
        # What is public may be read by the pages of others, the brand's own site first of all.
        headers["access-control-allow-origin"] = "*"
    elif body.kind.startswith("image/"):
        headers["cross-origin-resource-policy"] = "cross-origin"  # it is there to be shown by other sites
    return Response(status, headers, body.content)


def _is_known(tag: str, known: str) -> bool:
    """Whether an If-None-Match header names this content (RFC 9110, 13.1.2: compared weakly)."""
    named = [each.strip().removeprefix("W/") for each in known.split(",")]
    return "*" in named or tag in named


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


care.starting.over()
