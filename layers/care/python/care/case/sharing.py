"""Who gets a new case, where an account shares them among those who are here."""

import hashlib
from collections.abc import Iterable, Mapping
from copy import replace

from care.model.decision import Decision
from care.model.x_events import MessageReceived


def drawn(people: Iterable[str], message_id: str, most: int) -> list[str]:
    """So many of these people at most, whom the message picks: over many messages each is among them alike."""
    return sorted(people, key=lambda person: _lot(person, message_id))[:most]


def next_one(load: Mapping[str, int], message_id: str) -> str:
    """Who has the fewest cases of their own; of several, one whom the message picks. Empty if nobody is here.

    So each has the next one in turn while they answer alike, and who is slower gets no more than they can do.
    """
    return min(load, key=lambda person: (load[person], _lot(person, message_id)), default="")


def _lot(person: str, message_id: str) -> bytes:
    return hashlib.sha256(f"{message_id}|{person}".encode()).digest()


def shared(decision: Decision, event: MessageReceived) -> Decision:
    """The decision, with a new case that waits for an answer given to the one whom the event names."""
    case = decision.case
    if case is None or case.version or case.assignee or case.unanswered_since is None or not event.whose:
        return decision
    return replace(decision, case=replace(case, assignee=event.whose))
