"""A text as the rules read it, with the way back to the places of the text as it was written.

Digits of all scripts, full-width and keycap ones are 0 to 9; accents, zero-width characters and combining marks are
gone; dashes, spaces and quotes are the plain ones. What cannot be personal although it holds numbers (links, @names,
#tags, dates, times, prices, amounts) is struck out with `STRUCK`, of the same length, so places stay.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from care import late

STRUCK = "\x01"

_GONE = "\ufdd0"  # a noncharacter: it stands for what is dropped, and is itself dropped
_KEPT_FOLDINGS = 4096
_PLAIN = {
    "\t": " ",
    "\u2212": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u00ab": '"',
    "\u00bb": '"',
    "\u3002": ".",
    "\u2800": " ",
    "\u115f": _GONE,
    "\u1160": _GONE,
    "\u3164": _GONE,
    "\uffa0": _GONE,
    _GONE: _GONE,
}
_BY_CATEGORY = {"Mn": _GONE, "Me": _GONE, "Cf": _GONE, "Pd": "-", "Zs": " ", "Zl": "\n", "Zp": "\n"}


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text folded for reading; all texts here have one length, and `span` leads back to the original's."""

    cased: str = field(repr=False)
    low: str = field(repr=False)
    unlinked: str = field(repr=False)  # `low` without links and @names
    tagged: str = field(repr=False)  # ... and without dates, times, prices, amounts
    bare: str = field(repr=False)  # ... and without #tags
    length: int
    origin: list[int] | None = field(repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The places in the original; what was dropped directly after the last character belongs to it."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end] if end < len(self.origin) else self.length


def read(text: str) -> FoldedText:
    """The reading of a text; linear in its length."""
    cased, origin = text.replace("\t", " "), None
    if not text.isascii():
        cased = text.translate(_FOLDINGS)
        if _GONE in cased:
            origin = [place for place, character in enumerate(cased) if character != _GONE]
            cased = cased.replace(_GONE, "")
    low = cased.lower()
    if len(low) != len(cased):
        low = "".join(lower if len(lower := character.lower()) == 1 else character for character in cased)
    unlinked = _LINKS.sub(_strike_link, low) if _MAY_LINK.search(low) else low
    tagged = _AMOUNTS.sub(_strike, unlinked) if _MAY_COUNT.search(unlinked) else unlinked
    bare = _TAGS.sub(_strike, tagged) if "#" in tagged else tagged
    return FoldedText(cased, low, unlinked, tagged, bare, len(text), origin)


def accepted(pattern: re.Pattern[str], text: str, accept: Callable[[re.Match[str]], bool]) -> Iterator[re.Match[str]]:
    """Each match that is accepted, apart from each other; within what a refused one covers another may begin."""
    place = 0
    while (match := pattern.search(text, place)) is not None:
        if accept(match):
            yield match
            place = match.end()
        else:
            place = match.start() + 1


class _Foldings(dict[int, str]):
    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        # Memory is bounded: hostile text has a million different characters to offer.
        if len(self) < _KEPT_FOLDINGS:
            self[code] = folded
        return folded


def _folded(character: str) -> str:
    if (plain := _PLAIN.get(character)) is not None:
        return plain
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if (instead := _BY_CATEGORY.get(category)) is not None:
        return instead
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    letters = [part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)]
    # One character stays one character, or the way back would be lost ("½", "㎏").
    return letters[0] if len(letters) == 1 else character


_FOLDINGS = _Foldings()

_MAY_LINK = late.pattern(r"[@/]|www\.")
_LINKS = late.pattern(
    r"""
    (?:https?://|(?<![\w@.])www\.)[^\s"<>]++
    | (?<![\w@.+-])(?:[a-z0-9-]{1,63}+\.){1,4}+[a-z]{2,10}+/[^\s"<>]*+
    | (?<![\w.+%@-])@\w{1,40}+(?:@[\w-][\w.-]{0,99}+)?+
    """,
    re.VERBOSE,
)
_PHONE_IN_LINK = late.pattern(r"(?:wa\.me/|[?&]phone=)(?:%2b|\+)?(\d{7,15})(?!\d)")
_UNITS = (
    r"(?:€|\$|£|%|eur(?:os?)?\b|usd\b|dolar(?:es)?\b|dollars?\b|pesos?\b|reais\b|mil\b|millon(?:es)?\b|milhoes\b"
    r"|million\b|km\b|kg\b|gb\b|mb\b|[gmk]hz\b|(?:de )?(?:veces|vezes|times|personas|pessoas|people|usuarios|users"
    r"|euros|unidades|units|seguidores|followers|visitas|views|habitantes|minutos|minutes|horas|hours|dias|days|anos"
    r"|years|metros|brasileiros|espanoles|clientes|puntos|pontos|points)\b)"
)
_MAY_COUNT = late.pattern(r"\d")
_TAGS = late.pattern(r"(?<!\w)#(?=\w*[a-z_])\w++")
_AMOUNTS = late.pattern(
    rf"""
    (?<![\d./-])(?<!\d[ ])(?:
        (?:0?[1-9]|[12]\d|3[01])(?:([/.-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d|/(?:0?[1-9]|1[0-2])/\d\d)
        | (?:19|20)\d\d([/.-])(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01])
      )(?!\d|[./-]\d)
    | (?<![\d:])\d{{1,2}}(?::\d\d){{1,2}}(?![\d:])
    | (?<![\d.,])\d{{1,2}}[ ]?h(?:\d\d)?(?!\w)
    | [$€£][ ]?\d[\d.,]{{0,14}}(?!\d)
    | (?<![\w.,])(?<!\d[ ])\d[\d.,]{{0,14}}+(?!\d)(?:[ ]\d{{3}}(?!\d)){{0,3}}[ ]?{_UNITS}
    """,
    re.VERBOSE,
)


def _strike(match: re.Match[str]) -> str:
    return STRUCK * len(match.group())


def _strike_link(match: re.Match[str]) -> str:
    link = match.group()
    phone = _PHONE_IN_LINK.search(link, 0, 300)
    if phone is None:
        return STRUCK * len(link)
    # Such links name a phone in its international form without the plus.
    start, end = phone.span(1)
    return STRUCK * (start - 1) + "+" + link[start:end] + STRUCK * (len(link) - end)
