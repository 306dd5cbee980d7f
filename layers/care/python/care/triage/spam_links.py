"""The places that links in a text lead to, as far as they tell senders apart: a host, of shared hosts one path more."""

from typing import Final
from urllib.parse import urlsplit

from care import late

MOST: Final = 5
"""Places of one message that are looked at."""
_LINK: Final = late.pattern(r"(?:https?://|\bwww\.|\b(?=(?:t\.me|wa\.me)/))[^\s<>\"']{3,300}")
# Where anybody has a page: the host alone says nothing.
_SHARED: Final = frozenset(
    {
        "amzn.to",
        "api.whatsapp.com",
        "beacons.ai",
        "bit.ly",
        "chat.whatsapp.com",
        "cutt.ly",
        "discord.gg",
        "docs.google.com",
        "drive.google.com",
        "facebook.com",
        "fb.me",
        "forms.gle",
        "github.io",
        "goo.gl",
        "instagram.com",
        "is.gd",
        "linktr.ee",
        "medium.com",
        "rebrand.ly",
        "sites.google.com",
        "t.me",
        "telegra.ph",
        "tiktok.com",
        "tinyurl.com",
        "wa.me",
        "youtu.be",
        "youtube.com",
    }
)
# What everybody links, and X's own.
_NEVER: Final = frozenset(
    {
        "apple.com",
        "google.com",
        "maps.app.goo.gl",
        "pbs.twimg.com",
        "pic.twitter.com",
        "t.co",
        "twitter.com",
        "wikipedia.org",
        "x.com",
    }
)


def places(text: str) -> tuple[str, ...]:
    """The places of a text's links, each once, in their order; five at most."""
    found: dict[str, None] = {}
    for link in _LINK.findall(text):
        if (place := _place_of(link)) and len(found) < MOST:
            found[place] = None
    return tuple(found)


def _place_of(link: str) -> str:
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return ""
    if "." not in host or host in _NEVER or len(host) > 100:
        return ""
    if host not in _SHARED:
        return host
    first = parts.path.strip("/").partition("/")[0].rstrip(".,;:!?)")
    return f"{host}/{first[:60].lower()}" if first else ""
