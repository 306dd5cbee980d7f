"""The counters of the budget, in the outbox table.

| what | pk | sk |
|---|---|---|
| sends of one account's posts or DMs | `<account>#<channel>` | `LIMITS` |
| sends of the app over all accounts | `APP#<app>#<channel>` | `LIMITS` |
| a month of an account | `SPENT#<account>#<YYYY-MM>` | `TOTAL` |
| of it, by purpose (`reading` and `event` among them) | the same | `PURPOSE#<purpose>` |
| of it, by case | the same | `CASE#<case>` |
| of it, by saved search | the same | `SEARCH#<search>` |
| that a limit of so many micro-dollars was told | the same | `SOFT#<limit>`, `HARD#<limit>`, `CAUSED#<limit>` |

A send is charged to the month's total before it is made, in the transaction that counts it in X's windows, so that
publishers at the same moment cannot pass a limit together. What was not sent is given back. A publisher that dies in
between leaves the total too high by that send, never too low; purposes and cases hold what was truly sent. What X
shows and delivers is charged afterwards, because nobody can know before how much it will be. It has a line of its own,
and no limit holds a send because of it: what strangers write must not silence the account.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from care.aws import DynamoDBClient, Put, TransactWrite, Update, fails_for
from care.budget.months import hard_limit
from care.budget.prices import Cost
from care.budget.windows import (
    OF_ACCOUNT,
    OF_APP,
    Limit,
    Scope,
    SendCounts,
    corrected,
    free_at,
    kept_for_others,
    left,
    taken,
)
from care.model.account import Account
from care.model.months import month_of, next_month
from care.model.outbox_item import LANES, Item
from care.model.outcomes import Code
from care.model.rate_limits import Limits, RateWindow
from care.tables.attributes import attributes_of, contended, expires, item_of, values_of
from care.tables.batch_reads import rows_at

type ByChannel = Mapping[Scope, Mapping[str, Limit]]

_TRIES = 10
# A limit that somebody raises is seen by what waits for it.
_LOOKS_AGAIN = timedelta(minutes=4)
_KEPT_LIMITS = timedelta(days=3)
_KEPT_MONTHS = timedelta(days=400)
# What every account must leave to the others' replies is not for one account to set.
_APP_RESERVE = 0.1
# What is metered and not sent.
CAUSED = ("event", "reading", "look_up")


class LimitsContended(RuntimeError):
    """Many publishers count at this moment; ask again in a moment."""


class Overtaken(RuntimeError):
    """Somebody else changed the item first: nothing was counted, and it is not claimed."""


@dataclass(frozen=True, slots=True)
class HeldUntil:
    """Nothing of this lane may go before `until`."""

    until: datetime
    why: Code


@dataclass(frozen=True, slots=True)
class Spent:
    """Micro-dollars and sends of one purpose, or of a month."""

    micro_dollars: int = 0
    sends: int = 0


class Budget:
    """The counters, through a low-level DynamoDB client; `limits` are those of an account and of its app."""

    def __init__(
        self, dynamodb: DynamoDBClient, table: str, limits: tuple[ByChannel, ByChannel] = (OF_ACCOUNT, OF_APP)
    ) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._of_account, self._of_app = limits

    def take(
        self, item: Item, account: Account, cost: Cost, now: datetime, claim: Sequence[TransactWrite] = ()
    ) -> HeldUntil | None:
        """Count and charge one send at `now`, or say until when it waits; Contended if others count all the time.

        `claim` are the writes that claim the item: it is claimed and counted, or neither. Overtaken if it was changed.
        """
        lane, most = LANES[item.purpose], None if item.approved_by else hard_limit(account)
        limit = most
        for _ in range(_TRIES):
            if most is not None:
                # It only grows: what was read a moment ago lets too little through, and never too much.
                total, caused = self._month(account.id, month_of(now))
                limit = most + caused
                if total + cost.micro_dollars > limit:
                    return HeldUntil(min(next_month(now), now + _LOOKS_AGAIN), Code.over_budget)
            writes: list[TransactWrite] = [*claim]
            waits: list[datetime] = []
            scopes = self._scopes(item.account_id, scope_of(item), account.app, account.chat.per_day)
            known = self._all_counts([pk for pk, _, _ in scopes])
            for pk, limits, is_app in scopes:
                counts, version = known[pk]
                for name, one in limits.items():
                    share = account.budget.quarter_reserve if name == "quarter" else account.budget.day_reserve
                    kept = kept_for_others(_APP_RESERVE if is_app else share, lane)
                    if until := free_at(one, counts.get(name, SendCounts()), now, kept):
                        waits.append(until)
                counts = {name: taken(one, counts.get(name, SendCounts()), now) for name, one in limits.items()}
                writes.append({"Put": self._put_counts(pk, counts, version, now)})
            if waits:
                return HeldUntil(max(waits), Code.limits_of_x)
            writes.append({"Update": self._charge(account.id, cost.micro_dollars, now, limit)})
            if self._transact(writes, len(claim)):
                return None
        raise LimitsContended("X's limits are being counted by many publishers")

    def give_back(self, item: Item, micro_dollars: int) -> None:
        """Take what a claim of `item` charged off its month: it was not sent."""
        if micro_dollars and item.claimed_at:
            # In a transaction, which has a token: the SDK repeats what it got no answer to, and ADD would add twice.
            charge = self._charge(item.account_id, -micro_dollars, item.claimed_at, None)
            if not self._transact_at_last([{"Update": charge}]):
                raise LimitsContended("the month is being charged by many publishers")

    def correct(self, account_id: str, channel: Scope, limits: Limits, now: datetime, *, app: str = "main") -> None:
        """Take X's own counters over. Where others count all the time, the next answer corrects instead."""
        for pk, known, is_app in self._scopes(account_id, channel, app):
            own = RateWindow(limits.limit, limits.remaining, limits.reset)
            told = {"day": limits.app_day} if is_app else {"quarter": own, "day": limits.user_day}
            for _ in range(_TRIES):
                counts, version = self._counts(pk)
                changed = dict(counts)
                for name, window in told.items():
                    if window is not None and name in known:
                        changed[name] = corrected(counts.get(name, SendCounts()), window)
                if changed == counts or self._transact([{"Put": self._put_counts(pk, changed, version, now)}]):
                    break

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

    def left(
        self, account_id: str, channel: Scope, now: datetime, *, app: str = "main", chats: int = 0
    ) -> dict[str, tuple[int, int]]:
        """Of each limit, how many sends are left and how many there are: `quarter`, `day`, `app day`.

        `chats` is how many messages of encrypted chats the account's settings let through in a day.
        """
        found = {}
        for pk, limits, is_app in self._scopes(account_id, channel, app, chats):
            counts, _ = self._counts(pk)
            for name, one in limits.items():
                found[f"app {name}" if is_app else name] = (left(one, counts.get(name, SendCounts()), now), one.most)
        return found

    def _scopes(
        self, account_id: str, channel: Scope, app: str, chats: int = 0
    ) -> list[tuple[str, dict[str, Limit], bool]]:
        of_account = dict(self._of_account.get(channel, {}))
        if channel == "chat" and chats and "day" in of_account:
            of_account["day"] = replace(of_account["day"], most=chats)
        of_app = dict(self._of_app.get(channel, {}))
        both = [(f"{account_id}#{channel}", of_account, False), (f"APP#{app}#{channel}", of_app, True)]
        return [one for one in both if one[1]]

    def _month(self, account_id: str, month: str) -> tuple[int, int]:
        """The micro-dollars of a month in all, and those that others caused, as they stand at one moment."""
        pk = _spent(account_id, month)
        keys = [(pk, sk) for sk in ("TOTAL", *(f"PURPOSE#{purpose}" for purpose in CAUSED))]
        rows = rows_at(self._dynamodb, self._table, *keys)
        total, *caused = (int(rows.get(key, {}).get("micro_dollars", 0)) for key in keys)
        return total, sum(caused)

    def _counts(self, pk: str) -> tuple[dict[str, SendCounts], int]:
        return _counts_of(self._get(pk, "LIMITS"))

    def _all_counts(self, keys: Sequence[str]) -> dict[str, tuple[dict[str, SendCounts], int]]:
        if len(keys) == 1:
            return {keys[0]: self._counts(keys[0])}
        rows = rows_at(self._dynamodb, self._table, *((pk, "LIMITS") for pk in keys)) if keys else {}
        return {pk: _counts_of(rows.get((pk, "LIMITS"), {})) for pk in keys}

    def _put_counts(self, pk: str, counts: dict[str, SendCounts], version: int, now: datetime) -> Put:
        values = {name: count.model_dump(mode="json", exclude_none=True) for name, count in counts.items()}
        for value in values.values():
            value["grains"] = {str(start): sent for start, sent in value["grains"].items()}
        row = {"pk": pk, "sk": "LIMITS", "version": version + 1, "counts": values}
        put: Put = {"TableName": self._table, "Item": item_of({**row, "expires_at": expires(now, _KEPT_LIMITS)})}
        put["ConditionExpression"] = "version = :version" if version else "attribute_not_exists(pk)"
        if version:
            put["ExpressionAttributeValues"] = attributes_of({":version": version})
        return put

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

    def _transact(self, writes: list[TransactWrite], claim: int = 0) -> bool:
        """True if all was written; False if somebody else counted meanwhile. The first `claim` writes claim an item."""
        try:
            self._dynamodb.transact_write_items(TransactItems=writes)
        except self._dynamodb.exceptions.TransactionCanceledException as error:
            if "ConditionalCheckFailed" in fails_for(error)[:claim]:
                raise Overtaken("the item was changed meanwhile") from None
            if not contended(error):
                raise
            return False
        return True

    def _transact_at_last(self, writes: list[TransactWrite]) -> bool:
        return any(self._transact(writes) for _ in range(_TRIES))


def _counts_of(row: Mapping[str, Any]) -> tuple[dict[str, SendCounts], int]:
    counts = {name: SendCounts.model_validate(value) for name, value in row.get("counts", {}).items()}
    return counts, int(row.get("version", 0))


def scope_of(item: Item) -> Scope:
    """What an item is counted with."""
    return "chat" if item.by == "chat" else item.channel


def _spent(account_id: str, month: str) -> str:
    return f"SPENT#{account_id}#{month}"


def _told(limit: Literal["soft", "hard", "caused"], micro_dollars: int) -> str:
    return f"{limit.upper()}#{micro_dollars}"
