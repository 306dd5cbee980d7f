"""Dollars by the month: the limits that an account sets, and the forecast of a month."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from care.model.account import Account
from care.model.months import month_starts, next_month


def hard_limit(account: Account) -> int | None:
    """Micro-dollars that a month may cost at most, or None where nothing is held."""
    return account.budget.month_micro_dollars if account.budget.hard else None


def stands(account: Account, spent: int) -> Literal["under", "soft", "hard"]:
    """Where a month stands with this much spent: under its limits, or at the soft or the hard one."""
    limit = account.budget.month_micro_dollars
    if limit is None or spent < limit * account.budget.soft_share:
        return "under"
    return "hard" if spent >= limit else "soft"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a month will have cost, from `sends` sends in the `elapsed` share of it; `method` says how it was made."""

    micro_dollars: int | None
    sends: int
    elapsed: float
    method: str


def forecast(spent: int, sends: int, month: str, now: datetime) -> Forecast:
    """The month's cost if the rest of it is as what has passed; None before anything has."""
    start = month_starts(month)
    end = next_month(start)
    elapsed = min(1.0, max(0.0, (now - start) / (end - start)))
    if elapsed >= 1:
        return Forecast(spent, sends, 1.0, f"the month is over: what its {sends} sends cost")
    if elapsed <= 0:
        return Forecast(None, sends, 0.0, "the month has not begun")
    method = (
        f"spent so far divided by the {elapsed:.1%} of the month that has passed, from {sends} sends; "
        "weekdays, campaigns and incidents still to come are not known to it"
    )
    return Forecast(round(spent / elapsed), sends, elapsed, method)
