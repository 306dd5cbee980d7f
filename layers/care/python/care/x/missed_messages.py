"""What X's lists hold, as the events that a delivery of the same message makes.

A post or DM that is found is put into the envelope in which X would have delivered it, and read by the same reader:
the event carries the same id, so a message that was delivered and found is applied once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from care.model.events import Event
from care.x.delivery import read_delivery
from care.x.values import DmEvent, Post, User


def events_of_posts(
    account_id: str, posts: Iterable[Post], users: Sequence[User], media: Sequence[Mapping[str, Any]] = ()
) -> list[Event]:
    """Customers' posts as received, the account's own as echoed; a repost of a post is nobody's message."""
    includes = {"users": [_user(user) for user in users], "media": list(media)}
    events: list[Event] = []
    for post in posts:
        if any(reference.kind == "retweeted" for reference in post.references):
            continue
        # What was searched for need not name the account: only what X delivers as a mention is one by its kind.
        kind = "post.create" if post.author_id == account_id else "post.reply.create"
        events.extend(_read(account_id, kind, dict(post.raw), includes))
    return events


def events_of_dms(
    account_id: str, dms: Iterable[DmEvent], users: Sequence[User], media: Sequence[Mapping[str, Any]] = ()
) -> list[Event]:
    """DMs between the account and one other; those of groups have no single customer and are left out."""
    known = {user.id: {"data": _user(user)} for user in users}
    shown = {str(one.get("media_key")): one for one in media}
    events: list[Event] = []
    for dm in dms:
        pair = (dm.conversation_id or "").split("-")
        if dm.kind != "MessageCreate" or len(pair) != 2 or not {account_id, dm.sender_id} <= set(pair):
            continue
        recipient = next((one for one in pair if one != dm.sender_id), dm.sender_id)
        milliseconds = str(int(dm.created_at.timestamp() * 1000)) if dm.created_at else None
        shape = {
            "type": "message_create",
            "id": dm.id,
            "created_timestamp": milliseconds,
            "message_create": {
                "sender_id": dm.sender_id,
                "target": {"recipient_id": recipient},
                "message_data": {
                    "text": dm.text,
                    "entities": dm.raw.get("entities") or {},
                    "attachments": [{"media": shown.get(key, {"media_key": key})} for key in dm.media_keys],
                },
            },
        }
        events.extend(_read(account_id, "dm.received", {"direct_message_events": [shape], "users": known}, {}))
    return events


def _read(account_id: str, event_type: str, payload: dict[str, Any], includes: dict[str, Any]) -> list[Event]:
    data = {"event_type": event_type, "filter": {"user_id": account_id}, "payload": payload, "includes": includes}
    return read_delivery({"data": data}).events


def _user(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "username": user.username,
        "name": user.name,
        "verified_type": user.verified_type,
        "protected": user.protected,
        "profile_image_url": user.profile_image_url,
        "public_metrics": {"followers_count": user.followers},
    }
