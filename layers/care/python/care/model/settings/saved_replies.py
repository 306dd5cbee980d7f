"""Saved replies: texts that agents put into an answer with a press, and what is done with the case once it has gone."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from care.faults import Fault, fault
from care.model.settings.occasions import LANGUAGES, Language
from care.model.settings.placeholders import PLACEHOLDER, placeholders
from care.model.tags import MOST_TAGS, Tag
from care.problems import Location, refuse

VARIABLES: Final = frozenset({"name", "agent", "brand", "case", "greeting", "return"})
MOST: Final = 300
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class SavedReply(BaseModel):
    """A text in the languages in which there is one; `channel` is the way that it is meant for, if there is one.

    `{greeting}`, `{name}`, `{agent}`, `{brand}`, `{case}` and `{return}` are filled in when it is put into an answer.
    `{greeting}` is that of the hour, in the account's zone. `then` is offered with the press that sends it; `to` is the
    person of "assign". `tags` are given to the case of an answer with it.
    """

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    texts: dict[Language, _Text]
    channel: Literal["", "public", "private"] = ""
    then: Literal["", "resolve", "assign"] = ""
    to: Annotated[str, Field(max_length=100)] = ""
    tags: Annotated[tuple[Tag, ...], Field(max_length=MOST_TAGS)] = ()

    @model_validator(mode="after")
    def _says_only_what_can_be_filled_in(self) -> Self:
        refuse("SavedReply", self._wrong())
        return self

    def text(self, *languages: Language) -> str:
        """The text in the first of these languages that has one, else in any."""
        for language in (*languages, *LANGUAGES):
            if text := self.texts.get(language):
                return text
        return ""

    def _wrong(self) -> Iterator[tuple[Location, PydanticCustomError]]:
        if not self.texts:
            yield ("texts",), fault(Fault.says_nothing)
        known = ", ".join(f"{{{name}}}" for name in sorted(VARIABLES))
        for language, text in self.texts.items():
            bare = PLACEHOLDER.sub("", text)
            if "{" in bare or "}" in bare:
                yield ("texts", language), fault(Fault.brace_open)
            for name in dict.fromkeys(placeholders(text)):
                if name not in VARIABLES:
                    told = {"hole": f"{{{name}}}", "what": "a saved reply", "known": known}
                    yield ("texts", language), fault(Fault.hole_unknown, **told)


def _each_has_a_name_of_its_own(replies: tuple[SavedReply, ...]) -> tuple[SavedReply, ...]:
    ids = [one.id for one in replies]
    twice = [number for number, one in enumerate(ids) if one in ids[:number]]
    refuse("SavedReplies", (((number, "id"), fault(Fault.reply_twice, given=ids[number])) for number in twice))
    return replies


SavedReplies = Annotated[tuple[SavedReply, ...], Field(max_length=MOST), AfterValidator(_each_has_a_name_of_its_own)]
