"""The posts that people have an account make, in the accounts table.

| what | pk | sk |
|---|---|---|
| a post | `POSTS#<account>` | `POST#<post>` |
| that somebody may still do something with it | the same | `OPEN#<post>` |
| what is to be done with a post that stands | the same | `ACT#<item>`, until the outbox has it |

Later posts sort behind earlier ones. What is settled goes after 400 days (TTL), like the items of the outbox that
say what became of it.
"""

from collections.abc import Iterator
from contextlib import suppress
from copy import replace
from datetime import datetime, timedelta
from typing import Final

from pydantic import ValidationError

from care.aws import DynamoDBClient, Put, TransactWrite, cancelled_for
from care.model.own_post import OwnPost, PostAct
from care.tables.agenda import look_at_planned
from care.tables.attributes import attributes_of, expires, item_of, plain, readable, values_of

MOST_OPEN: Final = 300
_KEPT = timedelta(days=400)


class ChangedMeanwhile(RuntimeError):
    """Somebody else changed the post since it was read."""


class OwnPosts:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def one(self, account_id: str, post_id: str) -> OwnPost | None:
        """A post, or None."""
        key = attributes_of({"pk": _pk(account_id), "sk": f"POST#{post_id}"})
        found = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return OwnPost.model_validate(values_of(found["Item"]), context=_STORED) if "Item" in found else None

    def open(self, account_id: str) -> list[OwnPost]:
        """Those with which somebody may still do something, the earliest written first."""
        ids = [sk.partition("#")[2] for sk in self._keys(account_id, "OPEN#")]
        return [post for one in ids if (post := self._read(account_id, one)) is not None]

    def newest(self, account_id: str, most: int) -> list[OwnPost]:
        """The newest posts, whatever became of them."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=attributes_of({":pk": _pk(account_id), ":sk": "POST#"}),
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=most,
        )
        posts = []
        for row in readable(found["Items"]):
            with suppress(ValidationError):
                posts.append(OwnPost.model_validate(row, context=_STORED))
        return posts

    def put(self, post: OwnPost, now: datetime) -> OwnPost:
        """Keep a post as the next change of what was read; what is planned is looked at within the minute.

        ChangedMeanwhile if somebody was quicker.
        """
        kept = replace(post, number=post.number + 1)
        row = {**plain(kept), "pk": _pk(post.account_id), "sk": f"POST#{post.post_id}"}
        if not kept.is_open:
            row["expires_at"] = expires(now, _KEPT)
        put: Put = {"TableName": self._table, "Item": item_of(row)}
        if post.number:
            put["ConditionExpression"] = "#number = :number"
            put["ExpressionAttributeNames"] = {"#number": "number"}
            put["ExpressionAttributeValues"] = attributes_of({":number": post.number})
        else:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        key = {"pk": _pk(post.account_id), "sk": f"OPEN#{post.post_id}"}
        writes: list[TransactWrite] = [{"Put": put}]
        if kept.is_open:
            writes.append({"Put": {"TableName": self._table, "Item": item_of(key)}})
        else:
            writes.append({"Delete": {"TableName": self._table, "Key": attributes_of(key)}})
        if kept.state in {"planned", "asked"} or kept.wish is not None:
            writes.append({"Put": look_at_planned(self._table, post.account_id)})
        self._write(writes)
        return kept

    def drop(self, post: OwnPost) -> None:
        """Forget a post that was never on its way."""
        gone: TransactWrite = {
            "Delete": {
                "TableName": self._table,
                "Key": attributes_of({"pk": _pk(post.account_id), "sk": f"POST#{post.post_id}"}),
                "ConditionExpression": "#number = :number",
                "ExpressionAttributeNames": {"#number": "number"},
                "ExpressionAttributeValues": attributes_of({":number": post.number}),
            }
        }
        key = attributes_of({"pk": _pk(post.account_id), "sk": f"OPEN#{post.post_id}"})
        self._write([gone, {"Delete": {"TableName": self._table, "Key": key}}])

    def want(self, act: PostAct) -> None:
        """Have something done with a post that stands, within the minute."""
        row = {**plain(act), "pk": _pk(act.account_id), "sk": f"ACT#{act.item_id}"}
        put: Put = {"TableName": self._table, "Item": item_of(row)}
        self._write([{"Put": put}, {"Put": look_at_planned(self._table, act.account_id)}])

    def wanted(self, account_id: str) -> list[PostAct]:
        """What is to be done with posts that stand and is not in the outbox yet."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=attributes_of({":pk": _pk(account_id), ":sk": "ACT#"}),
            ConsistentRead=True,
        )
        acts = []
        for row in readable(found["Items"]):
            with suppress(ValidationError):  # one that cannot be read holds no other
                acts.append(PostAct.model_validate(row))
        return acts

    def done(self, act: PostAct) -> None:
        """The outbox has it."""
        key = attributes_of({"pk": _pk(act.account_id), "sk": f"ACT#{act.item_id}"})
        self._dynamodb.delete_item(TableName=self._table, Key=key)

    def _read(self, account_id: str, post_id: str) -> OwnPost | None:
        with suppress(ValidationError):
            return self.one(account_id, post_id)
        return None

    def _keys(self, account_id: str, prefix: str) -> Iterator[str]:
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=attributes_of({":pk": _pk(account_id), ":sk": prefix}),
            ConsistentRead=True,
            Limit=MOST_OPEN,
        )
        return (values_of(row)["sk"] for row in found["Items"])

    def _write(self, writes: list[TransactWrite]) -> None:
        try:
            self._dynamodb.transact_write_items(TransactItems=writes)
        except self._dynamodb.exceptions.TransactionCanceledException as error:
            if "ConditionalCheckFailed" not in cancelled_for(error):
                raise
            raise ChangedMeanwhile("somebody else changed the post") from None


_STORED = {"stored": True}


def _pk(account_id: str) -> str:
    return f"POSTS#{account_id}"
