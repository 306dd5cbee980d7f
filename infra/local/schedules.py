"""What the stack's schedules call, and when: the run has no scheduler, and its clock is moved."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

# As `infra.cdk.schedules` has them; `hours`, each minute, is called at what falls due.
_EVERY: dict[str, tuple[timedelta, timedelta]] = {
    "ReconcileFunction": (timedelta(minutes=15), timedelta()),
    "ReportFunction": (timedelta(hours=1), timedelta()),
    "ExportFunction": (timedelta(days=1), timedelta(hours=2, minutes=30)),
}
# Of a long way each is called so often at most, evenly and at its last instant: a call takes a part of a second.
_MOST = 8
_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)


def due_on_the_way(after: datetime, to: datetime) -> dict[datetime, list[str]]:
    """The functions that are called at each instant after one and until another."""
    found: dict[datetime, list[str]] = {}
    for output, (every, offset) in _EVERY.items():
        for at in _thinned(after, to, every, offset):
            found.setdefault(at, []).append(output)
    return found


def _thinned(after: datetime, to: datetime, every: timedelta, offset: timedelta) -> Iterator[datetime]:
    first = (after - _EPOCH - offset) // every + 1
    last = (to - _EPOCH - offset) // every
    count = last - first + 1
    for place in range(min(count, _MOST)):
        number = last - place * count // _MOST if count > _MOST else last - place
        yield _EPOCH + offset + number * every
