"""The words of the pages in the reader's language: English as written in the code, the others from `catalogues/`."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from care.negotiation import accepted, negotiate

LANGUAGES = {"es": "Español", "pt": "Português", "en": "English"}
# In which the pages are read: what is set up is set up in three languages.
READ = {"es": "Español", "pt": "Português (Brasil)", "pt-PT": "Português (Portugal)", "en": "English"}
_CATALOGUES = Path(__file__).parent / "catalogues"


@cache
def catalogue(language: str) -> dict[str, str | tuple[str, ...]]:
    """What is translated into a language, from all files of its folder; nothing for English."""
    found: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((_CATALOGUES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=babels(language)):
                if message.id and message.string:
                    singular = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
                    text = message.string
                    found[singular] = text if isinstance(text, str) else tuple(text)
    return found


def translated(language: str, text: str) -> str:
    """A text in this language; as it is where it is not translated."""
    found = catalogue(language).get(text, text)
    return found if isinstance(found, str) else found[0]


def counted(language: str, one: str, many: str, number: int) -> str:
    """The form for a number: Spanish, Portuguese and English have two."""
    found = catalogue(language).get(one)
    forms = found if isinstance(found, tuple) else (one, many)
    return forms[0 if number == 1 else -1]


def language_of(chosen: str, header: str) -> str:
    """The person's own choice, else the first of the browser's Accept-Language that we speak, else English."""
    found = negotiate([chosen, *accepted(header)], LANGUAGES) or "en"
    return found if found in READ else found.partition("-")[0]


def babels(language: str) -> str:
    """The language as Babel names its locale: "pt_PT"."""
    return language.replace("-", "_")
