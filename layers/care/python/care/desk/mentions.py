"""Colleagues who are named in a note: "@Ana Ruiz", "@ana" where there is one Ana, or "@ana@shop.example"."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from care import late
from care.model.person import Person

MOST: Final = 5
"""Of one note: who names everybody asks nobody."""
_AT: Final = late.pattern(r"(?<![\w@.])@(?=\w)")


def named_in(text: str, colleagues: Iterable[Person]) -> tuple[str, ...]:
    """The ids of those who are named, in the order in which they are; a name that two of them have names nobody."""
    names = _names(list(colleagues))
    found = (_named(text[at.end() :].casefold(), names) for at in _AT.finditer(text))
    return tuple(dict.fromkeys(one for one in found if one))[:MOST]


def handles(colleagues: list[Person]) -> dict[str, str]:
    """What names each of them, by id: the name, or the address where another has the same."""
    names = _names(colleagues)
    return {one.id: " ".join(one.name.split()) if names.get(_whole(one)) == one.id else one.id for one in colleagues}


def _named(after: str, names: dict[str, str]) -> str:
    """Who it is, by the longest of the names with which the text goes on."""
    fits = [name for name in names if after.startswith(name) and not after[len(name) : len(name) + 1].isalnum()]
    return names[max(fits, key=len)] if fits else ""


def _names(colleagues: list[Person]) -> dict[str, str]:
    pairs = [pair for person in colleagues for pair in _of(person)]
    times = Counter(name for name, _ in pairs)
    return {name: person_id for name, person_id in pairs if times[name] == 1}


def _of(person: Person) -> Iterator[tuple[str, str]]:
    whole = _whole(person)
    yield from ((name, person.id) for name in dict.fromkeys((whole, whole.partition(" ")[0], person.id)))


def _whole(person: Person) -> str:
    return " ".join(person.name.split()).casefold()
