"""Whoever writes in a language that we do not speak is answered in the account's own, not in what looks alike."""

from pathlib import Path

import pytest

from care.triage.classification import classify
from care.triage.verdict import explain

TEXTS = [line.split("\t") for line in (Path(__file__).parent / "other_languages.txt").read_text("utf-8").splitlines()]
OURS = [
    ("es", "hola, soy Jordi, de Sant Boi, y el paquet no llega a la carrer Major"),
    ("es", 'compré el pack "Cuore di Panna" y venía roto'),
    ("es", "Le Creuset me lo mandasteis abierto"),
    ("es", "el Volkswagen de mi padre"),
    ("pt", "o meu pedido da Air France não chegou"),
    ("pt", "quero o livro Das Kapital e o Mein Kampf que encomendei"),
    ("en", "my Hot Toddy mug from Le Labo arrived broken"),
    ("en", "c'mon guys, it's been three weeks"),
]


def told(text, language=None):
    return classify(text, language).language


def test_nine_of_ten_texts_in_another_language_are_in_none_of_ours():
    ours = [text for _, text in TEXTS if told(text)]
    assert len(TEXTS) == 104
    assert len(ours) <= 14, ours


@pytest.mark.parametrize(("language", "text"), OURS)
def test_names_of_other_languages_change_nothing(language, text):
    assert told(text) == language


def test_the_words_say_more_than_what_x_or_the_last_message_tells():
    assert told("bos días, cando abrides hoxe?", "pt") == ""
    assert told("gracias, ya está", "es") == "es"
    assert told("ok", "es") == "es"


def test_it_is_explained():
    line = explain(classify("mon colis n'est toujours pas arrivé"))[0]
    assert line.endswith("language: unknown (its words are of another one)")
