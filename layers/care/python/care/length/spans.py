"""The parts of a text that nobody may alter: links, @names, #tags, e-mail addresses, numbers, and given names."""

import re
from collections.abc import Sequence

from care import late
from care.length.weighted import links, normalised

type Span = tuple[int, int]

_WORD = late.pattern(r"\S+")
_MARK = late.pattern(r"[@＠#＃$]\w|\w@|\d|://")  # noqa: RUF001  X takes both forms of each sign


def protected(text: str, names: Sequence[str] = ()) -> list[Span]:
    """Where those parts are, as [start, end) in code points, in no particular order; `text` is in NFC.

    A word that holds a mark or a digit is protected whole, with the punctuation around it.
    """
    marked = [word.span() for word in _WORD.finditer(text) if _MARK.search(word[0])]
    return [*links(text), *marked, *occurrences(text, names)]


def occurrences(text: str, phrases: Sequence[str]) -> list[Span]:
    """Where any of these phrases stands as whole words, whatever the case and the spaces between its words."""
    return [match.span() for phrase in phrases if phrase.strip() for match in phrase_pattern(phrase).finditer(text)]


def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """What finds this phrase as whole words, not as a part of a longer one joined by hyphen or apostrophe."""
    words = r"\s+".join(re.escape(word) for word in normalised(phrase).split())
    return late.pattern(rf"(?<![\w'’-]){words}(?![\w'’-])", re.IGNORECASE)  # noqa: RUF001  both apostrophes are written


def touches(span: Span, others: Sequence[Span]) -> bool:
    """True where this span shares a character with any of the others."""
    return any(span[0] < end and start < span[1] for start, end in others)
