"""The word lists of `words.toml`, read at the first message and not at import."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from care.model.settings.occasions import Language


@cache
def listed(name: Literal["yes", "says_yes", "no", "greeting", "beside_a_number"]) -> frozenset[str]:
    """The words or phrases of one list."""
    return frozenset(_written()[name])


@cache
def weightless(language: Language) -> frozenset[str]:
    """Words of a language that say nothing about what a question is about."""
    return frozenset(_written()["weightless"][language])


def number_of(key: str) -> int:
    """The number, from 1 to 9, that a word says; 0 if it says none."""
    return _numbers().get(key, 0)


@cache
def _numbers() -> dict[str, int]:
    return {word: int(number) for number, said in _written()["numbers"].items() for word in said}


@cache
def _written() -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  10 ms that only those who match pay

    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
