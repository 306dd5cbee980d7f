"""Messages that were written and labelled before their verdicts were seen: `make bench ARGS=fresh`.

Each set came after those before it had been mended; the fifth and the sixth imitate many hands, the seventh to the
eleventh were written by other hands than the rules', the twelfth and the thirteenth by the hand that then changed the
rules, before it read one, and the fourteenth to the sixteenth by other hands again. `FIRST_LOOK` is what each gave
when measured first, before anything was mended for it: that is what the rules are worth on messages that nobody has
seen (None where a set has no such texts). All were looked at line by line since, but for the eleventh, so what is
printed of them now says only that nothing was lost. `--errors third` lists what
is wrong. Some labels are a matter of taste ("de nada" is Spanish and Portuguese; "nobody solved it" may be a comment
or a matter); they stand as they were written.
"""
# ruff: noqa: T201  a bench talks to a terminal

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "layers" / "care" / "python"), str(ROOT)]

from tests.unit.privacy.spans import marked_in  # noqa: E402  after the path is set

from care.privacy.finder import find  # noqa: E402  as above
from care.survey.answer import Score, Unclear, read_answer  # noqa: E402  as above
from care.triage.classification import classify  # noqa: E402  as above
from care.triage.opt_out import may_want_out, wants_out  # noqa: E402  as above

FRESH: Final = Path(__file__).with_name("fresh")
SETS: Final = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
)
# Right of all, at the first look: in the order of the sets.
FIRST_LOOK: Final = {
    "spans": (
        "66 of 74",
        "62 of 73",
        "51 of 57",
        "50 of 53",
        "96 of 104",
        "33 of 33",
        "61 of 63",
        "64 of 67",
        "61 of 65",
        None,
        None,
        "65 of 66",
        "63 of 66",
        None,
        None,
        None,
    ),
    "short": (
        "112 of 120",
        "113 of 120",
        "86 of 90",
        "44 of 45",
        "105 of 109",
        "28 of 30",
        "44 of 45",
        "44 of 45",
        "45 of 45",
        None,
        None,
        "42 of 45",
        "45 of 45",
        "43 of 45",
        "58 of 60",
        "54 of 60",
    ),
    "stops": (
        "62 of 64",
        "57 of 62",
        "47 of 52",
        "39 of 46",
        "114 of 124",
        "36 of 38",
        "77 of 84",
        "73 of 82",
        "72 of 82",
        "83 of 100",
        "97 of 120",
        "133 of 140",
        "126 of 140",
        "119 of 135",
        "157 of 170",
        "165 of 170",
    ),
    "answers": (
        "74 of 84, 1 false score",
        "57 of 76, 1 false score",
        "45 of 58, 1 false score",
        "55 of 70, none false but by a label of ours",
        "97 of 120, none false",
        "33 of 42, none false",
        "66 of 80, none false",
        "55 of 80, none false",
        "65 of 80, none false",
        "61 of 70, none false",
        None,
        "71 of 90, none false",
        "88 of 91, none false",
        "74 of 90",
        "79 of 100, 1 false score and 4 rounded",
        "94 of 100, 3 rounded",
    ),
    "topics": (
        "83 of 90",
        "80 of 90",
        "38 of 46",
        "42 of 43",
        "233 of 277",
        "66 of 80",
        "64 of 90",
        "65 of 90",
        "70 of 90",
        None,
        None,
        "84 of 92",
        "77 of 91",
        "64 of 90",
        "100 of 120",
        "103 of 120",
    ),
}
NAMES: Final = {"Comment": "comment", "OptOut": "opt_out"}


class Judged(NamedTuple):
    """A message, of which kind it is, what is right, and what was read."""

    kind: str
    text: str
    wanted: str
    read: str

    @property
    def right(self) -> bool:
        return self.wanted == self.read


def lines(name: str, what: str) -> list[str]:
    return (FRESH / name / what).read_text(encoding="utf-8").splitlines()


def spans(name: str) -> Iterator[Judged]:
    """Each span, found whole or not, and each message in which something is found where nothing is."""
    for message in marked_in(FRESH / name / "spans.txt"):
        found = find(message.text, (message.country,))
        covered = {place for one in found for place in range(one.start, one.end)}
        for kind, start, end in message.spans:
            places = {place for place in range(start, end) if message.text[place].isalnum()}
            read = "whole" if places <= covered else "cut short" if places & covered else "missed"
            yield Judged(f"span: {kind}", message.text, "whole", read)
        for one in found:
            if not any(one.start < end and start < one.end for _, start, end in message.spans):
                yield Judged("found where nothing is", message.text, "nothing", message.text[one.start : one.end])
        if not message.spans:
            yield Judged("harmless", message.text, "nothing", "found" if found else "nothing")


def short(name: str) -> Iterator[Judged]:
    for line in lines(name, "short.txt"):
        yield Judged(f"language: {line[:2]}", line[3:], line[:2], classify(line[3:]).language)


def stops(name: str) -> Iterator[Judged]:
    """A request to stop is obeyed, or asked about; what is none is neither."""
    for line in lines(name, "stops.txt"):
        text = line[2:]
        read = "obeyed" if wants_out(text) else "asked" if may_want_out(text) else "none"
        wanted = "obeyed" if line[0] == "+" else "none"
        yield Judged("stop" if line[0] == "+" else "no stop", text, wanted, read)


def answers(name: str) -> Iterator[Judged]:
    with (FRESH / name / "answers.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="|"):
            told = read_answer(row["text"], "nps" if row["kind"] == "nps" else "csat", row["language"])
            if isinstance(told, Score):
                read = f"score {told.value}"
            else:
                read = told.reason if isinstance(told, Unclear) else NAMES[type(told).__name__]
            wanted = f"score {row['value']}" if row["expected"] == "score" else row["expected"]
            yield Judged(f"answer: {row['expected']}", row["text"], wanted, read)


def topics(name: str) -> Iterator[Judged]:
    for line in lines(name, "topics.txt"):
        language, topic, text = line.split("\t")
        yield Judged(f"topic: {topic}", text, topic, classify(text, language).topic)


def main() -> None:
    wrong = sys.argv[sys.argv.index("--errors") + 1] if "--errors" in sys.argv else ""
    for place, name in enumerate(SETS):
        print(f"\n{name}")
        for what in (spans, short, stops, answers, topics):
            try:
                judged = list(what(name))
            except FileNotFoundError:
                continue  # the tenth has stops and answers alone
            print(
                f"  {what.__name__}: {sum(one.right for one in judged)} of {len(judged)} right; at the first look "
                f"{(FIRST_LOOK[what.__name__][place:] or ('not stored',))[0]}"
            )
            for kind in dict.fromkeys(one.kind for one in judged):
                of_kind = [one for one in judged if one.kind == kind]
                print(f"    {kind:24}{sum(one.right for one in of_kind):>4} of {len(of_kind)}")
            if what is answers:
                false = sum(one.read.startswith("score") and not one.right for one in judged)
                print(f"    false scores: {false}")
            if what is topics:
                _complaints(judged)
            if wrong == name:
                for one in judged:
                    if not one.right:
                        print(f"      {one.kind}, read as {one.read}: {one.text}")


def _complaints(judged: list[Judged]) -> None:
    hits = sum(one.wanted == one.read == "complaint" for one in judged)
    wanted, said = (sum(getattr(one, part) == "complaint" for one in judged) for part in ("wanted", "read"))
    print(f"    complaints: recall {hits / wanted:.3f} at precision {hits / max(1, said):.3f}")


if __name__ == "__main__":
    main()
