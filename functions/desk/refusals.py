"""What is refused, told to people and to integrations: a code with its parameters, and its words."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from care import words
from care.model.outcomes import Code, Outcome, heard, outcome
from care.problems import Problem

_BY_STATUS: Final = {
    401: Code.signed_out,
    403: Code.not_allowed,
    404: Code.not_found,
    405: Code.wrong_method,
    422: Code.form_wrong,
    429: Code.too_often,
    503: Code.unavailable,
}


class Told(BaseModel):
    """An outcome: its code and parameters, which stay, and its words in the language that was asked for."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    code: str
    params: dict[str, str | int | float]
    message: str


class Wrong(Told):
    """What is wrong with a field of what was sent; `place` is its path ("due_at")."""

    place: str


class Refusal(Told):
    """Why a request is refused. `error` is the message again, for those who read it before there were codes."""

    error: str
    problems: list[Wrong] = Field(default_factory=list)


class Became(BaseModel):
    """What became of an action; `because` is the messages of its `outcomes` in one text."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    action_id: str
    state: Literal["accepted", "applied", "refused"]
    because: str
    outcomes: list[Told]


def refusal(language: str, status: int, why: Outcome | None = None, problems: Iterable[Problem] = ()) -> Refusal:
    """The body of a refusal for an integration."""
    told = shown(language, why or outcome(_BY_STATUS.get(status, Code.failed)))
    found = [
        Wrong(place=one.place, code=one.code, params=_plain(one), message=words.fault(language, one.code, one.params))
        for one in problems
    ]
    return Refusal(code=told.code, params=told.params, message=told.message, error=told.message, problems=found)


def shown(language: str, one: Outcome) -> Told:
    """An outcome for an integration."""
    return Told(code=one.code, params=dict(one.params), message=words.word(language, one))


def told(language: str, value: Any) -> Any:
    """A value of the API with its words beside each outcome in it."""
    if isinstance(value, list):
        return [told(language, one) for one in value]
    if isinstance(value, dict):
        if value.keys() == {"code", "params"}:
            return {**value, "message": words.word(language, heard(value))}
        return {name: told(language, one) for name, one in value.items()}
    return value


def lines(language: str, problems: Sequence[Problem]) -> list[str]:
    """What is wrong, each after the name of its field."""
    told = ((one.place, words.fault(language, one.code, one.params)) for one in problems)
    return [f"{words.place(language, place)}: {said}" if place else said for place, said in told]


def _plain(one: Problem) -> dict[str, str | int | float]:
    """The parameters that JSON can hold: pydantic's may be exceptions or decimals."""
    return {name: value if isinstance(value, (int, float)) else str(value) for name, value in one.params.items()}
