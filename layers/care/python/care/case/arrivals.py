"""A customer wrote: which case the message belongs to, what it is about, and whether it is acknowledged."""

from copy import replace
from datetime import datetime, timedelta

from care.acknowledgement.rules import (
    Acknowledged,
    acknowledge_closed,
    ask_to_go_private,
    grace_ends,
    tell_of_incident,
)
from care.acknowledgement.thanks import thank
from care.acknowledgement.unwanted import unwanted
from care.case.agent_actions import awake
from care.case.arrival_id import new_case_id
from care.case.clocks import waits_for_us
from care.case.echoes import excerpt, stored_of
from care.case.edits import asks_anew, revise, revised
from care.case.incident_updates import attached, open_incident
from care.case.influence import is_influencer
from care.case.people import introduced
from care.case.selfservice import serve
from care.case.surveys import ANSWER, survey_answer
from care.case.unwanted import closed, looked_at
from care.case.wishes import wish_of, without_survey
from care.model.account import Account
from care.model.case import Case, LastMessage, with_timer
from care.model.commands import Command
from care.model.customer import Customer
from care.model.decision import Decision, changed, customer_of, unchanged
from care.model.messages import Message
from care.model.outcomes import Code, Outcome, Outcomes, outcome
from care.model.stored_message import StoredMessage
from care.model.x_events import MessageReceived
from care.privacy.finder import find
from care.privacy.kinds import Kind
from care.triage.classification import classify
from care.triage.closing import asks_for_nothing
from care.triage.languages import ours
from care.triage.rules import compiled
from care.triage.varieties import tagged
from care.triage.verdict import Verdict

# A message this soon after the resolution, or in the same public thread, is about the same matter.
REOPENS_WITHIN = timedelta(hours=24)
_SURE_OF_THANKS = 0.85
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
        judged = _verdict(message, customer, account)
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
    verdict = _verdict(message, customer, account)
    if _is_side_talk(message, event.customer_id, account) and verdict.urgency <= _SIDE_TALK:
        return _aside(known, customer, stored)
    customer = replace(customer, language=_tag(verdict, message, customer, account))
    closing = asks_for_nothing(message.text) and not message.media
    # Thanks with a figure may be the answer to a question, and so may a picture.
    thanks = _is_thanks(verdict) and not any(character.isdigit() for character in message.text)
    thanks = thanks and not message.media
    if isinstance(known, Case) and known.state == "resolved" and (closing or thanks):
        return _after_the_end(replace(known, customer=customer), message, stored, verdict, account, now)
    case = _continued(known, customer, event, verdict, account, closing=closing, words=_words(known, stored))
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
        case, commands, because = _acknowledged(case, event, verdict, account, now, closing=closing)
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
    verdict = _verdict(message, customer, account)
    customer = replace(customer, language=_tag(verdict, message, customer, account))
    case = _continued(known, customer, event, verdict, account, closing=False, words=stored.text)
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
    verdict = _verdict(message, customer, account)
    customer = replace(customer, language=_tag(verdict, message, customer, account))
    case = _continued(known, customer, event, verdict, account, closing=False, words=stored.text)
    case = replace(case, assignee=case.assignee or event.taken_by)
    messages = (*customer.early, stored) if not case.customer.early else (stored,)
    return changed(case, outcome(Code.opened_by_hand), messages=messages)


def _words(known: Case | Customer, stored: StoredMessage) -> str:
    """What the queue shows of a message: of an answer to a survey what else was said, and no score."""
    if stored.purpose != ANSWER:
        return stored.text
    return (known.survey.comment or "") if isinstance(known, Case) and known.survey else ""


def _is_thanks(verdict: Verdict) -> bool:
    """True where nobody waits for an acknowledgement: the model must be nearly as sure as a rule."""
    return verdict.topic == "thanks" and verdict.sure >= _SURE_OF_THANKS


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


def _verdict(message: Message, customer: Customer, account: Account) -> Verdict:
    """What the text is about; what is only shown, nobody here can read, and somebody should look."""
    rules = compiled(account.triage, account.taught_weights)
    verdict = classify(message.text, _language_of(message, customer), rules)
    if message.media and verdict.topic == "noise":
        return replace(verdict, topic="question", urgency=1)
    return verdict


def _tag(verdict: Verdict, message: Message, customer: Customer, account: Account) -> str:
    """The language in which the customer is answered, with its country where that is another than the account's."""
    language = (verdict.language or customer.language or account.language).partition("-")[0]
    return tagged(language, message.text, customer.language, account.countries[0])


def _language_of(message: Message, customer: Customer) -> str:
    """What X tells, else the customer's last one; what a person said holds until X and the words tell another."""
    if not customer.language_said:
        return message.language or customer.language
    own = classify(message.text)
    both = own.told_by == "words" and own.language == ours(message.language)
    return own.language if both and own.language else customer.language


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
    if not _is_thanks(verdict):
        return changed(case, outcome(Code.asks_for_nothing), messages=(stored,))
    case, commands, thanked = _thanked(case, message, account, now)
    return changed(case, outcome(Code.thanks_after_resolution), thanked, messages=(stored,), commands=commands)


