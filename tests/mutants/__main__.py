"""Breaks the rules of Centralita one small thing at a time, and tells which of the broken ones no test notices."""

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from fnmatch import fnmatchcase
from pathlib import Path

from tests.mutants.listing import Mentions, Mutant, listed
from tests.mutants.reach import CODE, ROOT, reach
from tests.mutants.running import FAILED, KILLED, SURVIVED, TIMED_OUT, UNREACHED, Fate, chosen, fates

PACKAGES = ("outbox", "case", "hours", "survey")
BASE = ROOT / "layers/care/python"
PAGE = ROOT / "docs/mutants.md"
_KEPT = ROOT / ".local/mutants"
_NOTICED = _KEPT / "noticed.jsonl"
_TESTS = [ROOT / "tests/unit", ROOT / "tests/functions"]


def main() -> int:
    """The exit status: 1 where a mutant lives that the page does not explain."""
    asked = _asked()
    began = time.perf_counter()
    reached = reach(_TESTS, _KEPT / "reach.json")
    print(f"{len(reached)} tests, {time.perf_counter() - began:.0f} s to see what they reach", flush=True)
    mutants = _mutants(asked)
    told: dict[str, list[Fate]] = defaultdict(list)
    noticed = _noticed()
    tests = {one: chosen(one, reached, asked.seconds, noticed.get((one.place, one.change))) for one in mutants}
    with (
        (_KEPT / f"living-{asked.name}.jsonl").open("w", encoding="utf-8") as living,
        _NOTICED.open("a", encoding="utf-8", buffering=1) as notes,
    ):
        for fate in fates(tests, reached, asked.grace):
            told[fate.mutant.package].append(fate)
            if fate.by and fate.by != noticed.get((fate.mutant.place, fate.mutant.change)):
                print(json.dumps([fate.mutant.place, fate.mutant.change, fate.by]), file=notes)
            if fate.state not in {KILLED, TIMED_OUT}:
                one = fate.mutant
                print(f"{fate.state} ({fate.tests} tests) {one.place}:{one.line} {one.change}", flush=True)
                print(json.dumps([one.place, one.change]), file=living, flush=True)
    print(f"{len(mutants)} mutants, {time.perf_counter() - began:.0f} s\n")
    _table(told)
    return _unexplained([fate for some in told.values() for fate in some])


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants")
    parser.add_argument(
        "packages", nargs="*", metavar="PACKAGE", help=f"of {', '.join(PACKAGES)}; all if none is named"
    )
    parser.add_argument("--sample", type=int, help="so many mutants of each package, chosen by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3, help="of tests for one mutant, by what they usually take")
    parser.add_argument("--grace", type=float, default=3, help="seconds beyond five times that, before it is endless")
    parser.add_argument("--living", action="store_true", help="only those that lived through the last run")
    parser.add_argument("--name", default="last", help="of the run whose living mutants are kept, or looked at again")
    parser.add_argument("--at", default="*", help="only places that match, as case/clocks.py:*")
    asked = parser.parse_args()
    for name in asked.packages:
        if not list((BASE / "care" / name).glob("*.py")):
            parser.error(f"there is no package care.{name}")
    return asked


def _noticed() -> dict[tuple[str, str], str]:
    """The test by which each mutant was noticed the last time: it is asked first."""
    lines = _NOTICED.read_text(encoding="utf-8").splitlines() if _NOTICED.exists() else []
    return {(place, change): by for place, change, by in map(json.loads, lines)}


def _mutants(asked: argparse.Namespace) -> list[Mutant]:
    mentions = Mentions(file for folder in CODE for file in sorted(folder.rglob("*.py")))
    living = _KEPT / f"living-{asked.name}.jsonl"
    again = {tuple(json.loads(line)) for line in living.read_text("utf-8").splitlines()} if asked.living else None
    found: list[Mutant] = []
    for package in asked.packages or PACKAGES:
        some = list(listed(sorted((BASE / "care" / package).glob("*.py")), BASE / "care", mentions))
        some = [one for one in some if fnmatchcase(one.place, asked.at)]
        if again is not None:
            some = [one for one in some if (one.place, one.change) in again]
        if asked.sample and asked.sample < len(some):
            numbers = sorted(random.Random(asked.seed).sample(range(len(some)), asked.sample))
            some = [some[number] for number in numbers]
        found += some
    return found


def _table(told: dict[str, list[Fate]]) -> None:
    states = (KILLED, TIMED_OUT, SURVIVED, UNREACHED, FAILED)
    print(f"| package | mutants | {' | '.join(states)} | noticed |")
    print("|---" * (len(states) + 3) + "|")
    for package, some in told.items():
        counted = Counter(fate.state for fate in some)
        noticed = (counted[KILLED] + counted[TIMED_OUT]) / len(some)
        print(f"| {package} | {len(some)} | {' | '.join(str(counted[state]) for state in states)} | {noticed:.1%} |")


def _unexplained(told: list[Fate]) -> int:
    explained = explained_on(PAGE)
    new = [
        fate.mutant
        for fate in told
        if fate.state not in {KILLED, TIMED_OUT}
        and not any(
            fnmatchcase(fate.mutant.place, place) and change in {"any", fate.mutant.change}
            for place, change in explained
        )
    ]
    print(f"\n{len(new)} of those that live are not explained in {PAGE.relative_to(ROOT)}")
    for mutant in new:
        print(f"| `{mutant.place}` | `{mutant.change}` |")
    return 1 if new else 0


def explained_on(page: Path) -> list[tuple[str, str]]:
    """Place and change of each row of the page's tables that begins with a place; the change may be `any`."""
    if not page.exists():
        return []
    rows = [line.split(" | ") for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    return [(row[0].strip("|` "), row[1].strip("` ")) for row in rows if len(row) > 2]


if __name__ == "__main__":
    raise SystemExit(main())
