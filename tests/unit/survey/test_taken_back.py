"""A score that is put right in the same breath is asked about, and never read as the first."""

import pytest

from care.survey.answer import Score, Unclear, read_answer


@pytest.mark.parametrize(
    "text",
    [
        "2, no actually make that a 3",
        "2, actually 3",
        "4, I mean 5",
        "5, mejor un 4",
        "3, digo 4",
        "un 2, perdón, un 4",
        "3, quer dizer 4",
        "5, melhor 4",
    ],
)
def test_a_score_in_another_ones_place_is_asked_about(text: str):
    assert read_answer(text, "csat") == Unclear("ambiguous")


@pytest.mark.parametrize(
    ("text", "value"),
    [("5, mejor que nunca", 5), ("mejor un 4", 4), ("5 sobre 5", 5), ("4, sorry about the 2 calls", 4)],
)
def test_the_same_words_take_nothing_back_elsewhere(text: str, value: int):
    read = read_answer(text, "csat")
    assert isinstance(read, Score)
    assert read.value == value
