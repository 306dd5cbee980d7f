"""What is kept of an answer besides its score, and what makes a score doubtful."""

import pytest

from care.survey.answer import Comment, Score, Unclear, read_answer


@pytest.mark.parametrize(
    ("text", "value", "comment"),
    [
        ("5", 5, ""),
        ("5 gracias", 5, "gracias"),
        ("un 4, gracias", 4, "gracias"),
        ("Un 4. Tardasteis mucho", 4, "Tardasteis mucho"),
        ("mi nota: 3", 3, ""),
        ("mi nota es un 3, la verdad", 3, "la verdad"),
        ("5!!!", 5, ""),
        ("(5)", 5, ""),
        ("«4»", 4, ""),
        ("5 (muy amables)", 5, "(muy amables)"),
        ("Muy bien atendido, un 5", 5, "Muy bien atendido"),
        ("Muy bien atendido, un 5. Gracias", 5, "Muy bien atendido. Gracias"),
        ("¡Genial! 5 👏", 5, "¡Genial! 👏"),
        ("⭐⭐⭐⭐ muy majos", 4, "muy majos"),
        ("5️⃣ gracias", 5, "gracias"),
        ("4 estrellas, bien", 4, "bien"),
        ("Del 1 al 5, un 4", 4, ""),
        ("Un 5\nGracias por todo\nAna", 5, "Gracias por todo\nAna"),
        ("4/5 buen trato", 4, "buen trato"),
        ("2: no lo arreglasteis", 2, "no lo arreglasteis"),
    ],
)
def test_the_comment_is_what_else_was_said_without_the_words_of_the_score(text, value, comment):
    answer = read_answer(text, "csat", "es")
    assert isinstance(answer, Score)
    assert (answer.value, answer.comment) == (value, comment)


@pytest.mark.parametrize(
    ("text", "value"), [("4,5", 5), ("4,4", 4), ("4'5", 5), ("4½", 5), ("cuatro y medio", 5), ("1,5", 2), ("2,25", 2)]
)
def test_halves_round_up(text, value):
    assert read_answer(text, "csat", "es") == Score(value)


@pytest.mark.parametrize("text", ["0,5", "5,5", "5,1", "0,9"])
def test_what_lies_off_the_scale_is_not_rounded_onto_it(text):
    assert read_answer(text, "csat", "es") == Unclear("out_of_scale")


@pytest.mark.parametrize(
    ("text", "kind"), [("8/10", "csat"), ("4/5", "nps"), ("⭐⭐⭐⭐", "nps"), ("4 estrellas", "nps")]
)
def test_a_score_on_another_scale_is_not_converted(text, kind):
    assert read_answer(text, kind, "es") == Unclear("out_of_scale")


@pytest.mark.parametrize(
    "text",
    [
        "4. ¿Cuándo llega mi pedido?",
        "5, pero sigue sin funcionar la fibra",
        "1, me han vuelto a cobrar dos veces",
        "3. Llamadme al 600123456",
        "4 thanks, when is my refund?",
        "5 obrigado, preciso de outra fatura",
    ],
)
def test_a_score_that_brings_a_new_matter_says_so(text):
    answer = read_answer(text, "csat")
    assert isinstance(answer, Score)
    assert answer.asks


@pytest.mark.parametrize("text", ["5", "5 gracias", "Un 4. Tardasteis mucho", "5, muy amables", "2 too slow", "5 👏"])
def test_a_score_with_a_word_on_the_handling_asks_for_nothing(text):
    answer = read_answer(text, "csat")
    assert isinstance(answer, Score)
    assert not answer.asks


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1 excelente, muy amables", "csat"),
        ("5 fatal, pésimo", "csat"),
        ("0 great service", "nps"),
        ("10 worst service", "nps"),
    ],
)
def test_who_seems_to_hold_the_scale_upside_down_is_not_counted(text, kind):
    assert read_answer(text, kind) == Unclear("ambiguous")


@pytest.mark.parametrize("text", ["1, nada amables", "5, mal no fue", "1 excelente no fue", "4 excelente", "2 amables"])
def test_praise_that_may_be_turned_by_a_no_contradicts_nothing(text):
    assert isinstance(read_answer(text, "csat", "es"), Score)


def test_a_word_is_read_in_the_language_that_makes_it_a_number():
    assert read_answer("dos, gracias", "csat", "es") == Score(2, "gracias")
    assert not isinstance(read_answer("dos serviços", "csat", "pt"), Score)
    assert read_answer("ten, thanks", "nps", "en") == Score(10, "thanks")
    assert read_answer("ten", "nps", "es") == Score(10)
    assert not isinstance(read_answer("ten más cuidado, gracias", "nps", "es"), Score)


def test_no_words_of_a_customer_are_in_a_representation():
    assert "secreto" not in repr(read_answer("5, un secreto", "csat"))
    assert "majos" not in repr(read_answer("muy majos", "csat"))
    assert read_answer(" muy majos ", "csat") == Comment("muy majos")


@pytest.mark.parametrize(
    ("text", "value"),
    [("2 porque no existe el 0", 2), ("0 pois não há menos", 0), ("8 né", 8), ("a 4 tbh", 4), ("dadle un 9", 9)],
)
def test_a_score_that_the_scale_lacks_and_a_word_of_mere_talk_leave_the_score_alone(text, value):
    told = read_answer(text, "nps")
    assert isinstance(told, Score)
    assert told.value == value


@pytest.mark.parametrize(
    "text",
    [
        "nobody listened",
        "no me ayudaron nada",
        "não recomendaria",
        "loved how they explained it",
        "un aplauso para Rosa",
    ],
)
def test_what_was_not_done_and_praise_by_name_are_comments(text):
    assert isinstance(read_answer(text, "csat"), Comment)


@pytest.mark.parametrize("text", ["how do I pay?", "no gracias", "mínimo 5", "agora não", "not now"])
def test_what_judges_nothing_is_no_comment(text):
    assert isinstance(read_answer(text, "csat"), Unclear)


@pytest.mark.parametrize("text", ["qué gente tan siesa", "gente sem noção", "what a bunch of jokers"])
def test_a_few_words_that_displease_and_of_which_no_list_knows_one_are_a_comment_that_somebody_sees(text):
    told = read_answer(text, "csat")
    assert isinstance(told, Comment)
    assert told.asks
    assert read_answer("venía con la tapa rajada", "csat") == Unclear("other_matter")
    known = read_answer("muy lentos", "csat")
    assert isinstance(known, Comment)
    assert not known.asks
