"""Identifies who asks: by the cookie of a session, or by the token of an integration."""

from copy import replace
from datetime import datetime

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from care.model.person import AccountRoles, Person
from care.tables.sessions import LONGEST, TokenWithdrawn
from desk.dependencies import logger, metrics, people, sessions, settings
from desk.requests import Request, Visitor

# Without TLS, as on one's own machine, a browser takes no cookie of this prefix.
COOKIE = "desk" if settings.local_people else "__Host-desk"
SIGN_IN_COOKIE = "desk-signin" if settings.local_people else "__Host-desk-signin"


def visitor_of(request: Request, at: datetime) -> Visitor | None:
    """Who asks, or None. `at` is the machine's instant: a session is over in real time."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if request.is_api and kind.lower() == "bearer":
        try:
            token = sessions.token(secret.strip(), at)
        except TokenWithdrawn as error:
            # Whoever has it still asks: a program that was forgotten, or somebody who found it.
            logger.warning("desk.withdrawn_token", called=error.name)
            metrics.add_metric(name="WithdrawnTokenUsed", unit=MetricUnit.Count, value=1)
            return None
        if token is None:
            return None
        # What stands in the trail: the id of a person holds no blanks.
        named = f"token:{'-'.join(token.name.split())}"
        roles = token.model_dump(include=set(AccountRoles.model_fields))
        return Visitor(Person(id=named, name=token.name, **roles))
    session_id = request.cookies.get(COOKIE, "")
    session = sessions.find(session_id, at)
    person = people.get(session.person_id) if session else None
    if session is None or person is None or (person.since is not None and session.began_at < person.since):
        return None
    return Visitor(replace(person, roles=session.roles), session.csrf, session_id)


def cookie(name: str, value: str, seconds: int = int(LONGEST.total_seconds())) -> Cookie:
    """A cookie out of reach of scripts and of other sites' forms; with no value it goes."""
    return Cookie(
        name,
        value,
        path="/",
        secure=not settings.local_people,
        http_only=True,
        max_age=seconds if value else 0,
        same_site=SameSite.LAX_MODE,
    )
