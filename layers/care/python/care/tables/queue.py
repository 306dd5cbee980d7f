"""Reading the queue for the desk: pages of rows and flat counts, however many cases there are.

The index has one order, the most pressing first. Another one is made of the keys of the 500 most pressing cases: who
has more of them is told so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple, get_args

from care.aws import DynamoDBClient
from care.desk.board import Waiting
from care.model.envelope import Channel
from care.model.formats import FORMAT
from care.tables.attributes import attributes_of, readable, values_of
from care.tables.batch_reads import items_at
from care.tables.queue_rows import Row, list_key

View = Literal[
    "open",
    "waiting",
    "resolved",
    "mine",
    "incident",
    "leads",
    "influencers",
    "journalists",
    "partners",
    "unsure",
    "unwanted",
    "snoozed",
    "mentions",
]
VIEWS: tuple[View, ...] = get_args(View)
# What supervisors are to decide, on a page of its own.
Decisions = Literal["approvals", "follow_ups", "abuse"]
Sort = Literal["pressing", "late", "urgent", "age"]
SORTS: tuple[Sort, ...] = get_args(Sort)
PAGE = 50
_LOOKED_AT = 500  # rows that are read for a page at most: who wants to look further asks for it
MOST_COUNTED = 1000
_SORTED_BY: Final = ("case_id", "respond_by", "urgency", "unanswered_since", "last_at")
_NEVER: Final = "~"  # stands behind every instant


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the queue somebody wants to see; `of` is the person of "mine" and "mentions", or the incident."""

    account_id: str
    view: View | Decisions = "open"
    of: str = ""
    channel: Channel | None = None
    language: str = ""
    tag: str = ""
    sort: Sort = "pressing"
    after: str = ""

    @property
    def key(self) -> str:
        """The partition of the index that holds it."""
        match self.view:
            case "open" | "waiting" | "resolved":
                return f"{self.account_id}#{self.view}"
            case _:
                return list_key(self.account_id, self.view, self.of)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Rows in the order of the queue. `after` is where the next page begins, empty at the end of the queue.

    With `partial` there are more cases than were put into another order than the queue's own.
    """

    rows: tuple[Row, ...] = ()
    after: str = ""
    partial: bool = False


@dataclass(frozen=True, slots=True)
class CaseCount:
    """How many cases there are; with `more` there are more than were counted."""

    number: int
    more: bool = False


class _Part(NamedTuple):
    """Rows of one account, each with its place in the order."""

    rows: list[tuple[str, Row]]
    after: str = ""
    partial: bool = False


class Queue:
    """The `queue` index of the conversations table, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def page(self, *wanted: Wanted) -> QueuePage:
        """One page of at most 50 rows: of one account, or of several in one order.

        It is one read of each; two where cases that are snoozed stand among the first, and where the order is another
        than the queue's own. A filter passes over rows: some 500 are looked at, and who wants to look further asks for
        it. A case that a newer release wrote is left out until that is back.
        """
        parts = [self._read(one) if one.sort == "pressing" else self._sorted(one) for one in wanted]
        end = min((one.after for one in parts if one.after), default="")
        placed = sorted((row for one in parts for row in one.rows), key=lambda one: one[0])
        some = [one for one in placed if not end or one[0] <= end]
        after = some[PAGE - 1][0] if len(some) > PAGE else end
        rows = tuple(row for _, row in some[:PAGE])
        return QueuePage(rows, after, partial=any(one.partial for one in parts))

    def waiting(self, account_id: str) -> tuple[list[Waiting], bool]:
        """Who waits for an answer, the most pressing 1,000 at most; whether there are more."""
        found = self._dynamodb.query(
            TableName=self._table,
            IndexName="queue",
            KeyConditionExpression="queue = :queue",
            ExpressionAttributeValues=attributes_of({":queue": f"{account_id}#open"}),
            ExpressionAttributeNames={"#row": "row", "#format": "format", "#name": "name"},
            ProjectionExpression=(
                "#format, #row.case_id, #row.#name, #row.username, #row.topic, #row.assignee, #row.unanswered_since, "
                "#row.respond_by"
            ),
            Limit=MOST_COUNTED,
        )
        rows = (values["row"] for values in readable(found["Items"]))
        return [_waiting(row) for row in rows if row.get("unanswered_since")], "LastEvaluatedKey" in found

    def _read(self, wanted: Wanted) -> _Part:
        rows: list[tuple[str, Row]] = []
        after = wanted.after
        filtered = bool(wanted.channel or wanted.language or wanted.tag)
        for limit in (_LOOKED_AT,) if filtered else (PAGE, _LOOKED_AT):
            found = self._dynamodb.query(
                **self._asked(wanted, after), ProjectionExpression="#row, queue_key, #format", Limit=limit
            )
            more = "LastEvaluatedKey" in found
            items = list(readable(found["Items"]))
            for place, values in enumerate(items, 1):
                rows.append((values["queue_key"], Row.model_validate(values["row"])))
                if len(rows) == PAGE:
                    return _Part(rows, values["queue_key"] if more or place < len(items) else "")
            if not more:
                return _Part(rows)
            after = values_of(found["LastEvaluatedKey"])["queue_key"]
        return _Part(rows, after)

    def _sorted(self, wanted: Wanted) -> _Part:
        """In another order: of what is looked at only the keys are read, and then the rows of the page."""
        asked = self._asked(replace(wanted, after=""), "")
        names = asked.get("ExpressionAttributeNames", {}) | {f"#s{n}": name for n, name in enumerate(_SORTED_BY)}
        found = self._dynamodb.query(
            **{**asked, "ExpressionAttributeNames": names},
            ProjectionExpression="#format, " + ", ".join(f"#row.#s{n}" for n in range(len(_SORTED_BY))),
            Limit=_LOOKED_AT,
        )
        # Plain texts and numbers: so many of them are read at once that the general way is felt.
        known = (one for one in found["Items"] if int(one.get("format", {}).get("N", "0")) <= FORMAT)
        keys = sorted(_sort_key(_flat(one["row"]["M"]), wanted.sort) for one in known)
        keys = [one for one in keys if one > wanted.after]
        some = keys[:PAGE]
        there = {row.case_id: row for row in self._rows(one.rpartition("#")[2] for one in some)}
        rows = [(one, there[case_id]) for one in some if (case_id := one.rpartition("#")[2]) in there]
        return _Part(rows, some[-1] if len(keys) > PAGE else "", partial="LastEvaluatedKey" in found)

    def _rows(self, case_ids: Iterable[str]) -> Iterator[Row]:
        keys = [attributes_of({"pk": f"CASE#{one}", "sk": "CASE"}) for one in case_ids]
        for values in readable(items_at(self._dynamodb, self._table, keys, "row", "format")):
            yield Row.model_validate(values["row"])

    def count(self, wanted: Wanted) -> CaseCount:
        """How many cases there are of it, in one read: no more than 1,000 are looked at, nor more than 1 MB of them."""
        found = self._dynamodb.query(**self._asked(wanted, "", named=False), Select="COUNT", Limit=MOST_COUNTED)
        return CaseCount(int(found["Count"]), more="LastEvaluatedKey" in found)

    def _asked(self, wanted: Wanted, after: str, *, named: bool = True) -> dict[str, Any]:
        values = {":queue": wanted.key, ":after": after or " "}  # the space stands before every key
        filters = []
        if wanted.view in {"open", "waiting", "mine", "leads", "influencers", "journalists", "partners", "unsure"}:
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


def _waiting(row: Mapping[str, Any]) -> Waiting:
    due = row.get("respond_by")
    return Waiting(
        row["case_id"],
        row.get("name") or row.get("username") or row["case_id"],
        row["topic"],
        row.get("assignee", ""),
        datetime.fromisoformat(row["unanswered_since"]),
        datetime.fromisoformat(due) if due else None,
    )


def _flat(attributes: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Attributes that are texts and numbers, as texts."""
    return {name: next(iter(value.values())) for name, value in attributes.items()}


def _sort_key(row: Mapping[str, Any], sort: Sort) -> str:
    """Where a case stands in an order, as a text that sorts; who waits for nothing stands behind who waits."""
    due, waits = row.get("respond_by") or _NEVER, row.get("unanswered_since")
    match sort:
        case "late":
            place = due if waits else f"{_NEVER}{due}"
        case "urgent":
            place = f"{9 - int(row['urgency'])}#{due}"
        case _:
            place = waits or f"{_NEVER}{row['last_at']}"
    return f"{place}#{row['case_id']}"
