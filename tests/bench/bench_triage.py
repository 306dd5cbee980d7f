"""How well and how fast messages are triaged: `python tests/bench/bench_triage.py` prints it, one core.

Precision and recall by topic on both parts of the labelled messages, the share of languages told right without X's
help, and messages a second over all of them. Rules are tuned on `tune` alone; `--errors` lists what is wrong there, and
has no counterpart for `held`.
"""
# ruff: noqa: T201  a bench talks to a terminal

import csv
import sys
import time
from collections import Counter
from pathlib import Path

from care.triage import classify

LABELLED = Path(__file__).parents[1] / "unit" / "triage" / "triage.csv"
ROUNDS = 50


def main() -> None:
    with LABELLED.open(encoding="utf-8", newline="") as lines:
        messages = list(csv.DictReader(lines))
    start = time.perf_counter()
    classify("hola")
    print(f"first message, with the reading of the lexicons: {(time.perf_counter() - start) * 1000:.0f} ms")
    for part in ("tune", "held"):
        _print_part(part, [message for message in messages if message["part"] == part])
    if "--errors" in sys.argv:
        _print_errors(messages)
    texts = [(message["text"], message["language"]) for message in messages]
    for name, given in (("language given", True), ("language detected", False)):
        best = min(_seconds(texts, given=given) for _ in range(ROUNDS)) / len(texts)
        print(f"{name}: {1 / best:,.0f} messages a second, {best * 1e6:.1f} µs each (best of {ROUNDS} rounds)")


def _print_part(part: str, messages: list[dict[str, str]]) -> None:
    found = [(message["topic"], classify(message["text"], message["language"]).topic) for message in messages]
    right = Counter(label for label, said in found if label == said)
    labelled = Counter(label for label, _ in found)
    given = Counter(said for _, said in found)
    told = sum(classify(message["text"]).language == message["language"] for message in messages)
    print(f"\n{part}: {len(messages)} messages, {sum(right.values()) / len(messages):.3f} right")
    print(f"language told right without X's help: {told / len(messages):.3f}")
    for topic in ("complaint", "after_sales", "question", "lead", "praise", "thanks", "noise"):
        precision = right[topic] / given[topic] if given[topic] else float("nan")
        recall = right[topic] / labelled[topic]
        print(f"  {topic:12} n {labelled[topic]:3}  precision {precision:.3f}  recall {recall:.3f}")


def _print_errors(messages: list[dict[str, str]]) -> None:
    for message in messages:
        if message["part"] == "tune":
            verdict = classify(message["text"], message["language"])
            if verdict.topic != message["topic"]:
                counted = ", ".join(f"{reason.words}={reason.rule}{reason.weight:+}" for reason in verdict.because)
                print(f"  {message['topic']} read as {verdict.topic}: {message['text']}  [{counted}]")


def _seconds(texts: list[tuple[str, str]], *, given: bool) -> float:
    start = time.perf_counter()
    for text, language in texts:
        classify(text, language if given else None)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
