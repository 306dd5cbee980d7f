"""A way to break our code on purpose: a few edits of production text, each of which stands exactly once in its file."""

from typing import NamedTuple

CARE = "layers/care/python/care"


class Edit(NamedTuple):
    """One text of one file, and what takes its place."""

    file: str
    old: str
    new: str


class Mutation(NamedTuple):
    """A fault, the number of the promise that it breaks, and the number of a story that shows it."""

    name: str
    promise: int
    story: int
    edits: tuple[Edit, ...]


def one(name: str, promise: int, story: int, file: str, old: str, new: str) -> Mutation:
    """A fault of one edit."""
    return Mutation(name, promise, story, (Edit(file, old, new),))
