"""From what X delivers to our events: X Activity envelopes, and the old Account Activity arrays.

Shapes are those of X_API 2 and of the samples of X's documentation. What nobody here needs is counted and dropped;
what we need and cannot read becomes an `Unreadable` event, so that it is found in the dead-letter queue and not lost.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from care.events import (
    AccessRevoked,
    Author,
    Event,
    Message,
    MessageDeleted,
    MessageEchoed,
    MessageReceived,
    Reposted,
    Unreadable,
)
from care.x.account_activity import events_of_arrays
from care.x.direct_messages import read_dm
from care.x.fields import Json, as_id, author_of, expanded, instant_of, text_of

_PAYLOAD_KEPT = 100_000  # characters of an unreadable payload: enough to mend the reader by, below SQS's limit


class Read(NamedTuple):
    """What a delivery held: events in order, and how many of which type were dropped because nobody needs them."""

    events: list[Event]
    dropped: Counter[str]


def read_delivery(delivery: Json) -> Read:
    """All events of one delivery. Raises nothing, whatever the delivery holds."""
    events: list[Event] = []
    dropped: Counter[str] = Counter()
    for event_type, account_id, payload, read in _parts(delivery):
        try:
            found = read()
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            reason = f"{type(error).__name__} while reading {event_type}"
            kept = json.dumps(payload)[:_PAYLOAD_KEPT]
            found = [Unreadable(account_id=account_id, event_type=event_type, reason=reason, payload=kept)]
        if not found:
            dropped[event_type] += 1
        events.extend(found)
    return Read(events, dropped)


type _Part = tuple[str, str, Any, Callable[[], list[Event]]]


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

    def read() -> list[Event]:
        payload, includes = envelope["payload"], envelope.get("includes") or {}
        return reader(as_id(account or _account_of(event_type, payload)), payload, includes)

    return event_type, account, envelope, read


def _account_of(event_type: str, payload: Mapping[str, Any]) -> str:
    """The account that an event without a filter is about; X sends `oauth.revoke` so."""
    if event_type == "oauth.revoke":
        return as_id(payload["user_id"])
    raise ValueError("an event without filter.user_id")


def _post_to_account(account: str, payload: Json, includes: Json) -> list[Event]:
    """A mention, a reply or a quote: somebody wrote to the account."""
    author = as_id(payload["author_id"])
    if author == account:
        return []  # its own post arrives as post.create
    message = _post(account, payload)
    return [MessageReceived(account_id=account, customer_id=author, author=_author(author, includes), message=message)]


def _own_post(account: str, payload: Json, _includes: Json) -> list[Event]:
    author = as_id(payload["author_id"])
    if author != account:
        return []
    if _referenced(payload, "retweeted"):
        return []
    message = _post(account, payload)
    to = "" if message.in_reply_to_user == account else message.in_reply_to_user
    return [MessageEchoed(account_id=account, customer_id=to, message=message)]


def _repost(account: str, payload: Json, _includes: Json) -> list[Event]:
    author = as_id(payload["author_id"])
    if author == account:
        return []
    post = _referenced(payload, "retweeted")
    return [Reposted(account_id=account, customer_id=author, repost_id=as_id(payload["id"]), post_id=post)]


def _deleted(account: str, payload: Json, _includes: Json) -> list[Event]:
    author = as_id(payload["author_id"])
    customer = "" if author == account else author
    return [MessageDeleted(account_id=account, customer_id=customer, message_id=as_id(payload["id"]))]


def _dm(account: str, payload: Json, _includes: Json) -> list[Event]:
    users = {as_id(key): value for key, value in (payload.get("users") or {}).items()}
    return [event for dm in payload["direct_message_events"] for event in read_dm(account, dm, users)]


def _chat(account: str, payload: Json, _includes: Json) -> list[Event]:
    """An encrypted message: the fact that it came, and no text."""
    sender = as_id(payload["sender_id"])
    others = [part for part in str(payload["conversation_id"]).replace("-", ":").split(":") if part != account]
    message = Message(
        id=str(payload["id"]),
        channel="private",
        text="",
        at=instant_of(milliseconds=payload["created_at_msec"]),
        encrypted=True,
    )
    if sender != account:
        return [MessageReceived(account_id=account, customer_id=sender, author=Author(id=sender), message=message)]
    if len(others) != 1:
        return []  # a group: no single customer
    return [MessageEchoed(account_id=account, customer_id=as_id(others[0]), message=message)]


def _revoked(account: str, payload: Json, _includes: Json) -> list[Event]:
    return [AccessRevoked(account_id=account, at=instant_of(iso=payload["date_time"]))]


_READERS: dict[str, Callable[[str, Json, Json], list[Event]]] = {
    "post.mention.create": _post_to_account,
    "post.reply.create": _post_to_account,
    "post.quote.create": _post_to_account,
    "post.repost.create": _repost,
    "post.create": _own_post,
    "post.delete": _deleted,
    "dm.received": _dm,
    "dm.sent": _dm,
    "chat.received": _chat,
    "chat.sent": _chat,
    "oauth.revoke": _revoked,
}


def _post(account: str, payload: Json) -> Message:
    entities = payload.get("entities") or {}
    note = payload.get("note_tweet") or payload.get("note_post") or {}
    mentioned = {text_of(mention.get("id")) for mention in entities.get("mentions") or []}
    quotes = _referenced(payload, "quoted")
    return Message(
        id=as_id(payload["id"]),
        channel="public",
        text=expanded(note.get("text") or payload["text"], note.get("entities") or entities),
        at=instant_of(iso=payload["created_at"]),
        language=text_of(payload.get("lang")),
        conversation_id=text_of(payload.get("conversation_id")),
        in_reply_to=text_of(payload.get("in_reply_to_tweet_id") or payload.get("in_reply_to_post_id"))
        or _referenced(payload, "replied_to"),
        in_reply_to_user=text_of(payload.get("in_reply_to_user_id")),
        quotes=quotes,
        # A direct reply carries an implicit mention; X has not said that it does not count (X_API 3.1).
        summons=account in mentioned or bool(quotes) or text_of(payload.get("in_reply_to_user_id")) == account,
    )


def _referenced(payload: Json, kind: str) -> str:
    references = payload.get("referenced_tweets") or payload.get("referenced_posts") or []
    return next((as_id(r["id"]) for r in references if r.get("type") == kind), "")


def _author(author_id: str, includes: Json) -> Author:
    users = [user.get("data") or user for user in includes.get("users") or []]
    return author_of(author_id, next((user for user in users if text_of(user.get("id")) == author_id), {}))


def parse(body: bytes) -> Json:
    """The JSON of a delivery; ValueError for anything else, however it is wrong."""
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None
