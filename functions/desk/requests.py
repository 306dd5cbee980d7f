"""One request of the HTTP API (payload format 2.0), read once and strictly."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from urllib.parse import parse_qsl

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from care import late
from care.model.account import Account
from care.model.case import Case
from care.model.outcomes import Code, outcome
from care.model.person import AccountRole, Person, Role
from desk.bad_request import BadRequest
from desk.uploads import Multipart, read_multipart

__all__ = ["BadRequest", "Request", "Visitor", "read_request"]

_LARGEST = 256 * 1024  # bytes of a body; the longest text is 10,000 characters
_LARGEST_WITH_FILES = 6 * 1024 * 1024  # what Lambda takes at once; a file comes in pieces
_WITH_FILES = late.pattern(
    r"/desk/(?:api/cases/[0-9A-Z]{1,32}/files|cases/[0-9A-Z]{1,32}/do/reply"
    r"|steer/[0-9]{1,20}/gifts|api/accounts/[0-9]{1,20}/gifts"
    r"|api/accounts/[0-9]{1,20}/posts/[0-9A-F]{20}/files|posts/[0-9]{1,20}/write/[0-9A-F]{20})"
)
_MOST_FIELDS = 3000  # 500 words of a lexicon


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, with the roles that the sign-in told.

    `csrf` is the session's; empty for the token of an integration, which no browser sends by itself.
    """

    person: Person
    csrf: str = ""
    session_id: str = ""

    def may(self, needed: Role) -> bool:
        """True if the visitor has this role somewhere."""
        return self.person.may(needed)

    def may_in(self, account_id: str, needed: AccountRole) -> bool:
        """True if the visitor has this role in the account."""
        return self.person.may_in(account_id, needed)


@dataclass(frozen=True)
class Request:
    """What somebody asks of the desk.

    `now` is the stack's instant, which the local run may move. `visitor`, `account` and `case` are put in by
    `dispatch` when they were checked: a page that has a case has one that the visitor may see.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes
    now: datetime
    params: Mapping[str, str] = field(default_factory=dict)
    visitor: Visitor | None = None
    account: Account | None = None
    case: Case | None = None

    @property
    def who(self) -> Visitor:
        """Who asks, on a page that only a signed-in person reaches."""
        if self.visitor is None:
            raise RuntimeError("this page is for nobody in particular: give its route a role")
        return self.visitor

    @property
    def matter(self) -> tuple[Case, Account]:
        """The case and the account of a page under a case's address."""
        if self.case is None or self.account is None:
            raise RuntimeError("this page has no case in its address")
        return self.case, self.account

    @property
    def is_fragment(self) -> bool:
        """True if a script of the page asks for a part of it."""
        return self.headers.get("hx-request") == "true"

    @property
    def is_api(self) -> bool:
        """True for the JSON API."""
        return self.path.startswith("/desk/api/")

    @property
    def content_type(self) -> str:
        """What the body says that it is."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def multipart(self) -> Multipart:
        """The parts of a form that brings files; BadRequest if the body is none."""
        if self.content_type != "multipart/form-data":
            return Multipart({}, ())
        return read_multipart(self.headers.get("content-type", ""), self.body)

    @cached_property
    def form(self) -> dict[str, str]:
        """The fields of a form or of a JSON object; BadRequest if the body is neither."""
        try:
            match self.content_type:
                case "application/json":
                    read = json.loads(self.body)
                case "application/x-www-form-urlencoded":
                    text = self.body.decode()
                    read = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"))
                case "multipart/form-data":
                    return self.multipart.fields
                case _:
                    read = None
        except (ValueError, RecursionError):
            raise BadRequest(outcome(Code.bad_body)) from None
        if not isinstance(read, dict):
            raise BadRequest(outcome(Code.form_expected))
        return read


def read_request(event: APIGatewayProxyEventV2, now: datetime) -> Request:
    """The request of an event; BadRequest if its body is too large or not what it says."""
    body = (event.body or "").encode(errors="surrogatepass")
    if event.is_base64_encoded:
        try:
            body = base64.b64decode(body, validate=True)
        except binascii.Error:
            raise BadRequest(outcome(Code.bad_base64)) from None
    if len(body) > (_LARGEST_WITH_FILES if _WITH_FILES.fullmatch(event.path) else _LARGEST):
        raise BadRequest(outcome(Code.body_too_large))
    cookies = [*event.cookies, *event.headers.get("cookie", "").split(";")]
    named = (cookie.strip().partition("=") for cookie in cookies)
    return Request(
        method=event.http_method.upper(),
        path=event.path,
        query=dict(parse_qsl(event.get("rawQueryString") or "", keep_blank_values=True, errors="replace")),
        headers=event.headers,
        cookies={name: value for name, equals, value in named if equals},
        body=body,
        now=now,
    )
