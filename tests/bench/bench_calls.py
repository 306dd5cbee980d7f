"""Counts what one matter of each kind asks of AWS and X, and writes infra/pages/counts.json and docs/costs.md with it.

`make bench ARGS=calls`. The counts are made by tests (tests/functions/desk/test_calls.py and
tests/functions/reconcile/test_idle_calls.py), which hold them afterwards.
"""
# ruff: noqa: T201  a bench talks to a terminal

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ("tests/functions/desk/test_calls.py", "tests/functions/reconcile/test_idle_calls.py")


def main() -> None:
    """Write both, and show the counts."""
    environment = {**os.environ, "CENTRALITA_CALLS": "write"}
    subprocess.run([sys.executable, "-m", "pytest", *TESTS], cwd=ROOT, env=environment, check=True)
    subprocess.run([sys.executable, "-m", "infra.pages.costs_page"], cwd=ROOT, check=True)
    print((ROOT / "infra" / "pages" / "counts.json").read_text())


if __name__ == "__main__":
    main()
