"""How well and how fast messages are triaged, beside what is simpler: `python tests/bench/bench_triage.py`, one core.

Three sets, all made up: `tune` (rules were mended on it line by line), `held` (the other half of the same labelled
messages; only sums were looked at until somebody relabels one), and `infra/training/messages/held.txt`, of which the
model saw nothing. For each: accuracy, complaints, the confusion table, each language, and baselines: always a
complaint, a plain TF-IDF with logistic regression that learns what our model learns, and VADER (vaderSentiment 3.3),
which reads English alone: below nothing it is a complaint, above praise, else a question. The last part leaves one
industry out of the learning at a time. `--errors` lists what is wrong on `tune`, and has no counterpart for the others.

Microseconds are of the processor, so that other work on the machine does not count. Words that were met before
are known, as in a function that is up; the message itself is read anew.
"""
# ruff: noqa: T201  a bench talks to a terminal

import csv
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "layers" / "care" / "python"), str(ROOT)]

from infra.training.messages import Labelled, everything, written  # noqa: E402  after the path is set

from care.triage.classification import classify  # noqa: E402  as above
from care.triage.words import words  # noqa: E402  as above

LABELLED = ROOT / "tests" / "unit" / "triage" / "triage.csv"
TOPICS = ("complaint", "after_sales", "question", "lead", "praise", "thanks", "noise", "unsure")
ROUNDS = 30


# An ordinary one, as long as X lets it be without more.
_LONG = (
    "Hola, el martes pasado pedí que me cambiasen la dirección de la factura y ahora resulta que me llegan dos, una a "
    "la casa de mis padres y otra a la mía, con importes distintos; he hablado con tres compañeros vuestros y cada uno "
    "me cuenta una historia diferente, ¿quién me lo puede mirar?"
)


class Message(NamedTuple):
    text: str
    language: str
    topic: str


def main() -> None:
    with LABELLED.open(encoding="utf-8", newline="") as lines:
        labelled = list(csv.DictReader(lines))
    start = time.perf_counter()
    classify("hola")
    print(f"first message, with the reading of the lexicons: {(time.perf_counter() - start) * 1000:.0f} ms")
    learned = everything()
    sets = {
        part: [Message(one["text"], one["language"], one["topic"]) for one in labelled if one["part"] == part]
        for part in ("tune", "held")
    }
    sets["not learned from"] = [Message(one.text, one.language, one.topic) for one in written("held")]
    plain = tfidf(learned)
    for name, messages in sets.items():
        _print_set(name, messages, plain)
    _print_industries(learned)
    if "--errors" in sys.argv:
        _print_errors(sets["tune"])
    texts = [(one.text, one.language) for messages in sets.values() for one in messages]
    for name, given in (("language given", True), ("language detected", False)):
        best = min(_seconds(texts, given=given) for _ in range(ROUNDS)) / len(texts)
        print(f"{name}: {1 / best:,.0f} messages a second, {best * 1e6:.1f} µs each (best of {ROUNDS} rounds)")
    each = sorted(min(_seconds([one], given=False) for _ in range(ROUNDS)) * 1e6 for one in texts)
    places = ((name, each[int(share * (len(each) - 1))]) for name, share in (("half", 0.5), ("95 %", 0.95), ("all", 1)))
    print("language detected, within: " + ", ".join(f"{name} {took:.0f} µs" for name, took in places))
    for length in (70, 140, 210, 280):
        took = min(_seconds([(_LONG[:length], "es")], given=False) for _ in range(10 * ROUNDS)) * 1e6
        print(f"a message of {length} characters: {took:.0f} µs")


