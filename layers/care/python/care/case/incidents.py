"""Incidents and the cases that hang on them: told at once while it lasts, told once when it ends."""

from copy import replace
from datetime import datetime

from care.account import Account
from care.acknowledgement.rules import Acknowledged, tell_of_end, tell_of_incident
from care.case.decision import Decision, unchanged
from care.case.model import Case, Customer
from care.events import IncidentTouched, Message
from care.incidents import Incident


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
        return unchanged(known, "the case is gone")
    if not event.ended:
        if not event.matches or known.incident_id:
            return unchanged(known, "not about the incident")
        case = replace(known, incident_id=event.incident_id)
        return _told(case, tell_of_incident(case, case.last_message, account, now), "attached to the incident")
    if known.incident_id != event.incident_id:
        return unchanged(known, "not about the incident")
    case = replace(known, incident_id="")
    if case.state == "resolved":
        return Decision(customer=case.customer, case=case, because="the incident ended, nobody waits")
    return _told(case, tell_of_end(case, event.incident_id, account, now), "the incident ended")


def _told(case: Case, told: Acknowledged | str, because: str) -> Decision:
    if isinstance(told, str):
        return Decision(customer=case.customer, case=case, because=f"{because}; not told: {told}")
    case = told.case
    return Decision(
        customer=case.customer, case=case, commands=(told.command,), because=f"{because}, the customer is told"
    )