def _introduced(known: Case | Customer, event: MessageReceived, now: datetime) -> Customer:
    customer = introduced(customer_of(known), event.author, min(event.message.at, now))
    if event.message.channel == "private" and not event.message.encrypted:
        customer = replace(customer, dm_closed_at=None, writes_by="chat" if event.message.chat else "dm")
        wrote_one = isinstance(known, Case) and known.private_contact
        if not wrote_one and not any(m.channel == "private" for m in customer.early):
            customer = replace(customer, first_dm_at=customer.first_dm_at or event.message.at)
    return customer


def _continued(
    known: Case | Customer,
    customer: Customer,
    event: MessageReceived,
    verdict: Verdict,
    account: Account,
    *,
    closing: bool,
    words: str,
) -> Case:
    """The case with the message; one that asks for nothing opens no wait, and another stays the one to answer.

    `words` are what the queue shows of it: not the score of a survey.
    """
    message = event.message
    # Nobody wrote to the account in what a person found: the wait begins where somebody took it on.
    begins = event.taken_at or message.at
    last = LastMessage(
        id=message.id,
        channel=message.channel,
        at=message.at,
        summons=message.summons,
        chat=message.chat,
        shut=message.shut,
        addressed=message.addressed,
    )
    if isinstance(known, Customer) or not _same_matter(known, event):
        case_id = new_case_id(account.id, message.id)
        case = Case(
            case_id=case_id,
            account_id=account.id,
            customer=replace(customer, case_id=case_id, early=()),
            person_answered_at=max((m.at for m in customer.early if m.at >= message.at), default=None),
            opened_at=begins,
            opened_in=message.channel,
            topic=verdict.topic,
            urgency=verdict.urgency,
            judged_by=message.id,
            # That somebody may buy is kept with the person; that they may not is said of one case.
            lead=customer.lead or None,
            last_message=last,
            settings_version=account.version,
        )
    else:
        worse = verdict.urgency > known.urgency and not closing
        newer = message.at >= known.last_message.at and not closing
        case = replace(
            without_survey(known),
            customer=customer,
            topic=verdict.topic if worse else known.topic,
            urgency=max(verdict.urgency, known.urgency),
            judged_by=message.id if worse else known.judged_by,
            last_message=last if newer else known.last_message,
            # A reopening starts a fresh clock of the first response.
            first_response_at=None if known.state == "resolved" else known.first_response_at,
            resolved_at=None,
        )
    answered = case.person_answered_at is not None and case.person_answered_at >= begins
    since = case.unanswered_since
    if not answered and not closing:
        since = min(since, begins) if since else begins
    case = replace(
        case,
        state="waiting" if since is None else "open",
        language=case.customer.language,
        unanswered_since=since,
        private_contact=case.private_contact or (message.channel == "private" and not message.encrypted),
        public_thread=case.public_thread or message.conversation_id,
        last_public=last if message.channel == "public" else case.last_public,
        excerpt=excerpt(words, account) if case.last_message.id == message.id else case.excerpt,
        influencer=is_influencer(case.customer, account),
        shows_media=case.shows_media or bool(message.media),
    )
    # Whoever snoozed it wanted to wait for this, or for later; the customer decides.
    case = awake(case)
    return waits_for_us(case, since, account) if since else case


def _same_matter(case: Case, event: MessageReceived) -> bool:
    if case.merged_into:
        return False  # what goes on goes on in the other
    if case.resolved_at is None or event.revises:
        return True
    message = event.message
    in_thread = message.conversation_id == case.public_thread != ""  # a DM has no conversation's id
    return in_thread or message.at - case.resolved_at <= REOPENS_WITHIN


def _acknowledged(
    case: Case, event: MessageReceived, verdict: Verdict, account: Account, now: datetime, *, closing: bool
) -> tuple[Case, tuple[Command, ...], Outcomes]:
    if _is_thanks(verdict):
        case, commands, because = _thanked(case, event.message, account, now)
        return case, commands, (outcome(Code.thanks_not_acknowledged), because)
    if closing:
        return case, (), (outcome(Code.asks_for_nothing),)
    if case.unanswered_since is None:
        return case, (), (outcome(Code.answered_already),)
    if spam := unwanted(case):
        return case, (), (spam,)
    case = attached(case, event.message, account, now)
    shown = _shown(event.message, account)
    if shown == {Kind.REFERENCE} and not case.invites:
        case = replace(case, invites="due")
    exposed = bool(shown - {Kind.REFERENCE})
    if at_once := _told_at_once(case, event.message, account, now, exposed=exposed):
        acknowledged, because = at_once
        return acknowledged.case, (acknowledged.command,), (because,)
    if account.hours.is_open(now):
        ends = grace_ends(case, event.message, account, now)
        if isinstance(ends, Outcome):
            return case, (), (ends,)
        earlier = case.timers.get("acknowledge")
        timers = with_timer(case, "acknowledge", min(ends, earlier) if earlier else ends)
        return replace(case, timers=timers), (), (outcome(Code.grace_runs),)
    told = acknowledge_closed(case, event.message, account, now)
    if isinstance(told, Outcome):
        return case, (), (told,)
    return told.case, (told.command,), (outcome(Code.told_of_return),)


def _thanked(
    case: Case, message: Message, account: Account, now: datetime
) -> tuple[Case, tuple[Command, ...], Outcome]:
    found = thank(case, message, account, now)
    return (case, (), found) if isinstance(found, Outcome) else (found[0], (found[1],), outcome(Code.thanked))


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
