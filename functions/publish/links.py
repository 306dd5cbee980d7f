"""Checks that the links of a public reply lead somewhere, before a post goes that cannot be changed."""

import contextlib
from collections.abc import Callable

import httpx

from care import late
from care.length.weighted import links, normalised

_MOST = 3
_WRITTEN = late.pattern(r"https://\S+")
_AFTER = ".,;:!?)]}»\"'…"
# Servers that dislike being asked without a body, or by a machine, answer with other statuses: those are no proof.
_GONE = frozenset({404, 410})


def links_of(text: str) -> list[str]:
    """The links of a text as they would be followed; X adds https:// where there is no scheme."""
    whole = normalised(text)
    # X's list of domains is younger than the one that finds links here, so any written address is one.
    written = [found.rstrip(_AFTER) for found in _WRITTEN.findall(whole)]
    bare = (whole[start:end] for start, end in links(whole))
    return written + [f"https://{link}" for link in bare if "://" not in link]


def dead_link(text: str, http: Callable[[], httpx.Client]) -> str | None:
    """The first of a text's links whose server says that there is no such page (404, 410); None if there is none.

    A server that is slow, broken, shy or not found at this moment proves nothing, and holds no reply. Nor does an
    address that cannot be asked for: httpx raises ValueError for names that IDNA does not know.
    """
    for link in dict.fromkeys(links_of(text)[:_MOST]):
        with contextlib.suppress(httpx.HTTPError, httpx.InvalidURL, ValueError):
            if http().head(link, timeout=2.0).status_code in _GONE:
                return link
    return None
