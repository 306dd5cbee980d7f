"""Posts that stand around messages, in the conversations table: looked up once for an account, for all its cases.

| what | pk | sk |
|---|---|---|
| a post | `CONTEXT#<account>#<post>` | `POST` |
| that somebody wrote it | `CONTEXTS#<account>#<author>` | `<post>` |

The second row is there for the erasure of its author. Both go by their TTL after 30 days: X may show the post no more,
and who opens the case then has it looked up anew.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from care.aws import DynamoDBClient
from care.model.context import ContextPost
from care.model.snowflake import posted_at
from care.tables.attributes import attributes_of, expires, item_of, plain, values_of
from care.tables.batch_reads import items_at

KEPT = timedelta(days=30)


class Around:
    """The table, through a low-level client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def one(self, account_id: str, post_id: str) -> ContextPost | None:
        """What is known of a post, or None."""
        found = self._dynamodb.get_item(TableName=self._table, Key=_key(account_id, post_id), ConsistentRead=True)
        return ContextPost.model_validate(values_of(found["Item"])) if "Item" in found else None

    def several(self, account_id: str, ids: Iterable[str]) -> dict[str, ContextPost]:
        """What is known of these posts, by their ids."""
        found = {one: self.one(account_id, one) for one in dict.fromkeys(ids)}
        return {post_id: post for post_id, post in found.items() if post is not None}

    def at_once(self, account_id: str, ids: Iterable[str]) -> dict[str, ContextPost]:
        """The same by one call, for a page on which somebody waits; it costs as many reads."""
        wanted = list(dict.fromkeys(ids))
        keys = [_key(account_id, one) for one in wanted]
        items = items_at(self._dynamodb, self._table, keys, consistent=True)
        found = {post.id: post for post in map(ContextPost.model_validate, map(values_of, items))}
        return {one: found[one] for one in wanted if one in found}

    def keep(self, account_id: str, post: ContextPost, now: datetime) -> None:
        """Remember a post, and that its author wrote it: the latter first, so that it is always found for erasure."""
        kept = {"expires_at": expires(now, KEPT)}
        if post.author_id:
            where = {"pk": f"CONTEXTS#{account_id}#{post.author_id}", "sk": post.id}
            self._dynamodb.put_item(TableName=self._table, Item=item_of({**where, **kept}))
        where = {"pk": f"CONTEXT#{account_id}#{post.id}", "sk": "POST"}
        self._dynamodb.put_item(TableName=self._table, Item=item_of({**plain(post), **where, **kept}))

    def by(self, account_id: str, author_id: str) -> list[ContextPost]:
        """The posts of one author."""
        return list(self.several(account_id, self._ids_by(account_id, author_id)).values())

    def forget(self, account_id: str, ids: Iterable[str]) -> None:
        """Drop these posts."""
        for post_id in set(ids):
            self._dynamodb.delete_item(TableName=self._table, Key=_key(account_id, post_id))

    def forget_author(self, account_id: str, author_id: str, until: datetime) -> None:
        """Drop what one author posted until then; what was posted since stays."""
        for post_id in self._ids_by(account_id, author_id):
            if posted_at(post_id) > until:
                continue
            self.forget(account_id, [post_id])
            key = attributes_of({"pk": f"CONTEXTS#{account_id}#{author_id}", "sk": post_id})
            self._dynamodb.delete_item(TableName=self._table, Key=key)

    def _ids_by(self, account_id: str, author_id: str) -> list[str]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": f"CONTEXTS#{account_id}#{author_id}"}),
            ConsistentRead=True,
        )
        return [values_of(item)["sk"] for page in pages for item in page["Items"]]


def _key(account_id: str, post_id: str) -> dict[str, Any]:
    return attributes_of({"pk": f"CONTEXT#{account_id}#{post_id}", "sk": "POST"})
