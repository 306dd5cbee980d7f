"""moto without what takes most of its time and changes no answer.

For each member of an answer moto asks a Python object for a dozen names that it might have. The attributes of
DynamoDB's items are on the wire as they are in its tables, so they are given as they are. For each write of a
transaction moto copies all items of its table, to bring them back if it fails: here the items that it writes are. For
each call moto looks for the methods of a class and takes names apart: here once.
"""

import copy
import threading
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any

import moto.core.responses
import moto.dynamodb.models
import moto.sqs.models
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

# Not typed: what moto imports for itself is no part of it.
_responses: Any = moto.core.responses
_sqs: Any = moto.sqs.models
_dynamodb: Any = moto.dynamodb.models
_PLAIN = {"S", "N", "BOOL", "NULL"}


def install() -> None:
    """Have moto's answers made this way in this process."""
    BaseJSONSerializer._serialize_type_structure = _structure  # type: ignore[method-assign]
    DynamoDBBackend.transact_write_items = _transact  # type: ignore[method-assign]
    DynamoType.cast_value = property(_cast)  # type: ignore[method-assign,assignment]
    _dynamodb.copy = SimpleNamespace(deepcopy=_copied)
    _responses.method_names_from_class = cache(_names_of_methods)
    _responses.camelcase_to_underscores = _sqs.camelcase_to_underscores = cache(_with_underscores)


_as_moto_does = BaseJSONSerializer._serialize_type_structure
_transacted = DynamoDBBackend.transact_write_items
_cast_as_moto_does: Any = DynamoType.cast_value
_with_underscores = _responses.camelcase_to_underscores
_names_of_methods = _responses.method_names_from_class


def _cast(self: DynamoType) -> Any:
    return self.value if self.type == "S" else _cast_as_moto_does.fget(self)


@dataclass
class _Transaction(threading.local):
    """What a thread's transaction writes, and its tables as they were."""

    items: list[dict[str, Any]] | None = None
    kept: dict[int, Table] = field(default_factory=dict)


_transaction = _Transaction()


def _transact(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    _transaction.items = transact_items
    try:
        _transacted(self, transact_items)
    finally:
        _transaction.items, _transaction.kept = None, {}


def _copied(thing: Any) -> Any:
    """A deep copy; of a table within a transaction, of what the transaction writes there."""
    if not isinstance(thing, Table) or _transaction.items is None:
        return copy.deepcopy(thing)
    if id(thing) not in _transaction.kept:
        writes = [write for one in _transaction.items for write in one.values() if write.get("TableName") == thing.name]
        keys = [write.get("Key") or write.get("Item") for write in writes]
        _transaction.kept[id(thing)] = _kept(thing, [key for key in keys if key])
    return _transaction.kept[id(thing)]


def _kept(table: Table, keys: list[dict[str, Any]]) -> Table:
    """The table as it is now, whatever is done to the items of these keys afterwards; all others stay as they are."""
    as_it_is = copy.copy(table)
    items: Any = copy.copy(table.items)
    as_it_is.items = items
    by_range = table.range_key_attr
    for hash_value, held in table.items.items():
        if by_range:
            items[hash_value] = copy.copy(held)
    for key in keys:
        hash_value = DynamoType(key[table.hash_key_attr])
        if hash_value not in items:
            continue
        if by_range is None:
            items[hash_value] = copy.deepcopy(items[hash_value])
        elif (range_value := DynamoType(key[by_range])) in items[hash_value]:
            items[hash_value][range_value] = copy.deepcopy(items[hash_value][range_value])
    return as_it_is


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
