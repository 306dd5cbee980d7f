"""The language of a message: as X says where it is one of ours, else as its words and letters say."""

from collections.abc import Iterable, Mapping
from typing import Final

# The bits by which a rule says for which texts it is.
LANGUAGES: Final[Mapping[str, int]] = {"es": 1, "pt": 2, "en": 4}
ANY: Final = 7
# A language besides the first is read too when this many points speak for it: people mix.
ALSO_READ: Final = 3

# Letters that only one of the three writes.
_LETTERS: Final = (
    ("ñ", "es"),
    ("¿", "es"),
    ("¡", "es"),
    ("ã", "pt"),
    ("õ", "pt"),
    ("ç", "pt"),
    ("ê", "pt"),
    ("ô", "pt"),
)

type Hints = Mapping[str, tuple[str, int]]


def ours(language: str | None) -> str:
    """The language of a tag of X when it is one of ours ("pt-BR", "es-419"), else "": X also says und, qme, zxx."""
    known = (language or "").replace("_", "-").partition("-")[0].casefold()
    return known if known in LANGUAGES else ""


def points(text: str, keys: Iterable[str], hints: Hints) -> dict[str, int]:
    """How much speaks for each language: its own words and letters. Repeating a word adds nothing."""
    found = {"es": 0, "pt": 0, "en": 0}
    for key in set(keys):
        hint = hints.get(key)
        if hint:
            found[hint[0]] += hint[1]
    if not text.isascii():
        lower = text.casefold()
        for letter, language in _LETTERS:
            if letter in lower:
                found[language] += 2
    return found


def detected(found: Mapping[str, int]) -> str:
    """The language with the most points, or "" when none has any or two have as many."""
    first, second = sorted(found, key=found.__getitem__, reverse=True)[:2]
    return first if found[first] > found[second] else ""
