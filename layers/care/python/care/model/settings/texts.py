"""An account's own texts. A missing one is replaced by the shipped text."""

from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from care.model.settings.occasions import LANGUAGES, OCCASIONS, Occasion
from care.problems import Location, refuse


def _absent(given: Any) -> bool:
    return bool(given == type(given)())


class _Settings(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)


_Wordings = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda given: (given,) if isinstance(given, str) else given),
    Field(max_length=20, exclude_if=_absent),
]


class Variants(_Settings):
    """Ways to say the same, by language; one text alone may be given without its list."""

    es: _Wordings = ()
    pt: _Wordings = ()
    en: _Wordings = ()


class Note(_Settings):
    """The account's wording of the note that ends every automatic DM, by language; it cannot be empty."""

    es: Annotated[str, Field(min_length=1)] | None = Field(default=None, exclude_if=_absent)
    pt: Annotated[str, Field(min_length=1)] | None = Field(default=None, exclude_if=_absent)
    en: Annotated[str, Field(min_length=1)] | None = Field(default=None, exclude_if=_absent)


_Variants = Annotated[Variants, Field(exclude_if=_absent)]


class PrivateTexts(_Settings):
    """Texts for DMs where they differ from the public ones: up to 10,000 characters, and links cost nothing there."""

    closed: _Variants = Variants.model_construct()
    open: _Variants = Variants.model_construct()
    incident: _Variants = Variants.model_construct()
    absence: _Variants = Variants.model_construct()
    never: _Variants = Variants.model_construct()


class TextSettings(_Settings):
    """What automatic messages say, by occasion and language, in public and (unless `private` differs) in DMs.

    `absences` has texts of its own for the absence with a label, instead of those of `absence`. `allow_links` lets
    public texts hold links, at X's price. `absence_without_return` lets texts of absences not say the return.

    A text that could come out over X's limit, with an unknown placeholder, or with what does not belong in public is
    refused with its place and its remedy. With `{"stored": True}` as the context of validation this is not looked at
    again, so that rules which grow stricter leave what was saved before readable.
    """

    closed: _Variants = Variants.model_construct()
    open: _Variants = Variants.model_construct()
    incident: _Variants = Variants.model_construct()
    absence: _Variants = Variants.model_construct()
    private_request: _Variants = Variants.model_construct()
    invitation: _Variants = Variants.model_construct()
    never: _Variants = Variants.model_construct()
    absences: Annotated[dict[str, Variants], Field(max_length=100, exclude_if=_absent)] = {}
    private: Annotated[PrivateTexts, Field(exclude_if=_absent)] = PrivateTexts.model_construct()
    note: Annotated[Note, Field(exclude_if=_absent)] = Note.model_construct()
    allow_links: Annotated[bool, Field(strict=True, exclude_if=_absent)] = False
    absence_without_return: Annotated[bool, Field(strict=True, exclude_if=_absent)] = False

    @model_validator(mode="after")
    def _refuse_what_cannot_be_said(self, info: ValidationInfo) -> Self:
        if (info.context or {}).get("stored"):
            return self
        refuse("TextSettings", self._problems())
        return self

    def _problems(self) -> Iterator[tuple[Location, PydanticCustomError]]:
        for occasion in OCCASIONS:
            yield from self._of(getattr(self, occasion), occasion, (occasion,), public=True)
            if occasion in PrivateTexts.model_fields:
                yield from self._of(getattr(self.private, occasion), occasion, ("private", occasion), public=False)
        for label, variants in self.absences.items():
            yield from self._of(variants, "absence", ("absences", label), public=True)
        for language in LANGUAGES:
            if note := getattr(self.note, language):
                from care.model.settings.text_rules import note_problems  # noqa: PLC0415  nothing to check, nothing to import

                yield from ((("note", language), said) for said in note_problems(note, language))

    def _of(
        self, variants: Variants, occasion: Occasion, at: Location, *, public: bool
    ) -> Iterator[tuple[Location, PydanticCustomError]]:
        for language in LANGUAGES:
            for number, text in enumerate(getattr(variants, language)):
                from care.model.settings.text_rules import TextUse, problems  # noqa: PLC0415  as above

                place = TextUse(occasion, language, public, self.allow_links, self.absence_without_return)
                yield from (((*at, language, number), said) for said in problems(text, place))
