"""Incidents and the cases that hang on them: told at once while it lasts, told once when it ends."""

from copy import replace
from datetime import datetime, timedelta

from care.acknowledgement.rules import Acknowledged, tell_of_end, tell_of_incident
from care.model.account import Account
from care.model.case import Case
from care.model.decision import Decision, changed, unchanged
from care.model.events import IncidentTouched
from care.model.incident import Incident
from care.model.messages import Message
from care.model.outcomes import Code, Outcome, outcome

# So long after its end at most the cases that hang on an incident are told of it.
_SWEPT_WITHIN = timedelta(minutes=10)


def attached(case: Case, message: Message, account: Account, now: datetime) -> Case:
    """The case with the open incident that the message is about, if there is one.

    Whoever hangs on one that ended a moment ago is to be told of that first.
    """
    before = next((i for i in account.incidents if i.incident_id == case.incident_id), None)
    if before is not None and (before.ended_at is None or now - before.ended_at < _SWEPT_WITHIN):
        return case
    found = next((i for i in account.incidents if i.is_open(now) and i.matches(message.text)), None)
    return replace(case, incident_id=found.incident_id) if found else case


def open_incident(case: Case, account: Account, now: datetime) -> Incident | None:
    """The incident that the case hangs on, while it lasts."""
    return next((i for i in account.incidents if i.incident_id == case.incident_id and i.is_open(now)), None)


def touch(case: Case, event: IncidentTouched, account: Account, now: datetime) -> Decision:
    """An incident was opened: a case about it is attached and its customer told. It ended: who waits is told once."""
    if not event.ended:
        if not event.matches or case.incident_id:
            return unchanged(case, outcome(Code.not_about_the_incident))
        return _begun(case, event.incident_id, account, now)
    if case.incident_id != event.incident_id:
        return unchanged(case, outcome(Code.not_about_the_incident))
    case = replace(case, incident_id="")
    if case.state == "resolved":
        return changed(case, outcome(Code.incident_ended_unwaited))
    ended = _told(case, tell_of_end(case, event.incident_id, account, now), Code.incident_ended, Code.told_of_end)
    if not event.goes_on or ended.case is None:
        return ended
    begun = _begun(ended.case, event.goes_on, account, now)
    return replace(begun, because=(*ended.because, *begun.because), commands=(*ended.commands, *begun.commands))


def _begun(case: Case, incident_id: str, account: Account, now: datetime) -> Decision:
    case = replace(case, incident_id=incident_id)
    told = tell_of_incident(case, case.last_message, account, now)
    return _told(case, told, Code.incident_attached, Code.told_of_incident)


def _told(case: Case, told: Acknowledged | Outcome, became: Code, of_it: Code) -> Decision:
    if isinstance(told, Outcome):
        return changed(case, outcome(became), told)
    return changed(told.case, outcome(became), outcome(of_it), commands=(told.command,))
