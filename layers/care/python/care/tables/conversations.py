"""The conversations table: cases, their messages, customers, and which events were applied.

| what | pk | sk | read by |
|---|---|---|---|
| case | `CASE#<case>` | `CASE` | its id; index `due` (by shard and instant); index `queue` (an account's, by state) |
| list of the desk | `CASE#<case>` | `LIST#<name>` | index `queue`: the case's row again (`care.tables.queue_rows`) |
| message | `CASE#<case>` | `MSG#<at>#<message>` | its case, in order |
| customer | `CUSTOMER#<account>#<customer>` | `CUSTOMER` | account and customer |
| a customer's cases | `CUSTOMER#<account>#<customer>` | `CASE#<case>` | account and customer |
| reference | `X#<account>#<message>` | `REF` | X's id of a message, and of each wording: its case and customer |
| deletion | `X#<account>#<message>` | `GONE` | X's id of a message that is gone from X, delivered or not |
| applied event | `CUSTOMER#<account>#<customer>` | `EVENT#<event>` | the event's id: the commands it led to |
| survey | `SURVEYS#<account>#<month>` | `<case>` | account and month (of the question): score, agent, no comment |
| self-service | `SELFSERVICE#<account>#<month>` | `<case>` | account and month (of its beginning): how it stands |
| corrected topic | `LABELS#<account>#<month>` | `<case>` | account and month (of the case), no text |
| sweep | | | see `care.tables.fanout` |
| what an event counted for | | | see `care.tables.reports` |
| what people have not sent yet | | | see `care.tables.drafts` |
| what others are told | | | see `care.tables.deliveries` |
| where marked spam led | | | see `care.tables.spam` |

The instant in `due` has the case's version in the digits after its microseconds, so that what comes back to an instant
at which the case was due before is told from it. Rows of earlier releases have no such digits.

All items carry `expires_at` (TTL): personal data goes when its time is over. There is no Scan.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from care.aws import DynamoDBClient
from care.environment import RETENTION_DAYS
from care.instants import utc_text
from care.model import told_before
from care.model.case import Case, Survey
from care.model.commands import Command, read_commands
from care.model.customer import Customer
from care.model.decision import Decision
from care.model.events import Event
from care.model.outcomes import Outcomes
from care.model.selfservice_state import DialogState
from care.model.stored_message import StoredMessage
from care.tables.attributes import attributes_of, contended, expires, item_of, plain, readable, values_of
from care.tables.batch_reads import rows_at
from care.tables.case_writes import CaseWrites, customer_key, goes_without_customer, instant_of
from care.tables.message_writes import MessageReference, MessageWrites, reference_of
from care.tables.monthly_rows import labels_key, rows_of, surveys_key, talks_key
from care.tables.reports import counts_row

_APPLIED_KEPT = timedelta(days=30)  # longer than X replays (a day) and than a dead-letter queue keeps (14 days)


class Conflict(RuntimeError):
    """Somebody else wrote the case meanwhile; the event is to be tried again."""


@dataclass(frozen=True, slots=True)
class Due:
    """A case on which something is due at `due_at`; `occurrence` is the case's version, 0 where it is not known."""

    account_id: str
    customer_id: str
    case_id: str
    due_at: datetime
    occurrence: int = 0


