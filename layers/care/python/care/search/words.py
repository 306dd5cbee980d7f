"""The words of a text as the index of the search has them.

A word is a run of letters and digits in lower case and without accents, so that "José" is found by "jose". What is
written together with signs ("ZQ-00098", "mar_lopez", "post-venta") counts as one word without them and as its parts.
Addresses of pages and the commonest function words of es, pt and en are left out: nobody finds a case by them.
"""

import unicodedata
from collections.abc import Iterable
from itertools import filterfalse
from typing import NamedTuple

from care import late

LONGEST = 40  # characters of a word; what is longer is cut, in the index and in the question alike
SHORTEST_BEGINNING = 3  # characters of a word that stands for all that begin with it
MOST_OF_TEXT = 150  # words of one text
MOST_ASKED = 6  # words of a question
_LINK = late.pattern(r"https?://\S+")
_WORD = late.pattern(r"[^\W_]+(?:[-_./'\u2019][^\W_]+)*")
_PART = late.pattern(r"[^\W_]+")
_COMMON = frozenset(
    [
        "a",
        "al",
        "con",
        "da",
        "das",
        "de",
        "del",
        "do",
        "dos",
        "e",
        "el",
        "em",
        "en",
        "es",
        "esta",
        "este",
        "eu",
        "for",
        "i",
        "in",
        "is",
        "it",
        "la",
        "las",
        "le",
        "lo",
        "los",
        "me",
        "mi",
        "my",
        "na",
        "nao",
        "no",
        "nos",
        "o",
        "of",
        "on",
        "or",
        "os",
        "para",
        "pero",
        "por",
        "q",
        "que",
        "se",
        "si",
        "su",
        "te",
        "the",
        "to",
        "tu",
        "um",
        "uma",
        "un",
        "una",
        "uno",
        "was",
        "we",
        "y",
        "ya",
        "yo",
        "you",
        "com",
        "mas",
        "and",
        "at",
        "be",
        "are",
        "as",
        "an",
        "has",
        "have",
    ]
)


class Asked(NamedTuple):
    """The words of a question: all must be there, the last one as a beginning where it is long enough."""

    words: tuple[str, ...]
    begins: bool


def words_of(*texts: str) -> set[str]:
    """What is found by these texts: at most 150 words of each."""
    found: set[str] = set()
    for text in texts:
        its: dict[str, None] = {}
        for written in _written(text):
            parts = _PART.findall(written)
            its |= dict.fromkeys(map(_cut, ("".join(parts), *parts)))
            if len(its) >= MOST_OF_TEXT:
                break
        found |= set(_worth(its))
    return found


def asked_of(question: str) -> Asked:
    """What a question looks for: its first six words; none where it has only common ones.

    What is written together is looked for as one word: "ZQ-00098" finds no "ZQ-00099".
    """
    whole = ["".join(_PART.findall(written)) for written in _written(question)]
    words = tuple(dict.fromkeys(_worth(map(_cut, whole))))[:MOST_ASKED]
    last = _cut(whole[-1]) if whole else ""
    begins = bool(words) and words[-1] == last and len(last) >= SHORTEST_BEGINNING and not question.endswith(" ")
    return Asked(words, begins)


def _written(text: str) -> Iterable[str]:
    plain = unicodedata.normalize("NFKD", _LINK.sub(" ", text)).casefold()
    return _WORD.findall(plain if plain.isascii() else "".join(filterfalse(unicodedata.combining, plain)))


def _cut(word: str) -> str:
    return word[:LONGEST]


def _worth(words: Iterable[str]) -> Iterable[str]:
    return (one for one in words if len(one) > 1 and one not in _COMMON)
