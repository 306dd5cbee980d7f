"""Breaking a copy of our code on purpose, and telling stories in it until a promise breaks."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.simulation.mutation import Mutation
from tests.simulation.mutations import MUTATIONS
from tests.simulation.promises import NUMBERS
from tests.simulation.tables import new_queues
from tests.template_tables import indexes

ROOT = Path(__file__).parents[2]
_COPIED = ("functions", "layers/care", "infra/local/x", "tests/simulation", "tests/releases")
_MOST = 25  # stories that are told of one mutation before it counts as not caught


class Caught(NamedTuple):
    """What became of a mutation: the story in which a promise broke (0: none did), and what broke."""

    story: int
    promise: int
    what: str
    seconds: float


def mutate(mutation: Mutation, into: Path) -> None:
    """Copy what a simulation runs, with the mutation's edits."""
    for name in _COPIED:
        shutil.copytree(ROOT / name, into / name, ignore=shutil.ignore_patterns("__pycache__"))
    (into / "infra" / "__init__.py").write_text("")
    (into / "infra" / "local" / "__init__.py").write_text("")
    for edit in mutation.edits:
        path = into / edit.file
        text = path.read_text(encoding="utf-8")
        if text.count(edit.old) != 1:
            raise ValueError(f"{edit.old!r} stands {text.count(edit.old)} times in {edit.file}")
        path.write_text(text.replace(edit.old, edit.new), encoding="utf-8")


def caught(mutation: Mutation, first: int = 0, most: int = _MOST) -> Caught:
    """Tell stories from a number on, in a process of its own, until a promise breaks."""
    began = time.perf_counter()
    told = _told(mutation, first or mutation.story, most)
    took = time.perf_counter() - began
    if told.returncode or not told.stdout.strip():
        return Caught(0, 0, told.stderr.strip()[-300:], took)
    story, promise, what = json.loads(told.stdout.strip().splitlines()[-1])
    return Caught(story, promise, what, took)


def show(name: str) -> int:
    """The shortest story by which a mutation is caught, in sentences; the exit status."""
    mutation = next((one for one in MUTATIONS if one.name == name), None)
    if mutation is None:
        print("there is no such mutation; these are there:", *(one.name for one in MUTATIONS), sep="\n  ")
        return 2
    told = _told(mutation, mutation.story, 1, aloud=1)
    print(told.stdout.rpartition("\n[")[0] or told.stderr)
    return told.returncode


def _synthesized() -> None:
    """The template of the true sources, before a copy asks for it: a copy has no stack of its own to make it of."""
    indexes()
    new_queues()


def _told(mutation: Mutation, first: int, most: int, aloud: int = 0) -> subprocess.CompletedProcess[str]:
    _synthesized()
    with tempfile.TemporaryDirectory(prefix="centralita-mutation-") as folder:
        mutate(mutation, Path(folder))
        return subprocess.run(
            [sys.executable, "-m", "tests.simulation.mutated", *map(str, (first, most, mutation.promise, aloud))],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{folder}/layers/care/python"},
            capture_output=True,
            text=True,
            timeout=1200,
            check=False,
        )


def table(processes: int) -> int:
    """Every mutation with the story that catches it, as the rows of a table; the exit status."""
    print(f"{len(MUTATIONS)} mutations, {len(NUMBERS)} promises", flush=True)
    missed = 0
    with ThreadPoolExecutor(processes) as pool:
        for mutation, found in zip(MUTATIONS, pool.map(caught, MUTATIONS), strict=True):
            missed += not found.story
            outcome = (
                f"story {found.story} | {found.promise} | {found.what}" if found.story else f"NOT CAUGHT {found.what}"
            )
            print(f"| {mutation.name} | {outcome} |", flush=True)
    print(f"{len(MUTATIONS) - missed} of {len(MUTATIONS)} mutations caught")
    return 1 if missed else 0
