"""The tool itself, on a tiny package: what is noticed, what is not, and what the page explains."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = '''"""Two rules with tests, and one without."""

MOST = 3


def few(number: int) -> bool:
    return number < MOST


def first(words: list[str]) -> str:
    found = ""
    while words:
        found = words[0]
        break
    return found


def lonely(number: int) -> int:
    return -number
'''
TESTS = """
from care.tiny.rules import few, first


def test_two_are_few_and_three_are_not():
    assert [few(number) for number in (2, 3)] == [True, False]


def test_the_first_word_is_found():
    assert first(["one"]) == "one"
"""
PYTEST = """
[tool.pytest.ini_options]
pythonpath = ["layers/care/python", "."]
addopts = ["--import-mode=importlib", "-q"]
"""


@pytest.fixture
def tiny(tmp_path):
    care = tmp_path / "layers/care/python/care"
    for path, text in {
        care / "__init__.py": "",
        care / "tiny/__init__.py": "",
        care / "tiny/rules.py": RULES,
        tmp_path / "tests/unit/tiny/test_rules.py": TESTS,
        tmp_path / "pyproject.toml": PYTEST,
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(
        ROOT / "tests/mutants", tmp_path / "tests/mutants", ignore=shutil.ignore_patterns("*.pyc", "test_*")
    )
    return tmp_path


def run(tiny: Path, *asked: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.mutants", "tiny", "--grace", "4", *asked],
        cwd=tiny,
        env={**os.environ, "PYTHONPATH": f"{tiny}{os.pathsep}{tiny}/layers/care/python"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_no_test_notices_is_told_until_the_page_explains_it(tiny):
    told = run(tiny)
    assert told.stdout.splitlines()[-3:] == [
        "| `tiny/rules.py:lonely` | `return -number → return None` |",
        "| `tiny/rules.py:lonely` | `-number → number` |",
        "tiny: 80.0% noticed or explained, its floor is 100.0%",
    ], told.stdout + told.stderr
    assert "| tiny | 10 | 6 | 2 | 0 | 2 | 0 | 80.0% |" in told.stdout
    assert told.returncode == 1
    page = tiny / "docs/mutants.md"
    page.parent.mkdir()
    page.write_text("| `tiny/rules.py:lonely` | any | nobody calls it |\n", encoding="utf-8")
    assert run(tiny, "--living").returncode == 0


def test_the_test_that_noticed_a_mutant_is_asked_first_the_next_time(tiny):
    run(tiny)
    noticed = tiny / ".local/mutants/noticed.jsonl"
    lines = [json.loads(line) for line in noticed.read_text(encoding="utf-8").splitlines()]
    by = {(place, change): test for place, change, test in lines}
    assert len(by) == len(lines) == 6
    assert {test.partition("::")[0] for test in by.values()} == {"tests/unit/tiny/test_rules.py"}
    assert "| tiny | 10 | 6 | 2 | 0 | 2 | 0 | 80.0% |" in run(tiny).stdout
    assert len(noticed.read_text(encoding="utf-8").splitlines()) == 6, "by the same tests as before"
