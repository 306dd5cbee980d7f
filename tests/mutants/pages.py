"""What docs/mutants.md explains: the mutants that live, and why they may."""

from fnmatch import fnmatchcase
from pathlib import Path

from tests.mutants.listing import Mutant
from tests.mutants.packages import ROOT

PAGE = ROOT / "docs/mutants.md"
type Explained = list[tuple[str, str]]


def explained_on(page: Path) -> Explained:
    """Place and change of each row of the page's tables that begins with a place; the change may be `any`."""
    if not page.exists():
        return []
    rows = [line.split(" | ") for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    return [(row[0].strip("|` "), row[1].strip("` ")) for row in rows if len(row) > 2]


def is_explained(mutant: Mutant, explained: Explained) -> bool:
    """Whether one of the rows is of this mutant."""
    return any(fnmatchcase(mutant.place, place) and change in {"any", mutant.change} for place, change in explained)
