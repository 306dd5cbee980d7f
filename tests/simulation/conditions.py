"""The condition and update expressions of DynamoDB that our stores use, over items as they are on the wire."""

import re
from collections.abc import Mapping
from typing import Any

type Wire = Mapping[str, Any]

_FUNCTION = re.compile(r"(attribute_exists|attribute_not_exists)\(([#\w]+)\)")
_COMPARISON = re.compile(r"([#\w]+) (=|<>|<=|<|>=|>) (:\w+)")
_CLAUSE = re.compile(r"\b(SET|REMOVE|ADD)\b")
_DEFAULT = re.compile(r"if_not_exists\(([#\w]+), (:\w+)\)")


class UnknownExpression(NotImplementedError):
    """An expression of a form that is not simulated: teach it, with a contract test."""


def holds(expression: str, item: Wire, names: Mapping[str, str], values: Wire) -> bool:
    """Whether a condition holds for an item; for one that is not there, `item` is empty."""
    if " OR " in expression:
        return any(holds(part, item, names, values) for part in expression.split(" OR "))
    if expression.startswith("(") and expression.endswith(")"):
        return holds(expression[1:-1], item, names, values)
    if " AND " in expression:
        return all(holds(part, item, names, values) for part in expression.split(" AND "))
    if found := _FUNCTION.fullmatch(expression):
        return (names.get(found[2], found[2]) in item) is (found[1] == "attribute_exists")
    if found := _COMPARISON.fullmatch(expression):
        present = item.get(names.get(found[1], found[1]))
        return present is not None and _compared(present, found[2], values[found[3]])
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


def changed(expression: str, item: Wire, names: Mapping[str, str], values: Wire) -> dict[str, Any]:
    """The item after an update."""
    after = dict(item)
    words = _CLAUSE.split(expression)
    for clause, changes in zip(words[1::2], words[2::2], strict=True):
        for change in re.split(r",\s*(?![^(]*\))", changes.strip()):
            _change(clause, change.strip(), item, after, names, values)
    return after


def _change(
    clause: str, change: str, item: Wire, after: dict[str, Any], names: Mapping[str, str], values: Wire
) -> None:
    match clause, change.split(" ", 2):
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
            raise UnknownExpression(f"{clause} {change}")
