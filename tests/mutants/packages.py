"""What is broken, by package: all of `care`, the functions, who may do what at AWS, what the simulated X refuses."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
CARE = ROOT / "layers/care/python/care"
FUNCTIONS = ROOT / "functions"
X = ROOT / "infra/local/x"
RIGHTS = ROOT / "infra/cdk/rights.py"
# What a person does at the simulated X, its page and its start: they refuse nothing that Centralita asks.
_NO_REFUSALS = {"__main__.py", "page.py", "pages.py", "simulate.py", "simulate_chat.py"}


class Package(NamedTuple):
    """Its files; their places are told from `base` on."""

    base: Path
    files: list[Path]


def shipped() -> dict[str, Package]:
    """Every package by its name: `outbox`, `functions/cases`; `care` is what lies beside the packages of `care`."""
    return {name: package for name, package in _all() if package.files}


def package_of(place: str) -> str:
    """The package of a place, as `outbox/plan.py:why_not`."""
    *folders, _ = place.partition(":")[0].split("/")
    if folders[:1] == ["functions"]:
        return "/".join(folders[:2])
    if folders[:1] == ["infra"]:
        return "/".join(folders)
    return folders[0] if folders else "care"


def module_of(file: Path) -> str:
    """The name by which a file is imported."""
    home = next(one for one in (CARE.parent, FUNCTIONS, ROOT) if file.is_relative_to(one))
    return ".".join(file.relative_to(home).with_suffix("").parts).removesuffix(".__init__")


def _all() -> Iterator[tuple[str, Package]]:
    yield "care", Package(CARE, sorted(CARE.glob("*.py")))
    for folder in _folders(CARE):
        yield folder.name, Package(CARE, sorted(folder.rglob("*.py")))
    for folder in _folders(FUNCTIONS):
        yield f"functions/{folder.name}", Package(ROOT, sorted(folder.rglob("*.py")))
    yield "infra/cdk", Package(ROOT, [RIGHTS] if RIGHTS.is_file() else [])
    yield "infra/local/x", Package(ROOT, [file for file in sorted(X.glob("*.py")) if file.name not in _NO_REFUSALS])


def _folders(of: Path) -> list[Path]:
    return [one for one in sorted(of.iterdir()) if one.is_dir()] if of.is_dir() else []
