"""Many stories of a seed, in two processes, until so many events have happened or a promise has broken."""

import gc
import multiprocessing
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.simulation.promises import NUMBERS, PROMISES
from tests.simulation.shrinking import shortest
from tests.simulation.steps import Step
from tests.simulation.story import LENGTH, Told, story_of, tell
from tests.simulation.world import stage

_COLLECTED = 100  # stories, of some three megabytes each
_STORIES = 1_000_000  # of one run's seed


@dataclass
class Done:
    """What a process did: events, stories, counts, and the first story in which a promise broke."""

    events: int = 0
    stories: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    broken: Told | None = None
    whole: int = 0


def stories(seed: int, first: int, step: int, events: int, *, shrink: bool = True) -> Done:
    """Every `step`-th story of a seed from the `first` on, until so many events have happened or a promise breaks."""
    done = Done()
    number = seed * _STORIES + first
    with stage() as (clock, lines):
        # Tables are many small dicts that live for one story: to look through them again and again finds nothing.
        gc.disable()
        gc.freeze()
        while done.events < events:
            if done.stories % _COLLECTED == 0:
                gc.collect()
            told = tell(number, story_of(number), clock, lines)
            done.events += told.events
            done.stories += 1
            done.counts.update(told.counts)
            if told.broken:
                done.broken = told
                if shrink:
                    first_broken = told.broken[0][0]

                    def breaks(steps: Sequence[Step], number: int = number, promise: int = first_broken) -> bool:
                        again = tell(number, steps, clock, lines)
                        return bool(again.broken) and again.broken[0][0] == promise

                    steps = shortest(story_of(number), breaks)
                    done.broken, done.whole = tell(number, steps, clock, lines, aloud=True), len(steps)
                return done
            number += step
    return done


def _share(given: tuple[int, int, int, int]) -> Done:
    return stories(*given)


def tell_one(number: int) -> int:
    """One story, aloud."""
    with stage() as (clock, lines):
        told = tell(number, story_of(number), clock, lines, aloud=True)
    print_story(told, LENGTH)
    return 1 if told.broken else 0


def print_story(told: Told, steps: int) -> None:
    """A story in sentences, and what broke in it."""
    print(f"\nStory {told.seed} in {steps} steps:")
    for place, sentence in enumerate(told.sentences, 1):
        print(f"{place:4}. {sentence}")
    for number, what in told.broken:
        doc = next((promise.__doc__ or "").strip() for one, promise, _ in PROMISES if one == number)
        print(f"BROKEN: {what}\n  promise {doc}")


def run(seed: int, events: int, processes: int) -> int:
    """So many events of a seed, shared among processes; the exit status."""
    print(f"seed {seed}: {events:,} events in {processes} process(es)", flush=True)
    began = time.perf_counter()
    shares = [(seed, place, processes, -(-events // processes)) for place in range(processes)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        found = pool.map(_share, shares, chunksize=1)
    took = time.perf_counter() - began
    counts = sum((one.counts for one in found), Counter())
    for name, count in counts.most_common():
        print(f"{count:12,} {name}")
    broken = [one for one in found if one.broken is not None]
    for one in broken:
        assert one.broken is not None
        print_story(one.broken, one.whole)
        print(f"again: make simulate ARGS='--story {one.broken.seed}'")
    done, told = sum(one.events for one in found), sum(one.stories for one in found)
    days = counts["simulated seconds"] / 86_400
    outcome = f"{len(broken)} BROKEN" if broken else f"all {len(NUMBERS)} promises kept"
    print(f"seed {seed}: {done:,} events in {told:,} stories over {days:,.0f} days, in {took:.0f} s: {outcome}")
    return 1 if broken else 0
