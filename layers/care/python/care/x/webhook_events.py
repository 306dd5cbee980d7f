"""From what X delivers to our events: X Activity envelopes, and the old Account Activity arrays.

Nothing here imports pydantic: `ingest` starts with it.

Shapes are those of https://docs.x.com/x-api/activity/event-payloads and of the samples in `events/`. Types that we do
not need are counted and dropped. What we need and cannot read becomes an `Unreadable` event, which ends in the
dead-letter queue and is not lost.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from care.x.account_activity import events_of_arrays
from care.x.direct_messages import read_dm
from care.x.fields import Json, as_id, instant_of
from care.x.post_events import read_deletion, read_mention, read_own_post, read_post_to_account, read_quote, read_repost
from care.x.raw_events import RawEvent, revoked, unreadable
from care.x.sealed_events import read_chat

_PAYLOAD_KEPT = 100_000  # characters of an unreadable payload: enough to mend the reader by, below SQS's limit


class Incoming(NamedTuple):
    """What a delivery held: events in order as they go on the queue; and of each type how many nobody needs.

    `chats` are those that somebody has to open first, for a queue of their own.
    """

    happenings: list[RawEvent]
    dropped: Counter[str]
    chats: list[RawEvent]


def read_incoming(delivery: Json) -> Incoming:
    """All events of one delivery. Raises nothing, whatever the delivery holds."""
    events: list[RawEvent] = []
    chats: list[RawEvent] = []
    dropped: Counter[str] = Counter()
    for event_type, account_id, payload, read in _parts(delivery):
        try:
            found = read()
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            reason = f"{type(error).__name__} while reading {event_type}"
            kept = json.dumps(payload)[:_PAYLOAD_KEPT]
            found = [unreadable(account_id, event_type, reason, kept)]
        if not found:
            dropped[event_type] += 1
        for one in found:
            (chats if one.values["kind"] == "chat_delivered" else events).append(one)
    return Incoming(events, dropped, chats)


def is_replay(delivery: Json) -> bool:
    """True for a delivery that X makes once more because a replay was asked for; X says so beside or in the event."""
    if not isinstance(delivery, dict):
        return False
    data = delivery.get("data")
    places = [delivery, *(data if isinstance(data, list) else [data])]
    metas = [place.get("meta") for place in places if isinstance(place, dict)]
    return any(isinstance(meta, dict) and meta.get("replay") is True for meta in metas)


type _Part = tuple[str, str, Any, Callable[[], list[RawEvent]]]


def _parts(delivery: Json) -> Iterator[_Part]:
    data = delivery.get("data") if isinstance(delivery, dict) else None
    if isinstance(data, (dict, list)):
        for envelope in data if isinstance(data, list) else [data]:
            yield _envelope(envelope)
    elif isinstance(delivery, dict):
        yield from events_of_arrays(delivery)
    else:
        yield "none", "", delivery, list


def _envelope(envelope: Any) -> _Part:
    if not isinstance(envelope, dict) or not isinstance(envelope.get("event_type"), str):
        return "unknown", "", envelope, list
    event_type = envelope["event_type"]
    reader = _READERS.get(event_type)
    if reader is None:
        return event_type[:64], "", envelope, list
    known = envelope.get("filter")
    account = str(known.get("user_id") or "")[:20] if isinstance(known, dict) else ""

    def read() -> list[RawEvent]:
        payload, includes = envelope["payload"], envelope.get("includes") or {}
        return reader(as_id(account or _account_of(event_type, payload)), payload, includes)

    return event_type, account, envelope, read


def _account_of(event_type: str, payload: Mapping[str, Any]) -> str:
    """The account that an event without a filter is about; X sends `oauth.revoke` so, and chats have been seen so."""
    if event_type == "oauth.revoke":
        return as_id(payload["user_id"])
    if event_type in {"chat.received", "chat.sent"}:
        members = str(payload["conversation_id"]).replace("-", ":").split(":")
        sender = as_id(payload["sender_id"])
        others = [one for one in members if one != sender]
        if len(members) == 2 and len(others) == 1:
            return sender if event_type == "chat.sent" else as_id(others[0])
    raise ValueError("an event without filter.user_id")


def _dm(account: str, payload: Json, includes: Json) -> list[RawEvent]:
    users = {as_id(key): value for key, value in (payload.get("users") or {}).items()}
    dms = payload["direct_message_events"]
    return [event for dm in dms for event in read_dm(account, dm, users, includes)]


def _revoked(account: str, payload: Json, _includes: Json) -> list[RawEvent]:
    return [revoked(account, instant_of(iso=payload["date_time"]))]


_READERS: dict[str, Callable[[str, Json, Json], list[RawEvent]]] = {
    "post.mention.create": read_mention,
    "post.reply.create": read_post_to_account,
    "post.quote.create": read_quote,
    "post.repost.create": read_repost,
    "post.create": read_own_post,
    "post.delete": read_deletion,
    "dm.received": _dm,
    "dm.sent": _dm,
    "chat.received": read_chat,
    "chat.sent": read_chat,
    "oauth.revoke": _revoked,
}


def parse(body: bytes) -> Json:
    """The JSON of a delivery; ValueError for anything else, however it is wrong."""
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None
