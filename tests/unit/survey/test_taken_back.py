"""A score that is put right in the same breath: the last is read, never the first; a "no" alone leaves it open."""

import pytest

from care.survey.answer import Score, Unclear, read_answer


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2, no actually make that a 3", 3),
        ("2, actually 3", 3),
        ("4, I mean 5", 5),
        ("5, mejor un 4", 4),
        ("3, digo 4", 4),
        ("un 2, perdón, un 4", 4),
        ("3, quer dizer 4", 4),
        ("5, melhor 4", 4),
        ("5, no, mejor 3 que aún me duele", 3),
        ("dois, aliás três", 3),
    ],
)
def test_a_score_that_is_plainly_put_right_is_the_last(text: str, value: int):
    read = read_answer(text, "csat")
    assert isinstance(read, Score)
    assert read.value == value


@pytest.mark.parametrize(
    "text", ["4, não, 5 vá", "un 1, no, un 2", "3 no, 4", "2, perdón, 5 días tarde", "4, sorry, 2 calls"]
)
def test_what_may_be_put_right_is_asked_about(text: str):
    assert read_answer(text, "csat") == Unclear("ambiguous")


@pytest.mark.parametrize(
    ("text", "value"),
    [("5, mejor que nunca", 5), ("mejor un 4", 4), ("5 sobre 5", 5), ("4, sorry about the 2 calls", 4)],
)
def test_the_same_words_take_nothing_back_elsewhere(text: str, value: int):
    read = read_answer(text, "csat")
    assert isinstance(read, Score)
    assert read.value == value
