"""From a story in which a promise broke to the shortest one that still breaks it (delta debugging)."""

import time
from collections.abc import Callable, Sequence

from tests.simulation.steps import Step, without


def shortest(steps: Sequence[Step], breaks: Callable[[Sequence[Step]], bool], seconds: float = 90.0) -> list[Step]:
    """The steps without any part that can be left out: halves first, then ever smaller parts, at last single steps.

    It stops after so many seconds of the machine's clock with what it has.
    """
    ends = time.perf_counter() + seconds
    kept, size = list(steps), len(steps) // 2
    while size:
        start, shorter = 0, False
        while start < len(kept):
            if time.perf_counter() > ends:
                return kept
            tried = without(kept, start, start + size)
            if breaks(tried):
                kept, shorter = tried, True
            else:
                start += size
        if not shorter or size > 1:
            size //= 2
    return kept
