"""Answers in words that no list knows: comments by what they are not, matters, and what answers nothing yet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from infra.training.answers import all_answers, written

from care.survey.answer import Comment, Score, Unclear, read_answer
from care.survey.learned import WEIGHTS, meaning

COMMENTS = [
    "el chaval le puso ganas",
    "más sosos que un caldo de hospital",
    "la señora del mostrador, oro puro",
    "te dan mil vueltas",
    "qué manera de marear la perdiz",
    "me atendieron a las mil maravillas",
    "a rapariga do balcão é um espetáculo",
    "deu pro gasto",
    "the bloke knew his onions",
    "felt like an afterthought",
]
MATTERS = [
    "sigo sin agua caliente",
    "y el abono que me prometisteis",
    "mándenme el comprobante",
    "continuo sem televisão",
    "quero a segunda via da conta",
    "the left one still doesn't charge",
    "send me the return label",
]
NOTHING_YET = ["ahora mismo conduzco", "esto de quién es?", "agora estou no cinema", "who is this?"]


@pytest.mark.parametrize("text", COMMENTS)
def test_words_that_judge_and_that_no_list_knows_are_a_comment(text):
    assert isinstance(read_answer(text, "csat"), Comment)


@pytest.mark.parametrize("text", MATTERS)
def test_a_matter_is_none(text):
    assert read_answer(text, "csat") == Unclear("other_matter")


@pytest.mark.parametrize("text", NOTHING_YET)
def test_who_puts_it_off_or_asks_what_this_is_has_commented_nothing(text):
    assert read_answer(text, "csat") == Unclear("no_score")


def test_a_comment_that_is_not_surely_praise_is_seen_by_somebody_as_well():
    told = read_answer("felt like an afterthought", "csat")
    assert isinstance(told, Comment)
    assert told.asks


def test_a_comment_beside_a_word_of_a_matter_is_seen_by_somebody_as_well():
    told = read_answer("un encanto, gestionan la cuenta de maravilla", "csat")
    assert isinstance(told, Comment)
    assert told.asks


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("happy to award you an 8", "nps", 8),
        ("Diez. Diez rotundo.", "nps", 10),
        ("7 (siete)", "nps", 7),
        ("1 porque no se puede poner 0", "csat", 1),
        ("un 10 a Remedios", "nps", 10),
    ],
)
def test_a_score_in_new_words_is_read_where_its_article_or_its_repetition_shows_it(text, kind, value):
    read = read_answer(text, kind)
    assert isinstance(read, Score)
    assert read.value == value


@pytest.mark.parametrize(
    "text",
    [
        "la taquilla 8",
        "vagón 7",
        "saqué un 6 en física",
        "tardasteis un 8",
        "compré un 8",
        "ni un mísero 3",
        "un 8 bolsas",
        "an 8 hour delay",
        "un 9 si me llamarais",
        "un 1, no, un 0",
        "8 de 8/10",
        "un 4 a pagar",
        "un 7 de agosto",
    ],
)
def test_what_counts_names_or_doubts_is_still_no_score(text):
    assert not isinstance(read_answer(text, "nps", "es"), Score)


@given(
    st.integers(min_value=0, max_value=10),
    st.sampled_from(["bus", "andén", "vagón", "taquilla", "portal", "gate", "aisle", "ramal", "fila", "coche"]),
    st.sampled_from(["", "es el ", "fui al ", "the ", "o "]),
)
def test_the_number_of_a_place_is_never_a_score(number, place, before):
    assert not isinstance(read_answer(f"{before}{place} {number}", "nps"), Score)


@given(st.text(max_size=400))
def test_every_text_has_a_meaning_whose_probabilities_are_together_one(text):
    told = meaning(text)
    assert sum(told) == pytest.approx(1)
    assert all(0 <= one <= 1 for one in told)


def test_answers_of_many_hands_are_learned_from_and_none_that_is_tested_here():
    learned = {answer.text.casefold() for language in ("es", "pt", "en") for answer in written(language)}
    assert len(learned) >= 3000
    assert not learned & {text.casefold() for text in (*COMMENTS, *MATTERS, *NOTHING_YET)}
    assert {answer.meaning for answer in all_answers()} == {"comment", "other_matter", "no_score", "score"}
    assert WEIGHTS.stat().st_size <= 200_000


@pytest.mark.parametrize(
    ("text", "kind", "value", "comment"),
    [
        ("prob an 8, nothing special", "nps", 8, "nothing special"),
        ("ponle un 7 y vas que chutas", "nps", 7, ""),
        ("vai um oitinho pq demoraram", "nps", 8, "pq demoraram"),
        ("le doy las cuatro estrellas a la muchacha", "csat", 4, "a la muchacha"),
        ("9 mate", "nps", 9, "mate"),
        ("un uno", "csat", 1, ""),
    ],
)
def test_a_score_is_read_before_a_reason_and_beside_those_to_whom_it_is_said(text, kind, value, comment):
    read = read_answer(text, kind)
    assert isinstance(read, Score)
    assert (read.value, read.comment) == (value, comment)


@pytest.mark.parametrize("text", ["3 amigos", "1 friend told me", "is 10 good?", "zero help", "cero interés", "8 guys"])
def test_how_many_people_a_question_and_none_at_all_are_no_score(text):
    assert not isinstance(read_answer(text, "nps"), Score)


@pytest.mark.parametrize("text", ["para la chica 9, para la tienda 3", "for the driver 10 and for the depot 2"])
def test_two_scores_for_two_are_not_guessed(text):
    assert read_answer(text, "nps") == Unclear("ambiguous")


def test_less_than_nothing_is_off_the_scale():
    assert read_answer("menos diez", "nps") == read_answer("minus ten", "nps") == Unclear("out_of_scale")


def test_thanks_for_the_handling_do_not_hide_what_is_still_open():
    assert read_answer("o rapaz disse que ligava e não ligou", "csat") == Unclear("other_matter")


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("5 (cinco). Atentamente, R. Gil", "csat", 5),
        ("nine (9), thanks Beth", "nps", 9),
        ("TWO and do better next time", "csat", 2),
        ("2/5 might improve", "csat", 2),
        ("8 de 10 mija", "nps", 8),
        ("score is 3 only madam", "csat", 3),
    ],
)
def test_a_number_said_twice_joined_or_with_its_scale_is_the_score(text, kind, value):
    told = read_answer(text, kind)
    assert isinstance(told, Score)
    assert told.value == value


@pytest.mark.parametrize(
    "text",
    [
        "3/5 parcels arrived",
        "3/5 no llegaron",
        "8/10 de 10",
        "3 cos I ordered three",
        "4 or and 5",
        "8 pelo app e 3 pela loja",
    ],
)
def test_what_counts_is_no_score_with_a_scale_either(text):
    assert not isinstance(read_answer(text, "csat"), Score)
    assert not isinstance(read_answer(text, "nps"), Score)
