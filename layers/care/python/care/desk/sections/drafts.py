"""What the sections share: rows of fields, values checked by the settings' own types, problems with their places."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel, TypeAdapter, ValidationError

from care.account import Account

type Fields = Mapping[str, str]
type Draft = dict[str, Any]

# Some rules speak of several places at once, each before what is wrong there: "weekly.mon[0]: …; dates[1]: …".
_PLACED = re.compile(r"(?:^|; )(?=((?:weekly|dates|absences|always|csat|nps)(?:\.\w+|\[\d+\])*):? )")
_ROW = re.compile(r"\d{1,4}")


class Problem(NamedTuple):
    """What is wrong at a place of the draft ("dates.0.from"); the place is empty for the section as a whole."""

    place: str
    said: str


class Wrong(ValueError):
    """The draft cannot become settings."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{problem.place}: {problem.said}" for problem in problems))
        self.problems = tuple(problems)


def rows(fields: Fields, prefix: str, names: Iterable[str]) -> list[dict[str, str]]:
    """The rows of fields "<prefix>.<number>.<name>" in order, without those in which nothing stands."""
    found: dict[int, dict[str, str]] = {}
    for field, value in fields.items():
        if field.startswith(f"{prefix}."):
            number, _, name = field.removeprefix(f"{prefix}.").partition(".")
            if _ROW.fullmatch(number):
                found.setdefault(int(number), {})[name] = value.strip()
    names = tuple(names)
    every = ({name: found[number].get(name, "") for name in names} for number in sorted(found))
    return [row for row in every if any(row.values())]


def items(fields: Fields, prefix: str) -> list[str]:
    """The fields "<prefix>.<number>" in order, without empty ones."""
    return [row[""] for row in rows(fields, prefix, ("",))]


def lines(text: str) -> list[str]:
    """The lines of a text in which something stands."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def ticked(fields: Fields, name: str) -> bool:
    """True if the box is ticked."""
    return fields.get(name) == "true"


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without those that are empty: what is left out has its default."""
    return {name: value for name, value in values.items() if value not in ("", None)}


def checked(setting: str, value: Any, place: str = "") -> Any:
    """The value of one of an account's settings; Wrong with places below `place`."""
    try:
        return _adapter(setting).validate_python(value)
    except ValidationError as error:
        raise Wrong(problems_of(error, place)) from None


def with_field[M: BaseModel](model: M, name: str, value: Any) -> M:
    """The model with one field whose name comes from data, such as a text's occasion; KeyError if it has none."""
    if name not in type(model).model_fields:
        raise KeyError(name)
    return model.model_copy(update={name: value})


def problems_of(error: ValidationError, place: str = "") -> list[Problem]:
    """Each problem of a refused value with its place."""
    found: list[Problem] = []
    for each in error.errors(include_input=False):
        where = ".".join(str(part) for part in ([place] if place else []) + list(each["loc"]))
        found += _placed(where, each["msg"].removeprefix("Value error, "))
    return found


def together(*parts: Iterable[Problem]) -> None:
    """Raise Wrong if any of the parts has a problem."""
    if problems := [problem for part in parts for problem in part]:
        raise Wrong(problems)


def _placed(where: str, said: str) -> Iterator[Problem]:
    marks = list(_PLACED.finditer(said))
    if not marks:
        yield Problem(where, said)
        return
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        text = said[mark.end() : after.start() if after else None].removeprefix(mark[1]).lstrip(": ")
        inner = re.sub(r"\[(\d+)\]", r".\1", mark[1])
        yield Problem(f"{where}.{inner}" if where else inner, text)


@cache
def _adapter(setting: str) -> TypeAdapter[Any]:
    return TypeAdapter(Account.model_fields[setting].rebuild_annotation())
