"""What the words of an answer may mean: the lists of `answers.toml`, looked up without accents and capitals."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

# Words that are numbers in one language and something else in another, or count as an article does: they are a score
# only where nothing else can be meant.
_WEAK: Final = frozenset({"uno", "una", "um", "uma", "one", "once"})
_WEAK_UNLESS: Final = {"dos": "es", "ten": "en"}


def number_of(key: str) -> int | None:
    """The number that a word says, from zero to twelve, and twenty, or None."""
    found: int | None = _shipped()["numbers"].get(key)
    return found


def is_weak(key: str, language: str) -> bool:
    """True for a number word that may well be none: "one of you", and in Spanish "ten" (have) or Portuguese "dos"."""
    return key in _WEAK or _WEAK_UNLESS.get(key, language) != language


@lru_cache(maxsize=8192)
def roles(key: str) -> frozenset[str]:
    """The names of the lists that the word is in."""
    exact, stems = _lists()
    found = set(exact.get(key, ()))
    found.update(name for name, beginnings in stems.items() if key.startswith(beginnings))
    return frozenset(found)


@lru_cache(maxsize=4096)
def follows_as_pair(first: str, second: str) -> bool:
    """True if the two words may follow a score: "sin duda", "of course"."""
    for pair in _shipped()["follow_pairs"]:
        one, _, other = pair.partition(" ")
        stem = other.removesuffix("*")
        if first == one and (second == other or (stem != other and second.startswith(stem))):
            return True
    return False


def phrases(name: str) -> list[str]:
    """A list of phrases by its name."""
    found: list[str] = _shipped()[name]
    return found


@cache
def _lists() -> tuple[dict[str, set[str]], dict[str, tuple[str, ...]]]:
    exact: dict[str, set[str]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for name, listed in _shipped().items():
        if name in {"numbers", "follow_pairs", "tail_phrases", "comment_phrases"}:
            continue
        for word in listed:
            if word.endswith("*"):
                stems[name] = (*stems.get(name, ()), word[:-1])
            else:
                exact.setdefault(word, set()).add(name)
    return exact, stems


@cache
def _shipped() -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  10 ms that only those who read answers pay

    return tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))
