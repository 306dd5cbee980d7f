"""Incidents and the cases that hang on them: told at once while it lasts, told once when it ends."""

from copy import replace
from datetime import datetime

from care.account import Account
from care.acknowledgement.rules import Acknowledged, tell_of_end, tell_of_incident
from care.case.decision import Decision, unchanged
from care.case.model import Case, Customer
from care.events import IncidentTouched, Message
from care.incidents import Incident
from care.outcomes import Code, Outcome, outcome


def attached(case: Case, message: Message, account: Account, now: datetime) -> Case:
    """The case with the open incident that the message is about, if there is one."""
    if open_incident(case, account, now):
        return case
    found = next((i for i in account.incidents if i.is_open(now) and i.matches(message.text)), None)
    return replace(case, incident_id=found.incident_id) if found else case


def open_incident(case: Case, account: Account, now: datetime) -> Incident | None:
    """The incident that the case hangs on, while it lasts."""
    return next((i for i in account.incidents if i.incident_id == case.incident_id and i.is_open(now)), None)


def touch(known: Case | Customer, event: IncidentTouched, account: Account, now: datetime) -> Decision:
    """An incident was opened: a case about it is attached and its customer told. It ended: who waits is told once."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.case_gone))
    if not event.ended:
        if not event.matches or known.incident_id:
            return unchanged(known, outcome(Code.not_about_the_incident))
        case = replace(known, incident_id=event.incident_id)
        told = tell_of_incident(case, case.last_message, account, now)
        return _told(case, told, Code.incident_attached, Code.told_of_incident)
    if known.incident_id != event.incident_id:
        return unchanged(known, outcome(Code.not_about_the_incident))
    case = replace(known, incident_id="")
    if case.state == "resolved":
        return Decision(customer=case.customer, case=case, because=(outcome(Code.incident_ended_unwaited),))
    told = tell_of_end(case, event.incident_id, account, now)
    return _told(case, told, Code.incident_ended, Code.told_of_end)


def _told(case: Case, told: Acknowledged | Outcome, became: Code, of_it: Code) -> Decision:
    if isinstance(told, Outcome):
        return Decision(customer=case.customer, case=case, because=(outcome(became), told))
    because = (outcome(became), outcome(of_it))
    return Decision(customer=told.case.customer, case=told.case, commands=(told.command,), because=because)
