"""`make simulate`: many stories, one after the other in two processes, until so many events have happened.

The last line sums up; the exit status is 1 if a promise broke, and the shortest story of it is printed.
"""

import argparse
import sys

from tests.simulation.telling import run, tell_one


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make simulate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--story", type=int, help="tell one story aloud")
    parser.add_argument(
        "--mutations", action="store_true", help="break our code on purpose, in many ways; each must be caught"
    )
    parser.add_argument("--mutation", metavar="NAME", help="the shortest story by which one of them is caught, aloud")
    parser.add_argument("--year", action="store_true", help="a year of a brand")
    parser.add_argument("--large", action="store_true", help="days of a brand a hundred times as large")
    given = parser.parse_args()
    if given.story is not None:
        return tell_one(given.story)
    if given.mutation:
        from tests.simulation.mutating import show

        return show(given.mutation)
    if given.mutations:
        from tests.simulation.mutating import table

        return table(given.processes)
    if given.large:
        from tests.simulation.year import large_days

        return large_days()
    if given.year:
        from tests.simulation.year import year

        return year()
    return run(given.seed, given.events, given.processes)


if __name__ == "__main__":
    sys.exit(main())
