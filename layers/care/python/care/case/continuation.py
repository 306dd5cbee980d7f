"""Which case a customer's message belongs to, and the case with it."""

from copy import replace
from datetime import timedelta

from care.case.agent_actions import awake
from care.case.arrival_id import new_case_id
from care.case.clocks import waits_for_us
from care.case.echoes import excerpt
from care.case.influence import is_influencer
from care.case.wishes import without_survey
from care.model.account import Account
from care.model.case import Case, LastMessage
from care.model.customer import Customer
from care.model.x_events import MessageReceived
from care.triage.verdict import Verdict

# A message this soon after the resolution, or in the same public thread, is about the same matter.
_REOPENS_WITHIN = timedelta(hours=24)


def continued(
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
    return in_thread or message.at - case.resolved_at <= _REOPENS_WITHIN
