"""People and roles: who works for the account, who may see it, and who holds which role."""

from copy import replace
from datetime import UTC, datetime
from typing import Literal

from care.model.envelope import Value
from care.model.outcomes import Code, Outcome, outcome
from care.model.person import Person, PersonId
from care.people.access import AccessChange, NotAllowed, changed, is_shown_to, may_end_sessions
from care.tables.audit import STACK
from care.tables.sessions import OpenSession
from desk.actions import record
from desk.dependencies import people, sessions
from desk.pages.supervision import account_of, href, steered
from desk.requests import BadRequest, Request
from desk.responses import Response, see


class Invitation(Person):
    """A mail address, a name, and what the person will be in the account."""

    act: Literal["give", "supervise"] = "give"


class Named(Value):
    """Whose sessions are to end."""

    person: PersonId


class Access(Value):
    """Whose access is changed, and how."""

    person: PersonId
    act: AccessChange


def show(request: Request) -> Response:
    """The page."""
    return _page(request)


def invite(request: Request) -> Response:
    """Give the account to a mail address before its owner signs in for the first time."""
    account, by = account_of(request), request.who.person
    given = {name: request.form[name] for name in ("id", "name", "act") if name in request.form}
    invited = Invitation.model_validate(given)
    known = people.get(invited.id)
    if known is not None and known.sees(account.id):
        return _page(request, 409, why=outcome(Code.works_here_already))
    if known is None:
        people.add(Person(id=invited.id, name=invited.name, since=datetime.now(UTC)))
    # The same answer for both: who works for others is not this account's business.
    return _done(request, by, known or Person(id=invited.id, name=invited.name), invited.act, "invited")


def change(request: Request) -> Response:
    """Give or take access, or remove a person."""
    wanted = Access.model_validate(request.form)
    by, account = request.who.person, account_of(request)
    person = people.get(wanted.person)
    if person is None or not is_shown_to(by, person, account.id):
        raise BadRequest(outcome(Code.no_such_person))
    return _done(request, by, person, wanted.act, "removed" if wanted.act == "remove" else "changed")


def end_sessions(request: Request) -> Response:
    """End everything that a person has open: they sign in again, if they still may."""
    wanted, by, account = Named.model_validate(request.form), request.who.person, account_of(request)
    person = people.get(wanted.person)
    if person is None or not may_end_sessions(by, person, account.id):
        raise BadRequest(outcome(Code.no_such_person))
    now = datetime.now(UTC)  # sessions last by this clock, whatever a local run's says
    people.change(person.id, lambda known: replace(known, since=now))
    detail = outcome(Code.deed_access, act="sessions", person=person.id)
    record(request, account.id, "access changed", about=f"sessions {person.id}", details=(detail,))
    return see(href(request, "people", done="signed_out"))


def _done(request: Request, by: Person, person: Person, act: AccessChange, done: str) -> Response:
    account = account_of(request)
    try:
        after = changed(by, person, act, account.id)
    except NotAllowed as error:
        return _page(request, 403, why=error.why)
    about, details = f"{act} {person.id}", (outcome(Code.deed_access, act=act, person=person.id),)
    record(request, account.id, "access changed", about=about, details=details)
    if act in {"give_all", "take_all", "remove"}:
        record(request, STACK, "access changed", about=about, details=details)
    if after is None:
        people.remove(person.id)
    else:
        # Of the person as they are now: somebody else may be changing them, too.
        people.change(person.id, lambda now: changed(by, now, act, account.id) or now)
    return see(href(request, "people", done=done))


def _page(request: Request, status: int = 200, *, why: Outcome | None = None) -> Response:
    account, by = account_of(request), request.who.person
    shown = [person for person in people.all() if is_shown_to(by, person, account.id)]
    done = request.query.get("done", "")
    return steered(
        request,
        "people",
        status,
        mine=[person for person in shown if person.sees(account.id)],
        others=[person for person in shown if not person.sees(account.id)],
        me=by,
        opened={one.id: _open(one) for one in shown if one.sees(account.id)},
        may_end=lambda one: may_end_sessions(by, one, account.id),
        why=why,
        done=done if done in {"invited", "given", "removed", "changed", "signed_out"} else "",
    )


def _open(person: Person) -> list[OpenSession]:
    return sessions.open_of(person.id, datetime.now(UTC), person.since)
