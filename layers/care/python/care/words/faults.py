"""Faults in words: our own by their codes, pydantic's by their types."""

from collections.abc import Mapping
from typing import Any, Final

from care.words.catalogues import words

# What pydantic finds, by the words for it; the catalogue has these under "type <name>".
_TYPES: Final[Mapping[str, str]] = {
    "greater_than_equal": "at_least",
    "greater_than": "more_than",
    "less_than_equal": "at_most",
    "less_than": "less_than",
    "literal_error": "choice",
    "enum": "choice",
    "missing": "missing",
    "string_too_short": "few_characters",
    "string_too_long": "many_characters",
    "too_short": "few_items",
    "too_long": "many_items",
    "string_pattern_mismatch": "pattern",
    "extra_forbidden": "strange",
    "decimal_max_places": "decimals",
    "timezone_aware": "instant",
}
_FAMILIES: Final = (
    ("int_", "number"),
    ("float_", "number"),
    ("decimal_", "number"),
    ("finite_number", "number"),
    ("url_", "address"),
    ("datetime_", "instant"),
    ("date_", "instant"),
    ("timezone_", "instant"),
    ("bool_", "yes_or_no"),
    ("string_", "text"),
)
_PLACES: Final = frozenset({"kinds"})


def fault(language: str, code: str, params: Mapping[str, Any]) -> str:
    """What is wrong, in words that say how to mend it."""
    known = words("faults", language)
    named = {name: words("outcomes", language).get(f"{name} {value}", value) for name, value in params.items()}
    given = {**params, **{name: named[name] for name in _PLACES & params.keys()}}
    found = known.get(code) or known[f"type {_type(code)}"]
    return found % given


def place(language: str, where: str) -> str:
    """What a place is called: each part by its name, a row by its number; as it is where it has no name."""
    known = words("faults", language)
    if where.startswith("line."):  # of a file: "line 3"
        return f"{known['place line']} {int(where.removeprefix('line.')) + 1}"
    parts = (str(int(part) + 1) if part.isdecimal() else known.get(f"place {part}", part) for part in where.split("."))
    return ", ".join(parts)


def _type(code: str) -> str:
    return _TYPES.get(code) or next((name for begins, name in _FAMILIES if code.startswith(begins)), "other")
