"""What the sections share: rows of fields, values checked by the settings' own types, problems with their places."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from care import late
from care.model.account import Account
from care.problems import Problem, problems_of

type Fields = Mapping[str, str]
type Draft = dict[str, Any]

_LONGEST_NAME = 36  # characters, so that a number fits behind it
_ROW = late.pattern(r"\d{1,4}")


class InvalidDraft(ValueError):
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
        raise InvalidDraft(problems_of(error, place)) from None


class Checks:
    """The values of several settings, checked one after another; what is wrong is told of all together."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def value[T](self, setting: str, given: Any, before: T, place: str = "") -> T:
        """What is given, as the setting has it; where it is wrong, what was there before."""
        try:
            found: T = checked(setting, given, place)
        except InvalidDraft as wrong:
            self._problems += wrong.problems
            return before
        return found

    def end(self) -> None:
        """InvalidDraft with all that was wrong, if anything was."""
        together(self._problems)


def short_name(text: str) -> str:
    """A name of small letters, digits and dashes made of a text; empty where it has no letter for it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:5])[:_LONGEST_NAME].strip("-").lstrip("0123456789-")


def together(*parts: Iterable[Problem]) -> None:
    """Raise Wrong if any of the parts has a problem."""
    if problems := [problem for part in parts for problem in part]:
        raise InvalidDraft(problems)


@cache
def _adapter(setting: str) -> TypeAdapter[Any]:
    return TypeAdapter(Account.model_fields[setting].rebuild_annotation())
