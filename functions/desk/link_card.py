"""Looks at the page of a link before a post shows it: public addresses over https alone, within two seconds.

Imported by its page when a link is looked at: a desk that starts for an agent needs no HTTP client.
"""

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from care.lookups.bounded import within
from care.lookups.pinned_addresses import PinnedClient, pinned_client
from care.posts.card import Card, card_of

_MOST: Final = 65_536  # bytes of a page
_SECONDS: Final = 2.0
_GONE: Final = frozenset({404, 410})

type Looked = Card | Literal["gone", "unknown"]


@lru_cache(maxsize=1)
def client() -> PinnedClient:
    """Made when the first link is looked at."""
    return pinned_client()


def card(link: str) -> Looked:
    """The card of a link; `gone` if its server says that there is no such page, `unknown` where it says nothing."""
    unknown: Looked = "unknown"
    return within(_SECONDS, partial(_asked, link), late=unknown, broken=unknown)


def _asked(link: str, extensions: Mapping[str, Any]) -> Looked:
    headers = {"accept": "text/html"}
    with client().stream("GET", link, timeout=_SECONDS, headers=headers, extensions=dict(extensions)) as answer:
        if answer.status_code in _GONE:
            return "gone"
        if not answer.is_success or "html" not in answer.headers.get("content-type", ""):
            return "unknown"
        read = bytearray()
        for piece in answer.iter_bytes():
            read += piece
            if len(read) >= _MOST:
                break
        told = bytes(read[:_MOST]).decode(answer.charset_encoding or "utf-8", errors="replace")
    return card_of(told, urlsplit(link).hostname or "")
