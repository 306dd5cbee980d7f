"""The one rule that every event of a case goes through.

`decide` is total: each event in each state gives a decision, and an event that makes no sense changes nothing and says
so. It reads no clock, no table and no queue.
"""

from datetime import datetime

from care.account import Account
from care.case.actions import reopen, resolve
from care.case.arrivals import receive
from care.case.decision import Decision, customer_of, unchanged
from care.case.due import fall_due
from care.case.echoes import delete, echo
from care.case.model import Case, Customer
from care.case.reckoning import reckon_anew
from care.case.settled import settle
from care.events import (
    AccessRevoked,
    CaseDue,
    CaseReopened,
    CaseResolved,
    Event,
    MessageDeleted,
    MessageEchoed,
    MessageReceived,
    Reposted,
    SendSettled,
    SettingsChanged,
    Unreadable,
)

__all__ = ["Decision", "customer_of", "decide"]


def decide(  # noqa: C901  one line for each kind of event
    case: Case | Customer, event: Event, account: Account, now: datetime
) -> Decision:
    """What `event` makes of `case` at `now`.

    `case` is the case that the event belongs to, or, where there is none yet, the customer alone.
    """
    match event:
        case MessageReceived():
            return receive(case, event, account, now)
        case MessageEchoed():
            return echo(case, event, account)
        case MessageDeleted():
            return delete(case, event, now)
        case CaseDue():
            return fall_due(case, event, account, now)
        case SendSettled():
            return settle(case, event, account)
        case SettingsChanged():
            return reckon_anew(case, event, account, now)
        case CaseReopened():
            return reopen(case, event, account)
        case CaseResolved():
            return resolve(case, event, account)
        case Reposted():
            return unchanged(case, "a repost asks for nothing")
        case AccessRevoked() | Unreadable():
            return unchanged(case, "not about a case")
