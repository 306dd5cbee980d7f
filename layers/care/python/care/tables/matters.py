"""All matters of one customer with an account, for the page of one of them and for the API."""

from copy import replace
from typing import Any

from pydantic import AwareDatetime

from care.aws import DynamoDBClient
from care.model.envelope import Value
from care.model.formats import NewerFormat
from care.tables.attributes import attributes_of, values_of
from care.tables.batch_reads import items_at
from care.tables.queue_rows import Row

_MOST = 100  # cases; of a customer who has more, so many are told
_READ = ("row", "format", "opened_at", "resolved_at", "merged_into", "survey")


class Matter(Value):
    """A case as one line of its customer's history. `score` is for supervisors alone (docs/design.md, 4.7)."""

    case_id: str
    opened_at: AwareDatetime
    resolved_at: AwareDatetime | None = None
    state: str
    topic: str
    excerpt: str = ""
    merged_into: str = ""
    tags: tuple[str, ...] = ()
    score: int | None = None
    survey: str = ""


def without_score(matter: Matter) -> Matter:
    """As who serves sees it."""
    return replace(matter, score=None, survey="")


class Matters:
    """The conversations table, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def of(self, account_id: str, customer_id: str) -> list[Matter]:
        """A customer's cases, the newest first, in two reads; a case of a newer release is left out."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=attributes_of({":pk": f"CUSTOMER#{account_id}#{customer_id}", ":sk": "CASE#"}),
            Limit=_MOST,
        )
        keys = [attributes_of({"pk": f"CASE#{item['case_id']['S']}", "sk": "CASE"}) for item in found["Items"]]
        items = items_at(self._dynamodb, self._table, keys, *_READ)
        matters = (one for item in items if (one := _matter(item)) is not None)
        return sorted(matters, key=lambda one: one.opened_at, reverse=True)


def _matter(item: Any) -> Matter | None:
    try:
        values = values_of(item)
    except NewerFormat:
        return None
    row, survey = Row.model_validate(values["row"]), values.get("survey") or {}
    return Matter(
        case_id=row.case_id,
        opened_at=values["opened_at"],
        resolved_at=values.get("resolved_at"),
        state=row.state,
        topic=row.topic,
        excerpt=row.excerpt,
        merged_into=values.get("merged_into", ""),
        tags=row.tags,
        score=survey.get("score"),
        survey=survey.get("kind", "") if survey.get("score") is not None else "",
    )
