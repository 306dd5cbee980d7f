"""What X delivers of encrypted chats, as it came, for who has the keys."""

import hashlib
from typing import Any

from care import late
from care.x.fields import Json, as_id, instant_of, text_of
from care.x.raw_events import RawEvent, chat_delivered, instant

_SEALED_KEPT = 160_000  # characters of one sealed event, as `care.model.chat` takes them
_TOKEN_KEPT = 8_000
_DELIVERY_ID = late.pattern(r"[0-9A-Za-z-]{1,64}")


def read_chat(account: str, payload: Json, _includes: Json) -> list[RawEvent]:
    """An encrypted message as it came, for who has the keys."""
    sender = as_id(payload["sender_id"])
    conversation = str(payload["conversation_id"]).replace("-", ":")
    group = ":" not in conversation
    if group:
        as_id(conversation.removeprefix("g"))
        if sender == account:
            return []  # no single customer
        customer = sender
    else:
        members = [as_id(part) for part in conversation.split(":")]
        if len(members) != 2 or account not in members or sender not in members:
            raise ValueError("a chat of others")
        customer = members[1] if members[0] == account else members[0]
        conversation = ":".join(sorted(members, key=int))
    event, at = _sealed(payload["encoded_event"]), payload.get("created_at_msec")
    delivered = {
        "sender_id": sender,
        "delivery_id": _delivery_id(payload.get("id"), event),
        "conversation_id": conversation,
        "at": None if at is None else instant(instant_of(milliseconds=at)),
        "encoded_event": event,
        "key_change": _sealed(payload.get("conversation_key_change_event") or ""),
        "token": text_of(payload.get("conversation_token"))[:_TOKEN_KEPT],
    }
    return [chat_delivered(account, customer, delivered)]


def _sealed(value: Any) -> str:
    """What is sealed, whatever it is: who opens it says what it is worth. ValueError for more than a queue takes."""
    if not isinstance(value, str) or len(value) > _SEALED_KEPT:
        raise ValueError("no sealed event")
    return text_of(value)


def _delivery_id(told: Any, event: str) -> str:
    """X's id of the delivery, or where it names none one that is the same for the same event."""
    text = text_of(told)
    return text if _DELIVERY_ID.fullmatch(text) else hashlib.sha256(event.encode()).hexdigest()[:40]
