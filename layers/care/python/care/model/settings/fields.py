"""Fields of an API's answer: JSON read within bounds, and values that can stand in a sentence."""

import json
import math
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from care import late
from care.model.lookup_outcome import Failed, LookupFound, Value

DEEPEST: Final = 16
LONGEST: Final = 200

_BRACKETS: Final = late.pattern(r'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])')


def fields_of(body: bytes, paths: Mapping[str, str]) -> LookupFound | Failed:
    """Each field by its dotted path, in which a number is a place in a list; all must be there."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return Failed("not_json")
    if _depth(text) > DEEPEST:
        return Failed("too_deep")
    try:
        document = json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError):
        return Failed("not_json")
    found: dict[str, Value] = {}
    for name, path in paths.items():
        at = _at(document, path)
        if at is None:
            return Failed("field_missing")
        value = _told(at)
        if value is None:
            return Failed("bad_field")
        found[name] = value
    return LookupFound(found)


def _refused(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _depth(text: str) -> int:
    depth = deepest = 0
    for found in _BRACKETS.finditer(text):
        if found[1]:
            depth += 1
            deepest = max(deepest, depth)
        elif found[2]:
            depth -= 1
    return deepest


def _at(document: Any, path: str) -> Any:
    """What stands at the path; None if nothing does."""
    for part in path.split("."):
        if isinstance(document, dict):
            document = document.get(part)
        elif isinstance(document, list) and part.isdecimal() and int(part) < len(document):
            document = document[int(part)]
        else:
            return None
    return document


def _told(value: Any) -> Value | None:
    """The value as it may be told; None for what is empty, too long, no number, or no single value."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int):
        return value if value.bit_length() < 64 else None
    if isinstance(value, str) and len(value) <= 4 * LONGEST:
        plain = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in value)
        plain = " ".join(plain.split())
        return plain if 0 < len(plain) <= LONGEST else None
    return None
