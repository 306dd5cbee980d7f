"""Which test noticed which mutant, kept in the repository: a random few are broken again in each `make test`.

Each of them was noticed. One that lives says that a test has lost what it asserted.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from tests.mutants.packages import ROOT, package_of
from tests.mutants.reach import Reached
from tests.mutants.running import KILLED, Fate

FILE = ROOT / "tests/mutants/noticed.tsv"
_MOST = 20  # of a package
_QUICK = 1.0  # seconds of the test that noticed it


class Noticed(NamedTuple):
    """A mutant, the `which`-th of those that read alike, and the test that noticed it."""

    place: str
    change: str
    which: int
    by: str
    seconds: float

    @property
    def package(self) -> str:
        """The package that it lies in."""
        return package_of(self.place)


def kept_notes() -> list[Noticed]:
    """What the repository knows."""
    lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else []
    rows = (line.split("\t") for line in lines)
    return [Noticed(place, change, int(which), by, float(seconds)) for place, change, which, by, seconds in rows]


def one_of_each(notes: Iterable[Noticed], most: int, seed: int) -> list[Noticed]:
    """One of each of so many packages."""
    chance = random.Random(seed)
    by_package: dict[str, list[Noticed]] = defaultdict(list)
    for note in notes:
        by_package[note.package].append(note)
    packages = sorted(by_package)
    return [chance.choice(by_package[name]) for name in chance.sample(packages, min(most, len(packages)))]


def write_notes(told: list[Fate], reached: dict[str, Reached]) -> None:
    """Keep what this run has seen, instead of what is known of its packages."""
    found: dict[str, list[Noticed]] = defaultdict(list)
    for fate in told:
        one = fate.mutant
        if fate.state == KILLED and fate.by in reached and reached[fate.by].seconds < _QUICK:
            note = Noticed(one.place, one.change, one.which, fate.by, reached[fate.by].seconds)
            found[one.package].append(note)
    old = [note for note in kept_notes() if note.package not in found]
    new = [note for notes in found.values() for note in random.Random(1).sample(notes, min(_MOST, len(notes)))]
    lines = ("\t".join(map(str, (*note[:4], round(note.seconds, 2)))) for note in sorted([*old, *new]))
    FILE.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
