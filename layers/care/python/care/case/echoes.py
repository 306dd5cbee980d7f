"""The account itself wrote, or a post is gone from X."""

from copy import replace
from datetime import datetime, timedelta
from typing import Literal

from care.case.clocks import waits_for_customer
from care.case.selfservice_end import ended
from care.case.surveys import asked_else, is_rated_at
from care.model.account import Account
from care.model.case import Case, without_timer
from care.model.customer import Customer
from care.model.decision import Decision, changed, customer_of, unchanged
from care.model.envelope import Channel
from care.model.messages import Message
from care.model.outcomes import Code, outcome
from care.model.stored_message import StoredMessage
from care.model.x_events import MessageDeleted, MessageEchoed, MessageEdited, MessageReacted
from care.privacy.kinds import Kind
from care.privacy.mask import redact
from care.survey.rules import plan

_IN_X = "in X"  # who answered in X's own app has no name here; nobody's id holds a space
_EXCERPT = 140  # characters of a message that the queue shows
_EARLY = 5  # messages kept before there is a case
_UNDER_WAY = timedelta(minutes=5)  # after an erasure, what was being sent may still come back as an echo


def echo(known: Case | Customer, event: MessageEchoed, account: Account, now: datetime) -> Decision:
    """A person of the account answered in X's own app. What Centralita sent comes as SendSettled and not as an echo."""
    message = event.message
    erased_at = customer_of(known).erased_at
    if erased_at is not None and message.at <= erased_at:
        # The outbox forgot it too, so that even what Centralita sent looks like a person's word when X tells it again.
        return unchanged(known, outcome(Code.written_before_erasure))
    stored = stored_of(message, "person")
    if event.opens and not event.unheard:  # that it was written was known, and what it said is known now
        read = replace(stored, opened_at=now)
        told = outcome(Code.chat_opened_later)
        return changed(known, told, messages=(read,)) if isinstance(known, Case) else unchanged(known, told)
    if event.deleted:  # it answered all the same
        stored = replace(stored, text="", deleted_at=now)
    if message.channel == "private":
        known = _asked(known, message)
    if isinstance(known, Customer):
        return _early(known, stored)
    replied = {**known.replied, _IN_X: known.replied.get(_IN_X, 0) + 1}
    case = replace(answered(known, message.at, account), replied=replied)
    return changed(case, outcome(Code.person_answered), messages=(stored,))


def _asked(known: Case | Customer, message: Message) -> Case | Customer:
    if isinstance(known, Customer):
        return asked_else(known, message.text, message.at) if known.customer_id else known
    return replace(known, customer=asked_else(known.customer, message.text, message.at))


def stored_of(message: Message, by: Literal["customer", "person"]) -> StoredMessage:
    """What X told of a message, as a case keeps it."""
    return StoredMessage(
        id=message.id,
        channel=message.channel,
        by=by,
        at=message.at,
        text=message.text,
        in_reply_to=message.in_reply_to,
        encrypted=message.encrypted,
        chat=message.chat,
        shut=message.shut,
        key_unverified=message.key_unverified,
        other_ids=message.earlier,
        media=message.media,
        sensitive=message.sensitive,
        quotes=message.quotes,
        summons=message.summons if by == "customer" and message.channel == "public" else None,
        addressed=message.addressed,
    )


def excerpt(text: str, account: Account) -> str:
    """The beginning of a message for the queue; what is sensitive is masked before it is cut, no order's number."""
    masked = redact(text, countries=account.countries, own=account.own, keep={Kind.REFERENCE})
    whole = " ".join(masked.split())
    return whole if len(whole) <= _EXCERPT else f"{whole[: _EXCERPT - 1].rstrip()}…"


def _early(customer: Customer, stored: StoredMessage) -> Decision:
    """A person wrote where there is no case yet: kept with the customer until there is one.

    Not right after an erasure: it may be what Centralita was sending, which the outbox has forgotten.
    """
    under_way = customer.erased_at is not None and stored.at <= customer.erased_at + _UNDER_WAY
    if under_way or not customer.customer_id or any(message.id == stored.id for message in customer.early):
        return unchanged(customer, outcome(Code.account_wrote_without_case))
    early = (*customer.early, stored)[-_EARLY:]
    return Decision(customer=replace(customer, early=early), because=(outcome(Code.kept_until_case),))


def answered(case: Case, at: datetime, account: Account) -> Case:
    """The case after a person's answer at `at`: what the customer wrote before it is answered."""
    case = ended(case)
    latest = max(case.person_answered_at, at) if case.person_answered_at else at
    case = replace(case, person_answered_at=latest, first_response_at=case.first_response_at or at)
    if case.last_message.at <= at:
        state = "waiting" if case.state == "open" else case.state
        case = replace(case, unanswered_since=None, timers=without_timer(case, "acknowledge"), state=state)
        case = waits_for_customer(case, at, account)
    # The thread is not quiet: a survey that was planned waits for the quiet anew, and one that was asked stays so.
    return plan(case, account) if case.survey else case


def edit(case: Case, event: MessageEdited, account: Account) -> Decision:
    """Keep the new text of a message in the place of the former."""
    if case.customer.erased_at is not None and event.at <= case.customer.erased_at:
        return unchanged(case, outcome(Code.written_before_erasure))
    edited = StoredMessage(
        id=event.message_id,
        channel="private",
        by="customer",
        at=event.at,
        text=event.text,
        edited_at=event.at,
        chat=True,
        key_unverified=event.key_unverified,
    )
    if case.last_message.id == event.message_id and not is_rated_at(case, case.last_message.at):
        case = replace(case, excerpt=excerpt(event.text, account))
    return changed(case, outcome(Code.message_edited), messages=(edited,))


def react(case: Case, event: MessageReacted) -> Decision:
    """Show the customer's emoji beside the message; whatever it is, nothing opens and nothing closes by it."""
    shown = StoredMessage(
        id=event.message_id,
        channel="private",
        by="customer",
        at=event.at,
        text="",
        reaction=event.emoji,
        reacted_at=event.at,
    )
    return changed(case, outcome(Code.customer_reacted), messages=(shown,))


def delete(case: Case, event: MessageDeleted, now: datetime) -> Decision:
    """Forget the text of a deleted message; that there was one stays."""
    # Only X's posts have ids of digits alone.
    channel: Channel = "public" if event.message_id.isdigit() else "private"
    gone = StoredMessage(id=event.message_id, channel=channel, by="customer", at=now, text="", deleted_at=now)
    if case.last_message.id == event.message_id:
        case = replace(case, excerpt="")
    return changed(case, outcome(Code.message_deleted), messages=(gone,))
