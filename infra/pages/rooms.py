"""Writes docs/tour/rooms.md from the first sentence of each docstring: `python -m infra.pages.rooms`."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from infra import ROOT

PAGE = ROOT / "docs" / "tour" / "rooms.md"
_CARE = ROOT / "layers" / "care" / "python" / "care"


def page() -> str:
    """The packages of the code in Markdown, floor by floor, each with the first sentence of its docstring."""
    return f"""# Code map

This page is generated from docstrings by `python -m infra.pages.rooms`; a test compares both.

The code has floors, and imports go down only: `functions`, then `care.tables` and `care.x`, then the rules, then
`care.model`. `infra` may import `care`; `care` imports neither `infra` nor `functions`. `import-linter` holds this
(`make lint`): the contracts are under `[tool.importlinter]` in `pyproject.toml`, and the tables below follow them.

## functions: one folder for each Lambda function

A `handler.py` parses its input, makes one call into the rules, and performs the effect. A function imports its own
folder and `care`, and no other function.

{_table(_functions())}

## care, upper floor: tables and gateways

They speak to DynamoDB, SQS, X and brands' own APIs. Keys and access patterns of a table stand at the top of its module.

{_table(_care(_GATEWAYS))}

## care, middle floor: the rules

One package for each subject. A rule takes `now` and values and returns values; it knows neither AWS nor the network.

{_table(_care(_RULES))}

## care, lower floor: the model

What things are: frozen values that every floor shares. A state changes by `copy.replace`.

{_table(_care(_MODEL))}

## care, below the model: what knows nothing of ours

Subjects that need no event, case or account, and small helpers.

{_table(_care(_BELOW))}

## infra: deploys the stack, operates it, and runs it on one machine

`infra.command` may start `infra.local`. `infra.local` and `infra.pages` read the stack (`infra.cdk`), which knows
neither.

{_table(_infra())}

## tests

{_table(_tests())}
"""


def _table(rows: Iterator[tuple[str, str]]) -> str:
    lines = [f"| `{name}` | {says} |" for name, says in rows]
    return "\n".join(["| room | what is in it |", "|---|---|", *lines])


def _functions() -> Iterator[tuple[str, str]]:
    for handler in sorted((ROOT / "functions").glob("*/handler.py")):
        yield f"functions/{handler.parent.name}", says(handler)


def _floors() -> list[list[str]]:
    """The packages and modules of `care` by the contract of import-linter, from top to bottom."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    floors = next(contract["layers"] for contract in contracts if contract.get("containers") == ["care"])
    return [[name.strip() for name in floor.split("|")] for floor in floors]


_FLOORS = _floors()
_LOWER = _FLOORS.index(["model"])
_GATEWAYS, _RULES, _MODEL, _BELOW = _FLOORS[:1], _FLOORS[1:_LOWER], _FLOORS[_LOWER : _LOWER + 1], _FLOORS[_LOWER + 1 :]


def _care(floors: list[list[str]]) -> Iterator[tuple[str, str]]:
    for name in sorted(name for floor in floors for name in floor):
        package = _CARE / name / "__init__.py"
        yield f"care.{name}", says(package if package.exists() else _CARE / f"{name}.py")


def _infra() -> Iterator[tuple[str, str]]:
    for package in sorted((ROOT / "infra").glob("*/__init__.py")):
        yield f"infra.{package.parent.name}", says(package)
    for module in sorted((ROOT / "infra").glob("*.py")):
        if module.stem != "__init__":
            yield f"infra.{module.stem}", says(module)


_WHAT_TESTS_DO = {
    "bench": "Benchmarks beside what they are compared to: `make bench`.",
    "deployed": "Each bundle under Lambda's own runtime client, with IAM enforced, and a second deploy over the first.",
    "docs": "The code, tables, paths and links of the pages in `docs`.",
    "faults": "A local run that loses functions, AWS or X under load: `make faults`.",
    "functions": "Each handler over DynamoDB, SQS and Secrets Manager of moto, with an X that answers as told.",
    "hostile": "Everything that takes bytes from outside, with hostile input; `make fuzz` goes on from there.",
    "infra": "The template, the rights, the operator's command, lint, types and unused code.",
    "local": "The whole stack on the emulator with the simulated X, and its pages in Chromium.",
    "mutants": "The rules broken one small thing at a time, to find what no test notices: `make mutants`.",
    "releases": "What earlier releases stored, which this one must read (`tests/functions/test_releases.py`).",
    "simulation": "Seeded stories with crashes, duplicates and faults, held to the promises: `make simulate`.",
    "unit": "Rules with examples and hypothesis; X's client against X's own description.",
}


def _tests() -> Iterator[tuple[str, str]]:
    for folder in sorted((ROOT / "tests").iterdir()):
        if folder.is_dir() and any(folder.rglob("*.py")):
            yield f"tests/{folder.name}", _WHAT_TESTS_DO[folder.name]


def says(file: Path) -> str:
    """The first paragraph of a module's docstring, on one line."""
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.split("\n\n")[0].split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
