"""How well and how fast `care.privacy` finds: per kind on the labelled lines, and in milliseconds on hostile texts.

Run it with `.venv/bin/python tests/bench/bench_privacy.py`. Times are the best and the median of 20 readings.
"""

import csv
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "layers" / "care" / "python"), str(ROOT)]

from tests.unit.privacy.hostile import PATTERNS, hostile  # noqa: E402  after the path is set
from tests.unit.privacy.spans import SETS, Figures, marked, measured  # noqa: E402  as above

from care.privacy.finder import find  # noqa: E402  after the path is set
from care.privacy.kinds import Kind  # noqa: E402  after the path is set
from care.privacy.mask import redact  # noqa: E402  after the path is set

LINES = ROOT / "tests" / "unit" / "privacy" / "privacy.csv"
SIZE = 10_000
MANY = ("ES", "PT", "BR", "AR", "MX", "CL", "CO", "PE", "US")


def told(line: str = "") -> None:
    """Write one line."""
    print(line)  # noqa: T201  a script


def quality() -> None:
    """Print, for each kind, how many are expected, missed, and found where they are not expected."""
    expected: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    false: Counter[str] = Counter()
    lines = harmless = alarmed = 0
    with LINES.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            wanted = set(filter(None, line["kinds"].split(";")))
            found = {one.kind.value for one in find(line["text"], (line["countries"],))}
            expected.update(wanted)
            missed.update(wanted - found)
            false.update(found - wanted)
            lines, harmless, alarmed = lines + 1, harmless + (not wanted), alarmed + (bool(found) and not wanted)
    told(f"{lines} lines, {harmless} of them harmless, {alarmed} of these alarmed")
    told(f"{'kind':<12}{'expected':>10}{'missed':>10}{'false':>10}")
    for kind in Kind:
        told(f"{kind.value:<12}{expected[kind.value]:>10}{missed[kind.value]:>10}{false[kind.value]:>10}")


_LANGUAGES = {"es": {"ES", "MX", "AR", "CO", "CL", "PE"}, "pt": {"PT", "BR"}, "en": {"GB", "US", "IE"}}


def spans() -> None:
    """Print what is found and whether whole, by set, kind and language. The first set was looked at line by line."""
    for name in SETS:
        figures = measured(name)
        told(f"\n{name}: {figures.expected.total()} spans, {len(list(marked(name)))} messages; {_sums(figures)}")
        told(f"  {'kind':<12}{'expected':>10}{'found':>8}{'whole':>8}")
        for kind in Kind:
            counts = (figures.expected[kind.value], figures.found[kind.value], figures.whole[kind.value])
            told(f"  {kind.value:<12}{counts[0]:>10}{counts[1]:>8}{counts[2]:>8}")
        for language, countries in _LANGUAGES.items():
            told(f"  {language:<12}{_sums(measured(name, countries=countries))}")


def _sums(figures: Figures) -> str:
    return f"recall {figures.recall:.3f}, precision {figures.precision:.3f}, whole {figures.whole_of_all:.3f}"


def timed(text: str, countries: tuple[str, ...]) -> tuple[float, float]:
    """The best and the median time to find in the text, in milliseconds."""
    figures = []
    for blanks in range(20):
        again = text + " " * blanks  # what was found in a text is known for a while
        began = time.perf_counter()
        find(again, countries)
        figures.append((time.perf_counter() - began) * 1e3)
    return min(figures), statistics.median(figures)


def speed() -> None:
    """Print the times of hostile texts, slowest first, and of a usual message."""
    usual = "Hola, soy Ana, mi pedido 123456789 no llega, llamadme al 612 34 56 78 o ana@gmail.com. C/ Mayor 15, 3º B"
    find(usual + " 52601815X", MANY)
    told(f"\n{'10 KB of, in ms':<40}{'ES best':>10}{'median':>10}{'nine best':>12}{'median':>10}")
    rows = [(timed(hostile(one, SIZE), ("ES",)), timed(hostile(one, SIZE), MANY), one) for one in PATTERNS]
    for spain, nine, one in sorted(rows, reverse=True):
        told(f"{one[:34]!a:<40}{spain[0]:>10.2f}{spain[1]:>10.2f}{nine[0]:>12.2f}{nine[1]:>10.2f}")
    best, median = timed(usual, ("ES",))
    told(f"a usual message: {best:.3f} best, {median:.3f} median")
    began = time.perf_counter()
    redact(usual)
    told(f"the same, masked: {(time.perf_counter() - began) * 1e3:.3f}")


def starting() -> None:
    """Print what a fresh process pays to import, and for its first number."""
    code = (
        "import dataclasses, enum, re, time, typing, unicodedata; a = time.perf_counter();"
        "from care.privacy.finder import find;"
        "b = time.perf_counter(); find('hola'); c = time.perf_counter(); find('612345678'); d = time.perf_counter();"
        "find('52601815X'); e = time.perf_counter();"
        "print(*(f'{what} {ms * 1e3:.1f} ms' for what, ms in (('import', b - a), ('first text', c - b),"
        " ('first phone', d - c), ('first id', e - d))), sep=', ')"
    )
    path = {"PYTHONPATH": str(ROOT / "layers" / "care" / "python")}
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60, env=path
    )
    told("\n" + done.stdout.strip())


def main() -> None:
    """Print the figures."""
    quality()
    spans()
    speed()
    starting()


if __name__ == "__main__":
    main()
