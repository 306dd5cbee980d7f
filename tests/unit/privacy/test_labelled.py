"""Messages as customers write them, labelled by hand before the rules were run on them: `privacy.csv`."""

import csv
from pathlib import Path

from care.privacy.finder import find

MOST_MISSED = MOST_FALSE = 0.03

with (Path(__file__).parent / "privacy.csv").open(encoding="utf-8", newline="") as lines:
    LINES = [
        (line["text"], frozenset(filter(None, line["kinds"].split(";"))), (line["countries"],))
        for line in csv.DictReader(lines)
    ]


def kinds(text, countries):
    return {found.kind.value for found in find(text, countries)}


def test_the_lines_are_many_and_fair():
    texts = [text for text, _, _ in LINES]
    assert len(texts) == len(set(texts)) >= 300
    with_some = sum(bool(expected) for _, expected, _ in LINES)
    assert 0.4 <= with_some / len(LINES) <= 0.6


def test_few_findings_are_missed():
    expected = [(text, kind, countries) for text, some, countries in LINES for kind in some]
    missed = [(kind, text) for text, kind, countries in expected if kind not in kinds(text, countries)]
    assert len(missed) <= MOST_MISSED * len(expected), missed


def test_few_alarms_are_false():
    harmless = [(text, countries) for text, some, countries in LINES if not some]
    false = [(kinds(text, countries), text) for text, countries in harmless if find(text, countries)]
    assert len(false) <= MOST_FALSE * len(harmless), false


def test_few_findings_are_of_another_kind_than_expected():
    other = [
        (kinds(text, countries) - some, text)
        for text, some, countries in LINES
        if some and kinds(text, countries) - some
    ]
    assert len(other) <= MOST_FALSE * len(LINES), other
