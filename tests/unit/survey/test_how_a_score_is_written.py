"""Scores as customers write them: halves, scales, stars, points, signs, and what else a figure may be."""

import pytest

from care.survey.answer import Score, Unclear, read_answer


def told(text, kind, language="es"):
    """The score, the reason why there is none, or which other answer it is."""
    answer = read_answer(text, kind, language)
    if isinstance(answer, Score):
        return answer.value
    return answer.reason if isinstance(answer, Unclear) else type(answer).__name__


@pytest.mark.parametrize(
    ("text", "kind", "read"),
    [
        ("8½", "nps", 9),
        ("9½", "nps", 10),
        ("10½", "nps", "out_of_scale"),
        ("10,1", "nps", "out_of_scale"),
        ("un 0 y medio", "csat", "out_of_scale"),
        ("tres y media", "csat", 4),
        ("três e meia", "csat", 4),
        ("seven and a half", "nps", 8),
        ("8 y medio de 10", "nps", 9),
        ("8 y medio sobre 10", "nps", 9),
        ("Un 8½. Mi nota es un 8,5", "nps", 9),
        ("Un ocho y medio. Mi nota es un 8,5", "nps", 9),
        ("-0", "nps", 0),
        ("-8", "nps", "out_of_scale"),
        ("+8", "nps", "no_score"),
        ("+1 3", "nps", "ambiguous"),
        ("1️⃣0️⃣0️⃣0️⃣0️⃣", "nps", "out_of_scale"),
    ],
)
def test_a_half_rounds_up_and_a_sign_is_no_part_of_a_score(text, kind, read):
    assert told(text, kind) == read


@pytest.mark.parametrize(
    ("text", "kind", "read"),
    [
        ("9 out of 10", "nps", 9),
        ("9 out of 10 stars", "nps", 9),
        ("8/10 de 10", "nps", "no_score"),
        ("4/5 de 10", "nps", "no_score"),
        ("9/10 ⭐", "nps", 9),
        ("8/10 estrellas", "nps", 8),
        ("4/5 estrellas", "csat", 4),
        ("4 ⭐⭐⭐⭐", "nps", "out_of_scale"),
        ("4 ⭐", "nps", "out_of_scale"),
        ("es un 4 ⭐", "csat", 4),
        ("4 de", "csat", "no_score"),
        ("nota de 5", "csat", 5),
        ("8 de 9", "nps", "no_score"),
        ("Diez de 4", "csat", "no_score"),
        ("3 de 5/10", "csat", "no_score"),
        ("4 de 10/10", "csat", "no_score"),
        ("8 de 8/10", "nps", "no_score"),
        ("4 de ⭐⭐⭐⭐⭐", "csat", "ambiguous"),
        ("3 de 5 pedidos", "csat", "other_matter"),
        ("10/10 en 5 minutos", "nps", "no_score"),
        ("4-5 estrellas", "csat", "ambiguous"),
        ("3-4 puntos", "csat", "ambiguous"),
        ("7-8 de 10", "nps", "ambiguous"),
        ("7-8 de 10 veces", "nps", "no_score"),
    ],
)
def test_the_scale_that_is_named_beside_a_score_must_be_that_of_the_question(text, kind, read):
    assert told(text, kind) == read


@pytest.mark.parametrize(
    ("text", "kind", "read"),
    [
        ("de 0 a 5, un 4", "csat", 4),
        ("entre 0 y 10 un 7", "nps", 7),
        ("del 1 al 10, un 8", "nps", 8),
        ("from 1 to 10, a 9", "nps", 9),
        ("between 1 and 5, a 3", "csat", 3),
        ("do 1 ao 5, dou 4", "csat", 4),
        ("5 de 1 a 5", "csat", 5),
        ("4 estrellas de 1 a 5", "csat", 4),
        ("del 1 al 5 un 4", "nps", "out_of_scale"),
        ("de 1 a 10, un 4", "csat", "out_of_scale"),
        ("Del 1 al 10 un 4/5", "csat", 4),
        ("de 1 a 5. 9 out of 10", "nps", 9),
        ("Del 4 al 5", "csat", "no_score"),
        ("Del 4 al 5, un 4", "csat", "ambiguous"),
        ("De la a 5, un 3", "csat", "ambiguous"),
        ("de 1 a 3, un 2", "csat", "ambiguous"),
        ("entre 1 o 5", "csat", "ambiguous"),
        ("gané 1 a 5", "csat", "ambiguous"),
    ],
)
def test_a_scale_in_a_sentence_of_its_own_is_no_score_and_says_on_which_one_the_score_lies(text, kind, read):
    assert told(text, kind) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("⭐⭐⭐⭐⭐", 5),
        ("⭐⭐⭐☆☆", 3),
        ("⭐☆☆☆☆", 1),
        ("⭐ ⭐ ⭐ ⭐", 4),
        ("⭐⭐", 2),
        ("☆☆☆☆☆", "ambiguous"),
        ("☆⭐⭐⭐⭐", "ambiguous"),
        ("⭐☆⭐☆⭐", "ambiguous"),
        ("☆⭐ gracias", "ambiguous"),
        ("⭐⭐⭐⭐  ⭐", "ambiguous"),
        ("⭐", 1),
        ("hola ⭐⭐⭐", "ambiguous"),
        ("hola ⭐⭐", "ambiguous"),
        ("hola ⭐⭐⭐⭐", 4),
        ("muy bien ⭐⭐⭐", "ambiguous"),
        ("muy bien ⭐⭐", "ambiguous"),
        ("muy bien ⭐", "Comment"),
        ("⭐ muy bien", "Comment"),
        ("gracias ⭐", "no_score"),
        ("al ⭐⭐", "ambiguous"),
        ("muy bien ⭐, un 4", 4),
        ("muy bien ⭐⭐, un 4", "ambiguous"),
        ("⭐⭐⭐⭐, un 4", "ambiguous"),
    ],
)
def test_stars_are_counted_where_they_cannot_be_an_ornament(text, read):
    assert told(text, "csat") == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("una estrella", 1),
        ("una estrella, gracias", 1),
        ("una estrella 3", "ambiguous"),
        ("uno ⭐", 1),
        ("one star", 1),
        ("one point", 1),
        ("one out of 5", 1),
        ("one out of 5, thanks", 1),
        ("um...", 1),
        ("una 👏👏", 1),
        ("nota um", 1),
        ("respuesta uno", 1),
        ("uno, gracias", "no_score"),
        ("once", "out_of_scale"),
        ("I give one 2 days", "ambiguous"),
    ],
)
def test_a_word_that_may_be_an_article_is_a_one_where_nothing_else_can_be_meant(text, read):
    assert told(text, "csat", "") == read


@pytest.mark.parametrize("text", ["es una por persona", "dou um por favor"])
def test_a_word_that_may_be_an_article_is_no_one_before_something_else(text):
    assert not isinstance(told(text, "csat", ""), int)
