"""Tokens of integrations: what each opens, until when and when it was used; withdrawn by name, or made anew.

A supervisor sees those that open something of the account, and ends those that open nothing of anybody else; an
operator sees and ends all. Making the first one stays with the operator's command.
"""

from datetime import timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import StringConstraints

from care.model.envelope import Value
from care.model.outcomes import Code, outcome
from care.people.access import may_end_token, sees_token
from care.tables.audit import STACK
from care.tables.sessions import Token
from desk.actions import record
from desk.dependencies import sessions
from desk.pages.supervision import account_of, href, steered
from desk.renderer import render
from desk.requests import BadRequest, Request
from desk.responses import Response, page, see

_LASTS = timedelta(days=90)


class Wanted(Value):
    """What is done with which token."""

    name: Annotated[str, StringConstraints(max_length=60)]
    do: Literal["withdraw", "rotate"]


def show(request: Request) -> Response:
    """The tokens that open something of the account."""
    return _of_account(request)


def act(request: Request) -> Response:
    """Withdraw one of them, or make it anew."""
    secret = _act(request)
    return _of_account(request, secret=secret) if secret else see(href(request, "tokens", done="withdrawn"))


def show_all(request: Request) -> Response:
    """All tokens, for who looks after the stack."""
    return _of_stack(request)


def act_on_any(request: Request) -> Response:
    """Withdraw one of all, or make it anew."""
    secret = _act(request)
    return _of_stack(request, secret=secret) if secret else see("/desk/tokens?done=withdrawn")


def _act(request: Request) -> str:
    """What is to be shown once of a token that was made anew; empty where one was withdrawn."""
    wanted, by = Wanted.model_validate(request.form), request.who
    account_id = request.account.id if request.account else ""

    def may(token: Token) -> bool:
        person = by.person
        return may_end_token(person, token) and (not account_id or sees_token(person, token, account_id))

    if wanted.do == "rotate":
        made = sessions.rotate(wanted.name, request.now + _LASTS, request.now, may)
        if made is None:
            raise BadRequest(outcome(Code.no_such_token))
        token, secret = made
        _record(request, token, Code.deed_integration)
        return secret
    ended = sessions.withdraw_named(wanted.name, request.now, may)
    if not ended:
        raise BadRequest(outcome(Code.no_such_token))
    for token in ended:
        _record(request, token, Code.deed_integration_ended)
    return ""


def _record(request: Request, token: Token, code: Code) -> None:
    for one in token.accounts or (STACK,):
        record(request, one, "access changed", details=(outcome(code, name=token.name),))


def _of_account(request: Request, *, secret: str = "") -> Response:
    account, by = account_of(request), request.who.person
    shown = [token for token in sessions.tokens(request.now) if sees_token(by, token, account.id)]
    return steered(
        request,
        "tokens",
        tokens=shown,
        may_end=lambda token: may_end_token(by, token),
        done=request.query.get("done", "") == "withdrawn",
        secret=secret,
        path=href(request, "tokens"),
    )


def _of_stack(request: Request, *, secret: str = "") -> Response:
    html = render(
        request,
        "tokens.html",
        zone=ZoneInfo("UTC"),
        tokens=sessions.tokens(request.now),
        may_end=lambda _: True,
        done=request.query.get("done", "") == "withdrawn",
        secret=secret,
        path="/desk/tokens",
    )
    return page(html)
