"""Whether a code of a pool may be given now, by whom and to whom."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from care.model.account import Account
from care.model.gift import Pool, Taken
from care.model.outcomes import Code, Outcome, outcome


def is_over(pool: Pool, account: Account, now: datetime) -> bool:
    """True once the pool's last day, in the account's zone, has ended."""
    ends = pool.words.ends_at(account.hours.zone)
    return ends is not None and now >= ends


def is_usable(pool: Pool, account: Account, now: datetime) -> bool:
    """True while codes of it are given, if there are any."""
    return not pool.words.closed and not is_over(pool, account, now)


def against(pool: Pool, account: Account, today: int, theirs: Sequence[Taken], now: datetime) -> Outcome | None:
    """Why no code may be given; None if one may.

    `today` is how many the agent gave of the pool on this day of the account's zone; `theirs` is what the customer was
    given.
    """
    words = pool.words
    if words.closed:
        return outcome(Code.gift_pool_closed)
    if words.ends_on is not None and is_over(pool, account, now):
        return outcome(Code.gift_pool_over, day=words.ends_on.isoformat())
    if words.per_day and today >= words.per_day:
        return outcome(Code.gift_day_full, most=words.per_day)
    since = now - timedelta(days=words.customer_days)
    had = sum(one.counts and one.pool_id == pool.pool_id and one.at > since for one in theirs)
    if words.per_customer and had >= words.per_customer:
        return outcome(Code.gift_customer_full, most=words.per_customer, days=words.customer_days)
    if pool.free <= 0:
        return outcome(Code.gift_pool_empty)
    return None
