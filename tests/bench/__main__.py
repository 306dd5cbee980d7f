"""`make bench`: every benchmark of this folder, one after the other; `make bench ARGS=hours` runs those so named.

After each stands what it printed when its result was stored (`tests/bench/results`), to compare with: figures of
another machine, or of this one on another day, say little beyond their order. `make bench ARGS="--store hours"` stores
anew.
"""
# ruff: noqa: T201  figures are for a terminal

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "results"


def main(arguments: list[str]) -> int:
    """Run the benchmarks whose names hold one of those wanted, or all; the worst exit status."""
    wanted, store = [one for one in arguments if one != "--store"], "--store" in arguments
    worst = 0
    for script in sorted(HERE.glob("bench_*.py")):
        name = script.stem.removeprefix("bench_")
        if wanted and not any(part in script.stem for part in wanted):
            continue
        print(f"\n=== {name} ===", flush=True)
        status, said = run(script)
        worst = max(worst, status)
        kept = RESULTS / f"{name}.txt"
        if store and status == 0:
            RESULTS.mkdir(exist_ok=True)
            kept.write_text(f"{datetime.now(UTC):%Y-%m-%d}, two cores\n{said}", encoding="utf-8")
        elif kept.exists():
            print(f"\n--- stored ---\n{kept.read_text(encoding='utf-8').rstrip()}", flush=True)
    return worst


def run(script: Path) -> tuple[int, str]:
    """A benchmark's exit status and what it printed, shown while it runs."""
    lines = []
    with subprocess.Popen(
        [sys.executable, "-u", str(script)], cwd=HERE.parents[1], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return process.returncode, "".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
