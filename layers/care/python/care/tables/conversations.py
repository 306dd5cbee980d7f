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

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from care.aws import DynamoDBClient, Put, TransactWrite
from care.environment import RETENTION_DAYS
from care.instants import utc_text
from care.model import told_before
from care.model.case import Case, Customer, StoredMessage, Survey, is_change
from care.model.commands import Command, read_commands
from care.model.decision import Decision
from care.model.events import Event
from care.model.outcomes import Outcomes
from care.model.selfservice_state import DialogState
from care.tables.attributes import attributes_of, contended, empty, expires, item_of, plain, readable, values_of
from care.tables.batch_reads import rows_at
from care.tables.monthly_rows import labels_key, rows_of, surveys_key, talks_key
from care.tables.queue_rows import lists_of, queue_key_of, row_of
from care.tables.reports import counts_row

SHARDS = 4  # the `due` index is read in parts, so that no partition holds what is due of all accounts
_TOLD = {"clocks", "timers"}  # of a case, whether there are any or not
_MOST_VERSIONS = 20  # of one message; X allows five edits of a post and says nothing of chats
_MOST_OF_VERSIONS = 150_000  # bytes: a post may have 25,000 characters, of four bytes each, and an item takes 400 KB
_LATELY = timedelta(days=1)  # for so long at most a case's time outlasts its customer's
_APPLIED_KEPT = timedelta(days=30)  # longer than X replays (a day) and than a dead-letter queue keeps (14 days)


class Conflict(RuntimeError):
    """Somebody else wrote the case meanwhile; the event is to be tried again."""


