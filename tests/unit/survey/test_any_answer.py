"""Whatever is answered is read, on the scale, in time linear in its length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.survey.answer import SCALES, Comment, OptOut, Score, Unclear, read_answer
from care.survey.numbers import pieces

KINDS = st.sampled_from(["csat", "nps"])
LANGUAGES = st.sampled_from(["es", "pt", "en", "", "de"])
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)
PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "un ",
                "mi nota",
                " es ",
                "8",
                "10",
                "0",
                "-1",
                "4,5",
                "/",
                "/10",
                "⭐",
                "☆",
                "\ufe0f",
                "\u20e3",
                "🔟",
                "½",
            ),
            *(
                " de ",
                " o ",
                " y medio",
                " a ",
                "5 días",
                "ten",
                "um ",
                "uno",
                "cinco",
                "out of ten",
                " estrellas",
                "?",
                "¿",
            ),
            *(
                "gracias",
                ", ",
                ". ",
                "\n",
                " no ",
                "os doy ",
                "I'd",
                "#",
                "€",
                "%",
                "@x",
                "https://x.co/5",
                "５",
                "٥",
                "²",
            ),
            *("muy bien", "fatal", "\ud800", "\u0301", "a\u0301", "'", "1234567", "de 0 a 10", "baja"),
        ]
    ),
    max_size=14,
).map("".join)


@given(ANY_TEXT | PIECES, KINDS, LANGUAGES)
def test_any_text_is_read_and_a_score_lies_on_its_scale(text, kind, language):
    low, high = SCALES[kind]
    match read_answer(text, kind, language):
        case Score(value=value, comment=comment):
            assert low <= value <= high
            assert comment == comment.strip()
        case Comment(text=said):
            assert said
        case answer:
            assert isinstance(answer, Unclear | OptOut)


@given(ANY_TEXT | PIECES, LANGUAGES)
def test_the_pieces_of_a_text_stand_in_their_order_and_never_overlap(text, language):
    at = 0
    for piece in pieces(text, language):
        assert at <= piece.start < piece.end <= len(text)
        at = piece.end


@given(st.integers(min_value=-999, max_value=999), KINDS, st.sampled_from(["", "un ", "mi nota: ", "le doy un "]))
def test_a_whole_number_alone_is_its_score_or_off_the_scale(number, kind, lead):
    low, high = SCALES[kind]
    expected = Score(number) if low <= number <= high else Unclear("out_of_scale")
    assert read_answer(f"{lead}{number}", kind, "es") == expected


@given(st.integers(min_value=0, max_value=10), st.integers(min_value=0, max_value=10), KINDS)
def test_two_different_numbers_joined_by_or_are_never_a_score(one, other, kind):
    if one != other:
        assert read_answer(f"{one} o {other}", kind, "es") == Unclear("ambiguous")
        assert read_answer(f"un {one}, no, un {other}", kind, "es") == Unclear("ambiguous")


@given(
    st.integers(min_value=0, max_value=10),
    st.sampled_from(["días", "veces", "horas", "€", "%", "pedidos", "líneas", "euros", "pm", "days", "dias", "meses"]),
    KINDS,
)
def test_a_number_that_counts_something_is_no_score(number, counted, kind):
    assert not isinstance(read_answer(f"{number} {counted}", kind), Score)
    assert not isinstance(read_answer(f"os doy {number} {counted}", kind), Score)


@pytest.mark.parametrize(
    "piece",
    [
        "un ",
        "8",
        "8 ",
        "8, ",
        "un 8 ",
        "um ",
        "⭐",
        "⭐ ",
        "☆⭐",
        "8️⃣",
        "1.",
        "1-",
        "'8",
        "mi nota: ",
        "de ",
        "a",
        "?",
        "y medio ",
        "\u0301",
    ],
)
def test_a_very_long_answer_is_read_in_pieces_no_more_than_it_has_characters(piece):
    text = (piece * 10_000)[:10_000]
    assert len(pieces(text, "es")) <= len(text)
    assert isinstance(read_answer(text, "nps", "es"), Score | Unclear | Comment)
