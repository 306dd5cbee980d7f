"""Scores that no rule tells: the ends of the scale in words, new frames, and numbers that may be either."""

import pytest

from care.survey.answer import Score, Unclear, read_answer


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("la nota máxima", "csat", 5),
        ("puntuación máxima para Lucía", "nps", 10),
        ("nota mínima, infelizmente", "csat", 1),
        ("full marks! 5!", "csat", 5),
        ("la calificación más alta", "nps", 10),
        ("la peor nota", "nps", 0),
        ("8ish", "nps", 8),
        ("me quedo con un 6", "nps", 6),
        ("ponle un 3 y vas que chutas", "csat", 3),
        ("le doy un nueve, no un diez porque la app va lenta", "nps", 9),
        ("eu ficaria no 7", "nps", 7),
        ("a generous 2, waited 45 mins", "csat", 2),
        ("zero chance I'd recommend you so 0", "nps", 0),
    ],
)
def test_a_score_is_read_in_whatever_frame_people_put_it(text, kind, value):
    read = read_answer(text, kind, "")
    assert isinstance(read, Score)
    assert read.value == value


@pytest.mark.parametrize(
    "text",
    [
        "6/7",
        "7, 8... por ahí",
        "a la chica un 5 y a la empresa un 1",
        "no llega a 5",
        "casi un 4",
        "le daría un 5 si me llaman",
        "¿cuál es la nota máxima?",
        "no os doy la nota máxima",
        "¿un 3",
    ],
)
def test_what_is_not_surely_the_score_is_asked_about(text):
    assert read_answer(text, "csat", "") == Unclear("ambiguous")


@pytest.mark.parametrize(
    "text",
    [
        "pode ser 4, pode ser 5",
        "Plaza de los Fueros 2, Barañáin",
        "we moved to Unit 4, Riverside Business Park",
        "O rapaz da instalação foi um fofo",
        "2 una negra y otra roja",
        "vagón 4",
        "3 cos I ordered three",
        "8 de 8/10",
        "5 € es lo que me debéis",
        "1, 2, 1, 2, 1, 2, 1, 2, 1, 2",
        "me dieron 3 en la tienda de la esquina",
    ],
)
def test_a_number_that_may_count_something_is_no_score(text):
    assert not isinstance(read_answer(text, "csat", ""), Score)


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("me quedo con un 4", ""),
        ("ponle un 4 y vas que chutas", ""),
    ],
)
def test_the_frame_of_a_score_is_no_comment(text, comment):
    read = read_answer(text, "csat", "es")
    assert isinstance(read, Score)
    assert read.comment == comment
