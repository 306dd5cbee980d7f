"""Writes docs/tour/rooms.md from the first sentence of each part of the code: `python -m infra.pages.rooms`."""

import ast
from collections.abc import Iterator
from pathlib import Path

from infra import ROOT

PAGE = ROOT / "docs" / "tour" / "rooms.md"
_CARE = ROOT / "layers" / "care" / "python" / "care"


def page() -> str:
    """The rooms of the code in Markdown, each with what its own docstring says first."""
    return f"""# The rooms of the code

Written from the docstrings by `python -m infra.pages.rooms`; a test holds both together.

Three floors, and calls go down only: `functions` call `care`, `care` calls nobody of ours, `infra` knows both. Inside
`care` the rules take `now` and values and return values; what speaks to DynamoDB, SQS or X is called a store, a queue
or a client, and is handed in.

## functions: one folder a Lambda function

{_table(_functions())}

## layers/care: the domain

{_table(_care())}

## infra: what provisions it, and runs it here

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


def _care() -> Iterator[tuple[str, str]]:
    for package in sorted(_CARE.glob("*/__init__.py")):
        yield f"care.{package.parent.name}", says(package)
    for module in sorted(_CARE.glob("*.py")):
        if module.stem != "__init__":
            yield f"care.{module.stem}", says(module)


def _infra() -> Iterator[tuple[str, str]]:
    for package in sorted((ROOT / "infra").glob("*/__init__.py")):
        yield f"infra.{package.parent.name}", says(package)
    for module in sorted((ROOT / "infra").glob("*.py")):
        if module.stem != "__init__":
            yield f"infra.{module.stem}", says(module)


_WHAT_TESTS_DO = {
    "bench": "Benchmarks beside what they are compared to: `make bench`.",
    "deployed": "Each bundle under Lambda's own runtime client, with IAM enforced, and a second deploy over the first.",
    "docs": "The code blocks and tables of these pages.",
    "faults": "A local run that loses functions, AWS and X in the middle of its load: `make faults`.",
    "functions": "Each handler over DynamoDB, SQS and Secrets Manager of moto, with an X that answers as told.",
    "hostile": "Everything that takes bytes from outside, against somebody hostile; `make fuzz` goes on by itself.",
    "infra": "The template, the rights, the operator's command.",
    "local": "The whole stack on the emulator with the simulated X, and its pages in Chromium.",
    "mutants": "The rules broken one small thing at a time, and what no test notices of it: `make mutants`.",
    "releases": "What earlier releases wrote, worked off by this one (`tests/functions/test_releases.py`).",
    "simulation": "Seeded stories with crashes, duplicates and faults, held to what must always hold: `make simulate`.",
    "unit": "Rules with examples and hypothesis, stores against moto, X's client against X's own description.",
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
