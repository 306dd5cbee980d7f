"""Posts that saved searches found, in the conversations table. None of them is a case.

| what | pk | sk |
|---|---|---|
| a post, as long as nobody did anything with it | `FOUND#<account>#<search>` | `NEW#<post>` |
| the same, set aside or opened as a case | the same | `DONE#<post>` |
| where a post lies | `FOUNDPOST#<account>#<post>` | `AT` |
| that somebody wrote it | `FOUNDBY#<account>#<author>` | `<post>` |

The third row is there for the erasure of its author. A post is listed once, by the first search that found it, also
when it was set aside. All go by their TTL after seven days, for which X's recent search shows a post, too: what
strangers wrote is not kept because somebody may look at it some day. In sort keys ids have twenty digits, so that later
posts sort behind earlier ones.
"""

from collections.abc import Sequence
from contextlib import suppress
from copy import replace
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import ValidationError

from care.aws import DynamoDBClient, TransactWrite, cancelled_for
from care.model.snowflake import posted_at
from care.model.watch import Find, FindState
from care.tables.attributes import attributes_of, expires, item_of, plain, readable, values_of
from care.tables.batch_reads import items_at

KEPT: Final = timedelta(days=7)
PAGE: Final = 50
_COUNTED: Final = 100


class Finds:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def add(self, find: Find) -> bool:
        """List a post; False if it was found before, whatever became of it."""
        end = {"expires_at": expires(find.found_at, KEPT)}
        where = {"pk": _post_pk(find.account_id, find.post_id), "sk": "AT"}
        at = {"search_id": find.search_id, "state": find.state, "author_id": find.author.id}
        by = {"pk": _by_pk(find.account_id, find.author.id), "sk": find.post_id}
        first: TransactWrite = {
            "Put": {
                "TableName": self._table,
                "Item": item_of({**where, **at, **end}),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }
        rows = ({**by, **end}, {**plain(find), **_key(find), **end})
        puts: list[TransactWrite] = [{"Put": {"TableName": self._table, "Item": item_of(row)}} for row in rows]
        return self._write([first, *puts])

    def page(self, account_id: str, search_id: str, *, done: bool = False, after: str = "") -> tuple[list[Find], str]:
        """Up to 50 posts of a search, the newest first, and behind which the next page begins; empty at the end."""
        pk, prefix = f"FOUND#{account_id}#{search_id}", _prefix("aside" if done else "new")
        start: dict[str, Any] = (
            {"ExclusiveStartKey": attributes_of({"pk": pk, "sk": f"{prefix}{after.zfill(20)}"})} if after else {}
        )
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=attributes_of({":pk": pk, ":sk": prefix}),
            ScanIndexForward=False,
            Limit=PAGE,
            **start,
        )
        finds = [find for row in readable(found["Items"]) if (find := _read(row)) is not None]
        last = found.get("LastEvaluatedKey")
        return finds, values_of(last)["sk"].partition("#")[2].lstrip("0") if last else ""

    def new(self, account_id: str, search_id: str) -> tuple[int, bool]:
        """How many posts of a search wait for somebody, and whether there are more than were counted."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=attributes_of({":pk": f"FOUND#{account_id}#{search_id}", ":sk": _prefix("new")}),
            Select="COUNT",
            Limit=_COUNTED,
        )
        return found["Count"], "LastEvaluatedKey" in found

    def one(self, account_id: str, post_id: str) -> Find | None:
        """A post that was found, or None."""
        at = self._get({"pk": _post_pk(account_id, post_id), "sk": "AT"})
        if at is None:
            return None
        sk = f"{_prefix(at['state'])}{post_id.zfill(20)}"
        row = self._get({"pk": f"FOUND#{account_id}#{at['search_id']}", "sk": sk})
        return _read(row) if row is not None else None

    def move(self, find: Find, state: FindState, by: str, now: datetime) -> Find | None:
        """Say what became of a post; None if it is gone, or somebody else did something with it meanwhile."""
        became = replace(find, state=state, by=by, changed_at=now)
        end = {"expires_at": expires(find.found_at, KEPT)}
        at = {"search_id": find.search_id, "state": state, "author_id": find.author.id}
        where = {"pk": _post_pk(find.account_id, find.post_id), "sk": "AT"}
        writes: list[TransactWrite] = [
            {
                "Put": {
                    "TableName": self._table,
                    "Item": item_of({**where, **at, **end}),
                    "ConditionExpression": "#state = :state",
                    "ExpressionAttributeNames": {"#state": "state"},
                    "ExpressionAttributeValues": attributes_of({":state": find.state}),
                }
            },
            {"Put": {"TableName": self._table, "Item": item_of({**plain(became), **_key(became), **end})}},
        ]
        if _key(became) != _key(find):
            writes.append({"Delete": {"TableName": self._table, "Key": attributes_of(_key(find))}})
        return became if self._write(writes) else None

    def cases_of(self, account_id: str, post_ids: Sequence[str]) -> dict[str, str]:
        """The cases in which these posts are messages, however they came there."""
        keys = [attributes_of({"pk": f"X#{account_id}#{one}", "sk": "REF"}) for one in dict.fromkeys(post_ids)]
        rows = map(values_of, items_at(self._dynamodb, self._table, keys, consistent=True))
        return {row["pk"].rpartition("#")[2]: row["case_id"] for row in rows}

    def by(self, account_id: str, author_id: str) -> list[Find]:
        """The posts of one author."""
        found = (self.one(account_id, post_id) for post_id in self._ids_by(account_id, author_id))
        return [find for find in found if find is not None]

    def forget(self, account_id: str, post_id: str) -> None:
        """A post is gone from X."""
        at = self._get({"pk": _post_pk(account_id, post_id), "sk": "AT"})
        if at is None:
            return
        pk = f"FOUND#{account_id}#{at['search_id']}"
        for state in ("new", "aside"):
            self._delete(pk, f"{_prefix(state)}{post_id.zfill(20)}")
        self._delete(_by_pk(account_id, at["author_id"]), post_id)
        self._delete(_post_pk(account_id, post_id), "AT")

    def forget_author(self, account_id: str, author_id: str, until: datetime) -> None:
        """Drop what one author posted until then; what was posted since stays."""
        for post_id in self._ids_by(account_id, author_id):
            if posted_at(post_id) > until:
                continue
            self.forget(account_id, post_id)
            self._delete(_by_pk(account_id, author_id), post_id)

    def _ids_by(self, account_id: str, author_id: str) -> list[str]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": _by_pk(account_id, author_id)}),
            ConsistentRead=True,
        )
        return [values_of(item)["sk"] for page in pages for item in page["Items"]]

    def _get(self, key: dict[str, str]) -> dict[str, Any] | None:
        found = self._dynamodb.get_item(TableName=self._table, Key=attributes_of(key), ConsistentRead=True)
        return values_of(found["Item"]) if "Item" in found else None

    def _delete(self, pk: str, sk: str) -> None:
        self._dynamodb.delete_item(TableName=self._table, Key=attributes_of({"pk": pk, "sk": sk}))

    def _write(self, writes: list[TransactWrite]) -> bool:
        try:
            self._dynamodb.transact_write_items(TransactItems=writes)
        except self._dynamodb.exceptions.TransactionCanceledException as error:
            if "ConditionalCheckFailed" not in cancelled_for(error):
                raise
            return False
        return True


def _prefix(state: str) -> str:
    return "NEW#" if state == "new" else "DONE#"


def _key(find: Find) -> dict[str, str]:
    pk = f"FOUND#{find.account_id}#{find.search_id}"
    return {"pk": pk, "sk": f"{_prefix(find.state)}{find.post_id.zfill(20)}"}


def _post_pk(account_id: str, post_id: str) -> str:
    return f"FOUNDPOST#{account_id}#{post_id}"


def _by_pk(account_id: str, author_id: str) -> str:
    return f"FOUNDBY#{account_id}#{author_id}"


def _read(row: dict[str, Any]) -> Find | None:
    with suppress(ValidationError):
        return Find.model_validate(row)
    return None
