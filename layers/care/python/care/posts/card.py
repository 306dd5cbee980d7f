"""The card that X makes of a link, as far as its page tells: a title, a few words, whether there is a picture.

X's own card may differ: X keeps what it read of a page for days.
"""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

LONGEST: Final = 200
_TITLES: Final = ("twitter:title", "og:title")
_TEXTS: Final = ("twitter:description", "og:description", "description")
_PICTURES: Final = ("twitter:image", "og:image")


@dataclass(frozen=True, slots=True)
class Card:
    """What a page says of itself."""

    host: str
    title: str = ""
    text: str = ""
    picture: bool = False


def card_of(html: str, host: str) -> Card:
    """The card of a page, whatever its HTML is like."""
    head = _Head()
    try:
        head.feed(html)
        head.close()
    except (ValueError, AssertionError):
        pass  # what was read until then
    return Card(
        host,
        _first(head.told, _TITLES) or _short(head.title),
        _first(head.told, _TEXTS),
        bool(_first(head.told, _PICTURES)),
    )


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.told: dict[str, str] = {}
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A `meta` with what it tells, or where the title begins."""
        if tag == "title":
            self._in_title = True
        if tag == "meta":
            named = dict(attrs)
            name = (named.get("property") or named.get("name") or "").lower()
            self.told.setdefault(name, named.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        """Where the title ends."""
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        """The title's words."""
        if self._in_title and len(self.title) < LONGEST:
            self.title += data


def _first(told: dict[str, str], names: tuple[str, ...]) -> str:
    return next((short for name in names if (short := _short(told.get(name, "")))), "")


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1].rstrip()}…"
