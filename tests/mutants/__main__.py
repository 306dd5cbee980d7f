"""Breaks what Centralita ships one small thing at a time, and tells which of the broken ones no test notices."""

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from fnmatch import fnmatchcase

from tests.mutants import floors
from tests.mutants.listing import Mentions, Mutant, listed
from tests.mutants.packages import ROOT, Package, shipped
from tests.mutants.pages import PAGE, explained_on, is_explained
from tests.mutants.reach import CODE, Reached, reach
from tests.mutants.running import FAILED, KILLED, SURVIVED, TIMED_OUT, UNREACHED, Fate, chosen, fates
from tests.mutants.slice import Noticed, kept_notes, one_of_each, write_notes

_KEPT = ROOT / ".local/mutants"
_NOTES = _KEPT / "noticed.jsonl"
_NOTICED = {KILLED, TIMED_OUT}


def main() -> int:
    """The exit status: 1 where a package falls below its floor, or a mutant of the slice lives."""
    asked = _asked()
    began = time.perf_counter()
    if asked.slice:
        return _slice(asked, began)
    reached = reach(_KEPT / "reach.json", asked.as_known)
    print(f"{len(reached)} tests, {time.perf_counter() - began:.0f} s to see what they reach", flush=True)
    mutants = _mutants(asked)
    told: dict[str, list[Fate]] = defaultdict(list)
    noticed = _noticed()
    tests = {one: chosen(one, reached, asked.seconds, noticed.get((one.place, one.change))) for one in mutants}
    with (
        (_KEPT / f"living-{asked.name}.jsonl").open("w", encoding="utf-8") as living,
        _NOTES.open("a", encoding="utf-8", buffering=1) as notes,
    ):
        for fate in fates(tests, reached, asked.grace):
            told[fate.mutant.package].append(fate)
            if fate.by and fate.by != noticed.get((fate.mutant.place, fate.mutant.change)):
                print(json.dumps([fate.mutant.place, fate.mutant.change, fate.by]), file=notes)
            if fate.state not in _NOTICED:
                one = fate.mutant
                print(f"{fate.state} ({fate.tests} tests) {one.place}:{one.line} {one.change}", flush=True)
                print(json.dumps([one.place, one.change]), file=living, flush=True)
    print(f"{len(mutants)} mutants, {time.perf_counter() - began:.0f} s\n")
    _table(told)
    if asked.keep:
        write_notes([fate for some in told.values() for fate in some], reached)
    return _judged(told, asked)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants")
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", help="as the table of floors names it; all if none")
    parser.add_argument("--sample", type=int, help="so many mutants of each package; 0 for all; else as its floor says")
    parser.add_argument("--seed", type=int, help="which of them; else as its floor says")
    parser.add_argument("--seconds", type=float, default=3, help="of tests for one mutant, by what they usually take")
    parser.add_argument("--grace", type=float, default=3, help="seconds beyond five times that, before it is endless")
    parser.add_argument("--living", action="store_true", help="only those that lived through the last run")
    parser.add_argument("--name", default="last", help="of the run whose living mutants are kept, or looked at again")
    parser.add_argument("--at", default="*", help="only places that match, as case/clocks.py:*")
    parser.add_argument("--as-known", action="store_true", help="look at no test again for a change of the code")
    parser.add_argument("--raise", dest="raises", action="store_true", help="write the floors that rose")
    parser.add_argument(
        "--keep", action="store_true", help="keep which test noticed what, for the slice of `make test`"
    )
    parser.add_argument("--slice", type=int, help="so many mutants that were noticed, of as many packages")
    asked = parser.parse_args()
    for name in asked.packages:
        if name not in shipped():
            parser.error(f"there is no package {name}")
    return asked


def _noticed() -> dict[tuple[str, str], str]:
    """The test by which each mutant was noticed the last time: it is asked first."""
    lines = _NOTES.read_text(encoding="utf-8").splitlines() if _NOTES.exists() else []
    known = {(one.place, one.change): one.by for one in kept_notes()}
    return known | {(place, change): by for place, change, by in map(json.loads, lines)}


def _mentions() -> Mentions:
    return Mentions(file for place in CODE for file in ([place] if place.is_file() else sorted(place.rglob("*.py"))))


