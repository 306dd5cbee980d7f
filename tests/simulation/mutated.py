"""Run in a mutated copy: tells stories until a promise breaks, and prints which one did as JSON."""

import json
import sys

from tests.simulation.story import story_of, tell
from tests.simulation.world import FUNCTIONS, stage


def main(first: int, most: int) -> None:
    """Stories from `first` on, `most` at most."""
    found = (0, 0, "")
    with stage() as (clock, lines):
        for number in range(first, first + most):
            told = tell(number, story_of(number), clock, lines)
            if told.broken:
                found = (number, *told.broken[0])
                break
    assert str(FUNCTIONS).startswith(str(sys.path[0] or "."))
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
