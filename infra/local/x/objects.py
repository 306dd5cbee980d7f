"""Users, posts and messages in X's JSON, for deliveries and for answers of the API.

Deliveries spell the old way (`referenced_tweets`, `_str` twins of numbers); the API spells as the call asked: the old
way for `tweet.fields`, the new way (`referenced_posts`) for `post.fields`.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from infra.local.x.text import leading_mentions, mentioned, rendered
from infra.local.x.world import DirectMessage, Post, Shown, User, World

_COUNTS = ("retweet_count", "reply_count", "like_count", "quote_count", "bookmark_count", "impression_count")
_PICTURE = "https://pbs.twimg.com/profile_images/{id}/picture_normal.png"


def iso(at: datetime) -> str:
    """X's form of an instant: UTC with milliseconds."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def with_twins(value: Any) -> Any:
    """The same JSON with a `_str` twin beside each number, as in X's deliveries."""
    if isinstance(value, list):
        return [with_twins(one) for one in value]
    if not isinstance(value, dict):
        return value
    out: dict[str, Any] = {}
    for name, one in value.items():
        out[name] = with_twins(one) if isinstance(one, dict | list) else one
        if type(one) is int:
            out[f"{name}_str"] = str(one)
    return out


def user_object(user: User) -> dict[str, Any]:
    """The whole user, in the spelling of deliveries."""
    followers = 5_502 if user.ours else int(user.id) % 900 + 12 if user.followers is None else user.followers
    return {
        "id": user.id,
        "username": user.username,
        "name": user.name,
        "created_at": iso(user.joined),
        "description": f"Atención al cliente: 900 123 456 · hola@{user.username}.example" if user.ours else user.bio,
        "location": "Calle Mayor 5, 28013 Madrid" if user.ours else "",
        "url": "",
        "profile_image_url": _PICTURE.format(id=user.id),
        "profile_banner_url": "",
        "protected": False,
        "verified": user.ours,
        "verified_type": "business" if user.ours else "none",
        "is_identity_verified": False,
        "public_metrics": {
            "followers_count": followers,
            "following_count": 101,
            "tweet_count": 50,
            "listed_count": 4,
            "like_count": 26,
            "media_count": 3,
        },
    }


def _whole_text(world: World, post: Post) -> tuple[str, str]:
    """The mentions that X puts before a reply, and the text with the link to a quoted post after it."""
    if post.reposted:
        return "", post.text
    typed = {
        world.users[one].id for name in leading_mentions(post.text) if (one := world.ids_of_names([name]).get(name))
    }
    before = "".join(
        f"@{world.users[one].username} " for one in post.implied if one in world.users and one not in typed
    )
    quoted = world.posts.get(post.quoted or "")
    after = ""
    if quoted:
        author = world.users[quoted.author_id]
        after = f" https://twitter.com/{author.username}/status/{quoted.id}"
    if post.media:
        after += f" {_shown_at(world, post)}"
    return before, post.text + after


def _shown_at(world: World, post: Post) -> str:
    kind = "video" if post.media[0].moves else "photo"
    return f"https://twitter.com/{world.users[post.author_id].username}/status/{post.id}/{kind}/1"


def media_object(one: Shown) -> dict[str, Any]:
    """A picture or video, as `includes.media` has it."""
    out: dict[str, Any] = {"media_key": one.key, "type": one.type, "width": one.width, "height": one.height}
    if one.moves:
        variants = [{"bit_rate": 832_000, "content_type": "video/mp4", "url": one.moving}]
        out |= {"preview_image_url": one.still, "variants": variants, "duration_ms": 3_000}
    else:
        out["url"] = one.still
    return out | ({"alt_text": one.alt} if one.alt else {})


def media_objects(media: Iterable[Shown]) -> list[dict[str, Any]]:
    """Several, each once."""
    return [media_object(one) for one in {one.key: one for one in media}.values()]


