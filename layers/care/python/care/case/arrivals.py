"""A customer wrote: what becomes of the message, of the case that it belongs to, and of whoever waits for an answer."""

from copy import replace
from datetime import datetime

from care.acknowledgement.unwanted import unwanted
from care.case.automatic_answer import acknowledged, thanked_too
from care.case.continuation import continued
from care.case.echoes import stored_of
from care.case.edits import asks_anew, revise, revised
from care.case.judgement import is_thanks, tag_of, verdict_of
from care.case.people import introduced
from care.case.selfservice import serve
from care.case.surveys import ANSWER, survey_answer
from care.case.unwanted import closed, looked_at
from care.case.wishes import wish_of
from care.model.account import Account
from care.model.case import Case
from care.model.customer import Customer
from care.model.decision import Decision, changed, customer_of, unchanged
from care.model.messages import Message
from care.model.outcomes import Code, Outcomes, outcome
from care.model.stored_message import StoredMessage
from care.model.x_events import MessageReceived
from care.triage.closing import asks_for_nothing
from care.triage.verdict import Verdict

# A message among others that asks for no more than this is side talk.
_SIDE_TALK = 1


def receive(known: Case | Customer, event: MessageReceived, account: Account, now: datetime) -> Decision:
    """Continue the customer's case or open one, and decide what the customer is told."""
    if (past := _past(known, event, now)) is not None:
        return past
    customer = _introduced(known, event, now)
    message = replace(event.message, at=min(event.message.at, now))
    event = replace(event, message=message)
    stored = _opened(message, event, now)
    if event.revises and isinstance(known, Case):
        customer = replace(customer, language=customer.language or account.language)
        judged = verdict_of(message, customer, account)
        if not asks_anew(known, event, judged):
            return revise(known, customer, event, judged, account, now)
        stored = revised(message, event.revises, "customer", now)
    if isinstance(known, Case) and (answered := survey_answer(known, message, account)):
        case = replace(answered.case, customer=customer)
        stored = replace(stored, purpose=ANSWER)
        if not answered.asks:
            told = tuple(c for c in (answered.command,) if c)
            return changed(case, answered.because, messages=(stored,), commands=told)
        known = case  # the score is kept, and what else was said needs a person
    wish = wish_of(known, customer, stored, account)
    if wish.decision is not None:
        return wish.decision
    customer = wish.customer
    verdict = verdict_of(message, customer, account)
    if _is_side_talk(message, event.customer_id, account) and verdict.urgency <= _SIDE_TALK:
        return _aside(known, customer, stored)
    customer = replace(customer, language=tag_of(verdict, message, customer, account))
    closing = asks_for_nothing(message.text) and not message.media
    # Thanks with a figure may be the answer to a question, and so may a picture.
    thanks = is_thanks(verdict) and not any(character.isdigit() for character in message.text)
    thanks = thanks and not message.media
    if isinstance(known, Case) and known.state == "resolved" and (closing or thanks):
        return _after_the_end(replace(known, customer=customer), message, stored, verdict, account, now)
    case = continued(known, customer, event, verdict, account, closing=closing, words=_words(known, stored))
    case = looked_at(case, message, account)
    talked = isinstance(known, Case) and case.case_id == known.case_id and known.private_contact
    begins = not talked and not any(m.channel == "private" for m in customer.early)
    # What was written to the customer before there was a case belongs to its story.
    messages = (*customer.early, stored) if not case.customer.early else (stored,)
    served = None if unwanted(case) else serve(case, message, account, now, begins=begins)
    because: Outcomes
    if served is not None and not served.over:
        case, commands, because = served.case, served.commands, (served.because,)
    else:
        case = served.case if served else case
        case, commands, because = acknowledged(case, event, verdict, account, now, closing=closing)
    return changed(case, *because, *wish.because, messages=messages, commands=(*wish.commands, *commands))


def of_spammer(known: Case | Customer, event: MessageReceived, account: Account, now: datetime) -> Decision:
    """What a spammer writes is kept, for whoever takes that back, and nobody waits for an answer to it."""
    if (past := _past(known, event, now)) is not None:
        return past
    message = replace(event.message, at=min(event.message.at, now))
    event = replace(event, message=message)
    anew = event.revises and isinstance(known, Case)
    stored = revised(message, event.revises, "customer", now) if anew else _opened(message, event, now)
    customer = _introduced(known, event, now)
    verdict = verdict_of(message, customer, account)
    customer = replace(customer, language=tag_of(verdict, message, customer, account))
    case = continued(known, customer, event, verdict, account, closing=False, words=stored.text)
    return changed(closed(case, message.at), outcome(Code.marked_as_spam), messages=(*customer.early, stored))


