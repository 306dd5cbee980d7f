"""A text split into a thread."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from care.length.threads import Unfittable, thread
from care.length.weighted import DM_LIMIT, normalised, weighted_length

SENTENCE = "Hemos revisado tu pedido y saldrá mañana de nuestro almacén. "  # 61


def test_a_text_that_fits_is_one_part_without_a_number():
    assert thread("  Hola  ") == ["Hola"]


def test_an_empty_text_has_no_parts():
    assert thread(" \n ") == []


def test_parts_are_numbered_and_end_with_a_sentence():
    parts = thread(SENTENCE * 6)
    assert [part[-4:] for part in parts] == [" 1/2", " 2/2"]
    assert all(part[:-4].endswith("almacén.") for part in parts)
    assert all(weighted_length(part) <= 280 for part in parts)


def test_without_a_sentence_that_ends_in_time_it_is_cut_between_words():
    parts = thread("palabra " * 50)
    assert [re.sub(r"(palabra )+", "… ", part) for part in parts] == ["… 1/2", "… 2/2"]


def test_a_sentence_that_ends_at_once_does_not_make_a_part_of_its_own():
    assert thread("Hola. " + "palabra " * 9, 50)[0] == "Hola. palabra palabra palabra palabra palabra 1/2"


def test_the_tenth_part_makes_all_the_numbers_longer():
    assert thread("abcdef " * 9, 10)[8] == "abcdef 9/9"
    with pytest.raises(Unfittable):
        thread("abcdef " * 10, 10)


def test_the_end_of_a_paragraph_is_the_end_of_a_sentence():
    assert thread("uno dos tres\ncuatro cinco seis siete ocho", 27) == [
        "uno dos tres 1/3",
        "cuatro cinco seis siete 2/3",
        "ocho 3/3",
    ]


def test_a_title_with_a_dot_does_not_end_a_sentence():
    parts = thread("Ha hablado de esto con la Sra. López y con el Sr. Pérez de la tienda", 44)
    assert parts[0] == "Ha hablado de esto con la Sra. López y 1/2"


def test_a_hundred_parts_leave_room_for_their_longer_numbers():
    parts = thread("palabra " * 400, 30)
    assert len(parts) > 99
    assert parts[0].endswith(f" 1/{len(parts)}")
    assert all(weighted_length(part) <= 30 for part in parts)


def test_a_name_of_several_words_stays_in_one_part():
    text = "Te atenderá en la tienda María del Carmen López Ruiz mañana"
    assert thread(text, 50, names=["maría del carmen lópez ruiz"]) == [
        "Te atenderá en la tienda 1/2",
        "María del Carmen López Ruiz mañana 2/2",
    ]


def test_a_telephone_number_stays_in_one_part():
    assert thread("Puedes llamarnos al +34 900 123 456 cuando quieras", 34) == [
        "Puedes llamarnos al 1/2",
        "+34 900 123 456 cuando quieras 2/2",
    ]


def test_a_space_that_does_not_break_does_not_break():
    assert thread("Cuesta ahora mismo 10\u00a0000\u00a0€ en la tienda", 25)[0] == "Cuesta ahora mismo 1/3"


def test_a_language_without_spaces_is_cut_at_its_full_stops():
    assert thread("今日は晴れです。明日は雨です。", 22) == ["今日は晴れです。 1/2", "明日は雨です。 2/2"]


@pytest.mark.parametrize(("word", "length"), [("x" * 300, 304), ("日" * 141, 286)])
def test_one_word_over_the_limit_says_how_long_it_is(word, length):
    with pytest.raises(Unfittable, match=rf"takes {length} of 280 characters and cannot be cut") as wrong:
        thread(f"Hola {word} adiós")
    assert (wrong.value.length, wrong.value.limit) == (length, 280)
    assert word not in str(wrong.value)


def test_a_private_message_is_split_by_characters():
    parts = thread("日本 " * 5000, DM_LIMIT, count=len)
    assert [len(part) <= DM_LIMIT for part in parts] == [True, True]


PIECES = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.sampled_from(
        [
            "https://example.com/una/ruta",
            "example.com",
            "@maria_1",
            "#tag",
            "👨‍👩‍👧‍👦",
            "👍🏽👍🏽",
            "🇪🇸🇵🇹",
            "María del Mar",
            "fin.",
            "¿Qué?",
            "…",
            "e\u0301",
        ]
    ),
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from([" ", "\n", "\n\n", "  ", "\u00a0"])), max_size=60).map(
    lambda pieces: "".join(piece + gap for piece, gap in pieces)
)


@given(TEXTS, st.integers(60, 280))
@example("María del Mar " * 30, 60)
@example("0000000ᄀ   000 0000ᄀ 000000ਲ਼ \u00a0 00000ᄀᄀ 0ᄀ 000 00000ᄀᄀ ", 60)
def test_every_part_fits_nothing_is_lost_and_no_word_or_name_is_cut(text, limit):
    try:
        parts = thread(text, limit, names=["María del Mar"])
    except Unfittable as unfit:
        assert unfit.length > limit  # noqa: PT017  a long run of the generated text is a proper ending too
        return
    assert all(0 < weighted_length(part) <= limit for part in parts)
    bare = [re.sub(rf" {n}/{len(parts)}\Z", "", part) for n, part in enumerate(parts, 1)] if len(parts) > 1 else parts
    assert "".join("".join(bare).split()) == "".join(normalised(text).split())
    whole = [word for word in normalised(text).split() if not re.search("[。！？]", word)]
    kept = " ".join(bare).split()
    if not re.search("[。！？]", text):
        assert kept == whole
    assert sum(part.count("María del Mar") for part in bare) == normalised(text).count("María del Mar")
