"""The counters of the budget, in the outbox table: what may still be sent, and what a send is charged with.

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
from typing import Any

from care.aws import DynamoDBClient, Put, TransactWrite
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
from care.tables.attributes import attributes_of, expires, item_of
from care.tables.batch_reads import rows_at
from care.tables.spending import Spending

type ByChannel = Mapping[Scope, Mapping[str, Limit]]

_TRIES = 10
# A limit that somebody raises is seen by what waits for it.
_LOOKS_AGAIN = timedelta(minutes=4)
_KEPT_LIMITS = timedelta(days=3)
# What every account must leave to the others' replies is not for one account to set.
_APP_RESERVE = 0.1


class LimitsContended(RuntimeError):
    """Many publishers count at this moment; ask again in a moment."""


class Overtaken(RuntimeError):
    """Somebody else changed the item first: nothing was counted, and it is not claimed."""


@dataclass(frozen=True, slots=True)
class HeldUntil:
    """Nothing of this lane may go before `until`."""

    until: datetime
    why: Code


class Budget(Spending):
    """The counters, through a low-level DynamoDB client; `limits` are those of an account and of its app."""

    def __init__(
        self, dynamodb: DynamoDBClient, table: str, limits: tuple[ByChannel, ByChannel] = (OF_ACCOUNT, OF_APP)
    ) -> None:
        super().__init__(dynamodb, table)
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
            if self._claimed(writes, len(claim)):
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

    def _claimed(self, writes: list[TransactWrite], claim: int) -> bool:
        """True if all was written; False if somebody else counted meanwhile. The first `claim` writes claim an item."""
        failed = self._fails(writes)
        if "ConditionalCheckFailed" in failed[:claim]:
            raise Overtaken("the item was changed meanwhile")
        return not failed


def _counts_of(row: Mapping[str, Any]) -> tuple[dict[str, SendCounts], int]:
    counts = {name: SendCounts.model_validate(value) for name, value in row.get("counts", {}).items()}
    return counts, int(row.get("version", 0))


def scope_of(item: Item) -> Scope:
    """What an item is counted with."""
    return "chat" if item.by == "chat" else item.channel
