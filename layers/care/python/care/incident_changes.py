"""Opening, changing and ending an incident: what may be said, what is kept, and for how long."""

from collections.abc import Mapping
from copy import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from care.faults import Fault, fault
from care.model.account import Account
from care.model.incident import Incident
from care.model.settings.text_rules import incident_problems
from care.problems import Problem, problem, problems_of

# How long an incident that was closed is kept, so that everybody who waits can still be told.
_KEPT = timedelta(days=7)
# They lie in one row with the settings.
_MOST = 12


class WrongIncident(ValueError):
    """It cannot be opened, changed or ended so; each of `problems` says what is wrong and how to mend it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{one.place}: {one.said}" if one.place else one.said for one in problems))
        self.problems = problems


def opened(account: Account, values: Mapping[str, Any], now: datetime) -> tuple[Incident, ...]:
    """The account's incidents with a new one, the last; those that ended more than a week ago are left out."""
    one = _checked({**values, "started_at": now})
    if any(other.incident_id == one.incident_id for other in account.incidents):
        raise _wrong(fault(Fault.incident_exists, name=one.incident_id))
    if account.language not in one.texts:
        raise _wrong(fault(Fault.own_language_missing, language=account.language))
    kept = [other for other in account.incidents if other.ended_at is None or now - other.ended_at < _KEPT]
    if len(kept) >= _MOST:
        raise _wrong(fault(Fault.too_many_incidents, count=len(kept), most=_MOST))
    return (*kept, one)


def changed(account: Account, incident_id: str, values: Mapping[str, Any]) -> tuple[Incident, ...]:
    """The account's incidents with other words or texts for an open one; who was told already is not told again."""
    before = open_one(account, incident_id)
    one = _checked({**before.model_dump(), **values, "incident_id": incident_id, "started_at": before.started_at})
    if account.language not in one.texts:
        raise _wrong(fault(Fault.own_language_missing, language=account.language))
    return _replaced(account, one)


def ended(
    account: Account, incident_id: str, now: datetime, end_texts: Mapping[str, str] | None = None
) -> tuple[Incident, ...]:
    """The account's incidents with one that is over; `end_texts` take the place of those it has, by language.

    One that is over already stays as it is, unless other words are given for it.
    """
    over = next((one for one in account.incidents if one.incident_id == incident_id and one.ended_at), None)
    if over is not None and not end_texts:
        return account.incidents  # as it was asked; whoever asks again did not see the answer
    before = open_one(account, incident_id)
    # Whatever end was expected once, it is over now.
    one = _checked({**before.model_dump(), "end_texts": {**before.end_texts, **(end_texts or {})}}, stored=True)
    if account.language not in one.end_texts:
        raise _wrong(fault(Fault.end_text_missing, language=account.language))
    return _replaced(account, replace(one, ended_at=now))


def open_one(account: Account, incident_id: str) -> Incident:
    """An incident that nobody has ended; WrongIncident if there is none of that name."""
    found = (one for one in account.incidents if one.incident_id == incident_id and one.ended_at is None)
    if (one := next(found, None)) is None:
        raise _wrong(fault(Fault.no_open_incident, name=incident_id))
    return one


def _replaced(account: Account, one: Incident) -> tuple[Incident, ...]:
    return (*(other for other in account.incidents if other.incident_id != one.incident_id), one)


def _checked(values: Mapping[str, Any], *, stored: bool = False) -> Incident:
    """What could not be said in public is refused before anybody waits for it."""
    try:
        one = Incident.model_validate(values, context={"stored": stored})
    except ValidationError as error:
        raise WrongIncident(*problems_of(error)) from None
    texts = [*one.texts.items(), *one.end_texts.items()]
    if wrong := [problem(each, language) for language, text in texts for each in incident_problems(text)]:
        raise WrongIncident(*wrong)
    return one


def _wrong(error: PydanticCustomError) -> WrongIncident:
    return WrongIncident(problem(error))