def _opened(message: Message, event: MessageReceived, now: datetime) -> StoredMessage:
    """The message as it is kept; one that was told before as shut is no other message."""
    return replace(stored_of(message, "customer"), opened_at=now if event.opens and not event.unheard else None)


def taken_up(known: Case | Customer, event: MessageReceived, account: Account, now: datetime) -> Decision:
    """A person opened the case of a post that nobody addressed to the account: no machine says anything to it."""
    if (past := _past(known, event, now)) is not None:
        return past
    message = replace(event.message, at=min(event.message.at, now))
    event, stored = replace(event, message=message), stored_of(message, "customer")
    customer = _introduced(known, event, now)
    verdict = verdict_of(message, customer, account)
    customer = replace(customer, language=tag_of(verdict, message, customer, account))
    case = continued(known, customer, event, verdict, account, closing=False, words=stored.text)
    case = replace(case, assignee=case.assignee or event.taken_by)
    messages = (*customer.early, stored) if not case.customer.early else (stored,)
    return changed(case, outcome(Code.opened_by_hand), messages=messages)


def _words(known: Case | Customer, stored: StoredMessage) -> str:
    """What the queue shows of a message: of an answer to a survey what else was said, and no score."""
    if stored.purpose != ANSWER:
        return stored.text
    return (known.survey.comment or "") if isinstance(known, Case) and known.survey else ""


def _past(known: Case | Customer, event: MessageReceived, now: datetime) -> Decision | None:
    """What becomes of a message that is past: written before an erasure, gone, or changed since."""
    erased_at = customer_of(known).erased_at
    if erased_at is not None and event.message.at <= erased_at:
        return unchanged(known, outcome(Code.written_before_erasure))
    if event.deleted:
        told = outcome(Code.deleted_before_it_came)
        return unchanged(known, told) if event.revises else _gone_already(known, event.message, now)
    return unchanged(known, outcome(Code.edited_before_it_came)) if event.superseded else None


def _aside(known: Case | Customer, customer: Customer, stored: StoredMessage) -> Decision:
    """What was said to others is kept where there is a case, and opens none."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.side_talk))
    aside = replace(stored, purpose="side_talk")
    return changed(replace(known, customer=customer), outcome(Code.side_talk), messages=(aside,))


def _is_side_talk(message: Message, customer_id: str, account: Account) -> bool:
    """True for an answer to somebody else in which the account is named only because X puts everybody's name there."""
    among_others = message.in_reply_to_user not in {"", account.id, customer_id}
    return message.addressed == "named" and among_others and not message.media


def _gone_already(known: Case | Customer, message: Message, now: datetime) -> Decision:
    """X told of the deletion before the message: a case keeps that there was one, and nobody answers it."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.deleted_before_it_came))
    gone = replace(stored_of(message, "customer"), text="", deleted_at=now)
    return changed(known, outcome(Code.deleted_before_it_came), messages=(gone,))


def _after_the_end(
    case: Case, message: Message, stored: StoredMessage, verdict: Verdict, account: Account, now: datetime
) -> Decision:
    """Thanks, or words that ask for nothing, after the resolution: it stays, and so does a survey that is planned."""
    if not is_thanks(verdict):
        return changed(case, outcome(Code.asks_for_nothing), messages=(stored,))
    case, commands, thanked = thanked_too(case, message, account, now)
    return changed(case, outcome(Code.thanks_after_resolution), thanked, messages=(stored,), commands=commands)


def _introduced(known: Case | Customer, event: MessageReceived, now: datetime) -> Customer:
    customer = introduced(customer_of(known), event.author, min(event.message.at, now))
    if event.message.channel == "private" and not event.message.encrypted:
        customer = replace(customer, dm_closed_at=None, writes_by="chat" if event.message.chat else "dm")
        wrote_one = isinstance(known, Case) and known.private_contact
        if not wrote_one and not any(m.channel == "private" for m in customer.early):
            customer = replace(customer, first_dm_at=customer.first_dm_at or event.message.at)
    return customer
