"""A text made to fit by the account's abbreviations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.length.fit import fit
from care.length.weighted import DM_LIMIT, weighted_length

SHORT = {"por favor": "xfa", "también": "tb", "que": "q", "información": "info", "para": "pa"}


def test_a_text_that_fits_stays_as_written():
    assert fit("Por favor, dinos también qué pasa", 280, SHORT) == "Por favor, dinos también qué pasa"


def test_no_more_is_shortened_than_it_takes_and_the_end_goes_first():
    text = "por favor una cosa, por favor otra"
    assert fit(text, len(text) - 1, SHORT) == "por favor una cosa, xfa otra"
    assert fit(text, len(text) - 7, SHORT) == "xfa una cosa, xfa otra"


def test_what_gains_most_is_shortened_first():
    text = "Queremos información y también ayudar por favor"
    assert fit(text, len(text) - 2, SHORT) == "Queremos info y también ayudar por favor"


def test_a_capital_stays_a_capital():
    assert fit("Por favor, escríbenos", 15, SHORT) == "Xfa, escríbenos"


def test_a_text_that_the_abbreviations_cannot_save_is_none():
    assert fit("Una palabra larguísima", 10, SHORT) is None
    assert fit("Una palabra larguísima", 10) is None


@pytest.mark.parametrize(
    "text",
    [
        "https://x.com/que/para",
        "marca.com/que/para",
        "@que",
        "#para",
        "que@para.com",
        "que2",
        "2que",
        "para-que",
        "bosque",
        "que’l",
        "$QUE",
    ],
)
def test_a_part_of_something_else_is_not_a_word(text):
    assert fit(text, len(text) - 1, SHORT, count=len) is None


def test_a_name_is_never_shortened_even_of_several_words():
    text = "Pregunta por Que Para Ti, que para eso está"
    assert fit(text, 39, SHORT, names=["que para ti"]) == "Pregunta por Que Para Ti, q pa eso está"
    assert fit(text, 38, SHORT, names=["que para ti"]) is None


def test_an_abbreviation_at_the_end_of_a_sentence_has_one_dot():
    assert fit("Es para usted.", 12, {"usted": "Ud."}) == "Es para Ud."


def test_an_abbreviation_that_is_no_shorter_is_not_used():
    assert fit("si si si", 7, {"si": "sip"}) is None


def test_a_private_message_is_counted_in_characters():
    text = "por favor " + "日" * (DM_LIMIT - 7)
    assert fit(text, DM_LIMIT, SHORT, count=len) == "xfa " + "日" * (DM_LIMIT - 7)


WORDS = st.sampled_from(
    [
        "que",
        "Que",
        "por favor",
        "información",
        "para",
        "@que",
        "#para",
        "https://x.com/que",
        "que@para.es",
        "12 que",
        "3€",
        "Ana Para",
        "👍🏽",
        "日本",
        ".",
    ]
)


@given(st.lists(WORDS, max_size=40).map(" ".join), st.integers(0, 300))
def test_what_is_returned_fits_and_keeps_what_is_protected(text, limit):
    fitted = fit(text, limit, SHORT, names=["Ana Para"])
    if fitted is None:
        assert weighted_length(text) > limit
        return
    assert weighted_length(fitted) <= limit
    for kept in ("@que", "#para", "https://x.com/que", "que@para.es", "12", "3€", "Ana Para", "👍🏽"):
        assert fitted.count(kept) == text.count(kept)
