"""What a customer is told by itself when they wrote: thanks for thanks, a way to write in private, the return."""

from copy import replace
from datetime import datetime

from care.acknowledgement.rules import (
    Acknowledged,
    acknowledge_closed,
    ask_to_go_private,
    grace_ends,
    tell_of_incident,
)
from care.acknowledgement.thanks import thank
from care.acknowledgement.unwanted import unwanted
from care.case.incident_updates import attached, open_incident
from care.case.judgement import is_thanks
from care.model.account import Account
from care.model.case import Case, with_timer
from care.model.commands import Command
from care.model.messages import Message
from care.model.outcomes import Code, Outcome, Outcomes, outcome
from care.model.snowflake import posted_at
from care.model.x_events import MessageReceived
from care.privacy.finder import find
from care.privacy.kinds import Kind
from care.triage.verdict import Verdict


def acknowledged(
    case: Case, event: MessageReceived, verdict: Verdict, account: Account, now: datetime, *, closing: bool
) -> tuple[Case, tuple[Command, ...], Outcomes]:
    """The case with what is told at once or later, what is to be sent for it, and why, or why nothing is."""
    if is_thanks(verdict):
        case, commands, because = thanked_too(case, event.message, account, now)
        return case, commands, (outcome(Code.thanks_not_acknowledged), because)
    if reason := _waits_for_nothing(case, closing=closing):
        return case, (), (reason,)
    if _changed_since_erasure(case, event.message):
        case = replace(case, acknowledged_since=case.unanswered_since, told_message=event.message.id)
        return case, (), (outcome(Code.acknowledged_already),)
    case = attached(case, event.message, account, now)
    shown = _shown(event.message, account)
    if shown == {Kind.REFERENCE} and not case.invites:
        case = replace(case, invites="due")
    exposed = bool(shown - {Kind.REFERENCE})
    if at_once := _told_at_once(case, event.message, account, now, exposed=exposed):
        told, because = at_once
        return told.case, (told.command,), (because,)
    if account.hours.is_open(now):
        ends = grace_ends(case, event.message, account, now)
        if isinstance(ends, Outcome):
            return case, (), (ends,)
        earlier = case.timers.get("acknowledge")
        timers = with_timer(case, "acknowledge", min(ends, earlier) if earlier else ends)
        return replace(case, timers=timers), (), (outcome(Code.grace_runs),)
    closed = acknowledge_closed(case, event.message, account, now)
    if isinstance(closed, Outcome):
        return case, (), (closed,)
    return closed.case, (closed.command,), (outcome(Code.told_of_return),)


def thanked_too(
    case: Case, message: Message, account: Account, now: datetime
) -> tuple[Case, tuple[Command, ...], Outcome]:
    """The case, and what thanks the customer for their thanks, if anything does."""
    found = thank(case, message, account, now)
    return (case, (), found) if isinstance(found, Outcome) else (found[0], (found[1],), outcome(Code.thanked))


def _waits_for_nothing(case: Case, *, closing: bool) -> Outcome | None:
    if closing:
        return outcome(Code.asks_for_nothing)
    return outcome(Code.answered_already) if case.unanswered_since is None else unwanted(case)


def _changed_since_erasure(case: Case, message: Message) -> bool:
    """True for the new wording of a post of which an erasure took the earlier one, and what that one was told."""
    erased_at = case.customer.erased_at
    return erased_at is not None and any(posted_at(one) <= erased_at for one in message.earlier if one.isdigit())


def _shown(message: Message, account: Account) -> set[Kind]:
    """What is the customer's own and stands where everybody reads it. An order's number is nothing to be deleted."""
    if message.channel != "public":
        return set()
    return {one.kind for one in find(message.text, account.countries, account.own)}


def _told_at_once(
    case: Case, message: Message, account: Account, now: datetime, *, exposed: bool
) -> tuple[Acknowledged, Outcome] | None:
    """What is told whether we are open or not: that data stands in public, and that there is an incident."""
    if exposed:
        told = ask_to_go_private(case, message, account, now)
        if isinstance(told, Acknowledged):
            return told, outcome(Code.asked_to_go_private)
    if open_incident(case, account, now):
        told = tell_of_incident(case, message, account, now)
        if isinstance(told, Acknowledged):
            return told, outcome(Code.told_of_incident)
    return None
