"""An account's own survey questions: checked when they are saved, so that each explains its scale and fits a DM."""

import re
from collections.abc import Iterator
from typing import Annotated, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from care.faults import Fault, fault
from care.model.settings.occasions import LANGUAGES
from care.problems import Location, refuse

SCALES: Final = {"csat": (1, 5), "nps": (0, 10)}


# How many characters a question has, and in how many ways it may be asked in one language.
SHORTEST: Final = 10
LONGEST: Final = 600
MOST_WAYS: Final = 20

_Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=SHORTEST, max_length=LONGEST)]
_Wordings = Annotated[
    tuple[_Question, ...],
    BeforeValidator(lambda given: (given,) if isinstance(given, str) else given),
    Field(max_length=MOST_WAYS),
]


class _Settings(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)


class Questions(_Settings):
    """Ways to ask, by language; one text alone may be given without its list."""

    es: _Wordings = ()
    pt: _Wordings = ()
    en: _Wordings = ()


class SurveyTexts(_Settings):
    """An account's own questions by kind; what is not given is asked as shipped. The note of automatic DMs follows."""

    csat: Questions = Questions.model_construct()
    nps: Questions = Questions.model_construct()

    @model_validator(mode="after")
    def _explain_their_scale(self) -> Self:
        refuse("SurveyTexts", self._problems())
        return self

    def _problems(self) -> Iterator[tuple[Location, PydanticCustomError]]:
        for kind, (low, high) in SCALES.items():
            for language in LANGUAGES:
                for number, text in enumerate(getattr(getattr(self, kind), language)):
                    said = set(re.findall(r"\d+", text))
                    if not {str(low), str(high)} <= said:
                        yield (kind, language, number), fault(Fault.scale_not_explained, low=low, high=high)
