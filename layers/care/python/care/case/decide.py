"""The one rule that every event of a case goes through.

`decide` is total: each event in each state gives a decision, and an event that makes no sense changes nothing and says
so. It reads no clock, no table and no queue.
"""

from datetime import datetime
from typing import assert_never

from care.case import about_people, agent_actions, handing_over, known_people, mentioning, promises, sharing, unwanted
from care.case.actions import reopen, resolve
from care.case.arrivals import of_spammer, receive, taken_up
from care.case.correlation import correlated
from care.case.counts import counted
from care.case.due import fall_due
from care.case.echoes import delete, echo, edit, react
from care.case.edits import revise_own
from care.case.incident_updates import touch
from care.case.labels import label
from care.case.media import shows, to_count_shares, to_look_around
from care.case.people import introduce, to_introduce
from care.case.reschedule import reckon_anew
from care.case.selfservice import hear
from care.case.settled import settle
from care.case.spread import spread
from care.case.wishes import set_by_person
from care.model.account import Account
from care.model.actions import (
    AbuseSeen,
    Action,
    AutomaticMessagesSet,
    CaseAssigned,
    CaseHandedOver,
    CaseLabelled,
    CaseMerged,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    CaseTagged,
    CustomerErased,
    CustomerNoted,
    CustomerNoteRemoved,
    HandOverTriedAgain,
    MentionSeen,
    NoteWritten,
    PromiseKept,
    PromiseMade,
    ReferenceTyped,
    ReplyApproved,
    ReplyCancelled,
    ReplyWritten,
    SendDecided,
    ShutOut,
    SpamMarked,
    ThanksReposted,
)
from care.model.case import Case
from care.model.customer import Customer
from care.model.decision import Decision, customer_of, unchanged
from care.model.events import (
    CaseAbsorbed,
    CaseDue,
    Event,
    HandOverSettled,
    IncidentTouched,
    LookedUp,
    SendSettled,
    SettingsChanged,
)
from care.model.outcomes import Code, outcome
from care.model.x_events import (
    AccessRevoked,
    CustomerIntroduced,
    MessageDeleted,
    MessageEchoed,
    MessageEdited,
    MessageReacted,
    MessageReceived,
    NotPassedOn,
    Reposted,
    Unreadable,
)

__all__ = ["Decision", "customer_of", "decide"]

_NOT_OF_MERGED = (
    CaseAssigned | PromiseMade | CaseSnoozed | ThanksReposted | CaseHandedOver | HandOverTriedAgain | ReferenceTyped
)

type _OfCase = (
    MessageDeleted
    | MessageEdited
    | MessageReacted
    | CaseDue
    | SendSettled
    | SettingsChanged
    | IncidentTouched
    | LookedUp
    | HandOverSettled
    | CaseAbsorbed
    | Action
)


def decide(case: Case | Customer, event: Event, account: Account, now: datetime) -> Decision:
    """What `event` makes of `case` at `now`.

    `case` is the case that the event belongs to, or, where there is none yet, the customer alone.
    """
    return counted(case, correlated(event, _decided(case, event, account, now)), event, account)


def _decided(known: Case | Customer, event: Event, account: Account, now: datetime) -> Decision:
    match event:
        case MessageReceived():
            return _arrived(known, event, account, now)
        case MessageEchoed(superseded=True):
            return unchanged(known, outcome(Code.edited_before_it_came))
        case MessageEchoed(revises=known_id) if known_id and isinstance(known, Case):
            return revise_own(known, event, now)
        case MessageEchoed():
            return shows(echo(known, event, account, now), account, now)
        case Reposted():
            if isinstance(known, Customer):
                return unchanged(known, outcome(Code.repost_asks_nothing))
            return spread(known, event, account)
        case CustomerIntroduced():
            return introduce(known, event, account)
        case AccessRevoked() | Unreadable() | CustomerErased() | NotPassedOn():
            return unchanged(known, outcome(Code.not_about_a_case))
    if isinstance(known, Customer):
        return unchanged(known, outcome(_no_case(event)))
    return _of_case(known, event, account, now)


