"""Every text of the desk is in Spanish and Portuguese, and says the same things in each."""

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from care.desk.keys import KEYS

DESK = Path(__file__).parents[3] / "functions" / "desk"
PLACE = re.compile(r"%\((\w+)\)s")


def texts_of_the_code():
    methods = [("templates/**.html", "jinja2"), ("**.py", "python")]
    keywords = {"N_": None, "_": None, "gettext": None, "ngettext": (1, 2)}
    found = {message for _, _, message, *_ in extract_from_dir(DESK, methods, keywords=keywords)}
    return found | {key.what for key in KEYS}


def catalogue(language) -> dict[str | tuple[str, ...], Any]:
    found: dict[str | tuple[str, ...], Any] = {}
    for path in sorted((DESK / "catalogues" / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    key = tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id
                    assert key not in found or found[key] == message.string, f"{key} stands twice"
                    found[key] = message.string
    return found


@pytest.mark.parametrize("language", ["es", "pt", "pt-PT"])
def test_nothing_is_untranslated_and_nothing_is_translated_in_vain(language):
    translated = catalogue(language)
    said = texts_of_the_code()
    assert len(said) > 150
    assert {text for text in said if not translated.get(text)} == set()
    assert set(translated) - said == set()


@pytest.mark.parametrize("language", ["es", "pt", "pt-PT"])
def test_a_translation_has_the_places_of_its_original(language):
    translated = catalogue(language)
    assert len(translated) > 150
    for original, translation in translated.items():
        one = original if isinstance(original, str) else original[1]
        forms = [translation] if isinstance(translation, str) else list(translation)
        for form in forms:
            assert set(PLACE.findall(form)) == set(PLACE.findall(one)), original


@pytest.mark.parametrize("language", ["es", "pt", "pt-PT"])
def test_what_stands_in_a_page_can_be_filled_in_so_a_sign_of_percent_is_doubled(language):
    """Jinja fills in every text of a page, also where it has no place: a single sign breaks the whole page."""
    methods = [("templates/**.html", "jinja2")]
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    in_pages = {message for _, _, message, *_ in extract_from_dir(DESK, methods, keywords=keywords)}
    shown = catalogue(language)
    assert len(in_pages & set(shown)) > 150
    for text in in_pages:
        originals = (text,) if isinstance(text, str) else tuple(text)
        translation = shown[text]
        for form in (*originals, *([translation] if isinstance(translation, str) else translation)):
            assert form % dict.fromkeys(PLACE.findall(form), "x") != "", form


BRAZILIAN = re.compile(
    r"(?i)(?<!\w)(?:você|conosco|equipes?|usuári\w+|arquivos?|salv(?:ar|o|a|as|os|ou|e)|senha|excluir|gerenciar|mescl\w+"
    r"|registros?|registrad\w+|aplicativos?|conexão|conectad\w+|detectad\w+|criptograf\w+|autoatendimento|contatos?|celular"
    r"|cadastr\w+|(?:está|estão|estamos|continua) \w+[aei]ndo)(?!\w)"
)


def test_the_portuguese_of_portugal_has_what_that_of_brazil_has_and_none_of_its_words():
    brazilian, european = catalogue("pt"), catalogue("pt-PT")
    assert european.keys() == brazilian.keys()
    words = Path(__file__).parents[3] / "layers" / "care" / "python" / "care" / "words"
    said = [*european.values()]
    for name in ("outcomes", "faults"):
        with (words / f"{name}.pt-PT.po").open("rb") as file:
            said += [message.string for message in read_po(file) if message.id]
    forms = [form for text in said for form in ([text] if isinstance(text, str) else text)]
    assert len(forms) > 1500
    assert [form for form in forms if BRAZILIAN.search(form)] == []


@pytest.mark.parametrize(
    ("chosen", "browser", "read"),
    [
        ("pt-PT", "es", "pt-PT"),
        ("pt", "pt-PT", "pt"),
        ("", "pt-PT,pt;q=0.9", "pt-PT"),
        ("", "pt-BR,pt;q=0.9", "pt"),
        ("", "pt-AO", "pt"),
        ("", "en-GB", "en"),
    ],
)
def test_a_person_reads_the_portuguese_of_their_choice_or_of_their_browser(chosen, browser, read):
    from desk import languages

    assert languages.language_of(chosen, browser) == read
    assert languages.translated("pt-PT", "Keep the changes") == "Guardar alterações"
