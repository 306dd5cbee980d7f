"""What a decision writes of a case and its customer, as parts of the one transaction that applies its event."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from care.aws import Put, TransactWrite
from care.environment import RETENTION_DAYS
from care.instants import utc_text
from care.model.case import Case
from care.model.customer import Customer
from care.model.decision import Decision
from care.tables.attributes import attributes_of, empty, expires, item_of, plain
from care.tables.monthly_rows import rows_of
from care.tables.queue_rows import lists_of, queue_key_of, row_of

SHARDS: Final = 4  # the `due` index is read in parts, so that no partition holds what is due of all accounts
_TOLD = {"clocks", "timers"}  # of a case, whether there are any or not
_LATELY = timedelta(days=1)  # for so long at most a case's time outlasts its customer's


@dataclass(frozen=True, slots=True)
class CaseWrites:
    """Writes to `table`; what they write is kept for `kept` from then on."""

    table: str
    kept: timedelta = timedelta(days=RETENTION_DAYS)

    def touch(self, case: Case) -> TransactWrite:
        """The next version of a case that is left, so that whoever decides on it at this moment fails."""
        return {
            "Update": {
                "TableName": self.table,
                "Key": attributes_of({"pk": f"CASE#{case.case_id}", "sk": "CASE"}),
                "UpdateExpression": "SET version = :next",
                "ConditionExpression": "version = :version",
                "ExpressionAttributeValues": attributes_of({":version": case.version, ":next": case.version + 1}),
            }
        }

    def customer(self, customer: Customer, now: datetime) -> TransactWrite:
        """A customer, under the condition that nobody wrote them since they were read."""
        pk = customer_key(customer.account_id, customer.customer_id)
        return self._versioned(plain(customer), pk, "CUSTOMER", customer.version, now)

    def case(self, case: Case, now: datetime) -> Iterator[TransactWrite]:
        """A case with its rows in lists and months, under the condition that nobody wrote it since it was read."""
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
            yield self.put(
                {**place, "queue_key": values["queue_key"], "row": row, "expires_at": expires(now, self.kept)}
            )
        for name in set(case.listed) - set(lists):
            key = attributes_of({"pk": f"CASE#{case.case_id}", "sk": f"LIST#{name}"})
            yield {"Delete": {"TableName": self.table, "Key": key}}
        for kept in rows_of(case):
            if case.merged_into and kept.get("state") == "asked":
                # The case that goes on has the question now, and a row of its own.
                key = attributes_of({"pk": kept["pk"], "sk": kept["sk"]})
                yield {"Delete": {"TableName": self.table, "Key": key}}
                continue
            yield self.put({**kept, "expires_at": expires(now, self.kept)})
        if case.version == 0:
            pk = customer_key(case.account_id, case.customer.customer_id)
            kept = {
                "pk": pk,
                "sk": f"CASE#{case.case_id}",
                "case_id": case.case_id,
                "expires_at": expires(now, self.kept),
            }
            yield self.put(kept)

    def _versioned(self, values: dict[str, Any], pk: str, sk: str, version: int, now: datetime) -> TransactWrite:
        item = {**values, "pk": pk, "sk": sk, "version": version + 1, "expires_at": expires(now, self.kept)}
        if version == 0:
            return self.put(item, "attribute_not_exists(pk)")
        return self.put(item, "version = :version", {":version": version})

    def put(self, item: dict[str, Any], condition: str = "", values: dict[str, Any] | None = None) -> TransactWrite:
        """A row, under a condition on what is there now."""
        put: Put = {"TableName": self.table, "Item": item_of(item)}
        if condition:
            put["ConditionExpression"] = condition
        if values:
            put["ExpressionAttributeValues"] = attributes_of(values)
        return {"Put": put}


def goes_without_customer(decision: Decision, known: Case | Customer | None, now: datetime) -> bool:
    """True if a case is written and its customer stays: unchanged, and written lately, so that both go together."""
    if not isinstance(known, Case) or decision.case is None or decision.case.case_id != known.case_id:
        return False
    customer, lately = decision.customer, (now - _LATELY).date().isoformat()
    wrote = bool(customer.wrote_on) and customer.wrote_on[-1] >= lately
    return customer == known.customer and customer.version > 0 and wrote


def customer_key(account_id: str, customer_id: str) -> str:
    """The partition of a customer."""
    return f"CUSTOMER#{account_id}#{customer_id}"


def _due_text(at: datetime, version: int) -> str:
    """An instant of the index `due`, which sorts as the instant does: before what is due a microsecond later."""
    return f"{utc_text(at).removesuffix('Z')}{version:09}Z"


def instant_of(text: str) -> tuple[datetime, int]:
    """The instant of a row of the index, and the version that it holds."""
    digits = text.removesuffix("Z").rpartition(".")[2][6:]
    return datetime.fromisoformat(text), int(digits or 0)


def shard_of(case_id: str) -> int:
    """The part of the `due` index in which a case is."""
    return hashlib.sha256(case_id.encode()).digest()[0] % SHARDS
