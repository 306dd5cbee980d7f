"""When `hours` looks at an account's courtesies next, in the accounts table.

| what | pk | sk |
|---|---|---|
| an account is to be looked at | `COURTESY` | `<instant>#<account>`, or `0#<account>`: at once |
| what people planned for it is | the same | `0P#<account>`: at once, and no courtesy is made up for |

Whoever changes an account's settings, incidents or pause has it looked at at once, so the work of each minute is that
of the accounts on which something is due. A row too many costs one look; posts have ids, so nothing is posted twice.
"""

from datetime import datetime
from typing import Final

from care.aws import DynamoDBClient, Put
from care.instants import utc_text
from care.tables.attributes import attributes_of, item_of, values_of

_PLANNED: Final = "0P#"


def look_at_once(table: str, account_id: str) -> Put:
    """The write that has an account looked at within the next minute, for a transaction or a put."""
    return {"TableName": table, "Item": item_of({"pk": "COURTESY", "sk": f"0#{account_id}"})}


def look_at_planned(table: str, account_id: str) -> Put:
    """The write that has what people planned for an account looked at within the next minute."""
    return {"TableName": table, "Item": item_of({"pk": "COURTESY", "sk": f"{_PLANNED}{account_id}"})}


class Agenda:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def due(self, now: datetime) -> list[str]:
        """The sort keys of what is to be looked at, the oldest first."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk < :until",
            # The tilde comes after every account's id.
            ExpressionAttributeValues=attributes_of({":pk": "COURTESY", ":until": f"{utc_text(now)}~"}),
            ConsistentRead=True,
        )
        return [values_of(row)["sk"] for page in pages for row in page["Items"]]

    def next_due(self) -> datetime | None:
        """When the next look is due, whenever that is; what is due at once is not counted."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk > :at_once",
            ExpressionAttributeValues=attributes_of({":pk": "COURTESY", ":at_once": "1"}),
            Limit=1,
        )
        instants = [values_of(row)["sk"].partition("#")[0] for row in found["Items"]]
        return datetime.fromisoformat(instants[0]) if instants else None

    def looked(self, key: str, following: datetime | None) -> None:
        """This look is done; the next one is at `following`, if there is one."""
        if following is not None:
            account_id = account_of(key)
            row = {"pk": "COURTESY", "sk": f"{utc_text(following)}#{account_id}"}
            self._dynamodb.put_item(TableName=self._table, Item=item_of(row))
        self._dynamodb.delete_item(TableName=self._table, Key=attributes_of({"pk": "COURTESY", "sk": key}))


def is_of_planned(key: str) -> bool:
    """True for a look at what people planned alone."""
    return key.startswith(_PLANNED)


def account_of(key: str) -> str:
    """The account of a row's sort key."""
    return key.rpartition("#")[2]
