"""What two versions of settings say differently, line by line."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

MOST: Final = 100
"""Lines of a comparison; who sees more of them reads no more of it."""
_LONGEST: Final = 300
_NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})


class Difference(NamedTuple):
    """A setting by its path ("hours", "weekly", "mon"), and what it said before and says after; empty for nothing."""

    path: tuple[str, ...]
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Each setting that differs, in the order of the settings."""
    return list(_between((), before, after))


def _between(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            yield from _between((*path, str(name)), before.get(name), after.get(name))
        return
    named = _named(before), _named(after)
    if named[0] is not None and named[1] is not None:
        yield from _between(path, *named)
        return
    yield Difference(path, _said(before), _said(after))


def _named(value: Any) -> dict[str, Any] | None:
    """A list of things that have a name each, by that; None for any other."""
    if value is None or not isinstance(value, list):
        return None
    for name in ("id", "incident_id", "label"):
        if all(isinstance(one, Mapping) and one.get(name) for one in value):
            found = {str(one[name]): one for one in value}
            return found if len(found) == len(value) else None
    return None


def _said(value: Any) -> str:
    if value in _NOTHING:
        return ""
    match value:
        case bool():
            return "✓" if value else "✗"
        case list():
            text = ", ".join(map(_said, value))
        case dict():
            text = "; ".join(f"{name}: {_said(one)}" for name, one in value.items() if one not in _NOTHING)
        case _:
            text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
