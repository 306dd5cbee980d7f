"""Handing a case to another system: asked for, arrived or not, its reference, and what the customer is told.

The customer is told once the other side has the story, by a reply of who handed it over: so the guard, a supervisor's
look and the press that takes it back hold for it as for any other.
"""

from copy import replace
from datetime import datetime, timedelta
from typing import Final

from care.case import agent_actions
from care.case.mentioning import mention
from care.model.account import Account
from care.model.actions import CaseHandedOver, HandOverTriedAgain, ReferenceTyped, ReplyWritten
from care.model.case import Case
from care.model.commands import HandOverCase
from care.model.decision import Decision, changed, unchanged
from care.model.events import HandOverSettled
from care.model.hand_over import MOST, HandOver
from care.model.outcomes import Code, outcome
from care.model.stored_message import StoredMessage
from care.texts.handed_over import told_of

GIVEN_UP_AFTER: Final = timedelta(hours=8)
"""After a press: longer than all tries take, so that one whose message was lost does not stay on its way for ever."""


def hand_over(case: Case, event: CaseHandedOver, account: Account) -> Decision:
    """Have the case's story sent to a destination; one that has it, or is about to, gets it once."""
    if account.hand_over.destination(event.to) is None:
        return unchanged(case, outcome(Code.no_such_destination, name=event.to))
    same = [one for one in case.hand_overs if one.to == event.to]
    if any(one.state == "going" for one in same):
        return unchanged(case, outcome(Code.hand_over_under_way, name=event.to))
    if any(one.state == "arrived" for one in same):
        return unchanged(case, outcome(Code.handed_over_already, name=event.to))
    if any(one.state == "failed" for one in same):
        return unchanged(case, outcome(Code.hand_over_try_again, name=event.to))
    if len(case.hand_overs) >= MOST:
        return unchanged(case, outcome(Code.too_many_hand_overs, most=MOST))
    given_up_at = event.at + GIVEN_UP_AFTER
    one = HandOver(id=event.action_id, to=event.to, by=event.by, at=event.at, tell=event.tell, given_up_at=given_up_at)
    case = replace(case, hand_overs=(*case.hand_overs, one))
    note = StoredMessage(
        id=event.action_id,
        channel="internal",
        by="person",
        person=event.by,
        at=event.at,
        text=event.note,
        purpose="note",
    )
    commands = (_command(case, one, event.at),)
    messages = (note,) if event.note else ()
    return changed(case, outcome(Code.hand_over_on_its_way), messages=messages, commands=commands)


def try_again(case: Case, event: HandOverTriedAgain, account: Account) -> Decision:
    """Send it once more under the id that it had, by which the other side knows what it may have already."""
    one = _of(case, event.hand_over_id)
    if one is None:
        return unchanged(case, outcome(Code.no_such_hand_over))
    if one.state != "failed":
        return unchanged(case, outcome(Code.hand_over_not_failed))
    if account.hand_over.destination(one.to) is None:
        return unchanged(case, outcome(Code.no_such_destination, name=one.to))
    # Who tries again is who is told if it fails, and in whose name the customer is.
    given_up_at = event.at + GIVEN_UP_AFTER
    one = replace(one, state="going", status="", settled_at=None, given_up_at=given_up_at, by=event.by)
    case = _with(case, one)
    return changed(case, outcome(Code.hand_over_on_its_way), commands=(_command(case, one, event.at),))


def refer(case: Case, event: ReferenceTyped) -> Decision:
    """Keep the reference that a person typed."""
    one = _of(case, event.hand_over_id)
    if one is None:
        return unchanged(case, outcome(Code.no_such_hand_over))
    if one.reference == event.reference:
        return unchanged(case, outcome(Code.as_it_was))
    one = replace(one, reference=event.reference, referred_by=event.by if event.reference else "")
    return changed(_with(case, one), outcome(Code.reference_kept))


def settle(case: Case, event: HandOverSettled, account: Account, now: datetime) -> Decision:
    """What became of it. What arrived stays so, and what fails is shown to who asked for it."""
    one = _of(case, event.hand_over_id)
    if one is None:
        return unchanged(case, outcome(Code.no_such_hand_over))
    if one.state == "arrived" or (one.state == "failed" and event.outcome != "arrived"):
        return unchanged(case, outcome(Code.as_it_was))
    one = replace(one, status=event.status)
    match event.outcome:
        case "delayed":
            return changed(_with(case, one), outcome(Code.hand_over_delayed))
        case "failed":
            return changed(_failed(case, one, event.at), outcome(Code.hand_over_failed))
        case "arrived":
            reference = one.reference or event.reference
            one = replace(one, state="arrived", settled_at=event.at, given_up_at=None, reference=reference)
            return _told(_with(case, one), one, account, now)


def overdue(case: Case, now: datetime) -> Case:
    """The case whose hand-overs of which nothing was heard for so long have failed."""
    for one in case.hand_overs:
        if one.given_up_at is not None and one.given_up_at <= now:
            case = _failed(case, replace(one, status=one.status or "lost"), now)
    return case


def is_stuck(case: Case) -> bool:
    """Whether a hand-over of an open case failed, and nobody tried again or typed a reference for it."""
    return case.state != "resolved" and any(one.state == "failed" and not one.reference for one in case.hand_overs)


def is_going(case: Case) -> bool:
    """Whether it is not known yet whether a destination has the case."""
    return any(one.state == "going" for one in case.hand_overs)


def _told(case: Case, one: HandOver, account: Account, now: datetime) -> Decision:
    """Tell the customer where they wrote last, unless they are a spammer; in private with the reference."""
    arrived = outcome(Code.hand_over_arrived)
    if not one.tell or case.merged_into or case.customer.spam is True:
        return changed(case, arrived)
    channel = case.last_message.channel
    reply = ReplyWritten(
        **case.ids,
        action_id=f"told-{one.id}"[:64],
        by=one.by,
        at=now,
        channel=channel,
        text=told_of(account, case.language, channel, one.reference),
    )
    decision = agent_actions.reply(case, reply, account)
    return replace(decision, because=(arrived, *decision.because))


def _command(case: Case, one: HandOver, asked_at: datetime) -> HandOverCase:
    return HandOverCase(
        **case.ids,
        item_id=one.id,
        language=case.language,
        asked_at=asked_at,
        to=one.to,
        by=one.by,
        begun_at=one.at,
    )


def _failed(case: Case, one: HandOver, at: datetime) -> Case:
    failed = replace(one, state="failed", settled_at=at, given_up_at=None)
    return mention(_with(case, failed), (one.by,), "")


def _of(case: Case, hand_over_id: str) -> HandOver | None:
    return next((one for one in case.hand_overs if one.id == hand_over_id), None)


def _with(case: Case, changed_one: HandOver) -> Case:
    return replace(case, hand_overs=tuple(changed_one if one.id == changed_one.id else one for one in case.hand_overs))
