"""`make bench`: every benchmark of this folder, one after the other; `make bench ARGS=hours` runs those so named."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(wanted: list[str]) -> int:
    """Run the benchmarks whose names hold one of `wanted`, or all; the worst exit status."""
    worst = 0
    for script in sorted(HERE.glob("bench_*.py")):
        if wanted and not any(name in script.stem for name in wanted):
            continue
        print(f"\n=== {script.stem.removeprefix('bench_')} ===", flush=True)  # noqa: T201  figures are for a terminal
        worst = max(worst, subprocess.run([sys.executable, str(script)], cwd=HERE.parents[1], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
