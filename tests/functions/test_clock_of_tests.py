"""A test of functions asks the functions' own clock: one that asks the machine's passes until a month ends."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Who asks the machine's, and why that is right.
BY_THE_MACHINE = {
    "conftest.py": "sets the functions' clock ahead of the machine's",
    "test_hours_page.py": "the same for a function that stands alone",
    "test_smoke.py": "CloudWatch, as moto keeps it, has the machine's time",
    "cures/test_of_aws.py": "the same",
    "cures/test_of_ours.py": "a token is over in real time",
    "desk/conftest.py": "sessions and tokens are over in real time",
    "desk/test_guarding.py": "the same",
    "desk/test_signing_in.py": "the same, of what Cognito signs",
    "desk/test_tokens.py": "the same",
    "desk/test_who_may.py": "the same",
    "desk/test_whom_and_what.py": "the same",
}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}


def asked(source: str) -> Iterator[int]:
    """The lines in which a text asks the machine for the time."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = node.func.value
            if isinstance(of, ast.Name) and (of.id, node.func.attr) in CLOCKS:
                yield node.lineno


@pytest.mark.parametrize("text", ["datetime.now(UTC)", "N = datetime.now(tz=UTC)", "date.today()", "f'{time.time()}'"])
def test_each_way_to_ask_is_seen(text: str):
    assert list(asked(text)) == [1]


@pytest.mark.parametrize("text", ["world.now()", "desk.now() + DAY", "datetime(2026, 11, 24, tzinfo=UTC)"])
def test_the_functions_own_time_is_not_meant(text: str):
    assert list(asked(text)) == []


def test_only_who_has_a_reason_asks_the_machine():
    found = {str(one.relative_to(HERE)) for one in HERE.rglob("*.py") if any(asked(one.read_text(encoding="utf-8")))}
    assert found == set(BY_THE_MACHINE)