def tfidf(messages: Sequence[Labelled]) -> Callable[[Sequence[str]], list[str]]:
    """Words and pairs weighed by TF-IDF, and one logistic regression: what anybody would try first."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    rows = vectorizer.fit_transform([one.text for one in messages])
    model: Any = OneVsRestClassifier(LogisticRegression(solver="liblinear", C=8.0, random_state=0))
    model.fit(rows, [one.topic for one in messages])
    return lambda texts: list(model.predict(vectorizer.transform(texts)))


def vader(texts: Sequence[str]) -> list[str]:
    """What a sentiment is as a topic: displeased, pleased, neither."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    scores = [analyzer.polarity_scores(text)["compound"] for text in texts]
    return ["complaint" if score <= -0.05 else "praise" if score >= 0.05 else "question" for score in scores]


def _print_set(name: str, messages: Sequence[Message], plain: Callable[[Sequence[str]], list[str]]) -> None:
    wanted = [one.topic for one in messages]
    ours = [classify(one.text, one.language).topic for one in messages]
    print(f"\n{name}: {len(messages)} messages")
    for who, said in (
        ("rules, model, unsure", ours),
        ("TF-IDF alone", plain([one.text for one in messages])),
        ("VADER", vader([one.text for one in messages])),
        ("always a complaint", ["complaint"] * len(messages)),
    ):
        print(f"  {who:22} {_sums(wanted, said)}")
    english = [one for one in messages if one.language == "en"]
    said = vader([one.text for one in english])
    print(f"  {'VADER, en':22} {_sums([one.topic for one in english], said)}")
    for language in ("es", "pt", "en"):
        at = [place for place, one in enumerate(messages) if one.language == language]
        print(f"  {language:22} {_sums([wanted[place] for place in at], [ours[place] for place in at])}")
    told = sum(classify(one.text).language == one.language for one in messages)
    print(f"  language told right without X's help: {told / len(messages):.3f}")
    pairs = Counter((one, str(other)) for one, other in zip(wanted, ours, strict=True))
    print("  labelled \\ read  " + "".join(f"{topic[:9]:>10}" for topic in TOPICS))
    for topic in TOPICS[:-1]:
        print(f"  {topic:16}" + "".join(f"{pairs[topic, read] or '.':>10}" for read in TOPICS))


def _sums(wanted: Sequence[str], said: Sequence[str]) -> str:
    if not wanted:
        return "none"
    right = sum(one == other for one, other in zip(wanted, said, strict=True)) / len(wanted)
    hits = sum(one == other == "complaint" for one, other in zip(wanted, said, strict=True))
    recall = hits / max(1, wanted.count("complaint"))
    precision = hits / max(1, list(said).count("complaint"))
    return f"accuracy {right:.3f}, complaints: recall {recall:.3f} at precision {precision:.3f}"


def _print_industries(messages: Sequence[Labelled]) -> None:
    """The learned part without the rules, and the plain one, each on an industry of which it saw nothing."""
    from infra.training.train import FRAMES, left_out

    topics, scores, _ = left_out(messages)
    ours = [topics[place] for place in scores.argmax(axis=1)]
    print("\neach industry by models that saw none of it: the model without the rules | TF-IDF alone")
    for industry in sorted({one.industry for one in messages} - {FRAMES}):
        at = [place for place, one in enumerate(messages) if one.industry == industry]
        plain = tfidf([one for one in messages if one.industry != industry])
        wanted = [messages[place].topic for place in at]
        said = plain([messages[place].text for place in at])
        print(f"  {industry:10} n {len(at):4}  {_sums(wanted, [ours[place] for place in at])} | {_sums(wanted, said)}")


def _print_errors(messages: Sequence[Message]) -> None:
    for message in messages:
        verdict = classify(message.text, message.language)
        if verdict.topic != message.topic:
            counted = ", ".join(f"{reason.words}={reason.rule}{reason.weight:+}" for reason in verdict.because)
            print(f"  {message.topic} read as {verdict.topic}: {message.text}  [{counted}]")


def _seconds(texts: list[tuple[str, str]], *, given: bool) -> float:
    start = time.process_time()
    for text, language in texts:
        # The last messages are kept as words: each counts as if it came first.
        words.cache_clear()
        classify(text, language if given else None)
    return time.process_time() - start


if __name__ == "__main__":
    main()
