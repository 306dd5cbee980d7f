"""Who is answering which case now, in the accounts table, so that two people do not write the same answer.

| what | pk | sk |
|---|---|---|
| somebody is answering | `ANSWERING#<account>` | `<person>` |

A row a person, so that the partition is as small as the team. Who comes writes first and reads then: of two who come
at once both see both, and the earlier one (by name, if it is the same instant) has the case. The sure rule against two
replies is `care.case.agent_actions.reply`; this one is quick and can be seen.
"""

from datetime import datetime, timedelta

from pydantic import AwareDatetime

from care.aws import DynamoDBClient
from care.model.envelope import Value
from care.tables.attributes import attributes_of, expires, item_of, plain, values_of

LASTS = timedelta(seconds=20)  # without a sign of life; the page gives one each seven seconds while there is a text


class Answering(Value):
    """Somebody who is answering a case."""

    person_id: str
    case_id: str
    since: AwareDatetime
    until: AwareDatetime


class AnsweringNow:
    """The rows, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def take(self, account_id: str, case_id: str, person_id: str, now: datetime) -> Answering | None:
        """Say that the person is answering; who came before is returned, or None if the case is the person's."""
        before = {row.person_id: row for row in self.now(account_id, now)}.get(person_id)
        since = before.since if before is not None and before.case_id == case_id else now
        own = Answering(person_id=person_id, case_id=case_id, since=since, until=now + LASTS)
        row = {**plain(own), "pk": f"ANSWERING#{account_id}", "sk": person_id, "expires_at": expires(now, LASTS)}
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))
        return self.other(account_id, case_id, person_id, now)

    def other(self, account_id: str, case_id: str, person_id: str, now: datetime) -> Answering | None:
        """Who else is answering the case, and came first; with None for a person, anybody else."""
        on_it = [row for row in self.now(account_id, now) if row.case_id == case_id]
        first = min(on_it, key=lambda row: (row.since, row.person_id), default=None)
        return first if first is not None and first.person_id != person_id else None

    def leave(self, account_id: str, person_id: str) -> None:
        """The person is not answering any more."""
        key = attributes_of({"pk": f"ANSWERING#{account_id}", "sk": person_id})
        self._dynamodb.delete_item(TableName=self._table, Key=key)

    def now(self, account_id: str, now: datetime) -> list[Answering]:
        """Everybody who is answering a case of the account."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": f"ANSWERING#{account_id}"}),
            ConsistentRead=True,
        )
        rows = (Answering.model_validate(values_of(item)) for item in found["Items"])
        return [row for row in rows if now < row.until]