@dataclass(frozen=True, slots=True)
class MessageReference:
    """Where a message of X is kept: its case, its customer, and its sort key there."""

    case_id: str
    customer_id: str
    sort_key: str
    revised_by: str = ""
    """The id of a newer wording that came before this one."""

    @property
    def first_id(self) -> str:
        """X's id by which it is kept: that of its first wording that came, whatever became of it since."""
        return self.sort_key.rpartition("#")[2]


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
        self._kept = timedelta(days=kept_days)

    def applied(self, event: Event) -> tuple[Command, ...] | None:
        """The commands of an event that was applied before, or None if it was not."""
        item = self._get(_customer_key(event.account_id, getattr(event, "customer_id", "")), f"EVENT#{event.event_id}")
        return read_commands(item["commands"]) if item else None

    def reason(self, event: Event) -> Outcomes | None:
        """What was decided on an event; None if it was not applied (yet)."""
        return self.became(event.account_id, getattr(event, "customer_id", ""), event.event_id)

    def became(self, account_id: str, customer_id: str, event_id: str) -> Outcomes | None:
        """As `reason`, by the event's id."""
        item = self._get(_customer_key(account_id, customer_id), f"EVENT#{event_id}")
        return told_before.because_of(item) if item else None

    def customer(self, account_id: str, customer_id: str) -> Customer:
        """What is known of a customer; a new one if nothing is."""
        item = self._get(_customer_key(account_id, customer_id), "CUSTOMER")
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
        of_case, of_customer = (f"CASE#{case_id}", "CASE"), (_customer_key(account_id, customer_id), "CUSTOMER")
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
        return _reference_of(item) if item else None

    def fate(self, account_id: str, message_id: str) -> tuple[MessageReference | None, bool]:
        """Where a message is kept, if it is, and whether X has told that it is gone."""
        rows = {row["sk"]: row for row in self._rows(f"X#{account_id}#{message_id}", "")}
        known = _reference_of(rows["REF"]) if "REF" in rows else None
        return known, "GONE" in rows

    def is_kept(self, account_id: str, customer_id: str, message_id: str) -> bool:
        """True while a message of this customer is kept here and is not gone from X."""
        known, gone = self.fate(account_id, message_id)
        return known is not None and known.customer_id == customer_id and not gone

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
        rows = self._rows(_customer_key(account_id, customer_id), "CASE#")
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
        for pk in (*facts, f"DRAFT#{account_id}#{customer_id}", _customer_key(account_id, customer_id)):
            for row in self._rows(pk, ""):
                self._delete(pk, row["sk"])
        pk = _customer_key(account_id, customer_id)
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
            yield [Due(r["account_id"], r["customer_id"], r["case_id"], *_instant_of(r["due_at"])) for r in rows]

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
            "pk": _customer_key(event.account_id, getattr(event, "customer_id", "")),
            "sk": f"EVENT#{event.event_id}",
            "applied_at": utc_text(now),
            **told_before.row_of(decision.because),
            "commands": json.dumps([command.model_dump(mode="json") for command in decision.commands]),
            "expires_at": expires(now, _APPLIED_KEPT),
        }
        writes = [self._put(marker, "attribute_not_exists(pk)")]
        if not _goes_without_customer(decision, known, now):
            writes.append(self._customer_write(decision.customer, now))
            if isinstance(known, Case) and (decision.case is None or decision.case.case_id != known.case_id):
                # Who goes on with the case that was left at this moment has not read what this says of its customer.
                writes.append(self._touch(known))
        if decision.case is not None:
            writes.extend(self._case_writes(decision.case, now))
            writes.extend(self._message_writes(decision.case, decision.messages, now))
            if decision.counts:
                case_id = decision.case.case_id
                row = counts_row(event.account_id, event.event_id, case_id, decision.counts, now)
                writes.append(self._put(row))
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

    def _touch(self, case: Case) -> TransactWrite:
        return {
            "Update": {
                "TableName": self._table,
                "Key": attributes_of({"pk": f"CASE#{case.case_id}", "sk": "CASE"}),
                "UpdateExpression": "SET version = :next",
                "ConditionExpression": "version = :version",
                "ExpressionAttributeValues": attributes_of({":version": case.version, ":next": case.version + 1}),
            }
        }

    def _customer_write(self, customer: Customer, now: datetime) -> TransactWrite:
        pk = _customer_key(customer.account_id, customer.customer_id)
        return self._versioned(plain(customer), pk, "CUSTOMER", customer.version, now)

    def _case_writes(self, case: Case, now: datetime) -> Iterator[TransactWrite]:
        due_at, row, lists = case.due_at, row_of(case), lists_of(case)
        values = {
            # Each KB of it is paid for with every event, in the table twice and in the index of the queue again.
            **plain(case, exclude={"customer", *empty(case)} - _TOLD),
            "row": row,
            "listed": list(lists),
            "customer_id": case.customer.customer_id,
            "queue": f"{case.account_id}#{case.state}",
            "queue_key": queue_key_of(case),
            "due_shard": str(shard_of(case.case_id)) if due_at else None,
            "due_at": _due_text(due_at, case.version + 1) if due_at else None,
        }
        yield self._versioned(values, f"CASE#{case.case_id}", "CASE", case.version, now)
        for name, queue in lists.items():
            place = {"pk": f"CASE#{case.case_id}", "sk": f"LIST#{name}", "queue": queue}
            yield self._put(
                {**place, "queue_key": values["queue_key"], "row": row, "expires_at": expires(now, self._kept)}
            )
        for name in set(case.listed) - set(lists):
            key = attributes_of({"pk": f"CASE#{case.case_id}", "sk": f"LIST#{name}"})
            yield {"Delete": {"TableName": self._table, "Key": key}}
        for kept in rows_of(case):
            if case.merged_into and kept.get("state") == "asked":
                # The case that goes on has the question now, and a row of its own.
                key = attributes_of({"pk": kept["pk"], "sk": kept["sk"]})
                yield {"Delete": {"TableName": self._table, "Key": key}}
                continue
            yield self._put({**kept, "expires_at": expires(now, self._kept)})
        if case.version == 0:
            pk = _customer_key(case.account_id, case.customer.customer_id)
            kept = {
                "pk": pk,
                "sk": f"CASE#{case.case_id}",
                "case_id": case.case_id,
                "expires_at": expires(now, self._kept),
            }
            yield self._put(kept)

    def _versioned(self, values: dict[str, Any], pk: str, sk: str, version: int, now: datetime) -> TransactWrite:
        item = {**values, "pk": pk, "sk": sk, "version": version + 1, "expires_at": expires(now, self._kept)}
        if version == 0:
            return self._put(item, "attribute_not_exists(pk)")
        return self._put(item, "version = :version", {":version": version})

    def _message_writes(self, case: Case, messages: Sequence[StoredMessage], now: datetime) -> Iterator[TransactWrite]:
        for message in messages:
            known = self.reference(case.account_id, message.id)
            if known is not None and is_change(message):
                yield from self._changed(case.account_id, known, message, now)
            elif message.edited_at is not None and message.other_ids:
                continue  # the wording of what is not kept
            elif known is None and message.reacted_at is None and message.edited_at is None:
                sk = f"MSG#{utc_text(message.at)}#{message.id}"
                keep = {"expires_at": expires(now, self._kept)}
                yield self._put({**plain(message), **keep, "pk": f"CASE#{case.case_id}", "sk": sk})
                where = {"case_id": case.case_id, "customer_id": case.customer.customer_id, "sort_key": sk}
                yield self._put({**where, **keep, "pk": f"X#{case.account_id}#{message.id}", "sk": "REF"})
                for one in message.other_ids:
                    # A wording that is still to come is older than this one.
                    row = {**where, **keep, "pk": f"X#{case.account_id}#{one}", "sk": "REF", "revised_by": message.id}
                    yield self._put(row)

    def _changed(
        self, account_id: str, known: MessageReference, message: StoredMessage, now: datetime
    ) -> Iterator[TransactWrite]:
        """What became of a message that is kept: gone, opened after all, edited, or reacted to."""
        if message.reacted_at is not None:
            yield self._set(known, {"reaction": message.reaction})
        elif message.deleted_at is not None:
            gone = {"text": "", "deleted_at": utc_text(message.deleted_at), "versions": [], "media": [], "quotes": ""}
            yield self._set(known, gone)
        elif message.opened_at is not None:
            opened_at = utc_text(message.opened_at)
            told = {
                "text": message.text,
                "purpose": message.purpose,
                "media": plain(message)["media"],
                "encrypted": False,
                "shut": "",
                "opened_at": opened_at,
                "key_unverified": message.key_unverified,
            }
            yield self._set(known, told)
        else:
            yield from self._edited(account_id, known, message, now)

    def _edited(
        self, account_id: str, known: MessageReference, message: StoredMessage, now: datetime
    ) -> Iterator[TransactWrite]:
        """The new wording in the place of the former, which is kept aside, and X's ids of both lead here."""
        row = self._get(f"CASE#{known.case_id}", known.sort_key)
        if row is None or row.get("deleted_at"):
            return  # what is gone stays gone
        edited_at = utc_text(message.edited_at or message.at)
        told: dict[str, Any] = {"text": message.text, "edited_at": edited_at}
        if message.key_unverified:
            told["key_unverified"] = True  # of its earlier wordings it stays true
        if row["text"] != message.text:
            former = {"at": row.get("edited_at") or row["at"], "text": row["text"]}
            told["versions"] = _newest([*row.get("versions", ()), former])
        if message.other_ids:
            others = (*row.get("other_ids", ()), *message.other_ids)
            told["other_ids"] = [one for one in dict.fromkeys(others) if one != row["id"]]
            told |= {"media": plain(message)["media"], "sensitive": message.sensitive, "quotes": message.quotes}
            keep = {"expires_at": expires(now, self._kept)}
            where = {"case_id": known.case_id, "customer_id": known.customer_id, "sort_key": known.sort_key}
            newest = message.newest_id
            for one in told["other_ids"]:
                older = {} if one == newest else {"revised_by": newest}
                yield self._put({**where, **keep, **older, "pk": f"X#{account_id}#{one}", "sk": "REF"})
        yield self._set(known, told)

    def _set(self, known: MessageReference, told: dict[str, Any]) -> TransactWrite:
        return {
            "Update": {
                "TableName": self._table,
                "Key": attributes_of({"pk": f"CASE#{known.case_id}", "sk": known.sort_key}),
                "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in told),
                "ExpressionAttributeNames": {f"#{name}": name for name in told},
                "ExpressionAttributeValues": attributes_of({f":{name}": value for name, value in told.items()}),
            }
        }

    def _put(self, item: dict[str, Any], condition: str = "", values: dict[str, Any] | None = None) -> TransactWrite:
        put: Put = {"TableName": self._table, "Item": item_of(item)}
        if condition:
            put["ConditionExpression"] = condition
        if values:
            put["ExpressionAttributeValues"] = attributes_of(values)
        return {"Put": put}

    def _get(self, pk: str, sk: str) -> dict[str, Any] | None:
        found = self._dynamodb.get_item(
            TableName=self._table, Key=attributes_of({"pk": pk, "sk": sk}), ConsistentRead=True
        )
        return values_of(found["Item"]) if "Item" in found else None


