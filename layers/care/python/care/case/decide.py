"""The one rule that every event of a case goes through.

`decide` is total: each event in each state gives a decision, and an event that makes no sense changes nothing and says
so. It reads no clock, no table and no queue.
"""

from datetime import datetime
from typing import assert_never

from care.account import Account
from care.actions import (
    Action,
    CaseAssigned,
    CaseMerged,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    CustomerErased,
    NoteWritten,
    PromiseKept,
    PromiseMade,
    ReplyApproved,
    ReplyCancelled,
    ReplyWritten,
    SendDecided,
    ThanksReposted,
)
from care.case import handling, promises, thanking
from care.case.actions import reopen, resolve
from care.case.arrivals import receive
from care.case.correlation import correlated
from care.case.decision import Decision, customer_of, unchanged
from care.case.due import fall_due
from care.case.echoes import delete, echo
from care.case.incidents import touch
from care.case.model import Case, Customer
from care.case.reckoning import reckon_anew
from care.case.selfservice import hear
from care.case.settled import settle
from care.events import (
    AccessRevoked,
    CaseAbsorbed,
    CaseDue,
    Event,
    IncidentTouched,
    LookedUp,
    MessageDeleted,
    MessageEchoed,
    MessageReceived,
    Reposted,
    SendSettled,
    SettingsChanged,
    Unreadable,
)
from care.outcomes import Code, outcome
from care.report.counting import counted

__all__ = ["Decision", "customer_of", "decide"]


def decide(case: Case | Customer, event: Event, account: Account, now: datetime) -> Decision:
    """What `event` makes of `case` at `now`.

    `case` is the case that the event belongs to, or, where there is none yet, the customer alone.
    """
    return counted(case, correlated(event, _decided(case, event, account, now)), event, account)


def _decided(  # noqa: C901  one line for each kind of event
    case: Case | Customer, event: Event, account: Account, now: datetime
) -> Decision:
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
        case IncidentTouched():
            return touch(case, event, account, now)
        case LookedUp():
            return hear(case, event, account, now)
        case CaseAbsorbed():
            return handling.absorb(case, event, account)
        case Reposted():
            return unchanged(case, outcome(Code.repost_asks_nothing))
        case AccessRevoked() | Unreadable() | CustomerErased():
            return unchanged(case, outcome(Code.not_about_a_case))
        case _:
            return _act(case, event, account, now)


def _act(case: Case | Customer, action: Action, account: Account, now: datetime) -> Decision:  # noqa: C901, PLR0912  as above
    """What a person's action makes of a case."""
    match action:
        case CaseResolved():
            return resolve(case, action, account)
        case CaseReopened():
            return reopen(case, action, account)
        case ReplyWritten():
            return handling.reply(case, action)
        case ReplyApproved():
            return handling.approve(case, action)
        case ReplyCancelled():
            return handling.cancel(case, action)
        case SendDecided():
            return handling.decide_send(case, action)
        case CaseAssigned():
            return handling.assign(case, action)
        case NoteWritten():
            return handling.note(case, action)
        case PromiseMade():
            return promises.make(case, action, account, now)
        case PromiseKept():
            return promises.keep(case, action, now)
        case CaseSnoozed():
            return handling.snooze(case, action, now)
        case CaseMerged():
            return handling.merge(case, action, account)
        case ThanksReposted():
            return thanking.repost(case, action)
        case _:
            assert_never(action)
