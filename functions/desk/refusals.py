"""What is refused, told to people and to integrations: a code with its parameters, and its words."""

from collections.abc import Sequence
from typing import Any, Final

from care import words
from care.faults import Problem
from care.outcomes import Code, Outcome, outcome, wire_of

_BY_STATUS: Final = {
    401: Code.signed_out,
    403: Code.not_allowed,
    404: Code.not_found,
    405: Code.wrong_method,
    422: Code.form_wrong,
    503: Code.unavailable,
}


def error_of(
    language: str, status: int, why: Outcome | None = None, problems: Sequence[Problem] = ()
) -> dict[str, Any]:
    """The body of a refusal for an integration; `problems` has what is wrong with each field.

    `error` is the message again, for those who read it before there were codes.
    """
    why = why or outcome(_BY_STATUS.get(status, Code.failed))
    message = words.word(language, why)
    found = [
        {
            "place": one.place,
            "code": one.code,
            "params": _plain(one),
            "message": words.fault(language, one.code, one.params),
        }
        for one in problems
    ]
    return {"error": message, **wire_of(why), "message": message, **({"problems": found} if found else {})}


def lines(language: str, problems: Sequence[Problem]) -> list[str]:
    """What is wrong, each after the name of its field."""
    told = ((one.place, words.fault(language, one.code, one.params)) for one in problems)
    return [f"{words.place(language, place)}: {said}" if place else said for place, said in told]


def _plain(one: Problem) -> dict[str, str | int | float]:
    """The parameters that JSON can hold: pydantic's may be exceptions or decimals."""
    return {name: value if isinstance(value, (int, float)) else str(value) for name, value in one.params.items()}
