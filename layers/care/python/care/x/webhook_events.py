"""From what X delivers to our events: X Activity envelopes, and the old Account Activity arrays.

Nothing here imports pydantic: `ingest` starts with it.

Shapes are those of https://docs.x.com/x-api/activity/event-payloads and of the samples in `events/`. Types that we do
not need are counted and dropped. What we need and cannot read becomes an `Unreadable` event, which ends in the
dead-letter queue and is not lost.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from care import late
from care.x.account_activity import events_of_arrays
from care.x.addressing import mentions_of, shown_from, spoken
from care.x.context import posts_around
from care.x.direct_messages import read_dm
from care.x.fields import Json, as_id, author_of, earlier_ids, expanded, instant_of, instant_of_id, text_of
from care.x.media import links_of_media, media_of_post
from care.x.raw_events import (
    RawEvent,
    Values,
    chat_delivered,
    deleted,
    echoed,
    instant,
    message,
    received,
    reposted,
    revoked,
    unreadable,
)

_SEALED_KEPT = 160_000  # characters of one sealed event, as `care.model.chat` takes them
_TOKEN_KEPT = 8_000
_DELIVERY_ID = late.pattern(r"[0-9A-Za-z-]{1,64}")
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


def _mention(account: str, payload: Json, includes: Json) -> list[RawEvent]:
    """X calls only a typed handle a mention, so one whose entities do not show it is one all the same."""
    return _post_to_account(account, payload, includes, mentions_account=True)


def _post_to_account(account: str, payload: Json, includes: Json, *, mentions_account: bool = False) -> list[RawEvent]:
    """A mention or a reply: somebody wrote to the account."""
    author = as_id(payload["author_id"])
    if author == account:
        return []  # its own post arrives as post.create
    if original := _referenced(payload, "retweeted"):
        # Who shows somebody's words to others wrote none.
        return [reposted(account, _author(author, includes), as_id(payload["id"]), original)]
    written = _post(account, payload, includes)
    if mentions_account and written["addressed"] == "":
        written |= {"summons": True, "addressed": "typed"}
    return [received(account, _author(author, includes), written)]


def _quoting_post(account: str, payload: Json, includes: Json) -> list[RawEvent]:
    """X delivers it because it quotes the account, and need not show the post that it quotes."""
    author = as_id(payload["author_id"])
    if author == account:
        return []
    return [received(account, _author(author, includes), _post(account, payload, includes, quotes_account=True))]


def _own_post(account: str, payload: Json, includes: Json) -> list[RawEvent]:
    author = as_id(payload["author_id"])
    if author != account:
        return []
    if _referenced(payload, "retweeted"):
        return []
    written = _post(account, payload, includes)
    mentions = (payload.get("entities") or {}).get("mentions") or []
    spoken_to = next((text_of(mention.get("id")) for mention in mentions if mention.get("start") == 0), "")
    to = written["in_reply_to_user"] or _author_of_post(written["quotes"], includes) or spoken_to
    return [echoed(account, "" if to == account else to, written)]


def _repost(account: str, payload: Json, includes: Json) -> list[RawEvent]:
    author = as_id(payload["author_id"])
    if author == account:
        return []
    original = _referenced(payload, "retweeted")
    return [reposted(account, _author(author, includes), as_id(payload["id"]), original)]


def _deleted(account: str, payload: Json, _includes: Json) -> list[RawEvent]:
    return [deleted(account, as_id(payload["author_id"]), as_id(payload["id"]))]


def _dm(account: str, payload: Json, includes: Json) -> list[RawEvent]:
    users = {as_id(key): value for key, value in (payload.get("users") or {}).items()}
    dms = payload["direct_message_events"]
    return [event for dm in dms for event in read_dm(account, dm, users, includes)]


def _chat(account: str, payload: Json, _includes: Json) -> list[RawEvent]:
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


def _revoked(account: str, payload: Json, _includes: Json) -> list[RawEvent]:
    return [revoked(account, instant_of(iso=payload["date_time"]))]


_READERS: dict[str, Callable[[str, Json, Json], list[RawEvent]]] = {
    "post.mention.create": _mention,
    "post.reply.create": _post_to_account,
    "post.quote.create": _quoting_post,
    "post.repost.create": _repost,
    "post.create": _own_post,
    "post.delete": _deleted,
    "dm.received": _dm,
    "dm.sent": _dm,
    "chat.received": _chat,
    "chat.sent": _chat,
    "oauth.revoke": _revoked,
}


def _post(account: str, payload: Json, includes: Json, *, quotes_account: bool = False) -> Values:
    entities = payload.get("entities") or {}
    note = payload.get("note_tweet") or payload.get("note_post") or {}
    quotes = _referenced(payload, "quoted")
    in_reply_to_user = text_of(payload.get("in_reply_to_user_id"))
    in_reply_to = text_of(payload.get("in_reply_to_tweet_id") or payload.get("in_reply_to_post_id")) or _referenced(
        payload, "replied_to"
    )
    quoted = account if quotes_account else _author_of_post(quotes, includes)
    username = text_of(_user_of(account, includes).get("username"))
    post_id = as_id(payload["id"])
    earlier = earlier_ids(payload, post_id)
    ids = (post_id, *earlier)
    shows = links_of_media(entities, ids) | links_of_media(note.get("entities"), ids)
    return message(
        post_id,
        "public",
        expanded(note.get("text") or payload["text"], note.get("entities") or entities, shows),
        instant_of_id(post_id) if payload.get("created_at") is None else instant_of(iso=payload["created_at"]),
        language=text_of(payload.get("lang")),
        conversation_id=text_of(payload.get("conversation_id")),
        in_reply_to=in_reply_to,
        in_reply_to_user=in_reply_to_user,
        quotes=quotes,
        earlier=earlier,
        media=media_of_post(payload, includes),
        sensitive=payload.get("possibly_sensitive") is True,
        around=posts_around((quotes, in_reply_to), includes),
        **spoken(
            account,
            mentions_of(entities, note.get("entities"), account=account, username=username),
            shown_from=shown_from(payload),
            replies=bool(in_reply_to or in_reply_to_user),
            direct=in_reply_to_user == account,
            quotes=(quoted == account if quoted else None) if quotes else quotes_account,
            reply_settings=text_of(payload.get("reply_settings")),
        )._asdict(),
    )


def _referenced(payload: Json, kind: str) -> str:
    references = payload.get("referenced_tweets") or payload.get("referenced_posts") or []
    return next((as_id(r["id"]) for r in references if r.get("type") == kind), "")


def _author_of_post(post_id: str, includes: Json) -> str:
    """Who wrote a post that X shows beside another, or ""."""
    posts = (post.get("data") or post for post in (includes.get("tweets") or includes.get("posts") or []))
    authors = (post.get("author_id") for post in posts if post_id and text_of(post.get("id")) == post_id)
    return text_of(next(authors, ""))


def _author(author_id: str, includes: Json) -> Values:
    return author_of(author_id, _user_of(author_id, includes))


def _user_of(user_id: str, includes: Json) -> Json:
    """A user whom X shows beside a post, or nothing."""
    users = (user.get("data") or user for user in includes.get("users") or [])
    return next((user for user in users if text_of(user.get("id")) == user_id), {})


def parse(body: bytes) -> Json:
    """The JSON of a delivery; ValueError for anything else, however it is wrong."""
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None
