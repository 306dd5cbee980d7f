"""What an event of an encrypted chat becomes: the same events as those of any other private message.

An edit, a deletion or a reaction is believed of its own message's author alone: they name it by X's sequence id, which
nobody signs, and whoever wrote it is known from when it came.
"""

from copy import replace
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from care import late
from care.model.chat import ChatDelivered, Numbered, Opened, Shut
from care.model.messages import Author, Message
from care.model.x_events import (
    MessageDeleted,
    MessageEchoed,
    MessageEdited,
    MessageReacted,
    MessageReceived,
    NotPassedOn,
)

type ChatEvent = MessageReceived | MessageEchoed | MessageEdited | MessageReacted | MessageDeleted | NotPassedOn
type Counted = Literal[
    "ChatOpened", "ChatShut", "ChatUnverified", "ChatIgnored", "ChatForeign", "ChatFailed", "ChatUnknown"
]

_MOST_CLIPS = 10
_OWN_ID = late.pattern(r"[0-9A-Za-z-]{1,64}")
_IGNORED = frozenset({"typing", "read", "keys", "group"})


@dataclass(frozen=True, slots=True)
class Arrived:
    """The events that a chat's event leads to, and under which metric it counts; `numbered` is to be remembered."""

    events: tuple[ChatEvent, ...]
    counted: Counted
    numbered: tuple[str, Numbered] | None = None


def targets_of(found: Opened | Shut) -> tuple[str, ...]:
    """The sequence ids of the messages that an event is about, which are to be looked up."""
    return found.targets if isinstance(found, Opened) else ()


def arrived(
    delivered: ChatDelivered, found: Opened | Shut, known: dict[str, Numbered], now: datetime, *, late: bool
) -> Arrived:
    """What `found` in a delivery becomes. `known` are the messages that it is about; `late` if it was shut before."""
    if isinstance(found, Shut):
        counted: Counted = "ChatUnverified" if found.why == "unverified" else "ChatShut"
        return Arrived((_written(delivered, _shut(delivered, found, now), late=False),), counted)
    if found.kind in _IGNORED:
        return Arrived((), "ChatIgnored")
    if found.kind == "failure":
        return Arrived(_not_passed_on(delivered, found, now), "ChatFailed")
    if found.kind == "other":
        return Arrived((), "ChatUnknown")
    if found.sender_id != delivered.sender_id:
        return Arrived((), "ChatForeign")
    if found.kind == "text":
        return _text(delivered, found, now, late=late)
    return _change(delivered, found, known, now)


def _text(delivered: ChatDelivered, found: Opened, now: datetime, *, late: bool) -> Arrived:
    # What was shut keeps the id under which it was told.
    message_id = delivered.delivery_id if late else found.message_id
    clips = "📎" * min(found.attachments, _MOST_CLIPS)
    message = Message(
        id=message_id,
        channel="private",
        text="\n".join(part for part in (found.text, clips) if part),
        at=found.at or delivered.at or now,
        chat=True,
        request=found.request,
        option=found.option,
        media=found.media,
        key_unverified=found.key_unverified,
    )
    numbered = Numbered(message_id, found.sender_id)
    return Arrived((_written(delivered, message, late=late),), "ChatOpened", (found.sequence_id, numbered))


def _not_passed_on(delivered: ChatDelivered, found: Opened, now: datetime) -> tuple[NotPassedOn, ...]:
    """What X says of a message of ours that it names; one that names none tells nothing of any."""
    if not _OWN_ID.fullmatch(found.message_id):
        return ()
    whose = {"account_id": delivered.account_id, "customer_id": delivered.customer_id}
    at = min(delivered.at or now, now)
    return (NotPassedOn(**whose, message_id=found.message_id, failure=found.failure[:60], at=at),)


def _change(delivered: ChatDelivered, found: Opened, known: dict[str, Numbered], now: datetime) -> Arrived:
    by_customer = found.sender_id == delivered.customer_id
    whose = {"account_id": delivered.account_id, "customer_id": delivered.customer_id}
    at = min(found.at or delivered.at or now, now)
    events = list[ChatEvent]()
    for target in found.targets:
        one = known.get(target)
        if one is None:
            continue
        own = one.sender_id == found.sender_id
        if found.kind == "edit" and own:
            edit = MessageEdited(**whose, message_id=one.message_id, edit_id=found.message_id, text=found.text, at=at)
            events.append(replace(edit, key_unverified=found.key_unverified))
        elif found.kind == "deleted" and own:
            events.append(MessageDeleted(**whose, message_id=one.message_id))
        elif found.kind in {"reaction", "reaction_removed"} and by_customer:
            emoji = found.emoji if found.kind == "reaction" else ""
            events.append(
                MessageReacted(**whose, message_id=one.message_id, reaction_id=found.message_id, emoji=emoji, at=at)
            )
    refused = any(target in known for target in found.targets) and not events and by_customer
    return Arrived(tuple(events), "ChatForeign" if refused else "ChatOpened" if events else "ChatIgnored")


def _shut(delivered: ChatDelivered, found: Shut, now: datetime) -> Message:
    return Message(
        id=delivered.delivery_id,
        channel="private",
        text="",
        at=delivered.at or now,
        encrypted=True,
        chat=True,
        shut=found.why,
    )


def _written(delivered: ChatDelivered, message: Message, *, late: bool) -> MessageReceived | MessageEchoed:
    whose = {"account_id": delivered.account_id, "customer_id": delivered.customer_id}
    if delivered.sender_id != delivered.customer_id:
        return MessageEchoed(**whose, message=message, opens=late)
    return MessageReceived(**whose, author=Author(id=delivered.customer_id), message=message, opens=late)
