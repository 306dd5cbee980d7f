"""What stands before and after a number in an answer: it makes it the score, doubts it, or makes it count something."""

import pytest

from care.survey.answer import Score, Unclear, asks_too, read_answer


def told(text, kind, language="es"):
    """The score, the reason why there is none, or which other answer it is."""
    answer = read_answer(text, kind, language)
    if isinstance(answer, Score):
        return answer.value
    return answer.reason if isinstance(answer, Unclear) else type(answer).__name__


@pytest.mark.parametrize(
    ("text", "kind", "read"),
    [
        ("5,", "csat", 5),
        ("5 /", "csat", 5),
        ("5 -", "csat", 5),
        ("5 👏 Marta", "csat", 5),
        ("5 @tiendaluna sois la caña", "csat", 5),
        ("5 https://t.co/abc Marta", "csat", 5),
        ("10. 5 minutos", "nps", 10),
        ("4, 2 meses", "csat", 4),
        ("4. 600123456", "csat", 4),
        ("4, 24h", "csat", "ambiguous"),
        ("un 4, 100 gracias", "csat", 4),
        ("un 3, tardaron 20", "csat", 3),
        ("un 3, tardaron 4", "csat", 3),
        ("9 y", "nps", 9),
        ("7 u", "nps", "ambiguous"),
        ("8 o diez minutos", "nps", "ambiguous"),
        ("4 estrellas quizás", "csat", "ambiguous"),
        ("4 estrellas o 3", "csat", "ambiguous"),
        ("4 estrellas de hotel", "csat", "no_score"),
        ("4 ⭐ quizás", "csat", "ambiguous"),
        ("4 ⭐ días", "csat", "no_score"),
        ("8 points or so", "nps", "ambiguous"),
        ("8 points times", "nps", "no_score"),
        ("8 10 minutos de espera", "nps", "ambiguous"),
        ("4 600 12 34 56", "csat", "no_score"),
        ("1 800 euros", "csat", "no_score"),
        ("2 una negra y otra roja", "csat", "no_score"),
        ("11 4", "csat", "ambiguous"),
        ("con 3 2", "csat", "ambiguous"),
        ("4 trajes", "csat", "no_score"),
        ("2 from Mexico", "nps", "no_score"),
        ("2 no funcionan", "csat", "ambiguous"),
        ("10 sin problemas", "nps", 10),
        ("10 sin batería", "nps", "no_score"),
        ("un 9 por lo que hizo vuestro equipo", "nps", 9),
        ("un 9 por lo que hizo ayer vuestro equipo", "nps", 9),
        ("un 5 por favor", "csat", "ambiguous"),
        ("es un 10 a pagar", "nps", "ambiguous"),
    ],
)
def test_what_follows_a_number_lets_it_be_the_score_or_not(text, kind, read):
    assert told(text, kind) == read


@pytest.mark.parametrize(
    ("text", "kind", "read"),
    [
        ("um 8", "nps", 8),
        ("Dou um 8, obrigado", "nps", 8),
        ("Un 4. ¿Cuándo llega mi pedido?", "csat", 4),
        ("Le pondría un 9", "nps", 9),
        ("Os daría un 10 si contestarais", "nps", "ambiguous"),
        ("Si contestarais os daría un 10", "nps", "ambiguous"),
        ("Os doy un 10 si me llamáis", "nps", "ambiguous"),
        ("Daría un 10, si contestarais", "nps", "ambiguous"),
        ("Le daría un 10 pero tardasteis", "nps", "ambiguous"),
        ("Le doy un 10 pero tardasteis", "nps", 10),
        ("nota = 8", "nps", 8),
        ("nota=8", "nps", 8),
        ("mi nota: (8)", "nps", 8),
        ("Nota: *8*", "nps", 8),
        ('Nota: "5"', "csat", 5),
        ("es: 4", "csat", 4),
        ("es! 4", "csat", 4),
        ("foi\num 4", "csat", 4),
        ("5€ = 5", "csat", "no_score"),
        ("5€ un 4", "csat", "no_score"),
        ("# nota 3", "csat", "no_score"),
        ("600123456 es 5", "csat", "other_matter"),
        ("24h o 5", "csat", "no_score"),
        ("vou dar 4", "csat", 4),
        ("voy a dar un 4", "csat", 4),
        ("voy a dar el 4", "csat", "ambiguous"),
        ("dar un 4", "csat", 4),
        ("dar 4", "csat", "no_score"),
        ("el cuatro", "csat", 4),
        ("give it 4", "csat", 4),
        ("give it the 4", "csat", "ambiguous"),
        ("1 le doy 5", "csat", "ambiguous"),
        ("3 answer 5", "csat", "ambiguous"),
        ("¿un 3", "csat", "ambiguous"),
        ("yes? 8", "nps", 8),
        ("¿Qué es? 3", "csat", "other_matter"),
        ("pues bueno yo creo que claramente os voy a dar solo un 4", "csat", 4),
    ],
)
def test_what_leads_to_a_number_makes_it_the_score_or_not(text, kind, read):
    assert told(text, kind) == read


