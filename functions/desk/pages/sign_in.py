"""Signing in and out: by Cognito's managed login, or on one's own machine as one of the demo's people."""

from copy import replace
from datetime import UTC, datetime
from typing import Literal

from care.model.envelope import Value
from care.model.outcomes import Code, outcome
from care.model.settings.occasions import Variety
from desk.dependencies import logger, people, sessions, settings
from desk.renderer import render
from desk.requests import BadRequest, Request
from desk.responses import Response, local, page, see
from desk.visitors import COOKIE, cookie, visitor_of


class Spoken(Value):
    """The language that a person chose; empty for the browser's."""

    language: Variety | Literal[""] = ""


def show(request: Request) -> Response:
    """The way in: on one's own machine a choice of people, else Cognito's page."""
    goes_to = local(request.query.get("to", "/desk"))
    if settings.local_people:
        return page(render(request, "sign_in.html", people=people.all(), goes_to=goes_to))
    from desk.cognito import begin  # noqa: PLC0415  its imports are for those who sign in alone

    return begin(goes_to, datetime.now(UTC))


def choose(request: Request) -> Response:
    """A session for one of the demo people; there is no such thing in a deployed stack."""
    person = people.get(str(request.form.get("person", "")))
    if not settings.local_people or person is None:
        raise BadRequest(outcome(Code.choose_a_person))
    session_id = sessions.begin(person.id, person.roles, datetime.now(UTC))
    logger.info("desk.signed_in")
    return see(str(request.form.get("to", "")), [cookie(COOKIE, session_id)])


def back(request: Request) -> Response:
    """Cognito's answer."""
    if settings.local_people:
        raise BadRequest(outcome(Code.no_cognito_here))
    from desk.cognito import finish  # noqa: PLC0415  as above

    return finish(request, datetime.now(UTC))


def leave(request: Request) -> Response:
    """The session is over, here and at Cognito."""
    if request.who.session_id:
        sessions.end(request.who.session_id)
    gone = [cookie(COOKIE, "")]
    if settings.local_people:
        return see("/desk/sign-in", gone)
    from desk.cognito import leave as leave_cognito  # noqa: PLC0415  as above

    return leave_cognito(gone)


def start(request: Request) -> Response:
    """`/desk`: the queue for who works it, health for an operator, the way in for everybody else."""
    visitor = visitor_of(request, datetime.now(UTC))
    if visitor is None:
        # Where somebody goes from there depends on who it turns out to be.
        return see("/desk/sign-in?to=%2Fdesk")
    return see("/desk/cases" if visitor.may("agents") else "/desk/health")


def speak(request: Request) -> Response:
    """The person's own choice of a language."""
    chosen = Spoken.model_validate({"language": request.form.get("language", "")})
    people.change(request.who.person.id, lambda known: replace(known, language=chosen.language))
    return see(str(request.form.get("to", "")))