def post_object(world: World, post: Post) -> dict[str, Any]:
    """The whole post, in the spelling of deliveries but without the twins of numbers."""
    before, text = _whole_text(world, post)
    shown = rendered(before + text, world.ids_of_names(mentioned(before + text)), escaped=True)
    if post.media:
        at = _shown_at(world, post)
        for one in shown.urls:
            if one["expanded_url"] == at:
                one["media_key"] = post.media[0].key
    entities = {"mentions": shown.mentions, "urls": shown.urls}
    references = [("replied_to", post.in_reply_to), ("quoted", post.quoted), ("retweeted", post.reposted)]
    referenced = [{"type": kind, "id": one} for kind, one in references if one]
    out: dict[str, Any] = {
        "id": post.id,
        "text": shown.text,
        "author_id": post.author_id,
        "created_at": iso(post.at),
        "conversation_id": post.conversation_id,
        "edit_history_tweet_ids": [*post.history, post.id],
        "display_text_range": [len(before), len(shown.text)],
        "lang": post.lang,
        "paid_partnership": False,
        "possibly_sensitive": post.sensitive,
        "reply_settings": post.reply_settings,
        "public_metrics": dict.fromkeys(_COUNTS, 0),
    }
    if any(entities.values()):
        out["entities"] = {kind: found for kind, found in entities.items() if found}
    if post.media:
        out["attachments"] = {"media_keys": [one.key for one in post.media]}
    if post.long:
        whole = rendered(before + post.long, world.ids_of_names(mentioned(before + post.long)), escaped=True)
        of_long = {"mentions": whole.mentions, "urls": whole.urls}
        out["note_tweet"] = {"text": whole.text, "entities": {kind: found for kind, found in of_long.items() if found}}
    if referenced:
        out["referenced_tweets"] = referenced
    if post.in_reply_to:
        out["in_reply_to_tweet_id"] = post.in_reply_to
    if post.in_reply_to_user:
        out["in_reply_to_user_id"] = post.in_reply_to_user
    return out


def message_create(message: DirectMessage) -> dict[str, Any]:
    """The v1.1 object that deliveries of direct messages hold."""
    link = f"https://twitter.com/messages/media/{message.id}"
    shown = rendered(f"{message.text} {link}".strip() if message.media else message.text, {}, escaped=False)
    urls = [
        {"url": one["url"], "expanded_url": one["expanded_url"], "display_url": one["display_url"]}
        | {"indices": [one["start"], one["end"]]}
        for one in shown.urls
    ]
    attached: dict[str, Any] = {}
    if message.media:
        one = message.media[0]
        in_text = urls[-1]
        number = one.key.partition("_")[2]
        media = {
            "id": int(number),
            "id_str": number,
            "indices": in_text["indices"],
            "media_url": one.private(message.id),
            "media_url_https": one.private(message.id),
            "url": in_text["url"],
            "display_url": f"pic.twitter.com/{one.name}",
            "expanded_url": link,
            "type": one.type,
            "sizes": {"large": {"w": one.width, "h": one.height, "resize": "fit"}},
        }
        if one.moves:
            media["video_info"] = {"variants": [{"content_type": "video/mp4", "url": one.private(message.id)}]}
        attached = {"attachment": {"type": "media", "media": media}}
    return {
        "type": "message_create",
        "id": message.id,
        "created_timestamp": str(int(message.at.timestamp() * 1000)),
        "message_create": {
            "target": {"recipient_id": message.recipient_id},
            "sender_id": message.sender_id,
            "message_data": {
                "text": shown.text,
                "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": urls},
            }
            | attached,
        },
    }


def dm_event(message: DirectMessage) -> dict[str, Any]:
    """The v2 object that the API lists."""
    return {
        "id": message.id,
        "event_type": "MessageCreate",
        "text": rendered(message.text, {}, escaped=False).text,
        "sender_id": message.sender_id,
        "dm_conversation_id": message.conversation_id,
        "created_at": iso(message.at),
    } | ({"attachments": {"media_keys": [one.key for one in message.media]}} if message.media else {})


_NEW_NAMES = {
    "edit_history_tweet_ids": "edit_history_post_ids",
    "referenced_tweets": "referenced_posts",
    "retweet_count": "repost_count",
    "tweet_count": "post_count",
}


def respelled(value: Any, *, old: bool) -> Any:
    """The same JSON in the spelling of the API: new names alone, or both for a call that used the old ones."""
    if isinstance(value, list):
        return [respelled(one, old=old) for one in value]
    if not isinstance(value, dict):
        return value
    both: dict[str, Any] = {}
    for name, one in value.items():
        new = str(_NEW_NAMES.get(name, name))
        both[new] = respelled(one, old=old) if isinstance(one, dict | list) else one
        if old:
            both[name] = both[new]
    return both
