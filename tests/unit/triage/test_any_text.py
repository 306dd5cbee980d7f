"""Whatever is written is read, in time linear in its length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.triage.classification import classify
from care.triage.opt_out import wants_out
from care.triage.verdict import explain
from care.triage.words import words

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=400)
PIECES = st.lists(
    st.sampled_from(
        [
            "no",
            "funciona",
            "gracias",
            "👏",
            "👩‍👩‍👧",
            "❤️",
            "\u200b",
            "\ud800",
            "#",
            "@",
            "?",
            "!!!",
            "24h",
            "ñ",
            "'",
            "*",
            "\u0301",
            "_",
            ":(",
            "http://",
            " ",
            "\n",
        ]
    ),
    max_size=60,
).map("".join)


@given(ANY_TEXT | PIECES, st.none() | st.text(max_size=8))
def test_any_text_in_any_language_has_a_verdict(text, language):
    verdict = classify(text, language)
    assert 0 <= verdict.urgency <= 9
    assert (verdict.topic == "complaint") == (verdict.urgency >= 6)
    assert verdict.language in {"es", "pt", "en", ""}
    assert len(explain(verdict)) >= 2
    assert isinstance(wants_out(text), bool)


@given(ANY_TEXT | PIECES)
def test_twice_the_text_is_at_most_twice_the_words(text):
    # On lines of their own: at a seam a link or a time of day may end to be one word.
    assert len(words(f"{text}\n{text}")) <= 2 * len(words(text)) + 1


@given(PIECES)
def test_a_message_is_read_the_same_twice(text):
    assert classify(text) == classify(text)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "A",
        "no ",
        "no funciona ",
        "?",
        "\u0301\u0323",
        "👏",
        "#Aa",
        "#",
        "@",
        "x_",
        "1.",
        "''",
        "\ud800",
        ":(",
        "aB",
        "www.",
        "é",
        "½",
    ],
)
def test_a_very_long_message_is_read_and_gives_no_more_reasons_than_there_are_rules(piece):
    text = (piece * 25_000)[:25_000]
    assert len(words(text)) <= len(text)
    assert len(classify(text).because) < 20
    assert classify("#" + text).urgency <= 9


def test_a_word_repeated_counts_once():
    assert classify("mal " * 500, "es").because == classify("mal", "es").because
