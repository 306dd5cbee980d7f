"""When a pool is to be told of: nearly used up, used up, or its last day near."""

from datetime import datetime, timedelta
from typing import Final, Literal

from care.gifts.giving import is_usable
from care.model.account import Account
from care.model.gift import Pool

NEAR: Final = timedelta(days=7)
type News = Literal["low", "empty", "ending"]


def news_of(pool: Pool, account: Account, now: datetime) -> tuple[News, ...]:
    """What is to be told of a pool now and was not told yet."""
    if not is_usable(pool, account, now) or not (pool.free or pool.open or pool.given):
        return ()
    ends = pool.words.ends_at(account.hours.zone)
    found: list[News] = []
    if pool.free == 0:
        found.append("empty")
    elif pool.free <= pool.words.low_at:
        found.append("low")
    if pool.free and ends is not None and now >= ends - NEAR:
        found.append("ending")
    # Who was told that it is used up needs not hear that it is nearly so.
    return tuple(one for one in found if one not in pool.told and not (one == "low" and "empty" in pool.told))


def looks_again(pool: Pool, account: Account, now: datetime) -> datetime | None:
    """When there may be something to tell without anybody doing anything; None if not."""
    ends = pool.words.ends_at(account.hours.zone)
    if ends is None or "ending" in pool.told or not is_usable(pool, account, now) or not pool.free:
        return None
    return max(ends - NEAR, now + timedelta(minutes=1))
