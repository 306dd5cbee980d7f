"""How well and how fast answers to surveys are read: `python tests/bench/bench_answers.py` prints it, one core.

Over the labelled answers of the unit tests: false scores, the recall of scores, how each kind of answer is told, and
answers a second. `--errors` lists what is told otherwise than labelled.
"""
# ruff: noqa: T201  a bench talks to a terminal

import csv
import sys
import time
from collections import Counter
from pathlib import Path

from care.survey.answer import Score, Unclear, read_answer

LABELLED = Path(__file__).parents[1] / "unit" / "survey" / "answers.csv"
ROUNDS = 30


def main() -> None:
    with LABELLED.open(encoding="utf-8", newline="") as lines:
        answers = list(csv.DictReader(lines))
    start = time.perf_counter()
    read_answer("muy bien, pero tardasteis", "csat", "es")
    print(f"first answer, with the reading of the word lists: {(time.perf_counter() - start) * 1000:.0f} ms")
    told = [(answer, _told(answer)) for answer in answers]
    given = [pair for pair in told if pair[0]["expected"] == "score"]
    right = sum(_is_right(*pair) for pair in given)
    false = sum(sort == "score" and not _is_right(answer, (sort, value)) for answer, (sort, value) in told)
    print(f"{len(answers)} answers, {len(given)} scores: {false} false, recall {right / len(given):.3f}")
    labelled = Counter(answer["expected"] for answer in answers)
    for sort, n in labelled.most_common():
        agreed = sum(answer["expected"] == sort and _is_right(answer, read) for answer, read in told)
        print(f"  {sort:12} n {n:3}  told {agreed / n:.3f}")
    if "--errors" in sys.argv:
        for answer, read in told:
            if not _is_right(answer, read):
                print(f"  {answer['expected']} {answer['value']} told as {read}: {answer['text']!r} ({answer['kind']})")
    best = min(_seconds(answers) for _ in range(ROUNDS)) / len(answers)
    print(f"{1 / best:,.0f} answers a second, {best * 1e6:.1f} µs each (best of {ROUNDS} rounds)")
    for length in (1_000, 10_000):
        long = {"text": ("un 8 de 10, gracias. " * length)[:length], "kind": "nps", "language": "es"}
        took = min(_seconds([long]) for _ in range(5))
        print(f"{length} characters, all scores: {took * 1000:.1f} ms")


def _told(answer: dict[str, str]) -> tuple[str, str]:
    read = read_answer(answer["text"], "nps" if answer["kind"] == "nps" else "csat", answer["language"])
    if isinstance(read, Score):
        return "score", str(read.value)
    if isinstance(read, Unclear):
        return read.reason, ""
    return {"Comment": "comment", "OptOut": "opt_out"}[type(read).__name__], ""


def _is_right(answer: dict[str, str], read: tuple[str, str]) -> bool:
    return read == (answer["expected"], answer["value"])


def _seconds(answers: list[dict[str, str]]) -> float:
    start = time.perf_counter()
    for answer in answers:
        _told(answer)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
