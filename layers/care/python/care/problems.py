"""What was found wrong with settings, forms or incidents, and at which place of them."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

type Location = tuple[str | int, ...]


class Problem(NamedTuple):
    """What is wrong at a place ("dates.0.from"; empty for the whole): its code, its parameters, and its English."""

    place: str
    code: str
    params: Mapping[str, Any]
    said: str


def problem(error: PydanticCustomError, place: str = "") -> Problem:
    """A fault at a place."""
    return Problem(place, error.type, error.context or {}, error.message())


def problems_of(error: ValidationError, place: str = "") -> list[Problem]:
    """Each problem of a refused value with its place, below `place`."""
    found = error.errors(include_url=False, include_input=False)
    return [
        Problem(
            ".".join(str(part) for part in ([place] if place else []) + list(each["loc"])),
            each["type"],
            each.get("ctx", {}),
            each["msg"].removeprefix("Value error, "),
        )
        for each in found
    ]


def refuse(title: str, problems: Iterable[tuple[Location, PydanticCustomError]]) -> None:
    """ValidationError of the model `title` with each problem at its place; nothing where there are none."""
    if wrong := [InitErrorDetails(type=error, loc=where, input=None) for where, error in problems]:
        raise ValidationError.from_exception_data(title, wrong, hide_input=True)


def written(place: Location) -> str:
    """A place as settings name it: "weekly.mon[0]"."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
