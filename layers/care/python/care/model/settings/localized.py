"""Texts and phrases of an account in the languages that it has written them in."""

import unicodedata
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from care.faults import Fault, fault
from care.model.settings.occasions import LANGUAGES, Language

__all__ = ["LANGUAGES", "Frozen", "Phrases", "Said", "Text"]


class Frozen(BaseModel):
    """A setting: it does not change, and an unknown name is refused so that a misspelt one is not ignored."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)


def _seen(text: str) -> str:
    for character in text:
        if character != "\n" and unicodedata.category(character) in {"Cc", "Cs", "Co"}:
            raise fault(Fault.unseen_character, code=f"U+{ord(character):04X}")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(_seen)]
Phrase = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=120, pattern=r"\w"), AfterValidator(_seen)
]
_Listed = Annotated[
    tuple[Phrase, ...],
    BeforeValidator(lambda given: (given,) if isinstance(given, str) else given),
    Field(max_length=30),
]


class Said(Frozen):
    """One text by language: at least one; a customer of a language that is missing reads the first of es, pt, en."""

    es: Text | None = None
    pt: Text | None = None
    en: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.es or self.pt or self.en):
            raise fault(Fault.no_text)
        return self

    def given(self) -> dict[Language, str]:
        """The texts that there are, by language."""
        return {language: said for language in LANGUAGES if (said := getattr(self, language))}

    def to(self, language: Language) -> str:
        """The text for a customer of this language."""
        given = self.given()
        return given.get(language) or next(iter(given.values()))


class Phrases(Frozen):
    """What people call something, by language; one phrase alone may be given without its list."""

    es: _Listed = ()
    pt: _Listed = ()
    en: _Listed = ()

    def to(self, language: Language) -> tuple[str, ...]:
        """The phrases of this language, or of the first of es, pt, en that has any."""
        own: tuple[str, ...] = getattr(self, language)
        return own or self.es or self.pt or self.en