def _arrived(known: Case | Customer, event: MessageReceived, account: Account, now: datetime) -> Decision:
    """What a customer wrote, and what X is to be asked about it besides."""
    if unwanted.is_spammer(customer_of(known)):
        return of_spammer(known, event, account, now)  # nothing is asked of X for it
    arrives = taken_up if event.taken_at is not None else receive
    decision = known_people.noticed(arrives(known, event, account, now), event, account)
    decision = sharing.shared(decision, event)
    decision = to_introduce(decision, account, now)
    decision = to_look_around(to_count_shares(decision, event, account, now), event, account, now)
    return shows(decision, account, now)


def _no_case(event: _OfCase) -> Code:
    """Why what is about a case changes nothing where there is none."""
    match event:
        case MessageDeleted():
            return Code.deleted_message_unknown
        case MessageEdited() | MessageReacted():
            return Code.message_unknown
        case CaseDue() | SendSettled() | SettingsChanged() | IncidentTouched() | LookedUp() | HandOverSettled():
            return Code.case_gone
        case _:
            return Code.no_such_case


def _of_case(case: Case, event: _OfCase, account: Account, now: datetime) -> Decision:  # noqa: C901  one line for each kind of event
    match event:
        case MessageDeleted():
            return delete(case, event, now)
        case MessageEdited():
            return edit(case, event, account)
        case MessageReacted():
            return react(case, event)
        case CaseDue():
            # Who found it due has a clock of its own: by that one the instant has come.
            return fall_due(case, account, max(now, event.due_at))
        case SendSettled():
            return settle(case, event, account, now)
        case SettingsChanged():
            return reckon_anew(case, event, account, now)
        case IncidentTouched():
            return touch(case, event, account, now)
        case LookedUp():
            return hear(case, event, account, now)
        case HandOverSettled():
            return handing_over.settle(case, event, account, now)
        case CaseAbsorbed():
            return agent_actions.absorb(case, event, account)
        case _:
            return mentioning.acted(case, _act(case, event, account, now), event)


def _act(case: Case, action: Action, account: Account, now: datetime) -> Decision:  # noqa: C901, PLR0912  one line for each kind of action
    """What a person's action makes of a case."""
    if case.merged_into and isinstance(action, _NOT_OF_MERGED):
        return unchanged(case, outcome(Code.case_merged))
    if isinstance(action, CaseMerged) and handing_over.is_going(case):
        return unchanged(case, outcome(Code.hand_over_before_merge))
    if unwanted.refused(case, action):
        return unchanged(case, outcome(Code.marked_as_spam))
    match action:
        case CaseResolved():
            return resolve(case, action.at, account)
        case CaseReopened():
            return reopen(case)
        case ReplyWritten():
            return agent_actions.reply(case, action, account)
        case ReplyApproved():
            return agent_actions.approve(case, action)
        case ReplyCancelled():
            return agent_actions.cancel(case, action)
        case SendDecided():
            return agent_actions.decide_send(case, action)
        case CaseAssigned():
            return agent_actions.assign(case, action.to)
        case NoteWritten():
            return agent_actions.note(case, action)
        case PromiseMade():
            return promises.make(case, action, account, now)
        case PromiseKept():
            return promises.keep(case, action, now)
        case CaseSnoozed():
            return agent_actions.snooze(case, action.until, now)
        case CaseMerged():
            return agent_actions.merge(case, action, account)
        case ThanksReposted():
            return agent_actions.repost(case, action)
        case CaseLabelled():
            return label(case, action, account)
        case MentionSeen():
            return mentioning.seen(case, action)
        case CaseTagged():
            return about_people.tag(case, action)
        case CustomerNoted():
            return about_people.write_down(case, action)
        case CustomerNoteRemoved():
            return about_people.take_away(case, action)
        case CaseHandedOver():
            return handing_over.hand_over(case, action, account)
        case HandOverTriedAgain():
            return handing_over.try_again(case, action, account)
        case ReferenceTyped():
            return handing_over.refer(case, action)
        case AutomaticMessagesSet():
            return set_by_person(case, action)
        case SpamMarked():
            return unwanted.mark(case, action, account)
        case AbuseSeen():
            return unwanted.see(case)
        case ShutOut():
            return unwanted.shut_out(case, action)
        case _:
            assert_never(action)
