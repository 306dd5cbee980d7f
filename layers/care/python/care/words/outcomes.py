"""Outcomes in words."""

from collections.abc import Iterable
from typing import Final

from care.model.outcomes import Outcome
from care.model.settings.occasions import LANGUAGES, Language
from care.numbers import priced
from care.words.catalogues import words

__all__ = ["LANGUAGES", "NAMES", "Language", "sentence", "told", "word"]

_OWN = ("purpose", "state", "kinds", "post", "step", "section", "switch", "limit", "act", "label")
NAMES: Final = {**{name: name for name in _OWN}, "before": "label", "after": "label"}
"""Parameters that hold names of the rules, each with what stands before the name in the catalogue: "label yes"."""


def word(language: str, one: Outcome) -> str:
    """One outcome in words, as a part of a sentence; its code where there are none."""
    known = words("outcomes", language)
    params = {name: _param(known, language, name, value) for name, value in one.params.items()}
    return known[one.code] % params if one.code in known else str(one)


def told(language: str, outcomes: Iterable[Outcome]) -> str:
    """Several outcomes in words, with "; " between them."""
    return "; ".join(word(language, one) for one in outcomes)


def sentence(language: str, outcomes: Iterable[Outcome]) -> str:
    """Outcomes as a sentence of its own: "Resolved."."""
    said = told(language, outcomes)
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith('.') else '.'}" if said else ""


def _param(known: dict[str, str], language: str, name: str, value: object) -> object:
    if name == "price":
        return priced(str(value), language)
    return _named(known, NAMES[name], str(value)) if name in NAMES else value


def _named(known: dict[str, str], name: str, value: str) -> str:
    return ", ".join(known.get(f"{name} {one}", one) for one in value.split(", "))
