"""Values to DynamoDB items and back: real attributes, no blobs, so that an item can be read where it lies."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from pydantic import BaseModel

type Item = dict[str, Any]

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


def item_of(values: Mapping[str, Any]) -> Item:
    """A DynamoDB item of plain values; what is None is left out, so that sparse indexes stay sparse."""
    return {name: _serializer.serialize(value) for name, value in values.items() if value is not None}


def values_of(item: Item) -> dict[str, Any]:
    """The plain values of an item; numbers come back as Decimal, which pydantic takes for integers."""
    return {name: _deserializer.deserialize(value) for name, value in item.items()}


def plain(model: BaseModel, exclude: set[str] | None = None) -> dict[str, Any]:
    """A model's values as JSON would write them, without what is None."""
    return model.model_dump(mode="json", exclude=exclude, exclude_none=True)


def expires(now: datetime, keep: timedelta) -> int:
    """The TTL attribute's value: seconds since 1970."""
    return int((now + keep).timestamp())
