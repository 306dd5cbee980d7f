"""The length of a text as X counts it.

A post holds 280 weighted characters: in NFC, a link counts 23, an emoji 2 however many code points it takes, Chinese,
Japanese and Korean characters 2, most others 1 (twitter-text, config v3). A private message holds 10,000 code points.
The counting is twitter-text-parser's. Its table of emoji is of 2019 (12.0), so a younger sequence counts more here
than at X: a text that fits here fits there. It is loaded by the first word that may hold a link or an emoji; the others
are counted without it.
"""

import sys
import unicodedata
from functools import cache, lru_cache
from importlib import import_module, resources
from types import ModuleType

from care import late

POST_LIMIT = 280
DM_LIMIT = 10_000

_LONG_WORD = 1_000
_LONGEST_LINK = 5_000


@cache
def _twitter_text() -> ModuleType:
    # Its import takes longer than all that most functions start with.
    # twitter-text-parser 3.0.0 reads its emoji table by pkg_resources, which setuptools has dropped: this stands in for
    # the one function that it calls, for as long as the import takes.
    stand_in = ModuleType("pkg_resources")
    stand_in.resource_string = lambda module, name: (  # type: ignore[attr-defined]
        resources.files(module.rpartition(".")[0]).joinpath(name).read_bytes()
    )
    present = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = stand_in
    try:
        return import_module("twitter_text")
    finally:
        if present is None:
            del sys.modules["pkg_resources"]
        else:
            sys.modules["pkg_resources"] = present


def normalised(text: str) -> str:
    """The text in NFC, which is what X stores and counts."""
    return unicodedata.normalize("NFC", text)


def weighted_length(text: str, *, reply: bool = False) -> int:
    """The weighted length of a post's text.

    In a reply X puts the @names of those answered in front by itself and does not count them; with `reply` those that
    the text begins with are left out in the same way.
    """
    counted = normalised(text)
    if reply:
        counted = _LEADING_MENTIONS.sub("", counted)
    # No link and no emoji reaches across a space, so words can be counted, and remembered, one by one.
    return sum(_weight(word) for word in _WORDS.findall(counted.replace("\r\n", "\n")))


def links(text: str) -> list[tuple[int, int]]:
    """Where the links are that X would shorten, as [start, end) in code points; `text` is in NFC."""
    found: list[tuple[int, int]] = []
    for word in _WORDS.finditer(text):
        if _may_hold_link(word[0]):
            for link in _twitter_text().extract_urls_with_indices(word[0]):
                start, end = link["indices"]
                found.append((word.start() + start, word.start() + end))
    return found


# A word is taken with the space before it: whether a link begins in it depends on what stands before.
_WORDS = late.pattern(r"[ \t\n\r]?[^ \t\n\r]+|[ \t\n\r]")
_LEADING_MENTIONS = late.pattern(r"\A(?:\s*[@＠][A-Za-z0-9_]{1,15}(?=\s|\Z))+\s*")  # noqa: RUF001  X takes both signs


# What counts one, and with what follows it two, and is a part of no emoji: letters of Europe, digits, quotes, dashes.
_PLAIN = late.pattern(r"[\u0000-\u00a8\u00aa-\u00ad\u00af-\u10ff\u2010-\u201f\u2026\u20ac]*")
_DOUBLE = "\u2026\u20ac"  # the ellipsis and the sign of the euro
_DOT_OF_A_LINK = late.pattern(r"\.[^\W\d_]")  # every top-level domain begins with a letter


@lru_cache(maxsize=4096)
def _weight(word: str) -> int:
    if _may_hold_link(word):
        return int(_twitter_text().parse_tweet(word).weightedLength)
    if _PLAIN.fullmatch(word):
        return len(word) + sum(map(word.count, _DOUBLE))
    # Such a word is over a post's limit either way; without dots there is no link to look for.
    return int(_twitter_text().parse_tweet(word.replace(".", ",")).weightedLength)


def _may_hold_link(word: str) -> bool:
    if _DOT_OF_A_LINK.search(word) is None:
        return False
    # The search for links takes time by the square of a word with many dots, minutes for a page of "a.a.a.a".
    return len(word) <= _LONG_WORD or ("://" in word and len(word) <= _LONGEST_LINK)
