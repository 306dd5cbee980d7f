"""Which courtesies an account has switched on, and its own words for them."""

from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from care.model.settings.occasions import LANGUAGES
from care.model.settings.texts import Variants
from care.problems import Location, refuse

Said = Literal["greeting", "goodbye", "absence", "absence_end", "thanks", "welcome"]
# What may stand in each text. Customers are named in DMs alone: in public a name is whatever somebody calls himself.
PLACEHOLDERS: Final[dict[Said, frozenset[str]]] = {
    "greeting": frozenset({"brand", "today"}),
    "goodbye": frozenset({"brand", "return"}),
    "absence": frozenset({"brand", "label", "return"}),
    "absence_end": frozenset({"brand"}),
    "thanks": frozenset({"brand"}),
    "welcome": frozenset({"brand", "name"}),
}
REQUIRED: Final[dict[Said, str]] = {"absence": "return"}
LONGEST: Final = 160
"""Weighted characters of a text without what is filled in, so that it fits into a post with it."""


def _absent(given: Any) -> bool:
    return bool(given == type(given)())


_Variants = Annotated[Variants, Field(exclude_if=_absent)]


class CourtesyTexts(BaseModel):
    """Ways to say each of it, by language; what is empty is said with the shipped words. Several avoid duplicates."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)

    greeting: _Variants = Variants.model_construct()
    goodbye: _Variants = Variants.model_construct()
    absence: _Variants = Variants.model_construct()
    absence_end: _Variants = Variants.model_construct()
    thanks: _Variants = Variants.model_construct()
    welcome: _Variants = Variants.model_construct()


class CourtesySettings(BaseModel):
    """Which courtesies an account has. `centralita courtesy ACCOUNT` shows what each would cost in a month."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)

    greeting: bool = False
    """A post at the first opening of a day; not on a day with an absence, and not during an incident."""
    goodbye: bool = False
    """A post at the last closing of a day, on the same terms."""
    absence: bool = False
    """A post when an absence begins, that says its end, and one when it is over."""
    thanks: Literal["nobody", "private", "everybody"] = "nobody"
    """Who is thanked for a thank-you: nobody, those who wrote it by DM, or also those who mentioned us in public."""
    thanks_minutes: Annotated[int, Field(ge=0, le=24 * 60)] = 15
    """Wall minutes that people have to answer a thank-you themselves before it is answered automatically."""
    welcome: bool = False
    """Whether the acknowledgement of a customer's first DM welcomes them."""
    texts: CourtesyTexts = CourtesyTexts.model_construct()

    @model_validator(mode="after")
    def _refuse_what_cannot_be_said(self, info: ValidationInfo) -> Self:
        if (info.context or {}).get("stored"):
            return self
        refuse("CourtesySettings", self._problems())
        return self

    def _problems(self) -> Iterator[tuple[Location, PydanticCustomError]]:
        for occasion, known in PLACEHOLDERS.items():
            variants = getattr(self.texts, occasion)
            for language in LANGUAGES:
                for number, text in enumerate(getattr(variants, language)):
                    from care.model.settings.text_rules import post_problems  # noqa: PLC0415  nothing to check, nothing to import

                    where = ("texts", occasion, language, number)
                    required = REQUIRED.get(occasion, "")
                    yield from ((where, said) for said in post_problems(text, occasion, known, required, LONGEST))
