"""The condition and update expressions of DynamoDB that our stores use, over items as they are on the wire."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

type Wire = Mapping[str, Any]

_FUNCTION = re.compile(r"(attribute_exists|attribute_not_exists)\(([#\w]+)\)")
_COMPARISON = re.compile(r"([#\w]+) (=|<>|<=|<|>=|>) (:\w+)")
_CLAUSE = re.compile(r"\b(SET|REMOVE|ADD)\b")
_DEFAULT = re.compile(r"if_not_exists\(([#\w]+), (:\w+)\)")


class UnknownExpression(NotImplementedError):
    """An expression of a form that is not simulated: teach it, with a contract test."""


type _Names = Mapping[str, str]
type _Test = Callable[[Wire, _Names, Wire], bool]


def holds(expression: str, item: Wire, names: _Names, values: Wire) -> bool:
    """Whether a condition holds for an item; for one that is not there, `item` is empty."""
    return _test_of(expression)(item, names, values)


@cache
def _test_of(expression: str) -> _Test:
    """A condition that was read; our stores have few of them."""
    if " OR " in expression:
        either = [_test_of(part) for part in expression.split(" OR ")]
        return lambda item, names, values: any(one(item, names, values) for one in either)
    if expression.startswith("(") and expression.endswith(")"):
        return _test_of(expression[1:-1])
    if " AND " in expression:
        each = [_test_of(part) for part in expression.split(" AND ")]
        return lambda item, names, values: all(one(item, names, values) for one in each)
    if found := _FUNCTION.fullmatch(expression):
        exists, of = found[1] == "attribute_exists", found[2]
        return lambda item, names, _values: (names.get(of, of) in item) is exists
    if found := _COMPARISON.fullmatch(expression):
        name, operator, value = found.groups()

        def compared(item: Wire, names: _Names, values: Wire) -> bool:
            present = item.get(names.get(name, name))
            return present is not None and _compared(present, operator, values[value])

        return compared
    raise UnknownExpression(expression)


def _compared(present: Wire, operator: str, given: Wire) -> bool:
    if present.keys() != given.keys():
        return operator == "<>"
    one, other = _value(present), _value(given)
    match operator:
        case "=":
            return bool(one == other)
        case "<>":
            return bool(one != other)
        case "<=":
            return bool(one <= other)
        case "<":
            return bool(one < other)
        case ">=":
            return bool(one >= other)
        case _:
            return bool(one > other)


def _value(wire: Wire) -> Any:
    ((kind, value),) = wire.items()
    return int(value) if kind == "N" else value


@cache
def _changes_of(expression: str) -> list[tuple[str, list[str]]]:
    """The changes of an update in order, each with the word of its clause."""
    words = _CLAUSE.split(expression)
    return [
        (clause, change.strip().split(" ", 2))
        for clause, changes in zip(words[1::2], words[2::2], strict=True)
        for change in re.split(r",\s*(?![^(]*\))", changes.strip())
    ]


def changed(expression: str, item: Wire, names: _Names, values: Wire) -> dict[str, Any]:
    """The item after an update."""
    after = dict(item)
    for clause, change in _changes_of(expression):
        _change(clause, change, item, after, names, values)
    return after


def _change(clause: str, change: list[str], item: Wire, after: dict[str, Any], names: _Names, values: Wire) -> None:
    match clause, change:
        case "SET", [name, "=", value] if value in values:
            after[names.get(name, name)] = values[value]
        case "SET", [name, "=", value] if found := _DEFAULT.fullmatch(value):
            after[names.get(name, name)] = item.get(names.get(found[1], found[1]), values[found[2]])
        case "REMOVE", [name]:
            after.pop(names.get(name, name), None)
        case "ADD", [name, value]:
            known = names.get(name, name)
            added = int(item.get(known, {"N": "0"})["N"]) + int(values[value]["N"])
            after[known] = {"N": str(added)}
        case _:
            raise UnknownExpression(f"{clause} {' '.join(change)}")
