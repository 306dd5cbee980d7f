"""A post has another wording now: what its author changed is changed here, and nobody is told twice."""

from copy import replace
from datetime import datetime

from care.acknowledgement.rules import tell_of_incident
from care.case.arrival_id import new_case_id
from care.case.clocks import waits_for_us
from care.case.echoes import excerpt, stored_of
from care.case.incident_updates import attached
from care.case.spread import raised_by
from care.model.account import Account
from care.model.case import Case, LastMessage
from care.model.customer import Customer
from care.model.decision import Decision, changed
from care.model.messages import Message
from care.model.outcomes import Code, Outcome, outcome
from care.model.snowflake import posted_at
from care.model.stored_message import StoredMessage
from care.model.x_events import MessageEchoed, MessageReceived
from care.triage.closing import asks_for_nothing
from care.triage.opt_out import wants_out
from care.triage.verdict import Verdict


def revise(
    case: Case, customer: Customer, event: MessageReceived, verdict: Verdict, account: Account, now: datetime
) -> Decision:
    """Put the new wording in the place of the former, and judge the case by it where the case is about it."""
    message = event.message
    before = {event.revises, *message.earlier}
    if wants_out(message.text):
        customer = replace(customer, opted_out_at=customer.opted_out_at or message.at)
    case = replace(case, customer=customer, shows_media=case.shows_media or bool(message.media))
    if case.last_public is not None and case.last_public.id in before:
        case = replace(case, last_public=_last(case.last_public, message))
    if case.told_message in before:
        case = replace(case, told_message=message.id)  # its automatic answer is that of the new wording
    if case.last_message.id in before:
        case = replace(
            _judged(case, before, verdict, account, asks=not asks_for_nothing(message.text), judged_by=event.revises),
            last_message=_last(case.last_message, message),
            excerpt=excerpt(message.text, account),
        )
        if case.unanswered_since is not None:
            case = waits_for_us(case, case.unanswered_since, account)
    hung, case = case.incident_id, case if case.unanswered_since is None else attached(case, message, account, now)
    because = outcome(Code.message_edited)
    new = revised(message, event.revises, "customer", now)
    if case.incident_id == hung:
        return changed(case, because, messages=(new,))
    # It is about an incident now: who has no answer yet is told of it.
    told = tell_of_incident(case, case.last_message, account, now)
    if isinstance(told, Outcome):
        return changed(case, because, outcome(Code.incident_attached), told, messages=(new,))
    attaches = (outcome(Code.incident_attached), outcome(Code.told_of_incident))
    return changed(told.case, because, *attaches, messages=(new,), commands=(told.command,))


def asks_anew(case: Case, event: MessageReceived, verdict: Verdict) -> bool:
    """True for a message that asked for nothing, as thanks do, and whose new wording wants an answer."""
    if case.merged_into or case.spam or not event.revises.isdigit():
        return False
    if case.unanswered_since is not None and not _came_after(case.last_message, event):
        return False
    dealt_with = max((at for at in (case.person_answered_at, case.resolved_at) if at is not None), default=None)
    still = dealt_with is None or posted_at(event.revises) > dealt_with
    return still and verdict.topic != "thanks" and not asks_for_nothing(event.message.text)


def _came_after(last: LastMessage, event: MessageReceived) -> bool:
    """True if what is changed was written after the message that is to be answered, and left that one the last."""
    if last.id in {event.revises, *event.message.earlier}:
        return False
    if last.id.isdigit():  # X tells instants by the second, and ids tell which of two came first
        return int(event.revises) > int(last.id)
    return posted_at(event.revises) > last.at


def revise_own(case: Case, event: MessageEchoed, now: datetime) -> Decision:
    """The same for what the account wrote."""
    return changed(case, outcome(Code.message_edited), messages=(revised(event.message, event.revises, "person", now),))


def _judged(case: Case, before: set[str], verdict: Verdict, account: Account, *, asks: bool, judged_by: str) -> Case:
    """What opened the case and stands alone decides its topic; beside other messages it can only make it worse."""
    alone = case.case_id in {new_case_id(account.id, one) for one in before}
    if not (alone or (asks and verdict.urgency > case.urgency - case.spread.raised)):
        return case
    spread = replace(case.spread, raised=raised_by(case.spread, verdict.topic, account))
    urgency = min(9, verdict.urgency + spread.raised)
    return replace(case, topic=verdict.topic, urgency=urgency, spread=spread, judged_by=judged_by)


def _last(last: LastMessage, message: Message) -> LastMessage:
    return replace(last, id=message.id, summons=message.summons, addressed=message.addressed)


def revised(message: Message, revises: str, by: str, now: datetime) -> StoredMessage:
    """The new wording, in the place of the one that is kept under this id."""
    stored = stored_of(message, "customer" if by == "customer" else "person")
    others = tuple(one for one in (*message.earlier, message.id) if one != revises)
    return replace(stored, id=revises, other_ids=others, edited_at=min(message.at, now))
