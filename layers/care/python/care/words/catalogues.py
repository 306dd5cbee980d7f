"""The catalogues of words, read once."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from care.model.settings.occasions import VARIETIES

_HERE = Path(__file__).parent


@cache
def words(stem: str, language: str) -> dict[str, str]:
    """The words of a catalogue by their id; those in English where the language is none of ours."""
    known = language if language in VARIETIES else "en"
    with (_HERE / f"{stem}.{known}.po").open("rb") as file:
        return {
            str(one.id): str(one.string)
            for one in read_po(file, locale=known.replace("-", "_"))
            if one.id and one.string
        }