def _mutants(asked: argparse.Namespace) -> list[Mutant]:
    mentions = _mentions()
    living = _KEPT / f"living-{asked.name}.jsonl"
    again = {tuple(json.loads(line)) for line in living.read_text("utf-8").splitlines()} if asked.living else None
    found: list[Mutant] = []
    for name, package in shipped().items():
        if asked.packages and name not in asked.packages:
            continue
        some = [one for one in listed(package.files, package.base, mentions) if fnmatchcase(one.place, asked.at)]
        if again is not None:
            some = [one for one in some if (one.place, one.change) in again]
        elif asked.at == "*":
            some = _sampled(some, *_size(asked, name))
        found += some
    return found


def _size(asked: argparse.Namespace, package: str) -> tuple[int, int]:
    """How many of a package, and by which seed: as its floor says, where nobody says otherwise."""
    row = floors.known().get(package)
    sample = (row.sample if row else 0) if asked.sample is None else asked.sample
    seed = (row.seed if row else 1) if asked.seed is None else asked.seed
    return sample, seed


def _sampled(some: list[Mutant], sample: int, seed: int) -> list[Mutant]:
    if not 0 < sample < len(some):
        return some
    return [some[number] for number in sorted(random.Random(seed).sample(range(len(some)), sample))]


def _table(told: dict[str, list[Fate]]) -> None:
    states = (KILLED, TIMED_OUT, SURVIVED, UNREACHED, FAILED)
    print(f"| package | mutants | {' | '.join(states)} | noticed |")
    print("|---" * (len(states) + 3) + "|")
    for package, some in told.items():
        counted = Counter(fate.state for fate in some)
        noticed = (counted[KILLED] + counted[TIMED_OUT]) / len(some)
        print(f"| {package} | {len(some)} | {' | '.join(str(counted[state]) for state in states)} | {noticed:.1%} |")


def _judged(told: dict[str, list[Fate]], asked: argparse.Namespace) -> int:
    """Tell what nobody explained, and the packages that fell below their floors."""
    explained = explained_on(PAGE)
    new: list[Mutant] = []
    fallen: list[str] = []
    rows = floors.known()
    whole = asked.at == "*" and not asked.living
    for package, some in told.items():
        living = [one.mutant for one in some if one.state not in _NOTICED and not is_explained(one.mutant, explained)]
        new += living
        share = floors.share(len(some) - len(living), len(some))
        floor = rows[package].floor if package in rows else 100.0
        if whole and asked.raises:
            sample, seed = _size(asked, package)
            floors.rise(package, floors.Floor(share, min(sample or len(some), len(some)), seed))
        if share < floor and (whole or living):
            fallen.append(f"{package}: {share:.1f}% noticed or explained, its floor is {floor:.1f}%")
    print(f"\n{len(new)} of those that live are not explained in {PAGE.relative_to(ROOT)}")
    for mutant in new:
        print(f"| `{mutant.place}` | `{mutant.change}` |")
    for line in fallen:
        print(line)
    return 1 if fallen else 0


def _slice(asked: argparse.Namespace, began: float) -> int:
    """Break again what a test has noticed, and ask that test."""
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(1_000_000)
    print(f'a slice of {asked.slice}: make mutants ARGS="--slice {asked.slice} --seed {seed}"', flush=True)
    notes = one_of_each(kept_notes(), asked.slice, seed)
    there = _still_there(notes)
    reached = {one.by: Reached(one.seconds, {}) for one in notes}
    lived = 0
    for fate in fates({mutant: [one.by] for mutant, one in there.items()}, reached, asked.grace):
        if fate.state not in _NOTICED:
            lived += 1
            print(f"{fate.state}: {fate.mutant.place} {fate.mutant.change}: no more noticed by {there[fate.mutant].by}")
    print(f"{len(there)} of {len(notes)} are still there, {lived} lived, {time.perf_counter() - began:.0f} s")
    return 1 if lived or not there else 0


def _still_there(notes: list[Noticed]) -> dict[Mutant, Noticed]:
    """The mutants of these notes; code that has changed has others."""
    packages, mentions = shipped(), Mentions([])
    found: dict[Mutant, Noticed] = {}
    for note in notes:
        package = packages.get(note.package, Package(ROOT, []))
        file = package.base / note.place.partition(":")[0]
        if file in package.files:
            some = (
                one
                for one in listed([file], package.base, mentions)
                if (one.place, one.change) == (note.place, note.change)
            )
            found |= dict.fromkeys(list(some)[note.which : note.which + 1], note)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
