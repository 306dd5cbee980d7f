"""What becomes of a wish to hear nothing automatic any more, or to hear it again (docs/design.md, 4.3)."""

from copy import replace
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from care.acknowledgement.stopping import about_stopping
from care.case.selfservice_end import ended
from care.model.account import Account
from care.model.actions import AutomaticMessagesSet
from care.model.case import Case, without_timer
from care.model.commands import Command
from care.model.customer import Customer
from care.model.decision import Decision, changed, unchanged
from care.model.outcomes import Code, Outcomes, outcome
from care.model.stored_message import StoredMessage
from care.triage.opt_out import confirms_stop, may_want_out, says_more, wants_back, wants_out

# Whoever was told nothing automatic lately means something else by "quiero darme de baja".
_LATELY: Final = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Wish:
    """The customer after it, the decision where that is all there is to decide, and what is told besides the rest."""

    customer: Customer
    decision: Decision | None = None
    commands: tuple[Command, ...] = ()
    because: Outcomes = ()


def wish_of(known: Case | Customer, customer: Customer, stored: StoredMessage, account: Account) -> Wish:
    """What a message says about automatic messages; most say nothing.

    A stop counts at once and is confirmed once. What may be one is asked about once, and until the customer writes
    again nothing else automatic goes to them.
    """
    asked = customer.stop_unclear
    customer = replace(customer, stop_unclear=False) if asked else customer
    if wants_out(stored.text) or (asked and confirms_stop(stored.text)):
        told = _told(known, stored, account) if customer.opted_out_at is None else ()
        customer = replace(customer, opted_out_at=stored.at)
        if says_more(stored.text) and not asked:
            return Wish(customer, commands=told)
        return Wish(customer, _stopped(known, customer, stored, told))
    if customer.opted_out_at is not None and wants_back(stored.text):
        customer = replace(customer, opted_out_at=None)
        return Wish(customer, _back(known, customer, stored))
    if isinstance(known, Case) and _is_unclear(customer, stored) and account.paused_at is None:
        question = about_stopping(known, stored, account, "unclear")
        customer = replace(customer, stop_unclear=True, stop_asked_at=stored.at)
        return Wish(customer, commands=(question,), because=(outcome(Code.asked_about_stopping),))
    return Wish(customer)


def set_by_person(case: Case, action: AutomaticMessagesSet) -> Decision:
    """A person says whether the customer gets automatic messages, as they asked in other words or elsewhere."""
    customer = case.customer
    if action.wanted == (customer.opted_out_at is None and not customer.stop_unclear):
        return unchanged(case, outcome(Code.as_it_was))
    if action.wanted:
        back = replace(customer, opted_out_at=None, stop_unclear=False)
        return changed(replace(case, customer=back), outcome(Code.opted_in))
    customer = replace(customer, opted_out_at=action.at, stop_unclear=False)
    return changed(_silenced(case, customer), outcome(Code.opted_out))


def _is_unclear(customer: Customer, stored: StoredMessage) -> bool:
    if stored.channel != "private" or customer.opted_out_at is not None or customer.stop_asked_at is not None:
        return False
    last = max((*customer.automatic_at, *([customer.surveyed_at] if customer.surveyed_at else [])), default=None)
    return last is not None and stored.at - last <= _LATELY and may_want_out(stored.text)


def _told(known: Case | Customer, stored: StoredMessage, account: Account) -> tuple[Command, ...]:
    if not isinstance(known, Case) or stored.channel != "private" or account.paused_at is not None:
        return ()
    return (about_stopping(known, stored, account, "stopped"),)


def _back(known: Case | Customer, customer: Customer, stored: StoredMessage) -> Decision:
    """Who wrote START, ALTA or VOLVER is told of what happens again; nothing else changes."""
    if isinstance(known, Customer):
        return Decision(customer=customer, because=(outcome(Code.opted_in),))
    return changed(replace(known, customer=customer), outcome(Code.opted_in), messages=(stored,))


def _stopped(known: Case | Customer, customer: Customer, stored: StoredMessage, told: tuple[Command, ...]) -> Decision:
    if isinstance(known, Customer):
        return Decision(customer=customer, because=(outcome(Code.opted_out),))
    case = _silenced(known, customer)
    return changed(case, outcome(Code.opted_out), messages=(stored,), commands=told)


def _silenced(case: Case, customer: Customer) -> Case:
    """The case without what was to be said automatically: no survey that was not asked, no acknowledgement."""
    case = ended(without_survey(case))
    return replace(case, customer=customer, timers=without_timer(case, "acknowledge"))


def without_survey(case: Case) -> Case:
    """Any new message of the customer cancels a survey that was not asked yet."""
    if case.survey is None or case.survey.state != "planned":
        return case
    return replace(case, survey=None, timers=without_timer(case, "survey"))
