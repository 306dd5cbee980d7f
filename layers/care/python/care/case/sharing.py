"""Who gets a new case, where an account shares them among those who are here."""

import hashlib
from collections.abc import Mapping
from copy import replace

from care.model.decision import Decision
from care.model.events import MessageReceived


def next_one(load: Mapping[str, int], message_id: str) -> str:
    """Who has the fewest cases of their own to answer; of several, one whom the message picks. Empty if nobody is here.

    So each has the next one in turn while they answer alike, and who is slower gets no more than they can do.
    """
    if not load:
        return ""
    least = min(load.values())
    free = sorted(person for person, number in load.items() if number == least)
    return min(free, key=lambda person: hashlib.sha256(f"{message_id}|{person}".encode()).digest())


def shared(decision: Decision, event: MessageReceived) -> Decision:
    """The decision, with a new case that waits for an answer given to the one whom the event names."""
    case = decision.case
    if case is None or case.version or case.assignee or case.unanswered_since is None or not event.whose:
        return decision
    return replace(decision, case=replace(case, assignee=event.whose))
