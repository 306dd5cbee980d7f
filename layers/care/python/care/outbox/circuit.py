"""The circuit breaker of one queue: when the way to X counts as broken, and how it is tried again.

One recipient whose sends always fail is that item's matter: it is tried again later, and the others go on. The way
itself counts as broken when sends to several recipients fail in a row, or at once when X could not be reached or gave
no answer. Then the whole queue waits, and one send tries the way: if X answers it, all go on; if not, the queue waits
longer. Where one waits to whom no send failed, it tries the way: those to whom X always fails would keep it shut.
(M. Nygard, Release It!, "Circuit Breaker".)
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

# Recipients in a row.
_MOST_FAILED = 3
# Recipients that have others try the way, the latest: an outage has each fail that was tried in it.
_MOST_KNOWN = 20
_MOST_WAITED = timedelta(minutes=5)

type Failure = Literal["of the item", "of the way"]


@dataclass(frozen=True, slots=True)
class Circuit:
    """`failed` are the recipients whose sends failed since X last answered one, each once, the latest last.

    `holds` tells how often in a row the queue was made to wait because of it: 0 while the way works.
    """

    failed: tuple[str, ...] = ()
    holds: int = 0

    @property
    def works(self) -> bool:
        """True while nothing but single items failed."""
        return self.holds == 0

    def has_others_first(self, recipient: str) -> bool:
        """True for a recipient to whom a send failed while the way was broken: another one is to try it."""
        return not self.works and recipient in self.failed


CLOSED = Circuit()


def failed(
    circuit: Circuit, recipient: str, failure: Failure, *, again: bool = False
) -> tuple[Circuit, timedelta | None]:
    """The circuit after a failed send, and for how long the queue waits: None if only the item does.

    `again` tells that this item failed before: while X answers others, that it fails once more says nothing of the way.
    The wait is 1, 2, 4 and then 5 minutes of wall time.
    """
    if failure == "of the item" and circuit.works and again:
        return circuit, None
    others = tuple(one for one in circuit.failed if one != recipient)
    now_failed = (*others, recipient)[-_MOST_KNOWN:]
    if failure == "of the item" and circuit.works and len(now_failed) < _MOST_FAILED:
        return Circuit(now_failed), None
    wait = min(timedelta(minutes=2 ** min(circuit.holds, 10)), _MOST_WAITED)
    return Circuit(now_failed, circuit.holds + 1), wait