def _goes_without_customer(decision: Decision, known: Case | Customer | None, now: datetime) -> bool:
    """True if a case is written and its customer stays: unchanged, and written lately, so that both go together."""
    if not isinstance(known, Case) or decision.case is None or decision.case.case_id != known.case_id:
        return False
    customer, lately = decision.customer, (now - _LATELY).date().isoformat()
    wrote = bool(customer.wrote_on) and customer.wrote_on[-1] >= lately
    return customer == known.customer and customer.version > 0 and wrote


def _newest(versions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last wordings of a message, as many as an item has room for beside its present one."""
    kept: list[dict[str, Any]] = []
    room = _MOST_OF_VERSIONS
    for one in reversed(versions[-_MOST_VERSIONS:]):
        room -= len(one["text"].encode())
        if room < 0:
            break
        kept.insert(0, one)
    return kept


def _reference_of(row: dict[str, Any]) -> MessageReference:
    return MessageReference(row["case_id"], row["customer_id"], row["sort_key"], row.get("revised_by", ""))


def _customer_key(account_id: str, customer_id: str) -> str:
    return f"CUSTOMER#{account_id}#{customer_id}"


def _due_text(at: datetime, version: int) -> str:
    """An instant of the index `due`, which sorts as the instant does: before what is due a microsecond later."""
    return f"{utc_text(at).removesuffix('Z')}{version:09}Z"


def _instant_of(text: str) -> tuple[datetime, int]:
    """The instant of a row of the index, and the version that it holds."""
    digits = text.removesuffix("Z").rpartition(".")[2][6:]
    return datetime.fromisoformat(text), int(digits or 0)


def shard_of(case_id: str) -> int:
    """The part of the `due` index in which a case is."""
    return hashlib.sha256(case_id.encode()).digest()[0] % SHARDS
