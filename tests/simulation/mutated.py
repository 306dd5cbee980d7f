"""Run in a mutated copy: tells stories until a promise breaks, and prints which one did as JSON, or its story."""

import json
import sys
from collections.abc import Sequence

from tests.simulation.shrinking import shortest
from tests.simulation.steps import Step
from tests.simulation.story import story_of, tell
from tests.simulation.telling import print_story
from tests.simulation.world import stage


def main(first: int, most: int, promise: int, aloud: int = 0) -> None:
    """Stories from `first` on, `most` at most; of several promises that break at once, `promise` is told."""
    found = (0, 0, "")
    with stage() as (clock, lines):
        for number in range(first, first + most):
            told = tell(number, story_of(number), clock, lines)
            if told.broken:
                found = (number, *min(told.broken, key=lambda one: one[0] != promise))
                break
        else:
            aloud = 0

        def breaks(steps: Sequence[Step]) -> bool:
            return any(one[0] == found[1] for one in tell(found[0], steps, clock, lines).broken)

        if aloud:
            steps = shortest(story_of(found[0]), breaks)
            told = tell(found[0], steps, clock, lines, aloud=True)
    if aloud:
        print_story(told, len(steps))
    print(json.dumps(found))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
