"""Shorter wordings suggested to an agent."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.length.abbreviations import WORDINGS
from care.length.shorter import Change, shorten


@pytest.mark.parametrize(
    ("language", "text", "shorter"),
    [
        ("es", "Hola María, envíanos la información que falta.", "Hola María, envíanos la info que falta."),
        ("es", "Hola María, te informamos de que ya salió.", "Hola María, ya salió."),
        ("es", "Realmente, sentimos la espera.", "Sentimos la espera."),
        ("es", "La verdad es que no sabemos más.", "No sabemos más."),
        ("es", "Esto, realmente, no debe pasar.", "Esto, no debe pasar."),
        (
            "es",
            "En este momento no podemos. Escríbenos a través de la web.",
            "Ahora no podemos. Escríbenos por la web.",
        ),
        ("es", "Es para usted.", "Es para Ud."),
        ("pt-BR", "Olá João! Neste momento estamos fechados.", "Olá João! Agora estamos fechados."),
        ("en", "Hello Ann, we do not know. We reply as soon as possible.", "Hello Ann, we don't know. We reply ASAP."),
    ],
)
def test_a_wording_becomes_shorter_and_keeps_its_greeting(language, text, shorter):
    assert shorten(text, language).text == shorter


def test_the_changes_say_what_was_where():
    suggestion = shorten("Hola. Envíanos la información por mensaje directo.", "es")
    assert suggestion.changes == (Change(18, "información", "info"), Change(34, "mensaje directo", "DM"))
    assert "directo" not in repr(suggestion)


@pytest.mark.parametrize(
    "text",
    [
        "Lee https://x.com/información",
        "Escribe a información@marca.es",
        "Sigue a @realmente y #información",
        "Es el grupo Información de Alicante",
        "Tardará 24 h en total",
        "Hola información, buenos días",
    ],
)
def test_links_names_numbers_and_the_greeting_stay(text):
    assert shorten(text, "es").text == text


def test_a_given_name_stays_even_in_small_letters():
    assert shorten("La tarifa realmente libre ya está", "es", names=["tarifa realmente libre"]).changes == ()


def test_a_language_without_a_table_stays_as_it_is():
    assert shorten("Bonjour, s'il vous plaît", "fr").text == "Bonjour, s'il vous plaît"


@pytest.mark.parametrize(
    "text", ["Ayer te informamos de que salió.", "No es realmente así.", "¿Realmente?", "Es así, realmente."]
)
def test_a_filler_that_carries_the_sentence_stays(text):
    assert shorten(text, "es").text == text


@pytest.mark.parametrize("language", WORDINGS)
def test_every_wording_is_shorter_than_what_it_stands_for_and_found_by_it(language):
    wordings = WORDINGS[language]
    assert all(len(short) < len(phrase) for phrase, short in wordings.shorter.items())
    assert all(phrase == phrase.lower() for phrase in (*wordings.shorter, *wordings.fillers, *wordings.greetings))


PHRASES = st.sampled_from(
    [phrase for words in WORDINGS.values() for phrase in (*words.shorter, *words.fillers, *words.greetings)]
    + [
        "Realmente",
        "Por favor",
        "María",
        "12:30",
        "https://x.com/realmente",
        "@realmente",
        "#info",
        "a@b.es",
        ",",
        ".",
        "!",
        "¿",
        "ñ",
    ]
)


@given(st.lists(PHRASES, max_size=15).map(" ".join) | st.text(), st.sampled_from(["es", "pt", "en"]))
def test_a_suggestion_is_never_longer_and_keeps_links_names_and_numbers(text, language):
    suggestion = shorten(text, language)
    assert len(suggestion.text) <= len(text) or not suggestion.changes
    for kept in ("https://x.com/realmente", "@realmente", "#info", "a@b.es", "12:30"):
        assert suggestion.text.count(kept) == text.count(kept)
    assert bool(suggestion.changes) or suggestion.text == shorten(suggestion.text, "xx").text


@given(st.lists(PHRASES, max_size=15).map(" ".join))
def test_each_change_is_of_the_text_at_its_place(text):
    for change in shorten(text, "es").changes:
        assert text[change.at : change.at + len(change.before)] == change.before
        assert re.search(r"\w", change.before)
