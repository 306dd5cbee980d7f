"""Single fields of X's JSON: ids that must stay strings, instants in three notations, texts, and people."""

import html
import re
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from care import late
from care.instants import in_reach
from care.model.lengths import MOST_BIO, MOST_PICTURE

Json = Any

_DIGITS = late.pattern(r"[0-9]{1,20}", re.ASCII)
_PICTURES = "https://pbs.twimg.com/"
_MOST_EDITS = 10  # X allows five


def as_id(value: Any) -> str:
    """An id of X as a string of digits; ValueError for anything else.

    Numbers are taken when they are whole: X's own JSON rounds large ones, so callers prefer the `_str` twin.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise TypeError("an id is a string")
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise ValueError("an id has digits only")
    return text


def as_list(value: Any) -> list[Any]:
    """The list, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def as_map(value: Any) -> Json:
    """The object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def earlier_ids(post: Json, own: str) -> list[str]:
    """The ids under which X had a post before its author changed it, the oldest first; X may tell `[""]`."""
    told = post.get("edit_history_tweet_ids") or post.get("edit_history_post_ids")
    if told is None:
        told = as_map(post.get("edit_history")).get("edit_tweet_ids")
    ids = {str(one) for one in as_list(told) if isinstance(one, (str, int)) and _DIGITS.fullmatch(str(one))}
    return sorted((one for one in ids if int(one) < int(own)), key=int)[-_MOST_EDITS:]


def text_of(value: Any) -> str:
    """A text that may be missing; lone surrogates, which no queue takes, become U+FFFD."""
    if value is None:
        return ""
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise TypeError("a text is expected")
    text = str(value)
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def instant_of(*, iso: Any = None, milliseconds: Any = None, legacy: Any = None) -> datetime:
    """An instant in UTC from ISO 8601, milliseconds since 1970, or `legacy` "Mon May 19 14:01:46 +0000 2025"."""
    try:
        if iso is not None:
            parsed = datetime.fromisoformat(iso)
        elif milliseconds is not None:
            parsed = datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
        else:
            parsed = datetime.strptime(legacy, "%a %b %d %H:%M:%S %z %Y")
        if parsed.tzinfo is None:
            raise ValueError("an instant without a zone")
        if not in_reach(parsed):
            raise ValueError("an instant out of reach")
        return parsed.astimezone(UTC)
    except (OverflowError, OSError, TypeError):
        raise ValueError("not an instant") from None


def author_of(author_id: str, user: Json) -> dict[str, Any]:
    """The values of an `Author`, from a v2 user or from the old condensed one."""
    followers = (user.get("public_metrics") or {}).get("followers_count", user.get("followers_count"))
    protected, bio = user.get("protected"), user.get("description")
    return {
        "id": author_id,
        "username": text_of(user.get("username") or user.get("screen_name")),
        "name": text_of(user.get("name")),
        "followers": followers if isinstance(followers, int) and not isinstance(followers, bool) else None,
        "verified_type": text_of(user.get("verified_type")),
        "protected": protected if isinstance(protected, bool) else None,
        "bio": text_of(bio)[:MOST_BIO] if isinstance(bio, str) else None,
        "joined_at": _joined(user.get("created_at")),
        "picture": picture_of(user.get("profile_image_url_https") or user.get("profile_image_url")),
    }


def picture_of(told: object) -> str:
    """The address of somebody's picture, if it is one of X's own; who wrote is known without it."""
    address = text_of(told)
    return address if address.startswith(_PICTURES) and len(address) <= MOST_PICTURE else ""


def _joined(told: object) -> str | None:
    """Since when somebody is on X, if that can be read: who wrote is known without it."""
    if not isinstance(told, str):
        return None
    try:
        at = instant_of(iso=told) if told[:1].isdigit() else instant_of(legacy=told)
    except ValueError:
        return None
    return at.isoformat().replace("+00:00", "Z")


def expanded(text: str, entities: Json | None, left_out: Collection[str] = ()) -> str:
    """The text as its author wrote it: t.co links expanded, HTML entities undone, no lone surrogates.

    Links are put in once and as X tells them: `&region` in a link is no `&reg`, and of two links of which one begins
    with the other each is its own. The links `left_out` stand for what is shown otherwise.
    """
    urls = (entities or {}).get("urls") or []
    links = {text_of(url.get("url")): text_of(url.get("expanded_url")) for url in urls if isinstance(url, dict)}
    links = {short: whole for short, whole in links.items() if whole} | dict.fromkeys(left_out, "")
    known = sorted((short for short in links if short), key=len, reverse=True)
    if not known:
        return html.unescape(text).encode("utf-8", "replace").decode("utf-8")
    put_in = ""
    for at, part in enumerate(re.split(f"({'|'.join(map(re.escape, known))})", text)):
        if at % 2 == 0:
            put_in += html.unescape(part)
        elif links[part]:
            put_in += links[part]
        else:
            put_in = put_in.rstrip()
    return put_in.encode("utf-8", "replace").decode("utf-8")


# Milliseconds of 2010-11-04T01:42:54.657Z, from which X counts in its ids (github.com/twitter-archive/snowflake).
_EPOCH = 1288834974657
_SNOWFLAKES_SINCE = 1 << 22  # smaller ids are older than these


def instant_of_id(value: str) -> datetime:
    """When X made an id; ValueError for one that holds no instant."""
    if int(value) < _SNOWFLAKES_SINCE:
        raise ValueError("an id without an instant")
    return instant_of(milliseconds=(int(value) >> 22) + _EPOCH)
