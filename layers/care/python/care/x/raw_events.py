"""Events as `ingest` writes them on `events.fifo`: the JSON of `care.model.events`, without pydantic.

Pydantic and its models take a third of a second to import, and X waits for `ingest` when nothing else runs yet. Each
function here makes one kind of event, with its fields in the order of its type; ValueError or TypeError where the type
would refuse them. A test reads whatever comes out of here with `read_event` and compares.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from care import late
from care.model.formats import FORMAT
from care.x.fields import as_id

_encoded = json.JSONEncoder(separators=(",", ":")).encode
_MESSAGE_ID = late.pattern(r"[0-9A-Za-z-]{1,64}")

type Values = dict[str, Any]

# What `cases` fills in of a message.
_NOT_YET_KNOWN: Values = {"deleted": False, "opens": False, "unheard": False, "revises": "", "superseded": False}
_RECEIVED: Values = {**_NOT_YET_KNOWN, "beside": [], "whose": "", "taken_at": None, "taken_by": ""}


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One event: what its JSON holds, and its `event_id` and `group`, which are those of its type."""

    values: Values
    event_id: str
    group: str
    dedupes_by: str = ""

    @property
    def deduplication_id(self) -> str:
        """As `deduplication_id` of its type."""
        return hashlib.sha256((self.dedupes_by or self.event_id).encode()).hexdigest()

    def as_json(self) -> str:
        """The body of the queue's message, in ASCII, because SQS refuses some characters that customers can write."""
        return _encoded(self.values)


def message(message_id: str, channel: str, text: str, at: datetime, **more: Any) -> Values:
    """The values of a `Message`; `more` are those of its fields that are not as usual."""
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("the id of a message")
    usual = {
        "id": message_id,
        "channel": channel,
        "text": text,
        "at": instant(at),
        "language": "",
        "conversation_id": "",
        "in_reply_to": "",
        "in_reply_to_user": "",
        "quotes": "",
        "summons": False,
        "addressed": "",
        "encrypted": False,
        "opened_from": "",
        "chat": False,
        "shut": "",
        "key_unverified": False,
        "request": "",
        "option": "",
        "earlier": [],
        "media": [],
        "sensitive": False,
        "around": [],
    }
    return usual | more


def received(account: str, author: Values, written: Values) -> RawEvent:
    """A `MessageReceived`."""
    customer = as_id(author["id"])
    values = {"customer_id": customer, "author": author, "message": written, **_RECEIVED}
    event = _made(account, "message_received", values, f"message:{account}:{written['id']}", customer)
    return replace(event, dedupes_by=f"{event.event_id}|{author['username']}")


def echoed(account: str, customer: str, written: Values) -> RawEvent:
    """A `MessageEchoed`; `customer` is empty where X does not say to whom the account wrote."""
    customer = as_id(customer) if customer else ""
    values = {"customer_id": customer, "message": written, **_NOT_YET_KNOWN}
    return _made(account, "message_echoed", values, f"echo:{account}:{written['id']}", customer)


def reposted(account: str, author: Values, repost_id: str, post_id: str, *, quotes: bool = False) -> RawEvent:
    """A `Reposted`."""
    customer = as_id(author["id"])
    values = {"customer_id": customer, "repost_id": repost_id, "post_id": post_id, "author": author, "quotes": quotes}
    return _made(account, "reposted", values, f"repost:{account}:{repost_id}", customer)


def deleted(account: str, author: str, message_id: str) -> RawEvent:
    """A `MessageDeleted`, of a customer or of the account itself."""
    customer = "" if author == account else author
    values = {"customer_id": customer, "message_id": message_id}
    return _made(account, "message_deleted", values, f"deleted:{account}:{message_id}", customer)


def revoked(account: str, at: datetime) -> RawEvent:
    """An `AccessRevoked`."""
    return _made(account, "access_revoked", {"at": instant(at)}, f"revoked:{account}:{at.isoformat()}", "")


def chat_delivered(account: str, customer: str, delivered: Values) -> RawEvent:
    """A `ChatDelivered`, for the queue of chats."""
    values = {"customer_id": as_id(customer), **delivered}
    return _made(account, "chat_delivered", values, f"chat:{account}:{delivered['delivery_id']}", customer)


def unreadable(account: str, event_type: str, reason: str, payload: str) -> RawEvent:
    """An `Unreadable`; its `account` may be anything."""
    known = account.encode("utf-8", "replace").decode("utf-8")
    digest = hashlib.sha256(payload.encode()).hexdigest()
    values = {"version": FORMAT, "account_id": known, "kind": "unreadable", "event_type": event_type}
    values |= {"reason": reason, "payload": payload}
    return RawEvent(values, f"unreadable:{known}:{digest}", "unreadable")


def instant(at: datetime) -> str:
    """An instant of UTC as pydantic writes it."""
    return at.isoformat().replace("+00:00", "Z")


def _made(account: str, kind: str, values: Values, event_id: str, customer: str) -> RawEvent:
    known = {"version": FORMAT, "account_id": as_id(account), "kind": kind, **values}
    return RawEvent(known, event_id, f"{account}#{customer or account}")
