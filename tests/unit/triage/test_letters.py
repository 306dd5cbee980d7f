"""The language of texts so short that function words are all there is."""

import pytest

from care.triage.classification import classify

SHORT = {
    "es": "sí|más despacio|qué tal|no va|ya está|aún nada|cuándo?|no puedo entrar|tarda mucho|hace frío|mañana",
    "pt": "sim|não|mais devagar|já está|ainda nada|e aí?|quando?|não consigo entrar|demora muito|amanhã|cadê|tudo bem",
    "en": "yes|no way|slower please|not yet|when?|can't get in|so slow|tomorrow|thanks anyway|none|any news|why|help",
}


@pytest.mark.parametrize(("language", "texts"), SHORT.items())
def test_short_texts_are_told_without_x(language, texts):
    assert {text: classify(text).language for text in texts.split("|")} == dict.fromkeys(texts.split("|"), language)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bonjour, ma commande est perdue", "fr"),
        ("la mia connessione non funziona", "it"),
        ("no em funciona la connexió", "ca"),
    ],
)
def test_a_language_that_x_tells_and_that_is_not_ours_is_none_of_ours(text, told):
    assert classify(text, told).language == ""


@pytest.mark.parametrize("text", ["ok", "👍", "12345", "DM", "https://t.co/abc", "@marca"])
def test_what_every_language_writes_tells_none(text):
    assert classify(text).language == ""
