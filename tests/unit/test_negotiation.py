"""The language of a reader, by the headers that browsers and others really send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.negotiation import accepted, negotiate
from desk.languages import language_of

SPOKEN = ("es", "pt", "en")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", None),
        # Chrome, Firefox, Safari
        ("es-ES,es;q=0.9,en;q=0.8", "es-ES"),
        ("pt-BR,pt;q=0.8,en-US;q=0.5,en;q=0.3", "pt-BR"),
        ("es-419,es;q=0.9", "es-419"),
        ("pt-PT", "pt-PT"),
        ("de-DE,de;q=0.9,en-GB;q=0.7", "en-GB"),
        ("ca-ES,ca;q=0.9,es;q=0.8", "es"),
        ("pt-br", "pt-BR"),
        ("zh-Hant-TW,ja;q=0.5", None),
        ("es-Latn-ES", "es-ES"),
        ("es-ES-valencia", "es-ES"),
        ("en-US-u-hc-h23", "en-US"),
        # Java and old Android write an underscore
        ("pt_PT", "pt-PT"),
        # Weights
        ("fr;q=1.0, es-419;q=0.001", "es-419"),
        ("es;q=0.5, pt;q=0.5", "es"),
        ("es;q=0.5,pt", "pt"),
        ("es ; Q = 0.1, pt;q=0.05", "es"),
        ("es;q=0, pt;q=0.1", "pt"),
        # Whatever is as good as what comes after it
        ("*", None),
        ("es;q=0, *", None),
        ("*;q=0.9, pt;q=0.5", None),
        ("es, *;q=0.5", "es"),
        # What is malformed is passed over
        ("es;q=2, pt;q=abc, zz", None),
        (",,;;q=,es ; q=0.1", "es"),
        ("español, e, spa", None),
        ('"><script>', None),
        ("\x00es, pt", "pt"),
        ("es;q=0.1234, pt;q=0.1", "pt"),
    ],
)
def test_the_first_wanted_language_that_is_spoken_is_taken_with_its_country(header, language):
    assert negotiate(accepted(header), SPOKEN) == language


@pytest.mark.parametrize("header", ["a," * 5000 + "es", "e" * 10_240, ";" * 10_240, "-" * 10_240, "es-" * 3413])
def test_a_header_of_ten_kilobytes_is_read_no_further_than_a_persons_languages(header):
    assert negotiate(accepted(header), SPOKEN) == ("es-ES" if header.startswith("es") else None)


@pytest.mark.parametrize(
    ("asked", "header", "language"),
    [("pt", "es", "pt"), ("PT-PT", "es", "pt-PT"), ("fr", "es", "es"), ("x" * 5000, "", None), ("", "", None)],
)
def test_what_the_address_asks_for_goes_before_what_the_browser_accepts(asked, header, language):
    assert negotiate([asked, *accepted(header)], SPOKEN) == language


@given(st.text(max_size=200) | st.text("esptn-_*;,q=01. ", max_size=60))
def test_whatever_a_header_holds_the_answer_is_a_tag_of_a_spoken_language(header):
    language = negotiate(accepted(header), SPOKEN)
    if language is not None:
        name, _, country = language.partition("-")
        assert name in SPOKEN
        assert country == "" or (country.isalnum() and country.isascii() and country == country.upper())


@pytest.mark.parametrize(
    ("chosen", "header", "language"),
    [("", "pt-BR,pt;q=0.9", "pt"), ("en", "es", "en"), ("", "fr", "en"), ("", "", "en"), ("fr", "es-419", "es")],
)
def test_at_the_desk_a_persons_own_choice_goes_first_and_english_last(chosen, header, language):
    assert language_of(chosen, header) == language
