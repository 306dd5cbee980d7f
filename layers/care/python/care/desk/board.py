"""The board: how many customers wait at this moment, how long, of what, and with whom."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

_LONG: Final = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(days=1))


class Waiting(NamedTuple):
    """A customer who waits for an answer."""

    case_id: str
    name: str
    topic: str
    assignee: str
    since: datetime
    respond_by: datetime | None


class Line(NamedTuple):
    """So many of one topic, or of one person: how many of them are late, and since when the first waits."""

    of: str
    number: int
    late: int
    since: datetime


class Band(NamedTuple):
    """How many have waited up to so long, and longer than the band before; None is without an end."""

    until: timedelta | None
    number: int


class Board(NamedTuple):
    """What waits. `longest` are those who have waited longest, the first of them first."""

    number: int
    late: int
    bands: tuple[Band, ...]
    topics: tuple[Line, ...]
    people: tuple[Line, ...]
    longest: tuple[Waiting, ...]


def board(waiting: Sequence[Waiting], now: datetime, most: int = 10) -> Board:
    """The board of these customers."""
    return Board(
        number=len(waiting),
        late=sum(_is_late(one, now) for one in waiting),
        bands=tuple(_bands(waiting, now)),
        topics=_lines(waiting, now, lambda one: one.topic),
        people=_lines(waiting, now, lambda one: one.assignee),
        longest=tuple(sorted(waiting, key=lambda one: (one.since, one.case_id))[:most]),
    )


def _is_late(one: Waiting, now: datetime) -> bool:
    return one.respond_by is not None and one.respond_by <= now


def _bands(waiting: Iterable[Waiting], now: datetime) -> list[Band]:
    waits = [now - one.since for one in waiting]
    ends: list[timedelta | None] = [*_LONG, None]
    found, before = [], timedelta.min
    for end in ends:
        number = sum(before < wait and (end is None or wait <= end) for wait in waits)
        found.append(Band(end, number))
        before = end or before
    return found


def _lines(waiting: Iterable[Waiting], now: datetime, of: Callable[[Waiting], str]) -> tuple[Line, ...]:
    """By what `of` says, the most late and then the most first."""
    groups: dict[str, list[Waiting]] = {}
    for one in waiting:
        groups.setdefault(of(one), []).append(one)
    found = (
        Line(name, len(some), sum(_is_late(one, now) for one in some), min(one.since for one in some))
        for name, some in groups.items()
    )
    return tuple(sorted(found, key=lambda line: (-line.late, -line.number, line.of)))
