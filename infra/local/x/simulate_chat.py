"""What a person or a test does in X Chat: `/x/simulate/chat...`, with the keys that the simulation made for them.

A program outside that holds keys of its own uses `/2/...` instead.
"""

from collections.abc import Callable
from typing import Any

from infra.local.x.conversations import ChatEvent, Conversation
from infra.local.x.given import NotFoundError, customer_of, optional_of, text_of
from infra.local.x.phones import Opened
from infra.local.x.shown import read_media
from infra.local.x.simulated import SimulatedX
from infra.local.x.thrift import CREATED, FAILED
from infra.local.x.views import Given, chat_shown
from infra.local.x.world import User

LONGEST_CHAT = 10_000
_DEFAULT = "Hola"


def customer_chat(x: SimulatedX, given: Given) -> dict[str, Any]:
    """A customer writes or shows up to ten pictures (`media`), or answers the newest question by its button.

    That is `choose`, the id of an option.

    The conversation begins as a message request with `request`: true, or "silent" if no event shall tell of it. With
    `key_event` false the event comes without the key change that opens it, as if that had come earlier.
    """
    sender, recipient = customer_of(x, given, "from"), x.world.account(optional_of(given, "to"))
    request = given.get("request", False)
    if request not in {True, False, "silent"} or not isinstance(given.get("key_event", True), bool):
        raise ValueError('"request" is true, false or "silent", "key_event" true or false; both may be left out.')
    extra: dict[str, Any] = {}
    text = optional_of(given, "text")
    if (option := optional_of(given, "choose")) is not None:
        label, extra = _choice(x, sender, recipient, option)
        text = text or label
    if text is None and "text" in given:
        raise ValueError('"text" is missing: give it as a text that is not empty.')
    media = read_media(x, given, 10)
    text = "" if media and text is None else text_of({"text": text or _DEFAULT}, "text", LONGEST_CHAT)
    how: dict[str, Any] = {"told": request != "silent", "with_key": given.get("key_event", True), "media": media}
    return _written(x, sender, recipient, text, request=bool(request), **how, **extra)


def customer_group(x: SimulatedX, given: Given) -> dict[str, Any]:
    """A customer writes in a group of which the brand is a member."""
    sender, recipient = customer_of(x, given, "from"), x.world.account(optional_of(given, "to"))
    event = x.group_chat(sender, recipient, text_of(given, "text", LONGEST_CHAT))
    return {"id": event.message_id, "from": sender.id, "to": recipient.id}


def agent_chat(x: SimulatedX, given: Given) -> dict[str, Any]:
    """One of the brand's people writes in X's own app, which holds the brand's keys too."""
    sender, recipient = x.world.account(optional_of(given, "from")), customer_of(x, given, "to")
    return _written(x, sender, recipient, text_of(given, "text", LONGEST_CHAT))


def _written(x: SimulatedX, sender: User, recipient: User, text: str, **how: Any) -> dict[str, Any]:
    event = _passed(x.chat(sender, recipient, text, **how), sender, recipient)
    found = x.chats.find(sender.id, recipient.id)
    return chat_shown(found, _read(x, found, event.id))


def _passed(event: ChatEvent, sender: User, recipient: User) -> ChatEvent:
    if event.kind == FAILED:
        raise ValueError(f"X does not pass it on: @{recipient.username} has not written to @{sender.username} before.")
    return event


def _read(x: SimulatedX, found: Conversation, event_id: str) -> Opened:
    return next(one for one in x.phones.read(found) if one.event.id == event_id)


def _choice(x: SimulatedX, sender: User, recipient: User, option: str) -> tuple[str, dict[str, Any]]:
    found = next((one for one in x.chats.of(sender.id) if recipient.id in one.members), None)
    for asked in reversed(x.phones.read(found) if found else []):
        for one in asked.options:
            if asked.event.sender_id == recipient.id and one.get("id") == option:
                answer = {"request_id": asked.request_id, "metadata": option, "selected_option_id": option}
                return one.get("label") or option, {"quick_reply": {"response": {"options": answer}}}
    raise ValueError("No question of this chat has that option: its options are in the timeline.")


def _own(x: SimulatedX, given: Given) -> tuple[Conversation, ChatEvent, User, User]:
    """The message that the request names by its id, its sender, whose phone is here, and the other."""
    wanted = text_of(given, "id", 100)
    for found in x.chats.conversations.values():
        for event in found.events:
            if wanted in {event.id, event.message_id} and event.kind == CREATED:
                sender, other = x.world.users[event.sender_id], x.world.users[found.other(event.sender_id)]
                return found, event, sender, other
    raise NotFoundError("There is no such chat message. GET /x/simulate/timeline lists those there are.")


def edit(x: SimulatedX, given: Given) -> dict[str, Any]:
    """The sender of a message says it anew."""
    found, event, sender, other = _own(x, given)
    text = text_of(given, "text", LONGEST_CHAT)
    x.chat_with_keys(sender, other)
    _passed(x.send_sealed(sender, other.id, x.phones.edit(sender, other, event.id, text)), sender, other)
    return chat_shown(found, _read(x, found, event.id))


def delete(x: SimulatedX, given: Given) -> dict[str, Any]:
    """The sender of a message deletes it for both."""
    found, event, sender, other = _own(x, given)
    x.chat_with_keys(sender, other)
    x.delete_sealed(sender, other.id, x.phones.deletion(sender, found, [event.id]))
    return {"id": event.message_id, "deleted": True}


def react(x: SimulatedX, given: Given) -> dict[str, Any]:
    """The one who got a message reacts to it, or (`gone`: true) takes that back."""
    found, event, sender, other = _own(x, given)
    emoji, gone = text_of(given, "emoji", 16), given.get("gone", False)
    if not isinstance(gone, bool):
        raise ValueError('"gone" is true or false, or is left out.')  # noqa: TRY004  the endpoint answers every ValueError
    x.chat_with_keys(other, sender)
    body = x.phones.reaction(other, sender, event.id, emoji, gone=gone)
    _passed(x.send_sealed(other, sender.id, body), other, sender)
    return chat_shown(found, _read(x, found, event.id))


def new_keys(x: SimulatedX, given: Given) -> dict[str, Any]:
    """A customer has new keys, as after losing a phone: what is sealed to the older ones goes to them no more."""
    user = customer_of(x, given, "from")
    if x.chats.public_keys.newest(user.id) is not None:
        x.phones.ready(user, x.now())
    x.version += 1
    return {"id": user.id, "public_key_version": x.phones.change_keys(user, x.now())}


def typing(x: SimulatedX, given: Given) -> dict[str, Any]:
    """A customer types in a chat with the brand."""
    sender, recipient = customer_of(x, given, "from"), x.world.account(optional_of(given, "to"))
    if not any(recipient.id in one.members for one in x.chats.of(sender.id)):
        raise NotFoundError("They have no chat yet. POST /x/simulate/chat begins one.")
    x.type_in_chat(sender, recipient.id)
    return {"from": sender.id, "typing": True}


ACTS: tuple[tuple[str, Callable[[SimulatedX, Given], dict[str, Any]]], ...] = (
    ("chat", customer_chat),
    ("chat/group", customer_group),
    ("chat/edit", edit),
    ("chat/delete", delete),
    ("chat/react", react),
    ("chat/keys", new_keys),
    ("chat/typing", typing),
    ("agent/chat", agent_chat),
)
