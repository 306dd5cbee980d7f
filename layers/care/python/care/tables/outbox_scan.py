"""Searches an account's posts or DMs by state, for a person who asks."""

from collections.abc import Iterator

from care.aws import DynamoDBClient
from care.model.outbox_item import Item, ItemState
from care.tables.attributes import attributes_of, values_of


def in_state(dynamodb: DynamoDBClient, table: str, queue: str, state: ItemState) -> Iterator[Item]:
    """The items of a queue that are in a state, in no order, as long as they are kept (14 days). All are read."""
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
        FilterExpression="#state = :state",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues=attributes_of({":pk": queue, ":sk": "ITEM#", ":state": state}),
    )
    for page in pages:
        yield from (Item.model_validate(values_of(row)) for row in page["Items"])
