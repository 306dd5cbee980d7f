"""What X tells of posts that stand around a message: beside an event, or when it is asked for them.

Nothing here imports pydantic: `ingest` starts with it. What is odd is left out, for a message is read without what
stands around it rather than not at all.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from care.x.fields import Json, as_id, as_list, as_map, expanded, instant_of, instant_of_id, text_of
from care.x.media import links_of_media

_LONGEST = 4_000
_MOST_MEDIA = 16

type Values = dict[str, Any]


def posts_around(ids: Iterable[str], includes: Json) -> list[Values]:
    """Those of the posts that X shows beside a message, as the values of `ContextPost`."""
    shown = as_map(includes)
    held = [*as_list(shown.get("tweets")), *as_list(shown.get("posts"))]
    posts = [as_map(as_map(one).get("data") or one) for one in held]
    users = [as_map(as_map(one).get("data") or one) for one in as_list(shown.get("users"))]
    found = []
    for post_id in dict.fromkeys(one for one in ids if one):
        with suppress(KeyError, TypeError, ValueError, AttributeError):
            post = next((one for one in posts if text_of(one.get("id")) == post_id), None)
            if post is not None:
                found.append(context_of(post, users))
    return found


def context_of(post: Json, users: Iterable[Json]) -> Values:
    """One post of the v2 shape; ValueError, TypeError or KeyError if it is none."""
    post_id = as_id(post["id"])
    author_id = as_id(post["author_id"])
    author: Json = next((one for one in users if text_of(one.get("id")) == author_id), {})
    entities = as_map(post.get("entities"))
    note = as_map(post.get("note_tweet") or post.get("note_post"))
    media = as_list(as_map(post.get("attachments")).get("media_keys"))
    shows = links_of_media(entities, (post_id,)) | links_of_media(as_map(note.get("entities")), (post_id,))
    text = expanded(text_of(note.get("text") or post.get("text")), as_map(note.get("entities")) or entities, shows)
    at = instant_of(iso=post["created_at"]) if post.get("created_at") is not None else instant_of_id(post_id)
    return _values(
        id=post_id,
        author_id=author_id,
        username=text_of(author.get("username")),
        name=text_of(author.get("name"))[:200],
        text=text[:_LONGEST],
        at=at.isoformat().replace("+00:00", "Z"),
        answers=_referenced(post, "replied_to"),
        quotes=_referenced(post, "quoted"),
        media=min(len(media), _MOST_MEDIA),
    )


def context_of_legacy(tweet: Json) -> list[Values]:
    """The quoted post that the old shape holds whole."""
    quoted = as_map(as_map(tweet).get("quoted_status"))
    with suppress(KeyError, TypeError, ValueError, AttributeError):
        user, long = as_map(quoted.get("user")), as_map(quoted.get("extended_tweet"))
        entities = as_map(long.get("entities") or quoted.get("entities"))
        post_id = as_id(quoted["id_str"])
        text = text_of(long.get("full_text") or quoted.get("full_text") or quoted["text"])
        media = as_list(as_map(quoted.get("extended_entities")).get("media"))
        whole = _values(
            id=post_id,
            author_id=as_id(user["id_str"]),
            username=text_of(user.get("screen_name")),
            name=text_of(user.get("name"))[:200],
            text=expanded(text, entities, links_of_media(entities, (post_id,)))[:_LONGEST],
            at=instant_of(legacy=quoted["created_at"]).isoformat().replace("+00:00", "Z"),
            answers=text_of(quoted.get("in_reply_to_status_id_str")),
            quotes=text_of(quoted.get("quoted_status_id_str")),
            media=min(len(media), _MOST_MEDIA),
        )
        return [whole]
    return []


def _values(**told: Any) -> Values:
    """The values of a `ContextPost` in the order of its fields."""
    usual: Values = {
        "id": "",
        "state": "shown",
        **dict.fromkeys(("author_id", "username", "name", "text"), ""),
        "at": None,
        **dict.fromkeys(("answers", "quotes"), ""),
        "media": 0,
        "above": [],
        "whole": False,
        "known_at": None,
    }
    return usual | told


def _referenced(post: Json, kind: str) -> str:
    told = as_list(post.get("referenced_tweets") or post.get("referenced_posts"))
    return next((as_id(one["id"]) for one in map(as_map, told) if one.get("type") == kind), "")
