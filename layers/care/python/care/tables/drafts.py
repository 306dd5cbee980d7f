"""Texts that people have not sent yet, in the conversations table.

| what | pk | sk |
|---|---|---|
| a draft | `DRAFT#<account>#<customer>` | `<case>#<person>` |

Under the customer, so that erasing one takes all drafts about them (`Conversations.erase`). A draft goes when it is
sent or emptied, and after a week by its TTL. It is its writer's alone: nobody else is given it.
"""

from datetime import datetime, timedelta
from typing import Final

from care.aws import DynamoDBClient
from care.model.case import Case
from care.tables.attributes import attributes_of, expires, item_of, values_of

MOST: Final = 10_000
"""Characters, as many as a reply may have."""
_KEPT = timedelta(days=7)


class Drafts:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def keep(self, case: Case, person_id: str, text: str, now: datetime) -> None:
        """Keep a person's text for a case in the place of the former one; an empty one is none."""
        if not text.strip():
            self.drop(case, person_id)
            return
        row = {**_key(case, person_id), "text": text[:MOST], "expires_at": expires(now, _KEPT)}
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))

    def of(self, case: Case, person_id: str, now: datetime) -> str:
        """A person's text for a case, or an empty one."""
        key = attributes_of(_key(case, person_id))
        found = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        row = values_of(found["Item"]) if "Item" in found else {}
        # DynamoDB takes what has expired away when it comes to it.
        return str(row["text"]) if row and row["expires_at"] > now.timestamp() else ""

    def drop(self, case: Case, person_id: str) -> None:
        """Keep it no more: it was sent, or there is nothing in it."""
        self._dynamodb.delete_item(TableName=self._table, Key=attributes_of(_key(case, person_id)))


def _key(case: Case, person_id: str) -> dict[str, str]:
    return {"pk": f"DRAFT#{case.account_id}#{case.customer.customer_id}", "sk": f"{case.case_id}#{person_id}"}
