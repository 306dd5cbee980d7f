"""The floors: of each package the share that is noticed or explained, and the sample that showed it. They only rise."""

import json
from math import floor
from typing import NamedTuple

from tests.mutants.packages import ROOT

FILE = ROOT / "tests/mutants/floors.json"


class Floor(NamedTuple):
    """A share in per cent, of `sample` mutants that `seed` chose."""

    floor: float
    sample: int
    seed: int


def known() -> dict[str, Floor]:
    """Each package's row."""
    rows = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return {package: Floor(**row) for package, row in rows.items()}


def share(good: int, of: int) -> float:
    """In per cent, rounded downwards."""
    return floor(1000 * good / of) / 10


def rise(package: str, found: Floor) -> None:
    """Write a floor where it is new, or no lower on a sample that is no smaller."""
    rows = known()
    if (old := rows.get(package)) and (found.floor < old.floor or found.sample < old.sample):
        return
    rows[package] = found
    lines = (f" {json.dumps(name)}: {json.dumps(rows[name]._asdict())}" for name in sorted(rows))
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
