"""The report in the tables: what each event counted for, and the days that it adds up to.

| what | table | pk | sk |
|---|---|---|---|
| what one event counted for | conversations | `COUNTS#<account>#<UTC day written>` | `<at>#<digest of event>` |
| a day, as far as one day's writing goes | accounts | `REPORT#<account>#<YYYY-MM>` | `<day>#<UTC day written>` |
| how far it was added up | accounts | `REPORT#<account>` | `ROLLED` |
| that a month's page is being made, or was | accounts | `REPORT#<account>` | `SUMMARY#<YYYY-MM>` |

`cases` writes the first in the transaction of its event, so that each counts exactly once. `report` adds up all that
was written on one UTC day and puts the sums down by the days that they speak of: doing that again gives the same
items, and what comes late is a further item of the right day. A day is the sum of its items, a month that of its days,
and reading it never touches a case or a message.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from care.aws import DynamoDBClient
from care.instants import utc_text
from care.model.count import Count
from care.model.tallies import Tallies, by_day, total
from care.tables.attributes import attributes_of, contended, expires, item_of, values_of

_KEPT_COUNTS = timedelta(days=40)  # a report that failed for a month can still be made


def counts_row(account_id: str, event_id: str, case_id: str, counts: Sequence[Count], now: datetime) -> dict[str, Any]:
    """The values of the item that holds what an event counted for. It holds no id of a customer or of X's."""
    at = now.astimezone(UTC)
    return {
        "pk": f"COUNTS#{account_id}#{at.date().isoformat()}",
        "sk": f"{at.isoformat(timespec='milliseconds')}#{hashlib.sha256(event_id.encode()).hexdigest()[:24]}",
        "case_id": case_id,
        "counts": json.dumps([list(count) for count in counts], separators=(",", ":")),
        "expires_at": expires(now, _KEPT_COUNTS),
    }


class Reports:
    """The report, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, conversations_table: str, accounts_table: str) -> None:
        self._dynamodb = dynamodb
        self._conversations = conversations_table
        self._accounts = accounts_table

    def written(self, account_id: str, on: date) -> Iterator[Count]:
        """All that was counted by events that were applied on a UTC day."""
        for row in self._query(self._conversations, f"COUNTS#{account_id}#{on.isoformat()}"):
            for values in json.loads(row["counts"]):
                yield Count(*values)

    def lately(self, account_id: str, since: datetime, until: datetime, measure: str, topic: str) -> int:
        """How often something was counted between two instants that are a day apart at most, of one topic."""
        found, first, last = 0, since.astimezone(UTC), until.astimezone(UTC)
        bounds = {
            ":low": first.isoformat(timespec="milliseconds"),
            ":high": f"{last.isoformat(timespec='milliseconds')}~",
        }
        for day in dict.fromkeys((first.date(), last.date())):
            pages = self._dynamodb.get_paginator("query").paginate(
                TableName=self._conversations,
                KeyConditionExpression="pk = :pk AND sk BETWEEN :low AND :high",
                ExpressionAttributeValues=attributes_of({":pk": f"COUNTS#{account_id}#{day.isoformat()}", **bounds}),
            )
            for page in pages:
                for row in map(values_of, page["Items"]):
                    counts = (Count(*values) for values in json.loads(row["counts"]))
                    found += sum(one.n for one in counts if (one.measure, one.topic) == (measure, topic))
        return found

    def cases_written(self, account_id: str, on: date) -> list[str]:
        """The ids of the cases that events of a UTC day changed, in order, each once."""
        rows = self._query(self._conversations, f"COUNTS#{account_id}#{on.isoformat()}")
        return sorted({row["case_id"] for row in rows if row.get("case_id")})

    def roll(self, account_id: str, on: date) -> list[str]:
        """Add up what was written on a UTC day; the days of the report that it touches. Again gives the same."""
        days = by_day(self.written(account_id, on))
        for day, tallies in days.items():
            row = {
                "pk": f"REPORT#{account_id}#{day[:7]}",
                "sk": f"{day}#{on.isoformat()}",
                "tallies": json.dumps(tallies.to_json(), separators=(",", ":")),
            }
            self._dynamodb.put_item(TableName=self._accounts, Item=item_of(row))
        return sorted(days)

    def rolled(self, account_id: str) -> date | None:
        """The last UTC day that was added up when it was over, or None."""
        key = attributes_of({"pk": f"REPORT#{account_id}", "sk": "ROLLED"})
        found = self._dynamodb.get_item(TableName=self._accounts, Key=key)
        return date.fromisoformat(values_of(found["Item"])["day"]) if "Item" in found else None

    def remember(self, account_id: str, day: date) -> None:
        """Remember that a UTC day is over and added up."""
        row = {"pk": f"REPORT#{account_id}", "sk": "ROLLED", "day": day.isoformat()}
        self._dynamodb.put_item(TableName=self._accounts, Item=item_of(row))

    def begin_summary(self, account_id: str, month: str, now: datetime) -> bool:
        """True for the one who is to make a month's page: nobody made it, or who began over an hour ago did not end."""
        row = {"pk": f"REPORT#{account_id}", "sk": f"SUMMARY#{month}", "begun_at": utc_text(now)}
        given_up = attributes_of({":before": utc_text(now - timedelta(minutes=50))})
        try:
            # In a transaction, which the SDK repeats under its token: its own first try is nobody else.
            self._dynamodb.transact_write_items(
                TransactItems=[
                    {
                        "Put": {
                            "TableName": self._accounts,
                            "Item": item_of(row),
                            "ConditionExpression": (
                                "attribute_not_exists(pk) OR (attribute_not_exists(made_at) AND begun_at < :before)"
                            ),
                            "ExpressionAttributeValues": given_up,
                        }
                    }
                ]
            )
        except self._dynamodb.exceptions.TransactionCanceledException as error:
            if not contended(error):
                raise
            return False
        return True

    def end_summary(self, account_id: str, month: str, now: datetime) -> None:
        """Remember that a month's page was made."""
        row = {"pk": f"REPORT#{account_id}", "sk": f"SUMMARY#{month}", "begun_at": utc_text(now)}
        self._dynamodb.put_item(TableName=self._accounts, Item=item_of({**row, "made_at": utc_text(now)}))

    def days(self, account_id: str, month: str) -> dict[str, Tallies]:
        """The known days of a month ("2026-11", the account's zone), each as the sum of its items."""
        found: dict[str, list[Tallies]] = {}
        for row in self._query(self._accounts, f"REPORT#{account_id}#{month}"):
            day = str(row["sk"]).partition("#")[0]
            found.setdefault(day, []).append(Tallies.of_json(json.loads(row["tallies"])))
        return {day: total(parts) for day, parts in sorted(found.items())}

    def _query(self, table: str, pk: str) -> Iterator[dict[str, Any]]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=attributes_of({":pk": pk}),
            ConsistentRead=True,
        )
        for page in pages:
            yield from map(values_of, page["Items"])


def to_roll(last: date | None, now: datetime) -> list[date]:
    """The UTC days to add up at `now`: all since the last that was done when it was over, today's with them."""
    today = now.astimezone(UTC).date()
    # Where nobody knows how far it was added up, all that is kept is.
    oldest = today - _KEPT_COUNTS
    first = max(last + timedelta(days=1), oldest) if last else oldest
    return [first + timedelta(days=n) for n in range((today - first).days + 1)]
