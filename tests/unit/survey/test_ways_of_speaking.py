"""Numbers that are said again, in what might have been, as a bound, or in praise by the school's best mark."""

import pytest

from care.survey.answer import Comment, Score, Unclear, read_answer


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NUEVE NUEVE NUEVE", 9),
        ("ochoo", 8),
        ("sevenn", 7),
        ("7. Would have been 9 but the queue", 7),
        ("un 8; habría sido un 10 sin la espera", 8),
        ("nada menos que un 10", 10),
        ("10 puntos sobre 10 posibles", 10),
        ("on a scale of 0-10, 9", 9),
        ("la nota más baja que haya", 0),
        ("9 outta 10", 9),
    ],
)
def test_it_is_the_score(text: str, value: int):
    read = read_answer(text, "nps")
    assert isinstance(read, Score)
    assert read.value == value


@pytest.mark.parametrize(
    "text",
    [
        "más de 6",
        "below 4",
        "como mínimo un 8",
        "at least a 6",
        "abaixo de 3",
        "el chico 9, la tienda 2",
        "the lad 5, the wait 1",
    ],
)
def test_a_bound_and_two_things_are_left_open(text: str):
    assert read_answer(text, "nps") == Unclear("ambiguous")


@pytest.mark.parametrize("text", ["un trato de diez", "estuvo de 10", "atendimento nota 10"])
def test_praise_by_the_best_mark_is_a_comment(text: str):
    assert isinstance(read_answer(text, "nps"), Comment)


@pytest.mark.parametrize("text", ["nota 1000", "5000 de 10", "nota mil"])
def test_a_figure_that_no_scale_holds_is_off_the_scale(text: str):
    assert read_answer(text, "nps") == Unclear("out_of_scale")
