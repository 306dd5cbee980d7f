"""One id that a customer's message, and everything that is done about it, carry through queues, outbox and logs.

It is the `event_id` of the message, as `ingest` logs it. What falls due, and what a person does, belongs to the
customer's last message on the case.
"""

from copy import replace

from care.model.case import Case
from care.model.decision import Decision
from care.model.events import Event
from care.model.x_events import MessageReceived


def correlation_of(event: Event, case: Case | None) -> str:
    """The correlation id of an event about a case."""
    if isinstance(event, MessageReceived):
        return event.event_id
    carried: str = getattr(event, "correlation_id", "")
    if carried or case is None:
        return carried or event.event_id
    return f"message:{case.account_id}:{case.last_message.id}"


def correlated(event: Event, decision: Decision) -> Decision:
    """The decision with the correlation id on each of its commands."""
    if not decision.commands:
        return decision
    correlation_id = correlation_of(event, decision.case)
    commands = tuple(replace(command, correlation_id=correlation_id) for command in decision.commands)
    return replace(decision, commands=commands)
