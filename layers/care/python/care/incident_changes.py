"""Opening, changing and ending an incident: what may be said, what is kept, and for how long."""

from collections.abc import Mapping
from copy import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from care.account import Account
from care.incidents import Incident
from care.texts.checking import incident_problems

# How long an incident that was closed is kept, so that everybody who waits can still be told.
_KEPT = timedelta(days=7)


class WrongIncident(ValueError):
    """It cannot be opened, changed or ended so; each of `problems` says what is wrong and how to mend it."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def opened(account: Account, values: Mapping[str, Any], now: datetime) -> tuple[Incident, ...]:
    """The account's incidents with a new one, the last; those that ended more than a week ago are left out."""
    one = _checked({**values, "started_at": now})
    if any(other.incident_id == one.incident_id for other in account.incidents):
        raise WrongIncident(f"there is an incident {one.incident_id} already: choose another name, or change that one")
    if account.language not in one.texts:
        raise WrongIncident(f"a text in the account's own language ({account.language}) is missing: add it")
    kept = [other for other in account.incidents if other.ended_at is None or now - other.ended_at < _KEPT]
    return (*kept, one)


def changed(account: Account, incident_id: str, values: Mapping[str, Any]) -> tuple[Incident, ...]:
    """The account's incidents with other words or texts for an open one; who was told already is not told again."""
    before = open_one(account, incident_id)
    one = _checked({**before.model_dump(), **values, "incident_id": incident_id, "started_at": before.started_at})
    if account.language not in one.texts:
        raise WrongIncident(f"a text in the account's own language ({account.language}) is missing: add it")
    return _replaced(account, one)


def ended(
    account: Account, incident_id: str, now: datetime, end_texts: Mapping[str, str] | None = None
) -> tuple[Incident, ...]:
    """The account's incidents with one that is over; `end_texts` take the place of those it has, by language."""
    before = open_one(account, incident_id)
    one = _checked({**before.model_dump(), "end_texts": {**before.end_texts, **(end_texts or {})}})
    if account.language not in one.end_texts:
        raise WrongIncident(f"say first what customers are told when it is over, in {account.language}")
    return _replaced(account, replace(one, ended_at=now))


def open_one(account: Account, incident_id: str) -> Incident:
    """An incident that nobody has ended; WrongIncident if there is none of that name."""
    found = (one for one in account.incidents if one.incident_id == incident_id and one.ended_at is None)
    if (one := next(found, None)) is None:
        raise WrongIncident(f"there is no open incident {incident_id}")
    return one


def _replaced(account: Account, one: Incident) -> tuple[Incident, ...]:
    return (*(other for other in account.incidents if other.incident_id != one.incident_id), one)


def _checked(values: Mapping[str, Any]) -> Incident:
    """What could not be said in public is refused before anybody waits for it."""
    try:
        one = Incident.model_validate(values)
    except ValidationError as error:
        told = error.errors(include_url=False, include_input=False, include_context=False)
        raise WrongIncident(*(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in told)) from None
    texts = [*one.texts.items(), *one.end_texts.items()]
    if wrong := [f"{language}: {problem}" for language, text in texts for problem in incident_problems(text)]:
        raise WrongIncident(*wrong)
    return one
