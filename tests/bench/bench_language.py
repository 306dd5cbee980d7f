"""How often the language of a text is told without X's help: `python tests/bench/bench_language.py` prints it.

`short.txt` has texts of 2 to 60 characters that nobody looked at while the rules and the letters were made; the longer
ones are those of `triage.csv`. What is told as none of ours counts apart: then the account's own language is used.
"""
# ruff: noqa: T201  a bench talks to a terminal

import csv
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "layers" / "care" / "python")]

from care.triage.classification import classify  # noqa: E402  after the path is set

FOLDER = ROOT / "tests" / "unit" / "triage"
LANGUAGES = ("es", "pt", "en")
ROUNDS = 20


def main() -> None:
    short = [(line[3:], line[:2]) for line in (FOLDER / "short.txt").read_text(encoding="utf-8").splitlines()]
    with (FOLDER / "triage.csv").open(encoding="utf-8", newline="") as lines:
        longer = [(one["text"], one["language"]) for one in csv.DictReader(lines)]
    for name, texts in (("short", short), ("triage.csv", longer)):
        _print_set(name, texts)
    written = [text for text, _ in short + longer]
    best = min(_seconds(written) for _ in range(ROUNDS)) / len(written)
    print(f"with the topic: {best * 1e6:.1f} µs a text (best of {ROUNDS} rounds)")
    if "--errors" in sys.argv:
        for text, language in longer:
            if (told := classify(text).language) != language:
                print(f"  {language} told as {told or 'none'}: {text}")


def _print_set(name: str, texts: list[tuple[str, str]]) -> None:
    pairs = Counter((language, classify(text).language) for text, language in texts)
    right = sum(pairs[one, one] for one in LANGUAGES)
    print(f"\n{name}: {len(texts)} texts, {right / len(texts):.3f} right")
    print("  written \\ told" + "".join(f"{told or 'none':>8}" for told in (*LANGUAGES, "")))
    for language in LANGUAGES:
        print(f"  {language:14}" + "".join(f"{pairs[language, told] or '.':>8}" for told in (*LANGUAGES, "")))


def _seconds(texts: list[str]) -> float:
    start = time.perf_counter()
    for text in texts:
        classify(text)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
