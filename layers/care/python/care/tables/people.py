"""The people in the accounts table.

| what | pk | sk |
|---|---|---|
| a person | `PEOPLE` | `PERSON#<id>` |

A desk has some hundred people at most, so one partition lists them. What is changed is single attributes, each under
the condition that they are still what was read: two people who change a third undo nothing of each other.
"""

import time
from collections.abc import Callable
from typing import Any

from care.aws import DynamoDBClient
from care.model.person import Person
from care.tables.attributes import attributes_of, item_of, plain, values_of

_KEPT = 15.0  # seconds of the machine's clock for which a function trusts the list
_LONGEST_ID = 200
_TRIES = 5


class PersonContended(RuntimeError):
    """Others changed the person again and again; nothing was changed here."""


class People:
    """The table, through a low-level DynamoDB client.

    The list, from which names are shown, is remembered for a quarter of a minute; what somebody may is read fresh.
    """

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._known: tuple[float, dict[str, Person]] | None = None

    def get(self, person_id: str) -> Person | None:
        """A person as they are now, or None."""
        if not person_id or len(person_id) > _LONGEST_ID:
            return None
        found = self._dynamodb.get_item(TableName=self._table, Key=_key(person_id), ConsistentRead=True)
        return Person.model_validate(values_of(found["Item"])) if "Item" in found else None

    def all(self) -> list[Person]:
        """Everybody, by name."""
        return sorted(self._all().values(), key=lambda person: person.name.casefold())

    def add(self, person: Person) -> bool:
        """Store a person who is new; False if somebody of that mail address is there, who stays as they are."""
        row = {**item_of(plain(person)), **_key(person.id)}
        try:
            self._dynamodb.put_item(TableName=self._table, Item=row, ConditionExpression="attribute_not_exists(pk)")
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        self._known = None
        return True

    def change(self, person_id: str, change: Callable[[Person], Person]) -> Person | None:
        """Change what `change` changes, and nothing else, of the person as they are; None if there is none any more.

        Read again and tried again where somebody else changed the same meanwhile; PersonContended after some tries.
        """
        for _ in range(_TRIES):
            before = self.get(person_id)
            if before is None:
                return None
            after = change(before)
            if after == before or self._changed(before, after):
                self._known = None
                return after
        raise PersonContended

    def remove(self, person_id: str) -> None:
        """The person may see nothing any more: every session of theirs has ended, also if they are let in again."""
        self._dynamodb.delete_item(TableName=self._table, Key=_key(person_id))
        self._known = None

    def _changed(self, before: Person, after: Person) -> bool:
        old, new = plain(before), plain(after)
        changed = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
        names = {f"#{place}": name for place, name in enumerate(changed)}
        values: dict[str, Any] = {}
        sets, removes, conditions = [], [], ["attribute_exists(pk)"]
        for sign, name in names.items():
            place = sign[1:]
            if name in new:
                values[f":n{place}"] = new[name]
                sets.append(f"{sign} = :n{place}")
            else:
                removes.append(sign)
            if name in old:
                values[f":o{place}"] = old[name]
                # A field that an earlier release did not know is not stored, and stands for its default.
                conditions.append(f"({sign} = :o{place} OR attribute_not_exists({sign}))")
            else:
                conditions.append(f"attribute_not_exists({sign})")
        update = f"SET {', '.join(sets)}" if sets else ""
        update += f" REMOVE {', '.join(removes)}" if removes else ""
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=_key(before.id),
                UpdateExpression=update.strip(),
                ConditionExpression=" AND ".join(conditions),
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=attributes_of(values),
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

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


def _key(person_id: str) -> dict[str, Any]:
    return attributes_of({"pk": "PEOPLE", "sk": f"PERSON#{person_id}"})
