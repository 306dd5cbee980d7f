"""What happened in the simulated X, as JSON for tests and for the page."""

from datetime import UTC, datetime
from typing import Any

from infra.local.x.conversations import ChatEvent, Conversation
from infra.local.x.phones import Opened, Seen
from infra.local.x.simulated import SimulatedX
from infra.local.x.world import DirectMessage, Post, Shown

SHOWN_ON_PAGE = 200

type Given = dict[str, Any]


def timeline(x: SimulatedX, _: Given) -> dict[str, Any]:
    """All that was said and not deleted, oldest first."""
    messages = x.world.messages
    return {
        "posts": [post_shown(post) for post in x.world.posts.values() if not post.deleted and not post.replaced],
        "dms": [message_shown(one) for one in messages],
        "chats": chats(x),
    }


def chats(x: SimulatedX) -> list[dict[str, Any]]:
    """All that was said in X Chat, oldest first, as the customers' own keys open it."""
    found = [chat_shown(one, read) for one in x.chats.conversations.values() for read in x.phones.read(one)]
    return sorted(found, key=lambda one: int(one["sequence_id"]))


def users(x: SimulatedX, _: Given) -> dict[str, Any]:
    """Everybody, brands first."""
    shown = [
        {"id": user.id, "username": user.username, "name": user.name, "brand": user.ours}
        for user in x.world.users.values()
    ]
    return {"users": shown}


def deliveries(x: SimulatedX, _: Given) -> dict[str, Any]:
    """What went to the webhook, oldest first, without texts."""
    return {"idle": x.idle(), "deliveries": [one.summary() for one in x.deliveries.log]}


def feed(x: SimulatedX, given: Given) -> dict[str, Any]:
    """What the page shows: the clock, and the last of everything unless the page has it already (`since`)."""
    answer: dict[str, Any] = {"now": _rfc3339(x.now()), "version": x.version}
    if given.get("since") == str(x.version):
        return answer
    posts = [post for post in x.world.posts.values() if not post.deleted and not post.replaced][-SHOWN_ON_PAGE:]
    return answer | {
        "users": users(x, {})["users"][-SHOWN_ON_PAGE:],
        "posts": [post_shown(post) | {"hidden": post.hidden} | _names(x, post.author_id) for post in posts],
        "dms": [
            message_shown(one) | _names(x, one.sender_id, one.recipient_id) for one in x.world.messages[-SHOWN_ON_PAGE:]
        ],
        "chats": [one | _names(x, one["from"], one["to"]) for one in chats(x)[-SHOWN_ON_PAGE:]],
    }


def _names(x: SimulatedX, sender: str, recipient: str | None = None) -> dict[str, Any]:
    author = x.world.users[sender]
    names: dict[str, Any] = {"by": author.username, "brand": author.ours}
    return names | ({"for": x.world.users[recipient].username} if recipient else {})


def post_shown(post: Post) -> dict[str, Any]:
    """A post with its author's id, its plain text and its cost in micro-dollars."""
    shown: dict[str, Any] = {"id": post.id, "from": post.author_id, "text": post.text, "in_reply_to": post.in_reply_to}
    shown |= {"lang": post.lang, "at": _rfc3339(post.at), "cost": post.cost}
    if post.quoted:
        shown["quotes"] = post.quoted
    if post.history:
        shown["edits"] = list(post.history)
    if post.long:
        shown["note"] = post.long
    return shown | ({"media": [media_shown(one, one.still) for one in post.media]} if post.media else {})


def media_shown(one: Shown, still: str) -> dict[str, Any]:
    """A picture or video with the local address where it lies."""
    url = (one.moving if one.moves and one.content_type == "video/mp4" else still).removeprefix("https://")
    return {"id": one.key, "type": one.type, "alt": one.alt, "url": f"/x/media/{url}"}


def message_shown(one: DirectMessage) -> dict[str, Any]:
    """A message with the ids of both, its text and its cost in micro-dollars."""
    shown: dict[str, Any] = {"id": one.id, "from": one.sender_id, "to": one.recipient_id}
    shown |= {"text": one.text, "at": _rfc3339(one.at), "cost": one.cost}
    return shown | ({"media": [media_shown(each, each.private(one.id)) for each in one.media]} if one.media else {})


def chat_shown(found: Conversation, read: Opened) -> dict[str, Any]:
    """A chat message; its text is None where nobody in the simulation holds keys that open it."""
    event = read.event
    shown: dict[str, Any] = {"id": event.message_id, "sequence_id": event.id, "from": event.sender_id}
    shown |= {"to": found.other(event.sender_id), "text": read.text, "options": read.options, "at": _rfc3339(event.at)}
    shown |= {"cost": event.cost, "chosen": read.chosen, "reactions": read.reactions, "edited": read.edited}
    if read.media:
        shown["media"] = [chat_media_shown(one) for one in read.media]
    return shown | {"read": any(int(until) >= int(event.id) for until in _others_reading(found, event))}


def chat_media_shown(one: Seen) -> dict[str, Any]:
    """A file of a chat as the reader's phone has it; `bytes` is None where it does not open."""
    shown = {"id": one.key, "type": one.type, "alt": "", "width": one.width, "height": one.height}
    return shown | {"bytes": len(one.data) if one.data is not None else None, "url": f"/x/chat-media/{one.key}"}


def _others_reading(found: Conversation, event: ChatEvent) -> list[str]:
    return [until for user_id, until in found.read_until.items() if user_id != event.sender_id]


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
