"""What a post or DM shows besides its text, as X tells it: in two spellings of posts, and in two of DMs.

Nothing here imports pydantic: `ingest` starts with it. What is odd is left out, for a message is read without its
pictures rather than not at all.
"""

from collections.abc import Iterable
from typing import Any

from care import late
from care.x.fields import Json, as_list, as_map, text_of

_MEDIA_ID = late.pattern(r"[0-9A-Za-z_-]{1,64}")
_TYPES = {"photo", "video", "animated_gif"}
_MOST = 16
_LONGEST = 2000
_MOST_BITS = 2_500_000  # a second: enough to see what is broken, and a tenth of the largest

type Values = dict[str, Any]


def media_of_post(post: Json, includes: Json) -> list[Values]:
    """The media of a post of the v2 shape; those that X only names have no address yet."""
    shown = {_text(one.get("media_key")): one for one in map(as_map, as_list(as_map(includes).get("media")))}
    keys = as_list(as_map(post.get("attachments")).get("media_keys"))
    return _made((_text(key), as_map(shown.get(_text(key)))) for key in keys)


def media_of_legacy(tweet: Json) -> list[Values]:
    """The media of a post of the old shape."""
    whole = as_map(tweet.get("extended_tweet"))
    for holder in (whole, tweet):
        found = as_list(as_map(holder.get("extended_entities")).get("media"))
        if found:
            return _made((_id_of(one), one) for one in map(as_map, found))
    return []


def media_of_dm(data: Json) -> list[Values]:
    """The media of a DM of the old shape: X writes `attachment`, and some bridges `attachments`."""
    told = data.get("attachments")
    several = told if isinstance(told, list) else as_list(as_map(told).get("media"))
    parts = [data.get("attachment"), *several]
    found = [as_map(as_map(one).get("media") or one) for one in parts if one]
    return _made((_id_of(one), one) for one in found)


def _id_of(one: Json) -> str:
    return _text(one.get("media_key") or one.get("id_str") or one.get("id"))


def _made(found: Iterable[tuple[str, Json]]) -> list[Values]:
    made = {key: _values(key, one) for key, one in found if _MEDIA_ID.fullmatch(key)}
    return list(made.values())[:_MOST]


def _values(key: str, one: Json) -> Values:
    kind = _text(one.get("type"))
    variants = as_list(one.get("variants")) or as_list(as_map(one.get("video_info")).get("variants"))
    still = _text(one.get("media_url_https") or one.get("media_url"))
    moves = kind in {"video", "animated_gif"}
    size = as_map(one.get("original_info")) or as_map(as_map(one.get("sizes")).get("large"))
    return {
        "id": key,
        "type": kind if kind in _TYPES else "unknown",
        "url": (_moving(variants) if moves else still or _text(one.get("url")))[:_LONGEST],
        "poster": ((_text(one.get("preview_image_url")) or still) if moves else "")[:_LONGEST],
        "alt": _text(one.get("alt_text") or one.get("ext_alt_text"))[:_LONGEST],
        "width": _number(one.get("width") or size.get("width") or size.get("w")),
        "height": _number(one.get("height") or size.get("height") or size.get("h")),
        "sealed": "",
    }


def _moving(variants: list[Any]) -> str:
    """The best MP4 that is not larger than anybody needs, else the smallest."""
    files = [one for one in map(as_map, variants) if _text(one.get("content_type")) == "video/mp4"]
    rated = sorted((_number(one.get("bit_rate", one.get("bitrate"))), _text(one.get("url"))) for one in files)
    fitting = [url for bits, url in rated if bits <= _MOST_BITS]
    return fitting[-1] if fitting else rated[0][1] if rated else ""


def _text(value: Any) -> str:
    return text_of(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000 else 0


_SHOWS = late.pattern(
    r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?:[^/\s]+/status/([0-9]{1,20})/(?:photo|video)/[0-9]+|messages/media/[0-9]+)"
)


def links_of_media(entities: Json, ids: Iterable[str]) -> set[str]:
    """The short links in a text that X put there for what the message shows; `ids` are the message's own."""
    own = set(ids)
    found = {_text(one.get("url")) for one in map(as_map, as_list(as_map(entities).get("media")))}
    for one in map(as_map, as_list(as_map(entities).get("urls"))):
        shows = _SHOWS.match(_text(one.get("expanded_url")))
        if one.get("media_key") or (shows and (shows[1] is None or shows[1] in own)):
            found.add(_text(one.get("url")))
    return found - {""}
