"""What a run found, put in order: each event once, and no summons where X gave none."""

from collections.abc import Iterable
from copy import replace

from care.model.events import Event
from care.model.x_events import MessageEchoed, MessageReceived


def unsummoned(events: Iterable[Event]) -> list[Event]:
    """The same events without a summons: X lets nobody reply to a post that only names the brand."""
    return [
        replace(event, message=replace(event.message, summons=False, addressed=""))
        if isinstance(event, MessageReceived)
        else event
        for event in events
    ]


def in_order(events: Iterable[Event]) -> list[Event]:
    """Each event once, as it was found first; messages in the order in which they were written."""
    once: dict[str, Event] = {}
    for event in events:
        once.setdefault(event.event_id, event)
    return sorted(once.values(), key=_written)


def _written(event: Event) -> tuple[str, int]:
    if not isinstance(event, MessageReceived | MessageEchoed):
        return "", 0
    return event.message.at.isoformat(timespec="microseconds"), int(event.message.id)
