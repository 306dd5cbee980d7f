"""moto without what takes most of its time and changes no answer.

For each member of an answer moto asks a Python object for a dozen names that it might have. The attributes of
DynamoDB's items are on the wire as they are in its tables, so they are given as they are.
"""

from typing import Any

from moto.core.serialize import BaseJSONSerializer

_PLAIN = {"S", "N", "BOOL", "NULL"}


def install() -> None:
    """Have moto's answers made this way in this process."""
    BaseJSONSerializer._serialize_type_structure = _structure  # type: ignore[method-assign]


_as_moto_does = BaseJSONSerializer._serialize_type_structure


def _structure(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
    if shape.name == "AttributeValue" and _is_on_the_wire(value):
        self._default_serialize(serialized, value, shape, key)
    else:
        _as_moto_does(self, serialized, value, shape, key)


def _is_on_the_wire(value: Any) -> bool:
    if type(value) is not dict or len(value) != 1:
        return False
    [(kind, held)] = value.items()
    match kind:
        case "M":
            return type(held) is dict and all(map(_is_on_the_wire, held.values()))
        case "L":
            return type(held) is list and all(map(_is_on_the_wire, held))
    return kind in _PLAIN
