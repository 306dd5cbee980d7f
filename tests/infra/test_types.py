"""What the type checker sees: a wrong name or a wrong type where a state changes, in the product and in its tests."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAD = """
from copy import replace

from care.model.case import Case
from care.model.customer import Customer
from care.model.outbox_item import Item


"""
MISTAKES = {
    "a field that a case does not have": (
        "def rule(case: Case) -> Case:\n    return replace(case, unanswered_sinse=None)",
        'Unexpected keyword argument "unanswered_sinse"',
    ),
    "a state that is no state": (
        "def rule(case: Case) -> Case:\n    return replace(case, state=7)",
        'Argument "state" to "replace" has incompatible type',
    ),
    "changes that nobody looks into": (
        "def rule(case: Case) -> Case:\n    changes = {'state': 'open'}\n    return replace(case, **changes)",
        "replace takes changes by name",
    ),
    "a copy with a dictionary": (
        "def rule(item: Item) -> Item:\n    return item.model_copy(update={'state': 'sent'})",
        "use copy.replace",
    ),
    "another thing than what was changed": (
        "def rule(customer: Customer) -> Case:\n    return replace(customer, name='Marta')",
        'Incompatible return value type (got "Customer", expected "Case")',
    ),
}
# A test with what its fixture gives and no other annotation.
IN_A_TEST = """
import pytest
from tests.unit.case.conftest import Telling


@pytest.mark.parametrize("text", ["¿y mi pedido?"])
def test_a_case_waits(story: Telling, text):
    assert story.case.unanswered_sinse is None
"""
RIGHT = """
def rule(case: Case, known: Case | Customer) -> tuple[Case, Case | Customer]:
    return replace(case, state="open", unanswered_since=None), replace(known, version=known.version + 1)
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What mypy says of each mistake, and of what is right, in one run."""
    folder = tmp_path_factory.mktemp("mistakes")
    files = {"right": RIGHT} | {name: code for name, (code, _) in MISTAKES.items()}
    paths = {name: folder / f"mistake_{number}.py" for number, name in enumerate(files)}
    for name, code in files.items():
        paths[name].write_text(HEAD + code + "\n")
    paths["a test"] = folder / "tests" / "test_mistake.py"  # a module of `tests`, of which there may be many places
    paths["a test"].parent.mkdir()
    paths["a test"].write_text(IN_A_TEST)
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), *map(str, paths.values())]
    env = {**os.environ, "MYPYPATH": str(folder)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=300)
    lines = done.stdout.splitlines()
    assert not done.stderr
    return {name: "\n".join(line for line in lines if path.name in line) for name, path in paths.items()}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_state_change_is_an_error_of_the_type_checker(said: dict[str, str], mistake: str) -> None:
    assert MISTAKES[mistake][1] in said[mistake]


def test_a_field_that_there_is_not_is_an_error_in_a_test_too_annotated_or_not(said: dict[str, str]) -> None:
    """And nothing else is: a test needs no annotations for their own sake."""
    [error] = [line for line in said["a test"].splitlines() if ": error: " in line]
    assert '"Case" has no attribute "unanswered_sinse"' in error


def test_no_model_is_copied_with_a_dictionary_where_the_checker_cannot_look() -> None:
    sources = (file for part in ("functions", "infra", "layers") for file in (ROOT / part).rglob("*.py"))
    calls = (node for file in sources for node in ast.walk(ast.parse(file.read_bytes())) if isinstance(node, ast.Call))
    copies = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "model_copy")
    assert [ast.unparse(call) for call in copies if call.args or call.keywords] == []


def test_a_change_that_is_right_is_no_error(said: dict[str, str]) -> None:
    assert said["right"] == ""
