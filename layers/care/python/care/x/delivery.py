"""What X delivers, as events of our own types: for those who hold a delivery and ask what is in it."""

from collections import Counter
from typing import NamedTuple

from care.model.chat import ChatDelivered
from care.model.events import Event, read_event
from care.x.fields import Json
from care.x.webhook_events import parse, read_incoming

__all__ = ["Read", "parse", "read_delivery"]


class Read(NamedTuple):
    """What a delivery held: events in order, and how many of which type were dropped because nobody needs them.

    `chats` are what has to be opened first.
    """

    events: list[Event]
    dropped: Counter[str]
    chats: list[ChatDelivered]


def read_delivery(delivery: Json) -> Read:
    """All events of one delivery, as whoever takes them from the queue reads them. Raises nothing."""
    happenings, dropped, chats = read_incoming(delivery)
    events = [read_event(happening.as_json()) for happening in happenings]
    return Read(events, dropped, [ChatDelivered.model_validate_json(one.as_json()) for one in chats])
