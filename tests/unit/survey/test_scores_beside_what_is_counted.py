"""A score behind calls, hours and orders that are counted; no text here was learned from or tuned on."""

import pytest

from care.survey.answer import Comment, Score, Unclear, read_answer

GIVEN = (
    ("después de 4 correos y 3 llamadas, un 5", 5, "es"),
    ("llegó a las 10:15 y a las 10:40 ya había terminado, así que 9", 9, "es"),
    ("no llega a 8, lo dejo en 7", 7, "es"),
    ("depois de 6 chamadas, dou um 3", 3, "pt"),
    ("acho que uns 8 está bom", 8, "pt"),
    ("pela paciência da Rita boto 9, o resto esquece", 9, "pt"),
    ("I'll say 6, order 44871 came late", 6, "en"),
    ("came at 9:10, done by 9:30, so 10", 10, "en"),
)
COUNTED = (
    ("llevo 3 llamadas y 2 correos", "es"),
    ("a las 9:15 no había nadie", "es"),
    ("faltam 4 de 6 caixas", "pt"),
    ("uns 8 dias à espera", "pt"),
    ("order 44871 is still not here", "en"),
    ("so 4 more weeks then", "en"),
)


@pytest.mark.parametrize(("text", "value", "language"), GIVEN)
def test_the_score_is_read_and_not_what_is_counted(text, value, language):
    told = read_answer(text, "nps", language)
    assert isinstance(told, Score)
    assert told.value == value


@pytest.mark.parametrize(("text", "language"), COUNTED)
def test_what_is_counted_alone_is_no_score(text, language):
    assert not isinstance(read_answer(text, "nps", language), Score)


@pytest.mark.parametrize("text", ["😡", "🤬🤬"])
def test_an_angry_face_alone_is_a_comment(text):
    assert isinstance(read_answer(text, "csat", "es"), Comment)


@pytest.mark.parametrize("text", ["👍", "🙏", "…", ""])
def test_a_sign_that_was_read_is_none(text):
    assert read_answer(text, "csat", "es") == Unclear("no_score")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("respondo mais tarde, estou no ônibus", "pt"),
        ("luego les contesto, voy manejando", "es"),
        ("later, I'm driving", "en"),
    ],
)
def test_who_answers_later_has_not_answered(text, language):
    assert read_answer(text, "csat", language) == Unclear("no_score")
