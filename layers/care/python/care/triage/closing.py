"""Whether a message asks for nothing: thanks, "ok", words that close, or emoji of approval alone (`closing.toml`)."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from care import late
from care.triage.words import BREAK, Word, key_of, words

_MOST: Final = 30  # words: who writes more says something
_SIGNS: Final = frozenset({BREAK, "!!!", "-", "–", "—", "&", "+", "*", "~"})  # noqa: RUF001  customers type each of them
_LINKS: Final = ("://", "www.")
_THANKS: Final = ("graci", "obrigad", "thank")
_DRAWN_OUT: Final = late.pattern(r"([a-z])\1\1+")


@dataclass(frozen=True, slots=True)
class _Words:
    closes: frozenset[str]
    fillers: frozenset[str]
    declines: frozenset[str]
    approves: frozenset[str]
    phrases: frozenset[tuple[str, ...]]
    bitter: frozenset[tuple[str, ...]]


def asks_for_nothing(text: str) -> bool:
    """True if each word and sign of the message closes, or may stand beside one that does; linear in its length.

    A name may follow: "gracias, Ana". Links, addresses and figures say something.
    """
    if len(text) > 40 * _MOST or any(mark in text for mark in _LINKS):
        return False
    if any(before.isalnum() for before, at in itertools.pairwise(text) if at == "@"):
        return False
    found, known = words(text), _shipped()
    if len(found) > _MOST or _holds(found, known.bitter):
        return False
    closed = thanked = named = False
    place = 0
    while place < len(found):
        written, key = found[place][0], _drawn_in(found[place][1])
        phrase = _phrase(found, place, known)
        if phrase or key in known.closes or key in known.approves:
            closed, thanked = True, thanked or key.startswith(_THANKS)
        elif key in known.declines and place == 0:
            # Beside words that close it says that nothing more is wanted; alone it is an answer.
            pass
        elif thanked and not named and written.isalpha() and written.istitle() and key not in known.fillers:
            named = True
        elif key not in known.fillers and key not in _SIGNS:
            return False
        place += phrase or 1
    return closed


def _drawn_in(key: str) -> str:
    """The word as it is spelt: "graciaaas" and "gracias" are one."""
    return _DRAWN_OUT.sub(r"\1", key)


def _phrase(found: Sequence[Word], place: int, known: _Words) -> int:
    """How many words the longest phrase has that begins here, or 0."""
    lengths = (5, 4, 3, 2)
    return next((n for n in lengths if tuple(key for _, key in found[place : place + n]) in known.phrases), 0)


def _holds(found: Sequence[Word], phrases: frozenset[tuple[str, ...]]) -> bool:
    keys = [key for _, key in found]
    return any(tuple(pair) in phrases for pair in itertools.pairwise(keys))


@cache
def _shipped() -> _Words:
    import tomllib  # noqa: PLC0415  10 ms that only those who triage pay

    text = Path(__file__).with_name("lexicons").joinpath("closing.toml").read_text(encoding="utf-8")
    listed: dict[str, list[str]] = tomllib.loads(text)

    def keys(name: str) -> frozenset[str]:
        return frozenset(key_of(word) for word in listed[name])

    def pairs(name: str) -> frozenset[tuple[str, ...]]:
        return frozenset(tuple(key_of(word) for word in phrase.split()) for phrase in listed[name])

    return _Words(
        keys("closes"), keys("fillers"), keys("declines"), keys("approves"), pairs("phrases"), pairs("bitter")
    )