@pytest.mark.parametrize(
    ("text", "kind", "read"),
    [
        ("Casi. Mi nota es 4", "csat", 4),
        ("Muy bien en 20. Un 4", "csat", 4),
        ("Muy bien en 3. Un 4", "csat", "ambiguous"),
        ("quase, nota 5", "csat", 5),
        ("Não. Nota 1", "csat", 1),
        ("casi: mi nota es 4", "csat", 4),
        ("no: os doy un 4", "csat", 4),
        ("no/nota 1", "csat", "ambiguous"),
        ("I wanted so give a 4", "csat", "ambiguous"),
        ("Muy bien, un 5", "csat", 5),
        ("Pedido bien, un 5", "csat", 5),
        ("24h. Buen trato, un 5", "csat", "ambiguous"),
        ("¿Buen trato? Sí. Un 4", "csat", "ambiguous"),
        ("Buen trato. ¿La atención? fue un 4", "csat", 4),
        ("Diez minutos, un 5", "csat", 5),
        ("3º vale, 4", "csat", "ambiguous"),
        ("2 hola, 4", "csat", "ambiguous"),
        ("buenas tardes, 4", "csat", 4),
        ("tardes, 4", "csat", 4),
        ("Boa tarde, nota diez um 5", "csat", "ambiguous"),
        ("buenas, pedido 7", "csat", "other_matter"),
        ("5, I love this", "csat", 5),
        ("8 gracias por la", "nps", 8),
    ],
)
def test_what_was_said_before_casts_doubt_on_a_number_until_its_clause_ends(text, kind, read):
    assert told(text, kind) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("thanks 2", "no_score"),
        ("thanks 4", "no_score"),
        ("thanks 5", 5),
        ("thanks four and a half", 5),
        ("thank you 4 the help", "no_score"),
        ("Thank you 4 the great help", "Comment"),
        ("thanks 4 everything you did", "no_score"),
        ("thanks, 4", 4),
        ("thanks 4/5", 4),
        ("thank you 4 stars", 4),
        ("4 thanks", 4),
        ("4, thank you", 4),
        ("thank you I give you 4", 4),
        ("great was 4 o 5 or so", "ambiguous"),
        ("I rate great 5", 5),
    ],
)
def test_a_figure_that_sounds_like_a_word_is_no_score_after_thanks(text, read):
    assert told(text, "csat", "en") == read


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("Del 1 al 5 un 4", ""),
        ("Bien - del 1 al 5 un 4", "Bien"),
        ("De 1 a 5: 4, gracias", "gracias"),
        ("4 de 1 a 5", "de 1 a 5"),
        ("Todo perfecto un 4. Gracias", "Todo perfecto. Gracias"),
        ("Todo perfecto! Un 4 gracias", "Todo perfecto! gracias"),
        ("¿? 4", None),
        ("¡Un 4! ¡Gracias!", "¡Gracias!"),
        ("Mi nota: (4)", ""),
        ("\x1f4", ""),
        ("\x1f4 gracias", "gracias"),
        ("4 \x1fgracias", "gracias"),
        ("Thank you 5", "Thank you"),
        ("Thank you very much. I give you 5", "Thank you very much."),
        ("I would give you 5, thank you", "thank you"),
    ],
)
def test_the_words_of_the_score_are_no_comment(text, comment):
    answer = read_answer(text, "csat", "es")
    assert (answer.comment if isinstance(answer, Score) else None) == comment


@pytest.mark.parametrize(
    ("text", "kind", "read"),
    [
        ("1, trato bueno, gestión pésima", "csat", 1),
        ("1, buen trato", "csat", "ambiguous"),
        ("1, buen trato no fue", "csat", 1),
        ("5, gestión pésima", "csat", "ambiguous"),
        ("2, buen trato", "csat", 2),
        ("4, gestión pésima", "csat", 4),
        ("0, buen trato", "nps", "ambiguous"),
        ("10, gestión pésima", "nps", "ambiguous"),
        ("1, buen trato", "nps", 1),
    ],
)
def test_a_score_at_the_end_of_the_scale_is_doubted_only_where_its_comment_says_the_contrary(text, kind, read):
    assert told(text, kind) == read


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("8/10", False),
        ("8/10 gracias", False),
        ("8/10 y mi pedido no llega", True),
        ("8/10 ¿y mi talla?", True),
        ("8/10, soy de 28001", False),
        ("8/10, soy el 123456", True),
        ("¿?", False),
    ],
)
def test_who_gives_a_number_off_the_scale_may_ask_something_too(text, asks):
    assert asks_too(text, "es") is asks
    answer = read_answer(text.replace("8/10", "4/5"), "csat", "es")
    assert not isinstance(answer, Score) or answer.asks is asks


@pytest.mark.parametrize(("text", "language", "comment"), [("8, mas demorou", "pt", "mas demorou")])
def test_a_portuguese_but_leaves_a_score_with_its_comment(text, language, comment):
    assert read_answer(text, "nps", language) == Score(8, comment)


@pytest.mark.parametrize(
    ("text", "kind", "read"),
    [
        ("5 ⭐ entre 1 y 5", "csat", Score(5)),
        ("de 0 a 10 10", "nps", Score(10)),
        ("entre 1 y 5 3", "csat", Score(3)),
        ("es de un 4", "nps", Score(4)),
        ("si ⭐⭐⭐⭐", "csat", Score(4)),
        ("10 mas", "nps", Unclear("no_score")),
        ("muy 8", "csat", Unclear("no_score")),
        ("un 4 %", "nps", Unclear("no_score")),
        ("un 4 €", "nps", Unclear("no_score")),
        ("buenas pero 5", "csat", Unclear("no_score")),
        ("cuatro estrellas por. pero", "csat", Score(4)),
        ("3 puntos no", "csat", Unclear("ambiguous")),
        ("3 puntos 4", "nps", Unclear("ambiguous")),
        ("trato 10", "nps", Unclear("ambiguous")),
        ("? 10", "nps", Unclear("ambiguous")),
        ("⭐⭐⭐⭐ no mal y doy 4", "csat", Unclear("ambiguous")),
    ],
)
def test_what_stands_around_a_number_decides_whether_it_is_the_score(text, kind, read):
    answer = read_answer(text, kind, "es")
    assert (type(answer), answer.value if isinstance(answer, Score) else answer) == (
        type(read),
        read.value if isinstance(read, Score) else read,
    )
