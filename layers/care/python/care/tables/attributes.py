"""Values to DynamoDB items and back: real attributes, no blobs, so that an item can be read in the table."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from decimal import Clamped, Context, Decimal, Inexact, Overflow, Rounded, Underflow
from functools import cache
from typing import Any

from botocore.exceptions import ClientError
from pydantic import BaseModel

from care.aws import cancelled_for
from care.model.formats import FORMAT, NewerFormat

type Item = dict[str, Any]

_EXACT = 10**38  # DynamoDB keeps 38 digits; a number that would lose any is refused
_NUMBERS = Context(Emin=-128, Emax=126, prec=38, traps=[Clamped, Overflow, Inexact, Rounded, Underflow])


def item_of(values: Mapping[str, Any]) -> Item:
    """A whole item to be stored, with the number of its format."""
    item = attributes_of(values)
    item["format"] = {"N": str(FORMAT)}
    return item


def attributes_of(values: Mapping[str, Any]) -> Item:
    """DynamoDB attributes of plain values; what is None is left out, so that sparse indexes stay sparse."""
    # Most are texts: they are told apart at once, here, within what is nested, and where they are read.
    return {
        name: ({"S": value} if type(value) is str else _wire(value))
        for name, value in values.items()
        if value is not None
    }


def values_of(item: Item) -> dict[str, Any]:
    """The plain values of an item; numbers come back as Decimal, which pydantic takes for integers.

    An item without a number is of the first release. NewerFormat if a later release than this one wrote it.
    """
    values = _values(item)
    if values.pop("format", FORMAT) > FORMAT:
        raise NewerFormat("an item was written by a newer release")
    return values


def readable(items: Iterable[Item]) -> Iterator[dict[str, Any]]:
    """The plain values of those items that this release can read, for work on many in which one must hold no other.

    What a newer release wrote is left out: only for callers who find it again when that release is back.
    """
    for item in items:
        try:
            yield values_of(item)
        except NewerFormat:
            continue


def _wire(value: Any) -> dict[str, Any]:
    """As boto3's serializer, which asks of each value what it is not before it asks what it is."""
    kind = type(value)
    if kind is str:
        return {"S": value}
    if kind is dict:
        return {"M": {n: ({"S": inner} if type(inner) is str else _wire(inner)) for n, inner in value.items()}}
    if kind is list:
        return {"L": [({"S": inner} if type(inner) is str else _wire(inner)) for inner in value]}
    if kind is bool:
        return {"BOOL": value}
    if kind is int and -_EXACT < value < _EXACT:
        return {"N": str(value)}
    return {"NULL": True} if value is None else _rarely(value)


def _rarely(value: Any) -> dict[str, Any]:
    match value:
        case int() | Decimal():
            return {"N": _number(value)}
        case str():
            return {"S": value}
        case bytes() | bytearray():
            return {"B": value}
        case AbstractSet():
            return _set_of([_wire(one) for one in value])
        case Mapping():
            return {"M": {name: _wire(inner) for name, inner in value.items()}}
        case tuple() | list():
            return {"L": [_wire(inner) for inner in value]}
    raise TypeError(f"DynamoDB has no type for a {type(value).__name__}")


def _set_of(members: list[dict[str, Any]]) -> dict[str, Any]:
    kinds = {kind for member in members for kind in member} or {"N"}
    if len(kinds) > 1 or not kinds <= {"S", "N", "B"}:
        raise TypeError("DynamoDB has sets of texts, of numbers and of bytes")
    [kind] = kinds
    return {f"{kind}S": [member[kind] for member in members]}


def _number(value: int | Decimal) -> str:
    number = str(_NUMBERS.create_decimal(value))
    if number in {"Infinity", "NaN"}:
        raise TypeError(f"DynamoDB has no {number}")
    return number


def _values(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: (wire["S"] if "S" in wire else _value(wire)) for name, wire in attributes.items()}


def _value(wire: Mapping[str, Any]) -> Any:
    """As boto3's deserializer. Of what is within, too, texts are told apart at once."""
    ((kind, value),) = wire.items()
    match kind:
        case "N":
            return Decimal(value)
        case "M":
            return {name: (inner["S"] if "S" in inner else _value(inner)) for name, inner in value.items()}
        case "L":
            return [(inner["S"] if "S" in inner else _value(inner)) for inner in value]
        case "BOOL" | "S" | "B":
            return value
        case "NULL":
            return None
        case "NS":
            return {Decimal(one) for one in value}
        case "SS" | "BS":
            return set(value)
    raise TypeError(f"{kind} is no type of DynamoDB")


def plain(model: BaseModel, exclude: set[str] | None = None) -> dict[str, Any]:
    """A model's values as JSON would write them, without what is None."""
    return model.model_dump(mode="json", exclude=exclude, exclude_none=True)


def empty(model: BaseModel) -> set[str]:
    """The names of values that hold nothing, as where nobody gave them: an item that lacks them reads the same."""
    values = model.__dict__
    return {name for name, default in _falsy_defaults(type(model)).items() if values[name] == default}


@cache
def _falsy_defaults(kind: type[BaseModel]) -> dict[str, Any]:
    """What fields hold where nobody gave them anything, of those that then hold nothing. Nobody changes them."""
    defaults = {
        name: field.get_default(call_default_factory=True)
        for name, field in kind.model_fields.items()
        if not field.is_required()
    }
    return {name: default for name, default in defaults.items() if not default}


def contended(error: ClientError) -> bool:
    """True if a transaction was cancelled because others wrote the same, so that it may be tried again."""
    return bool(cancelled_for(error) & {"ConditionalCheckFailed", "TransactionConflict"})


def expires(now: datetime, keep: timedelta) -> int:
    """The TTL attribute's value: seconds since 1970."""
    return int((now + keep).timestamp())
