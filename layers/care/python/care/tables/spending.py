"""What an account's months cost: charged in the outbox table, and read back by purpose, case and saved search.

The rows are those of `care.tables.budget`, which charges the sends; what X shows and delivers is charged here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from care.aws import DynamoDBClient, Put, TransactWrite, Update, fails_for
from care.budget.months import hard_limit
from care.budget.prices import Cost
from care.model.account import Account
from care.model.months import month_of
from care.model.outbox_item import Item
from care.tables.attributes import attributes_of, contended, expires, item_of, values_of
from care.tables.batch_reads import rows_at

_KEPT_MONTHS = timedelta(days=400)
_TRIES = 10
# What is metered and not sent.
CAUSED = ("event", "reading", "look_up")


@dataclass(frozen=True, slots=True)
class Spent:
    """Micro-dollars and sends of one purpose, or of a month."""

    micro_dollars: int = 0
    sends: int = 0


class Spending:
    """The months of all accounts, through a low-level DynamoDB client."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def meter(
        self,
        account_id: str,
        purpose: str,
        things: int,
        micro_dollars: int,
        now: datetime,
        *,
        case_id: str = "",
        search_id: str = "",
    ) -> bool:
        """Charge what X showed (`reading`, `look_up`) or delivered (`event`): so many things, so dear in all.

        All of it or nothing, and once, whatever the SDK repeats. False if others charged the same month at all of its
        tries, so that it is missing.
        """
        if not things:
            return True
        keys = {"TOTAL": 0, f"PURPOSE#{purpose}": things} | ({f"CASE#{case_id}": 0} if case_id else {})
        keys |= {f"SEARCH#{search_id}": things} if search_id else {}
        adds = (self._add(account_id, month_of(now), sk, micro_dollars, count, now) for sk, count in keys.items())
        return self._transact_at_last([{"Update": add} for add in adds])

    def over(self, account: Account, cost: Cost, now: datetime) -> bool:
        """True if this send would take the month over its hard limit."""
        limit = hard_limit(account)
        return limit is not None and self.sent(account, month_of(now)) + cost.micro_dollars > limit

    def counted(self, item: Item) -> list[TransactWrite]:
        """The writes that put what `item` cost into the accounts of its month; for one transaction with its end."""
        if item.counted or not item.claimed_at:
            return []
        keys = [f"PURPOSE#{item.purpose}", *([f"CASE#{item.case_id}"] if item.case_id else [])]
        return [
            {"Update": self._add(item.account_id, month, sk, charged, 1, item.claimed_at)}
            for month, charged in item.charged.items()
            for sk in keys
        ]

    def total(self, account_id: str, month: str) -> Spent:
        """What a month has cost, with the sends that are under way."""
        row = self._get(_spent(account_id, month), "TOTAL")
        return Spent(int(row.get("micro_dollars", 0)), int(row.get("sends", 0)))

    def caused(self, account_id: str, month: str) -> int:
        """The micro-dollars of a month for what X delivered and showed: what others wrote, and what was looked up."""
        return self._month(account_id, month)[1]

    def sent(self, account: Account, month: str) -> int:
        """The micro-dollars of a month that its limit counts: the sends; where there is no limit, all."""
        if account.budget.month_micro_dollars is None:
            return self.total(account.id, month).micro_dollars
        total, caused = self._month(account.id, month)
        return total - caused

    def of_case(self, account_id: str, month: str, case_id: str) -> Spent:
        """What the sends of one case cost in a month."""
        row = self._get(_spent(account_id, month), f"CASE#{case_id}")
        return Spent(int(row.get("micro_dollars", 0)), int(row.get("sends", 0)))

    def of_search(self, account_id: str, month: str, search_id: str) -> int:
        """The micro-dollars that a saved search cost in a month."""
        return int(self._get(_spent(account_id, month), f"SEARCH#{search_id}").get("micro_dollars", 0))

    def by_purpose(self, account_id: str, month: str) -> dict[str, Spent]:
        """What each purpose cost in a month."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=attributes_of({":pk": _spent(account_id, month), ":sk": "PURPOSE#"}),
        )
        rows = [values_of(row) for row in found["Items"]]
        return {r["sk"].partition("#")[2]: Spent(int(r["micro_dollars"]), int(r["sends"])) for r in rows}

    def told_once(
        self, account_id: str, month: str, now: datetime, limit: Literal["soft", "hard", "caused"], micro_dollars: int
    ) -> bool:
        """True for the one who is the first to tell that the month reached this limit; another amount is another."""
        sk = _told(limit, micro_dollars)
        row = {"pk": _spent(account_id, month), "sk": sk, "expires_at": expires(now, _KEPT_MONTHS)}
        put: Put = {"TableName": self._table, "Item": item_of(row), "ConditionExpression": "attribute_not_exists(pk)"}
        return self._transact([{"Put": put}])

    def was_told(
        self, account_id: str, month: str, limit: Literal["soft", "hard", "caused"], micro_dollars: int
    ) -> bool:
        """Whether it was told that the month reached this limit."""
        return bool(self._get(_spent(account_id, month), _told(limit, micro_dollars)))

    def _month(self, account_id: str, month: str) -> tuple[int, int]:
        """The micro-dollars of a month in all, and those that others caused, as they stand at one moment."""
        pk = _spent(account_id, month)
        keys = [(pk, sk) for sk in ("TOTAL", *(f"PURPOSE#{purpose}" for purpose in CAUSED))]
        rows = rows_at(self._dynamodb, self._table, *keys)
        total, *caused = (int(rows.get(key, {}).get("micro_dollars", 0)) for key in keys)
        return total, sum(caused)

    def _charge(self, account_id: str, micro_dollars: int, now: datetime, limit: int | None) -> Update:
        sends = 1 if micro_dollars >= 0 else -1
        update = self._add(account_id, month_of(now), "TOTAL", micro_dollars, sends, now)
        if limit is not None:
            update["ConditionExpression"] = "attribute_not_exists(micro_dollars) OR micro_dollars <= :room"
            update["ExpressionAttributeValues"] = {
                **update.get("ExpressionAttributeValues", {}),
                **attributes_of({":room": limit - micro_dollars}),
            }
        return update

    def _add(self, account_id: str, month: str, sk: str, micro_dollars: int, sends: int, at: datetime) -> Update:
        return {
            "TableName": self._table,
            "Key": attributes_of({"pk": _spent(account_id, month), "sk": sk}),
            "UpdateExpression": "ADD micro_dollars :micro_dollars, sends :sends SET expires_at = :expires_at",
            "ExpressionAttributeValues": attributes_of(
                {":micro_dollars": micro_dollars, ":sends": sends, ":expires_at": expires(at, _KEPT_MONTHS)}
            ),
        }

    def _get(self, pk: str, sk: str) -> dict[str, Any]:
        found = self._dynamodb.get_item(
            TableName=self._table, Key=attributes_of({"pk": pk, "sk": sk}), ConsistentRead=True
        )
        return values_of(found["Item"]) if "Item" in found else {}

    def _transact(self, writes: list[TransactWrite]) -> bool:
        """True if all was written; False if somebody else counted meanwhile."""
        return not self._fails(writes)

    def _transact_at_last(self, writes: list[TransactWrite]) -> bool:
        return any(self._transact(writes) for _ in range(_TRIES))

    def _fails(self, writes: list[TransactWrite]) -> list[str]:
        """What DynamoDB says of each write where others wrote the same meanwhile; empty if all was written."""
        try:
            self._dynamodb.transact_write_items(TransactItems=writes)
        except self._dynamodb.exceptions.TransactionCanceledException as error:
            if not contended(error):
                raise
            return fails_for(error)
        return []


def _spent(account_id: str, month: str) -> str:
    return f"SPENT#{account_id}#{month}"


def _told(limit: Literal["soft", "hard", "caused"], micro_dollars: int) -> str:
    return f"{limit.upper()}#{micro_dollars}"
