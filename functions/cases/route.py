"""Which case an event belongs to."""

from care.case.surveys import survey_answer
from care.model.account import Account
from care.model.actions import CustomerErased
from care.model.case import Case
from care.model.customer import Customer
from care.model.events import CaseAbsorbed, Event, HandOverSettled, SendSettled
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
from care.tables.conversations import Conversations
from care.tables.message_writes import MessageReference

_MERGES = 10  # one after the other: nobody merges so often


def known_of(event: Event, conversations: Conversations, account: Account) -> Case | Customer:
    """The case of an event, or its customer where there is no case."""
    match event:
        case MessageReceived():
            return _going_on(_of_arrival(event, conversations, account), conversations)
        case MessageEchoed():
            return _going_on(_of_echo(event, conversations), conversations)
        case CaseAbsorbed() | HandOverSettled() | SendSettled(purpose="reply", outcome="sent"):
            case = conversations.case_of(event.case_id, event.account_id, event.customer_id)
            return _going_on(case or conversations.customer(event.account_id, event.customer_id), conversations)
        case Reposted():
            return _of_share(event, conversations) or Customer(account_id=event.account_id, customer_id="")
        case CustomerIntroduced():
            customer = conversations.customer(event.account_id, event.customer_id)
            return conversations.case(customer.case_id) or customer
        case MessageDeleted() | MessageEdited() | MessageReacted():
            reference = conversations.reference(event.account_id, event.message_id)
            return _referenced(reference, conversations) or Customer(account_id=event.account_id, customer_id="")
        case AccessRevoked() | Unreadable() | CustomerErased() | NotPassedOn():
            return Customer(account_id=event.account_id, customer_id="")
        case _:
            case = conversations.case_of(event.case_id, event.account_id, event.customer_id)
            return case or conversations.customer(event.account_id, event.customer_id)


def _going_on(known: Case | Customer, conversations: Conversations) -> Case | Customer:
    """The case that goes on for one that was merged, however often: what happens to the one happens to the other."""
    for _ in range(_MERGES):
        if not isinstance(known, Case) or not known.merged_into:
            break
        known = conversations.case(known.merged_into) or known
    return known


def asked_by_a_person(event: Event) -> bool:
    """True for what an agent or operator did, who wants to know what became of it even if nothing did."""
    return event.event_id.startswith("action:")


def _of_arrival(event: MessageReceived, conversations: Conversations, account: Account) -> Case | Customer:
    """The case whose survey the message answers, else the one of its thread, else the customer's present one."""
    customer = conversations.customer(event.account_id, event.customer_id)
    message = event.message
    present = conversations.case(customer.case_id)
    if event.opens and (shut := _referenced(conversations.reference(event.account_id, message.id), conversations)):
        return shut
    if event.revises and (
        revised := _referenced(conversations.reference(event.account_id, event.revises), conversations)
    ):
        return revised
    surveyed = present
    if message.channel == "private" and customer.survey_case_id not in {"", customer.case_id}:
        surveyed = conversations.case(customer.survey_case_id)
    if surveyed is not None and surveyed is not present and survey_answer(surveyed, event.message, account):
        return surveyed
    # What begins a thread itself was looked for already (`completed`): it is not kept yet.
    fresh = {message.id} if not (event.superseded or event.deleted or event.opens) else set()
    of_thread = dict.fromkeys((message.in_reply_to, message.opened_from, message.conversation_id))
    for message_id in (one for one in of_thread if one not in fresh):
        thread = conversations.reference(event.account_id, message_id)
        if thread is None or thread.customer_id != event.customer_id or thread.case_id == customer.case_id:
            continue
        case = _referenced(thread, conversations)
        if case is not None and (case.state != "resolved" or present is None):
            return case
    return present or customer


def _of_echo(event: MessageEchoed, conversations: Conversations) -> Case | Customer:
    """The case of the thread that the account wrote in, else the present one of the customer to whom it wrote."""
    message = event.message
    own = (message.id,) if event.opens else (event.revises,) if event.revises else ()
    for message_id in dict.fromkeys((*own, message.in_reply_to, message.conversation_id)):
        case = _referenced(conversations.reference(event.account_id, message_id), conversations)
        if case is not None and event.customer_id in {"", case.customer.customer_id}:
            return case
    if (quoted := _quoted(event, conversations)) is not None:
        return quoted
    if not event.customer_id:
        return Customer(account_id=event.account_id, customer_id="")
    customer = conversations.customer(event.account_id, event.customer_id)
    return conversations.case(customer.case_id) or customer


def _quoted(event: MessageEchoed, conversations: Conversations) -> Case | None:
    """The case of the customer's post that the account shows with its own words above: that answers it, too."""
    quotes = event.message.quotes
    case = _referenced(conversations.reference(event.account_id, quotes), conversations)
    if case is None or event.customer_id not in {"", case.customer.customer_id}:
        return None
    return case if _wrote(case, quotes, conversations) else None


def _of_share(event: Reposted, conversations: Conversations) -> Case | None:
    """The case of the customer whose post is shown to others; what the account wrote is nobody's case to count on."""
    case = _referenced(conversations.reference(event.account_id, event.post_id), conversations)
    return case if case is not None and _wrote(case, event.post_id, conversations) else None


def _wrote(case: Case, message_id: str, conversations: Conversations) -> bool:
    """True if the case's customer wrote the message, and not the account."""
    messages = conversations.messages(case.case_id)
    return any(message_id in message.ids for message in messages if message.by == "customer")


def _referenced(reference: MessageReference | None, conversations: Conversations) -> Case | None:
    return conversations.case(reference.case_id) if reference else None
