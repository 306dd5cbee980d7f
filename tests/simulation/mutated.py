"""Run in a mutated copy: tells stories until a promise breaks, and prints which one did as JSON."""

import json
import sys

from tests.simulation.story import story_of, tell
from tests.simulation.world import stage


def main(first: int, most: int, promise: int) -> None:
    """Stories from `first` on, `most` at most; of several promises that break at once, `promise` is told."""
    found = (0, 0, "")
    with stage() as (clock, lines):
        for number in range(first, first + most):
            told = tell(number, story_of(number), clock, lines)
            if told.broken:
                found = (number, *min(told.broken, key=lambda one: one[0] != promise))
                break
    print(json.dumps(found))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
