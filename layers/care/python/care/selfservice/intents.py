"""What a message means to a conversation besides its question: a pick, a yes, a no, a request for a person."""

from collections.abc import Iterable, Sequence
from typing import Final

from care.model.settings.localized import LANGUAGES, Phrases
from care.selfservice.lists import listed, number_of
from care.triage.words import words

_SHORTEST_MISSPELT: Final = 6


def keys(text: str) -> list[str]:
    """The words of a text, as their keys; numbers as they are written."""
    return [
        written if key[0] == "0" or written.isdecimal() else key for written, key in words(text) if key[0].isalnum()
    ]


def picked(said: Sequence[str], titles: Sequence[str]) -> int | None:
    """Which of the numbered titles, from 0, is picked by its number or by its very name; None if none is."""
    whole = list(said)
    for place, title in enumerate(titles):
        if whole and whole == keys(title):
            return place
    left = [key for key in said if key not in listed("beside_a_number")]
    if len(left) != 1:
        return None
    number = int(left[0]) if left[0].isascii() and left[0].isdecimal() and len(left[0]) < 3 else number_of(left[0])
    return number - 1 if 1 <= number <= len(titles) else None


def says_yes(said: Sequence[str]) -> bool:
    """True if the message is nothing but a yes."""
    return bool(said) and listed("yes").issuperset(said) and not listed("says_yes").isdisjoint(said)


def says_no(said: Sequence[str]) -> bool:
    """True if the message is nothing but a no."""
    return " ".join(said) in listed("no")


def greets(said: Sequence[str]) -> bool:
    """True if the message is nothing but a greeting, or asks for the menu."""
    return bool(said) and listed("greeting").issuperset(said)


def wants_person(said: Sequence[str], wanted: Phrases, spare: Iterable[str] = ()) -> bool:
    """True if the message holds one of the words, of any language, that bring a person, or one misspelt.

    `spare` are words that mean something else here, because the article that is asked for holds them; alone, a word
    brings a person all the same.
    """
    spared = set(spare) if len(said) > 1 else set[str]()
    whole = f" {' '.join(said)} "
    for phrase in (phrase for language in LANGUAGES for phrase in getattr(wanted, language)):
        word = keys(phrase)
        if not word or spared.issuperset(word):
            continue
        if f" {' '.join(word)} " in whole:
            return True
        if len(word) == 1 and any(_is_misspelt(key, word[0]) for key in said if key not in spared):
            return True
    return False


def _is_misspelt(key: str, word: str) -> bool:
    if len(word) < _SHORTEST_MISSPELT or abs(len(key) - len(word)) > 1 or key[:1] != word[:1]:
        return False
    if key.startswith(word):
        return key[len(word) :] == "s"  # "personal" is another word
    from rapidfuzz.distance import OSA  # noqa: PLC0415  loaded by those who meet a word that comes near

    return OSA.distance(key, word, score_cutoff=1) <= 1
