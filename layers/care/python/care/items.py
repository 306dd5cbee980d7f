"""Values to DynamoDB items and back: real attributes, no blobs, so that an item can be read where it lies."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from pydantic import BaseModel

from care.formats import FORMAT, NewerFormat

type Item = dict[str, Any]

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


def item_of(values: Mapping[str, Any]) -> Item:
    """A whole item to be stored, with the number of its format."""
    return attributes_of({**values, "format": FORMAT})


def attributes_of(values: Mapping[str, Any]) -> Item:
    """DynamoDB attributes of plain values; what is None is left out, so that sparse indexes stay sparse."""
    return {name: _serializer.serialize(value) for name, value in values.items() if value is not None}


def values_of(item: Item) -> dict[str, Any]:
    """The plain values of an item; numbers come back as Decimal, which pydantic takes for integers.

    An item without a number is of the first release. NewerFormat if a later release than this one wrote it.
    """
    values = {name: _deserializer.deserialize(value) for name, value in item.items()}
    if values.pop("format", FORMAT) > FORMAT:
        raise NewerFormat("an item was written by a newer release")
    return values


def plain(model: BaseModel, exclude: set[str] | None = None) -> dict[str, Any]:
    """A model's values as JSON would write them, without what is None."""
    return model.model_dump(mode="json", exclude=exclude, exclude_none=True)


def expires(now: datetime, keep: timedelta) -> int:
    """The TTL attribute's value: seconds since 1970."""
    return int((now + keep).timestamp())
