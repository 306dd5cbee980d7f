"""Reading what an account's own posts became, out of the outbox: what people wrote, and what it said by itself."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

from pydantic import ValidationError

from care.aws import DynamoDBClient
from care.courtesy.posts import OWN
from care.model.outbox_item import Item, queue_of
from care.model.own_post import WHOLE
from care.tables.attributes import attributes_of, readable

_DATED = ("greeting", "goodbye", "absence", "absence_end")
_NAMED = ("incident", "incident_end", "delete")


def of_posts(dynamodb: DynamoDBClient, table: str, account_id: str, first: str, last: str = "~") -> list[Item]:
    """The items of the posts from this id on, each thread with all that was made of it."""
    return list(_between(dynamodb, table, account_id, f"{WHOLE}{first}", f"{WHOLE}{last}~"))


def by_itself(dynamodb: DynamoDBClient, table: str, account_id: str, first: date, last: date) -> list[Item]:
    """The courtesies of some days, and what was told of incidents or deleted, whenever that was."""
    end = last + timedelta(days=1)
    dated = (_between(dynamodb, table, account_id, f"{OWN}:{one}:{first}", f"{OWN}:{one}:{end}") for one in _DATED)
    named = (_between(dynamodb, table, account_id, f"{OWN}:{one}:", f"{OWN}:{one}:~") for one in _NAMED)
    return [item for found in (*dated, *named) for item in found]


def _between(dynamodb: DynamoDBClient, table: str, account_id: str, first: str, last: str) -> Iterator[Item]:
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
        ExpressionAttributeValues=attributes_of(
            {":pk": queue_of(account_id, "public"), ":first": f"ITEM#{first}", ":last": f"ITEM#{last}"}
        ),
    )
    for page in pages:
        for row in readable(page["Items"]):
            with suppress(ValidationError):
                yield Item.model_validate(row)
