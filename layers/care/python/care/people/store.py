"""The people in the accounts table.

| what | pk | sk |
|---|---|---|
| a person | `PEOPLE` | `PERSON#<id>` |

A desk has some hundred people at most, so one partition lists them.
"""

import time

from care.aws import DynamoDBClient
from care.items import attributes_of, item_of, plain, values_of
from care.people.model import Person

_KEPT = 15.0  # seconds of the machine's clock for which a function trusts what it read


class People:
    """The table, through a low-level DynamoDB client, remembering the list for a quarter of a minute."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._known: tuple[float, dict[str, Person]] | None = None

    def get(self, person_id: str) -> Person | None:
        """A person, or None."""
        return self._all().get(person_id)

    def all(self) -> list[Person]:
        """Everybody, by name."""
        return sorted(self._all().values(), key=lambda person: person.name.casefold())

    def put(self, person: Person) -> None:
        """Store a person, new or changed."""
        row = {**plain(person), "pk": "PEOPLE", "sk": f"PERSON#{person.id}"}
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))
        self._known = None

    def remove(self, person_id: str) -> None:
        """The person may see nothing any more; a session that lasts ends with its next request."""
        self._dynamodb.delete_item(
            TableName=self._table, Key=attributes_of({"pk": "PEOPLE", "sk": f"PERSON#{person_id}"})
        )
        self._known = None

    def _all(self) -> dict[str, Person]:
        if self._known is None or time.monotonic() - self._known[0] > _KEPT:
            pages = self._dynamodb.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
                ExpressionAttributeValues=attributes_of({":pk": "PEOPLE", ":sk": "PERSON#"}),
            )
            people = (Person.model_validate(values_of(item)) for page in pages for item in page["Items"])
            self._known = (time.monotonic(), {person.id: person for person in people})
        return self._known[1]