class Conversations:
    """The table, through a low-level DynamoDB client; what is written stays for `kept_days` from then on."""

    def __init__(self, dynamodb: DynamoDBClient, table: str, kept_days: int = RETENTION_DAYS) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._writes = CaseWrites(table, timedelta(days=kept_days))
        self._of_messages = MessageWrites(self._writes, self.reference, self._get)

    def applied(self, event: Event) -> tuple[Command, ...] | None:
        """The commands of an event that was applied before, or None if it was not."""
        item = self._get(customer_key(event.account_id, getattr(event, "customer_id", "")), f"EVENT#{event.event_id}")
        return read_commands(item["commands"]) if item else None

    def reason(self, event: Event) -> Outcomes | None:
        """What was decided on an event; None if it was not applied (yet)."""
        return self.became(event.account_id, getattr(event, "customer_id", ""), event.event_id)

    def became(self, account_id: str, customer_id: str, event_id: str) -> Outcomes | None:
        """As `reason`, by the event's id."""
        item = self._get(customer_key(account_id, customer_id), f"EVENT#{event_id}")
        return told_before.because_of(item) if item else None

    def customer(self, account_id: str, customer_id: str) -> Customer:
        """What is known of a customer; a new one if nothing is."""
        item = self._get(customer_key(account_id, customer_id), "CUSTOMER")
        return Customer.model_validate(item) if item else Customer(account_id=account_id, customer_id=customer_id)

    def case(self, case_id: str) -> Case | None:
        """A case with its customer, or None."""
        item = self._get(f"CASE#{case_id}", "CASE") if case_id else None
        if item is None:
            return None
        return Case.model_validate({**item, "customer": self.customer(item["account_id"], item["customer_id"])})

    def case_of(self, case_id: str, account_id: str, customer_id: str) -> Case | None:
        """As `case`, in one read where it is known whose case it is, or should be."""
        if not case_id or not customer_id:
            return self.case(case_id)
        of_case, of_customer = (f"CASE#{case_id}", "CASE"), (customer_key(account_id, customer_id), "CUSTOMER")
        rows = rows_at(self._dynamodb, self._table, of_case, of_customer)
        item = rows.get(of_case)
        if item is None:
            return None
        if (item["account_id"], item["customer_id"]) != (account_id, customer_id):
            return Case.model_validate({**item, "customer": self.customer(item["account_id"], item["customer_id"])})
        known = rows.get(of_customer) or Customer(account_id=account_id, customer_id=customer_id)
        return Case.model_validate({**item, "customer": known})

    def reference(self, account_id: str, message_id: str) -> MessageReference | None:
        """Where a message is kept, or None if it is not."""
        item = self._get(f"X#{account_id}#{message_id}", "REF") if message_id else None
        return reference_of(item) if item else None

    def fate(self, account_id: str, message_id: str) -> tuple[MessageReference | None, bool]:
        """Where a message is kept, if it is, and whether X has told that it is gone."""
        rows = {row["sk"]: row for row in self._rows(f"X#{account_id}#{message_id}", "")}
        known = reference_of(rows["REF"]) if "REF" in rows else None
        return known, "GONE" in rows

    def is_kept(self, account_id: str, case_id: str, message_id: str) -> bool:
        """True while a message is kept in this case, under this id, and is not gone from X."""
        return self.case_holding(account_id, message_id) == case_id

    def case_holding(self, account_id: str, message_id: str) -> str:
        """The case that keeps a message, by its first id alone, if X has not told that it is gone; else ""."""
        known, gone = self.fate(account_id, message_id)
        return known.case_id if known is not None and known.first_id == message_id and not gone else ""

    def bury(self, account_id: str, message_id: str, now: datetime) -> None:
        """Remember that a message is gone from X: its delivery may come after its deletion, or again."""
        key = {"pk": f"X#{account_id}#{message_id}", "sk": "GONE"}
        self._dynamodb.put_item(TableName=self._table, Item=item_of({**key, "expires_at": expires(now, _APPLIED_KEPT)}))

    def surveys(self, account_id: str, month: str) -> list[Survey]:
        """The surveys that an account asked in a month ("2026-11", UTC), without their comments."""
        return [Survey.model_validate(row) for row in self._rows(surveys_key(account_id, month), "")]

    def talks(self, account_id: str, month: str) -> list[DialogState]:
        """The automatic conversations of an account that began in a month ("2026-11", UTC), as they stand."""
        return [DialogState.model_validate(row) for row in self._rows(talks_key(account_id, month), "")]

    def labels(self, account_id: str, month: str) -> list[dict[str, Any]]:
        """The topics that people corrected of the cases that were opened in a month, with case and customer."""
        return self._rows(labels_key(account_id, month), "")

    def gone(self, account_id: str, message_ids: Iterable[str]) -> set[str]:
        """Those of some messages that are kept, and are gone from X: so their rows tell."""
        places = {one: known for one in message_ids if (known := self.reference(account_id, one)) is not None}
        keys = {one: (f"CASE#{known.case_id}", known.sort_key) for one, known in places.items()}
        rows = rows_at(self._dynamodb, self._table, *keys.values()) if keys else {}
        return {one for one, key in keys.items() if rows.get(key, {}).get("deleted_at")}

    def cases_of(self, account_id: str, customer_id: str) -> list[str]:
        """The ids of all cases of a customer."""
        rows = self._rows(customer_key(account_id, customer_id), "CASE#")
        return [row["case_id"] for row in rows]

    def erase(self, account_id: str, customer_id: str, at: datetime) -> list[str]:
        """Delete all that is kept of a customer, and give the ids of the cases that are gone.

        What stays for 30 days is that it was erased, and when, so that what X delivers again stays gone.
        """
        case_ids = self.cases_of(account_id, customer_id)
        for case_id in case_ids:
            case = self.case(case_id)
            for row in rows_of(case) if case is not None else ():
                self._delete(row["pk"], row["sk"])
            for row in self._rows(f"CASE#{case_id}", ""):
                if row["sk"].startswith("MSG#"):
                    for one in (row["id"], *row.get("other_ids", ())):
                        self._delete(f"X#{account_id}#{one}", "REF")
                self._delete(row["pk"], row["sk"])
        # What people were about to write to them goes, too (`care.tables.drafts`), and what is told of their cases
        # (`care.tables.deliveries`).
        facts = (f"FACT#{case_id}" for case_id in case_ids)
        for pk in (*facts, f"DRAFT#{account_id}#{customer_id}", customer_key(account_id, customer_id)):
            for row in self._rows(pk, ""):
                self._delete(pk, row["sk"])
        pk = customer_key(account_id, customer_id)
        gone = Customer(account_id=account_id, customer_id=customer_id, erased_at=at, version=1)
        kept = {"pk": pk, "sk": "CUSTOMER", "expires_at": expires(at, _APPLIED_KEPT)}
        self._dynamodb.put_item(TableName=self._table, Item=item_of({**plain(gone), **kept}))
        return case_ids

    def messages(self, case_id: str) -> list[StoredMessage]:
        """A case's messages, oldest first."""
        return [StoredMessage.model_validate(row) for row in self._rows(f"CASE#{case_id}", "MSG#")]

    def due(self, shard: int, now: datetime, page: int = 500, *, newest_first: bool = False) -> Iterator[list[Due]]:
        """What is due at `now` in one shard, page by page, the oldest first or the newest."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="due",
            KeyConditionExpression="due_shard = :shard AND due_at <= :now",
            ExpressionAttributeValues=attributes_of({":shard": str(shard), ":now": utc_text(now)}),
            ScanIndexForward=not newest_first,
            PaginationConfig={"PageSize": page},
        )
        # The index has no format: a case of a newer release is told like any other, and stays due until that is back.
        for found in pages:
            rows = map(values_of, found["Items"])
            yield [Due(r["account_id"], r["customer_id"], r["case_id"], *instant_of(r["due_at"])) for r in rows]

    def next_due(self, shard: int) -> datetime | None:
        """When the next thing of a shard falls due, or None."""
        found = self._dynamodb.query(
            TableName=self._table,
            IndexName="due",
            KeyConditionExpression="due_shard = :shard",
            ExpressionAttributeValues=attributes_of({":shard": str(shard)}),
            Limit=1,
        )
        return next((datetime.fromisoformat(values_of(i)["due_at"]) for i in found["Items"]), None)

    def queue(self, account_id: str, state: str, limit: int = 100, after: str = "") -> Iterator[Case]:
        """An account's cases of one state, the late and most urgent first; customers come with their id and name.

        A page holds at most `limit`; the next begins behind the `queue_key` of the last (`queue_key_of`). However many
        cases there are, a page is one read of the index. What a newer release wrote is left out.
        """
        found = self._dynamodb.query(
            TableName=self._table,
            IndexName="queue",
            KeyConditionExpression="queue = :queue AND queue_key > :after",
            # The space stands before every key.
            ExpressionAttributeValues=attributes_of({":queue": f"{account_id}#{state}", ":after": after or " "}),
            Limit=limit,
        )
        for row in readable(found["Items"]):
            shown = {name: row.get("row", {}).get(name) for name in ("username", "name", "followers")}
            whose = {"account_id": row["account_id"], "customer_id": row["customer_id"]}
            customer = {**{name: value for name, value in shown.items() if value is not None}, **whose}
            yield Case.model_validate({**row, "customer": customer})

    def apply(self, event: Event, decision: Decision, now: datetime, known: Case | Customer | None = None) -> None:
        """Write what a decision says in one transaction, exactly once for an event.

        `known` is what was read for it. A customer who stays as they were is not written again with their case: whoever
        decides on that case at this moment clashes with its version. Raises Conflict if case or customer changed since
        they were read, or if the event was applied meanwhile.
        """
        marker = {
            "pk": customer_key(event.account_id, getattr(event, "customer_id", "")),
            "sk": f"EVENT#{event.event_id}",
            "applied_at": utc_text(now),
            **told_before.row_of(decision.because),
            "commands": json.dumps([command.model_dump(mode="json") for command in decision.commands]),
            "expires_at": expires(now, _APPLIED_KEPT),
        }
        writes = [self._writes.put(marker, "attribute_not_exists(pk)")]
        if not goes_without_customer(decision, known, now):
            writes.append(self._writes.customer(decision.customer, now))
            if isinstance(known, Case) and (decision.case is None or decision.case.case_id != known.case_id):
                # Who goes on with the case that was left at this moment has not read what this says of its customer.
                writes.append(self._writes.touch(known))
        if decision.case is not None:
            writes.extend(self._writes.case(decision.case, now))
            writes.extend(self._of_messages.of(decision.case, decision.messages, now))
            if decision.counts:
                case_id = decision.case.case_id
                row = counts_row(event.account_id, event.event_id, case_id, decision.counts, now)
                writes.append(self._writes.put(row))
        try:
            self._dynamodb.transact_write_items(TransactItems=writes)
        except self._dynamodb.exceptions.TransactionCanceledException as error:
            if not contended(error):
                raise  # throttled, or wrong in itself: another try at once would end in the same way
            raise Conflict("the case, its customer or the event was written meanwhile") from error

    def _rows(self, pk: str, prefix: str) -> list[dict[str, Any]]:
        begins = " AND begins_with(sk, :sk)" if prefix else ""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression=f"pk = :pk{begins}",
            ExpressionAttributeValues=attributes_of({":pk": pk, **({":sk": prefix} if prefix else {})}),
            ConsistentRead=True,
        )
        return [values_of(item) for page in pages for item in page["Items"]]

    def _delete(self, pk: str, sk: str) -> None:
        self._dynamodb.delete_item(TableName=self._table, Key=attributes_of({"pk": pk, "sk": sk}))

    def _get(self, pk: str, sk: str) -> dict[str, Any] | None:
        found = self._dynamodb.get_item(
            TableName=self._table, Key=attributes_of({"pk": pk, "sk": sk}), ConsistentRead=True
        )
        return values_of(found["Item"]) if "Item" in found else None
