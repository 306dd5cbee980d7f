"""X's JSON read into values, whichever spelling it comes in.

X is renaming `tweet` to `post`: its description (2.167) says `referenced_posts` and `note_post` while many answers
still say `referenced_tweets` and `note_tweet`. Both are read everywhere, the new one first. A part that is of another
type than promised is taken as absent; an item without a usable id is None.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from care.x.answers import Answer
from care.x.arguments import is_identifier
from care.x.values import DmEvent, Done, Missing, Post, Reference, ResultPage, Subscription, User, Webhook

type Json = Mapping[str, Any]


def post(raw: Any) -> Post | None:
    """A v2 post, or None where it has no id."""
    if (known := identifier(raw, "id")) is None:
        return None
    long = first(raw, "note_post", "note_tweet")
    references = tuple(
        Reference(text(r, "type"), target)
        for r in items(raw, "referenced_posts", "referenced_tweets")
        if (target := identifier(r, "id"))
    )
    answered = next((r.id for r in references if r.kind == "replied_to"), None)
    return Post(
        id=known,
        text=text(long, "text") or text(raw, "text"),
        author_id=identifier(raw, "author_id"),
        created_at=instant(raw, "created_at"),
        in_reply_to_id=identifier(raw, "in_reply_to_post_id", "in_reply_to_tweet_id") or answered,
        references=references,
        raw=raw,
    )


def user(raw: Any) -> User | None:
    """A v2 user, or None where it has no id."""
    if (known := identifier(raw, "id")) is None:
        return None
    return User(
        id=known,
        username=text(raw, "username"),
        name=text(raw, "name"),
        verified_type=text(raw, "verified_type") or None,
        followers=number(first(raw, "public_metrics"), "followers_count"),
        protected=flag(raw, "protected"),
        receives_your_dm=flag(raw, "receives_your_dm"),
        connection_status=tuple(strings(raw, "connection_status")),
        profile_image_url=text(raw, "profile_image_url") or None,
        created_at=instant(raw, "created_at"),
        links=tuple(
            link
            for part in ("url", "description")
            for url in items(first(first(raw, "entities"), part), "urls")
            if (link := text(url, "expanded_url") or text(url, "url"))
        ),
        description=text(raw, "description"),
        location=text(raw, "location"),
    )


def dm_event(raw: Any) -> DmEvent | None:
    """A v2 DM event, or None where it has no id."""
    if (known := identifier(raw, "id")) is None:
        return None
    return DmEvent(
        id=known,
        kind=text(raw, "event_type"),
        conversation_id=text(raw, "dm_conversation_id") or None,
        sender_id=identifier(raw, "sender_id"),
        text=text(raw, "text"),
        created_at=instant(raw, "created_at"),
        media_keys=tuple(strings(first(raw, "attachments"), "media_keys")),
        raw=raw,
    )


def webhook(raw: Any) -> Webhook | None:
    """A webhook, or None where it has no id."""
    if (known := identifier(raw, "id")) is None:
        return None
    return Webhook(known, text(raw, "url"), flag(raw, "valid") or False)


def subscription(raw: Any) -> Subscription | None:
    """A subscription, or None where it has no id."""
    if (known := identifier(raw, "subscription_id", "id")) is None:
        return None
    return Subscription(
        id=known,
        event_type=text(raw, "event_type"),
        user_id=identifier(first(raw, "filter"), "user_id"),
        webhook_id=identifier(raw, "webhook_id"),
        tag=text(raw, "tag") or None,
    )


def page[Item](answer: Answer, read: Callable[[Any], Item | None]) -> ResultPage[Item]:
    """A list answer: what could be read, and how many items could not. A list of another shape is an XError."""
    body = answer.body
    data = body.get("data") or []
    if not body or not isinstance(data, list):
        raise answer.unreadable()
    readable = [read(raw) for raw in data]
    kept = tuple(item for item in readable if item is not None)
    includes, meta = first(body, "includes"), first(body, "meta")
    return ResultPage(
        items=kept,
        next_token=text(meta, "next_token") or None,
        users=tuple(u for raw in items(includes, "users") if (u := user(raw))),
        media=tuple(raw for raw in items(includes, "media") if isinstance(raw, dict)),
        missing=tuple(_missing(raw) for raw in items(body, "errors") if isinstance(raw, dict)),
        unreadable=len(readable) - len(kept),
        limits=answer.limits,
    )


def done(answer: Answer, *names: str, wanted: bool = True) -> Done:
    """Whether X did what was asked, which it says under one of these names.

    An empty success has nothing to add; a body without the promised word is not an answer.
    """
    told = flag(answer.body.get("data"), *names) if answer.body else wanted
    if told is None:
        raise answer.unreadable()
    return Done(told is wanted, answer.limits)


def known(answer: Answer, name: str) -> str:
    """X's id of what was made; without one it is not an answer."""
    found = identifier(answer.body.get("data"), name)
    if found is None:
        raise answer.unreadable()
    return found


def one[Value: (User, Webhook, Subscription)](answer: Answer, value: Value | None) -> Value:
    """The one value of an answer, with what it tells of limits; without it it is not an answer."""
    if value is None:
        raise answer.unreadable()
    return replace(value, limits=answer.limits)


def _missing(raw: Json) -> Missing:
    kind = text(raw, "type").rsplit("/", 1)[-1]
    return Missing(identifier(raw, "resource_id", "value"), kind or text(raw, "title"))


def first(raw: Any, *names: str) -> Any:
    """The value of the first of these names that is there, or None."""
    if isinstance(raw, dict):
        for name in names:
            if raw.get(name) is not None:
                return raw[name]
    return None


def text(raw: Any, *names: str) -> str:
    """The text under the first of these names, or an empty one; what UTF-8 cannot carry becomes a question mark."""
    value = first(raw, *names)
    return _whole(value) if isinstance(value, str) else ""


def _whole(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def identifier(raw: Any, *names: str) -> str | None:
    """The id under the first of these names: digits, as text. A JSON number is taken only where it is exact."""
    value = first(raw, *names)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        value = str(value)
    return value if isinstance(value, str) and is_identifier(value) else None


def number(raw: Any, *names: str) -> int | None:
    """The whole number under the first of these names."""
    value = first(raw, *names)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def count(raw: Any, name: str) -> int | None:
    """A whole number that X may write as a text."""
    value = first(raw, name)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return number(raw, name)


def flag(raw: Any, *names: str) -> bool | None:
    """The yes or no under the first of these names; None where there is neither."""
    value = first(raw, *names)
    return value if isinstance(value, bool) else None


def items(raw: Any, *names: str) -> list[Any]:
    """The list under the first of these names, or an empty one."""
    value = first(raw, *names)
    return value if isinstance(value, list) else []


def strings(raw: Any, *names: str) -> list[str]:
    """The texts in the list under the first of these names."""
    return [_whole(value) for value in items(raw, *names) if isinstance(value, str)]


def instant(raw: Any, *names: str) -> datetime | None:
    """The aware instant (UTC) under the first of these names; one without a zone is not an instant."""
    value = text(raw, *names)
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
