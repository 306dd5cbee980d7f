"""The page of `make smoke` tells of each step, and claims nothing of AWS."""

from pathlib import Path

from infra.command.smoke_steps import STEPS

PAGE = Path(__file__).parents[2] / "docs" / "smoke.md"


def test_each_step_has_a_row_that_says_what_was_never_run():
    rows = [line.split("|")[1:-1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    named = {row[0].strip(): row[3].strip() for row in rows[1:]}
    assert named == dict.fromkeys([*(name for name, _ in STEPS), "taken away"], "never run")
