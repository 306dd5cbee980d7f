"""Who was given which code, in the accounts table (`care.tables.gift_rows` has the keys).

A code is taken out of its bundle in the transaction that makes its gift and counts it for the pool, the agent's day
and the customer: of two presses at once one waits for the other, and none gets a code that is somebody else's.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from care.aws import DynamoDBClient
from care.environment import RETENTION_DAYS
from care.gifts.settling import Became
from care.model.account import Account
from care.model.case import Case
from care.model.gift import Gift, Pool, Taken, mark_of, masked
from care.model.outcomes import Code, Outcome, outcome
from care.tables.agenda import look_at_planned
from care.tables.attributes import attributes_of, expires, item_of, plain, readable
from care.tables.gift_rows import (
    DAYS_KEPT,
    Bundle,
    GiftChanged,
    GiftRows,
    bundle_of,
    codes_key,
    customer_key,
    day_key,
    gift_key,
    number_is,
    of_account,
    of_codes,
    open_key,
    pool_key,
    pool_of,
    taken_of,
)

_TRIES: Final = 12  # of who gives at the same moment as others
_LONGER: Final = timedelta(days=60)
_NEAR: Final = 3  # bundles among which one is chosen, so that fewer meet at the same

type Against = Callable[[Pool, int, tuple[Taken, ...]], Outcome | None]
"""Why no code of the pool may be given, by how many the agent gave today and what the customer was given."""


class Giving(NamedTuple):
    """A press of an agent: which pool, for which case, under which id."""

    gift_id: str
    pool_id: str
    by: str


class Gifts(GiftRows):
    """The rows, through a low-level DynamoDB client; what is written stays for `kept_days`."""

    def __init__(self, dynamodb: DynamoDBClient, table: str, kept_days: int = RETENTION_DAYS) -> None:
        super().__init__(dynamodb, table)
        self._kept = timedelta(days=kept_days)

    def one(self, account_id: str, gift_id: str) -> Gift | None:
        """A gift, or None."""
        row = self._get(gift_key(account_id, gift_id))
        return Gift.model_validate(row) if row else None

    def newest(self, account_id: str, most: int, *, pool_id: str = "", by: str = "") -> list[Gift]:
        """The newest gifts, of one pool or agent if that is said."""
        gifts = self._each(account_id)
        return list(islice((one for one in gifts if pool_id in {"", one.pool_id} and by in {"", one.by}), most))

    def open(self, account_id: str) -> list[Gift]:
        """Those of which it is not known what became, the oldest first."""
        ids = [row["sk"].partition("#")[2] for row in self._rows(of_account(account_id), "OPEN#")]
        return [gift for one in ids if (gift := self._read(account_id, one)) is not None]

    def of_customer(self, account_id: str, customer_id: str) -> list[Gift]:
        """What a customer was given, or is to be, the newest first."""
        taken = taken_of(self._get(customer_key(account_id, customer_id)))
        return [gift for one in reversed(taken) if (gift := self._read(account_id, one.gift_id)) is not None]

    def taken(self, account_id: str, customer_id: str) -> tuple[Taken, ...]:
        """What a customer was given, as it is counted."""
        return taken_of(self._get(customer_key(account_id, customer_id)))

    def today(self, account: Account, pool_id: str, by: str, now: datetime) -> int:
        """How many of a pool an agent gave on this day of the account's zone."""
        day = now.astimezone(account.hours.zone).date()
        return int(self._get(day_key(account.id, pool_id, day, by)).get("done", 0))

    def reserve(self, case: Case, account: Account, giving: Giving, against: Against, now: datetime) -> Gift | Outcome:
        """A code of a pool for the customer of a case, or why there is none. The same press again is the same gift."""
        for _ in range(_TRIES):
            if (known := self.one(account.id, giving.gift_id)) is not None:
                same = (known.case_id, known.pool_id, known.by) == (case.case_id, giving.pool_id, giving.by)
                return known if same else outcome(Code.changed_meanwhile)
            pool_row = self._get(pool_key(account.id, giving.pool_id))
            if not pool_row:
                return outcome(Code.no_such_pool)
            pool, whose = pool_of(pool_row), customer_key(account.id, case.customer.customer_id)
            theirs = self._get(whose)
            today = self.today(account, pool.pool_id, giving.by, now)
            if (why := against(pool, today, taken_of(theirs))) is not None:
                return why
            if (bundle := self._bundle_with_room(pool)) is None:
                return outcome(Code.gift_pool_empty)
            gift = _made(case, account, giving, pool, bundle, now)
            writes = [
                self._next(gift, now),
                {"Put": {"TableName": self._table, "Item": item_of(open_key(gift))}},
                *self._moved(gift, bundle, _without(bundle, gift)),
                self._counted(gift, {"free": -1, "open": 1}, pool.number),
                self._one_more_today(gift, pool.words.per_day, now),
                self._taken(gift, theirs, (*taken_of(theirs), _taken(gift)), now),
                {"Put": look_at_planned(self._table, account.id)},
            ]
            with suppress(GiftChanged):
                self._write(writes)
                return gift
        return outcome(Code.gift_contended)

    def settle(self, gift: Gift, became: Became, now: datetime) -> Gift:
        """Keep what became of an open gift; GiftChanged if somebody was quicker. One that goes back is free again."""
        ends = became.state != "unclear"
        kept = replace(
            gift,
            state=became.state,
            settled_at=now if ends else None,
            settled_by=became.by,
            why=became.why,
            wish="" if ends else gift.wish,
            code="" if ends else gift.code,
            number=gift.number + 1,
        )
        writes: list[Any] = [self._next(kept, now)]
        if ends:
            writes.append({"Delete": {"TableName": self._table, "Key": attributes_of(open_key(gift))}})
        if became.state == "given":
            writes.append(self._counted(gift, {"open": -1, "given": 1}))
        if became.state == "back":
            writes += self._given_back(gift, now)
        self._write(writes)
        return kept

    def wish(self, gift: Gift, want: str, by: str, now: datetime) -> Gift:
        """Have an unclear gift settled within the minute as a person says; GiftChanged if somebody was quicker."""
        kept = Gift.model_validate({**dict(gift), "wish": want, "settled_by": by, "number": gift.number + 1})
        self._write([self._next(kept, now), {"Put": look_at_planned(self._table, gift.account_id)}])
        return kept

    def forget(self, account_id: str, customer_id: str, now: datetime) -> int:
        """Take an erased customer off their gifts; how many. Codes stay used, and what is open needs a person."""
        whose = customer_key(account_id, customer_id)
        count = 0
        for one in taken_of(self._get(whose)):
            for _ in range(_TRIES):
                gift = self.one(account_id, one.gift_id)
                if gift is None or not gift.customer_id:
                    break
                state = "unclear" if gift.is_open else gift.state
                bare = replace(gift, customer_id="", case_id="", state=state, number=gift.number + 1)
                with suppress(GiftChanged):
                    self._write([self._next(bare, now)])
                    count += 1
                    break
            else:
                raise GiftChanged("a gift is being changed all the time")
        self._dynamodb.delete_item(TableName=self._table, Key=attributes_of(whose))
        return count

    def _given_back(self, gift: Gift, now: datetime) -> Iterator[Any]:
        for free in (True, False):
            row = self._get(codes_key(gift.account_id, gift.pool_id, gift.bundle, free=free))
            if row:
                before = bundle_of(row)
                spent = tuple(one for one in before.spent if one != gift.mark)
                yield from self._moved(gift, before, before._replace(free=(*before.free, gift.code), spent=spent))
                yield self._counted(gift, {"open": -1, "free": 1})
                break
        if gift.customer_id:
            theirs = self._get(customer_key(gift.account_id, gift.customer_id))
            taken = taken_of(theirs)
            if any(one.gift_id == gift.gift_id for one in taken):
                after = tuple(replace(one, counts=False) if one.gift_id == gift.gift_id else one for one in taken)
                yield self._taken(gift, theirs, after, now)
        if self._get(day := day_key(gift.account_id, gift.pool_id, gift.day, gift.by)):
            yield self._added(day, {"done": -1}, None)

    def _moved(self, gift: Gift, before: Bundle, after: Bundle) -> list[Any]:
        """A bundle as it is from now on: under another key where its last code goes, or the first comes back."""
        where = {"TableName": self._table}
        row = item_of(after._replace(number=before.number + 1).row(gift.account_id, gift.pool_id))
        if bool(before.free) == bool(after.free):
            return [{"Put": {**number_is(before.number), **where, "Item": row}}]
        key = codes_key(gift.account_id, gift.pool_id, before.bundle_id, free=bool(before.free))
        gone = {**number_is(before.number), **where, "Key": attributes_of(key)}
        return [{"Delete": gone}, {"Put": {**where, "Item": row}}]

    def _counted(self, gift: Gift, counts: dict[str, int], number: int | None = None) -> Any:
        return self._added(pool_key(gift.account_id, gift.pool_id), counts, number)

    def _added(self, key: dict[str, str], counts: dict[str, int], number: int | None) -> Any:
        names = {f"#{name}": name for name in counts} | ({"#number": "number"} if number is not None else {})
        values = {f":{name}": count for name, count in counts.items()}
        values |= {":number": number} if number is not None else {}
        return {
            "Update": {
                "TableName": self._table,
                "Key": attributes_of(key),
                "UpdateExpression": "ADD " + ", ".join(f"#{name} :{name}" for name in counts),
                "ConditionExpression": "#number = :number" if number is not None else "attribute_exists(pk)",
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": attributes_of(values),
            }
        }

    def _one_more_today(self, gift: Gift, most: int, now: datetime) -> Any:
        values = {":one": 1, ":end": expires(now, DAYS_KEPT)} | ({":most": most} if most else {})
        update = {
            "TableName": self._table,
            "Key": attributes_of(day_key(gift.account_id, gift.pool_id, gift.day, gift.by)),
            "UpdateExpression": "ADD done :one SET expires_at = :end",
            "ExpressionAttributeValues": attributes_of(values),
        }
        within = {"ConditionExpression": "attribute_not_exists(done) OR done < :most"} if most else {}
        return {"Update": update | within}

    def _taken(self, gift: Gift, theirs: dict[str, Any], taken: tuple[Taken, ...], now: datetime) -> Any:
        number = int(theirs.get("number", 0))
        # Longer than the gifts, so that an erasure finds each by its customer.
        keep = self._kept + _LONGER
        kept = [plain(one) for one in taken if one.at > now - keep]
        key = customer_key(gift.account_id, gift.customer_id)
        row = {**key, "taken": kept, "number": number + 1, "expires_at": expires(now, keep)}
        return {"Put": {**number_is(number), "TableName": self._table, "Item": item_of(row)}}

    def _bundle_with_room(self, pool: Pool) -> Bundle | None:
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=attributes_of({":pk": of_codes(pool.account_id, pool.pool_id), ":sk": "FREE#"}),
            ConsistentRead=True,
            Limit=_NEAR,
        )
        bundles = [bundle_of(row) for row in readable(found["Items"])]
        return secrets.choice(bundles) if bundles else None

    def _next(self, gift: Gift, now: datetime) -> dict[str, Any]:
        """The write of a gift as the next change of what was read."""
        row = {**gift_key(gift.account_id, gift.gift_id), **plain(gift)}
        row |= {} if gift.is_open else {"expires_at": expires(now, self._kept)}
        return {"Put": {**number_is(gift.number - 1), "TableName": self._table, "Item": item_of(row)}}

    def _read(self, account_id: str, gift_id: str) -> Gift | None:
        with suppress(ValidationError):  # one that cannot be read holds no other
            return self.one(account_id, gift_id)
        return None

    def _each(self, account_id: str) -> Iterator[Gift]:
        for row in self._rows(of_account(account_id), "GIFT#", newest_first=True):
            with suppress(ValidationError):
                yield Gift.model_validate(row)


def _made(case: Case, account: Account, giving: Giving, pool: Pool, bundle: Bundle, now: datetime) -> Gift:
    code = bundle.free[0]
    return Gift(
        gift_id=giving.gift_id,
        account_id=account.id,
        pool_id=giving.pool_id,
        pool=pool.words.name,
        worth=pool.words.worth,
        case_id=case.case_id,
        customer_id=case.customer.customer_id,
        by=giving.by,
        at=now,
        day=now.astimezone(account.hours.zone).date(),
        bundle=bundle.bundle_id,
        mark=mark_of(account.id, code),
        shown=masked(code),
        code=code,
        language=case.language,
        number=1,
    )


def _without(bundle: Bundle, gift: Gift) -> Bundle:
    return bundle._replace(free=bundle.free[1:], spent=(*bundle.spent, gift.mark))


def _taken(gift: Gift) -> Taken:
    return Taken(gift_id=gift.gift_id, pool_id=gift.pool_id, at=gift.at)
