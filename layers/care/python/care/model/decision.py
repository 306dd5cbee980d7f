"""The value that `decide` returns."""

from dataclasses import dataclass

from care.model.case import Case
from care.model.commands import Command
from care.model.count import Count
from care.model.customer import Customer
from care.model.outcomes import Outcome, Outcomes
from care.model.stored_message import StoredMessage


@dataclass(frozen=True, slots=True)
class Decision:
    """What an event makes of a case.

    `case` is None when the customer still has none. `messages` are to be stored with the case; `commands` are for
    others; `counts` is what the report gains by it. `because` says what was decided, an outcome for each
    thing; it holds no text of customers.
    """

    customer: Customer
    because: Outcomes
    case: Case | None = None
    messages: tuple[StoredMessage, ...] = ()
    commands: tuple[Command, ...] = ()
    counts: tuple[Count, ...] = ()


def unchanged(known: Case | Customer, because: Outcome) -> Decision:
    """The event makes no sense here, or asks for nothing."""
    return changed(known, because) if isinstance(known, Case) else Decision(customer=known, because=(because,))


def changed(
    case: Case, *because: Outcome, messages: tuple[StoredMessage, ...] = (), commands: tuple[Command, ...] = ()
) -> Decision:
    """The case is as the event made it, and so is its customer."""
    return Decision(customer=case.customer, case=case, messages=messages, commands=commands, because=because)


def customer_of(known: Case | Customer) -> Customer:
    """The customer of a case, or the customer who has none."""
    return known.customer if isinstance(known, Case) else known
