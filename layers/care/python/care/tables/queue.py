"""Reading the queue for the desk: pages of rows and flat counts, however many cases there are."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

from care.aws import DynamoDBClient
from care.model.envelope import Channel
from care.tables.attributes import attributes_of, readable, values_of
from care.tables.queue_rows import Row, list_key

View = Literal["open", "waiting", "resolved", "mine", "incident", "leads", "influencers", "unsure", "snoozed"]
VIEWS: tuple[View, ...] = get_args(View)
# What supervisors are to decide, on a page of its own.
Decisions = Literal["approvals", "follow_ups"]
PAGE = 50
_LOOKED_AT = 500  # rows that are read for a page at most: who wants to look further asks for it
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the queue somebody wants to see; `of` is the person of "mine", or the incident."""

    account_id: str
    view: View | Decisions = "open"
    of: str = ""
    channel: Channel | None = None
    language: str = ""
    tag: str = ""
    after: str = ""

    @property
    def key(self) -> str:
        """The partition of the index that holds it."""
        match self.view:
            case "open" | "waiting" | "resolved":
                return f"{self.account_id}#{self.view}"
            case "mine" | "incident" | "leads" | "influencers" | "unsure" | "snoozed" | "approvals" | "follow_ups":
                return list_key(self.account_id, self.view, self.of)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Rows in the order of the queue. `after` is where the next page begins, empty at the end of the queue."""

    rows: tuple[Row, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class CaseCount:
    """How many cases there are; with `more` there are more than were counted."""

    number: int
    more: bool = False


class Queue:
    """The `queue` index of the conversations table, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def page(self, wanted: Wanted) -> QueuePage:
        """One page of at most 50 rows, in one read; in two where cases that are snoozed stand among the first.

        A filter passes over rows: some 500 are looked at, and who wants to look further asks for it. A case that a
        newer release wrote is left out until that is back.
        """
        rows: list[Row] = []
        after = wanted.after
        filtered = bool(wanted.channel or wanted.language or wanted.tag)
        for limit in (_LOOKED_AT,) if filtered else (PAGE, _LOOKED_AT):
            found = self._dynamodb.query(
                **self._asked(wanted, after), ProjectionExpression="#row, queue_key, #format", Limit=limit
            )
            more = "LastEvaluatedKey" in found
            items = list(readable(found["Items"]))
            for place, values in enumerate(items, 1):
                rows.append(Row.model_validate(values["row"]))
                if len(rows) == PAGE:
                    return QueuePage(tuple(rows), values["queue_key"] if more or place < len(items) else "")
            if not more:
                return QueuePage(tuple(rows))
            after = values_of(found["LastEvaluatedKey"])["queue_key"]
        return QueuePage(tuple(rows), after)

    def count(self, wanted: Wanted) -> CaseCount:
        """How many cases there are of it, in one read: no more than 1,000 are looked at, nor more than 1 MB of them."""
        found = self._dynamodb.query(**self._asked(wanted, "", named=False), Select="COUNT", Limit=MOST_COUNTED)
        return CaseCount(int(found["Count"]), more="LastEvaluatedKey" in found)

    def _asked(self, wanted: Wanted, after: str, *, named: bool = True) -> dict[str, Any]:
        values = {":queue": wanted.key, ":after": after or " "}  # the space stands before every key
        filters = []
        if wanted.view in {"open", "waiting", "mine", "leads", "influencers", "unsure"}:
            filters.append("attribute_not_exists(#row.snoozed_until)")
        if wanted.channel:
            filters.append("#row.channel = :channel")
            values[":channel"] = wanted.channel
        if wanted.language:
            filters.append("#row.#language = :language")
            values[":language"] = wanted.language
        if wanted.tag:
            filters.append("contains(#row.#tags, :tag)")
            values[":tag"] = wanted.tag
        names = {"#row": "row"} if named or filters else {}
        if named:
            names["#format"] = "format"
        if wanted.language:
            names["#language"] = "language"
        if wanted.tag:
            names["#tags"] = "tags"
        return {
            "TableName": self._table,
            "IndexName": "queue",
            "KeyConditionExpression": "queue = :queue AND queue_key > :after",
            "ExpressionAttributeValues": attributes_of(values),
            **({"FilterExpression": " AND ".join(filters)} if filters else {}),
            **({"ExpressionAttributeNames": names} if names else {}),
        }
