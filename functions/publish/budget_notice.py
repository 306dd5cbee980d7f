"""Tells the supervisor, once for each limit of a month, that its dollars are nearly spent."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple

from care.budget.months import stands
from care.budget.prices import dollars
from care.model.account import Account
from care.tables.budget import Budget


class BudgetNotice(NamedTuple):
    """What is counted, and what the supervisor reads."""

    metric: Literal["BudgetSoft", "BudgetHard", "BudgetCaused"]
    text: str


def budget_notices(
    account: Account, month: str, budget: Budget, now: datetime, *, stopped: bool = False
) -> Iterator[BudgetNotice]:
    """The notices of what is reached, each once a month for one amount: a limit by the sends or by what others caused.

    `stopped` says that a send did not fit into what is left: then all are spent that can be.
    """
    limit = account.budget.month_micro_dollars
    if limit is None:
        return
    caused = budget.caused(account.id, month)
    if caused >= limit * account.budget.soft_share and budget.told_once(account.id, month, now, "caused", limit):
        text = (
            f"{dollars(caused)} for {month} went to what X delivered and showed (the limit for sends is "
            f"{dollars(limit)}): it counts against no limit and holds nothing."
        )
        yield BudgetNotice("BudgetCaused", text)
    spent = budget.total(account.id, month).micro_dollars - caused
    if (sends := _of_sends(account, month, budget, now, spent, stopped)) is not None:
        yield sends


def _of_sends(
    account: Account, month: str, budget: Budget, now: datetime, spent: int, stopped: bool
) -> BudgetNotice | None:
    limit = account.budget.month_micro_dollars or 0
    stand = "hard" if stopped else stands(account, spent)
    if stand == "under" or not budget.told_once(account.id, month, now, stand, limit):
        return None
    held = "automatic messages stop and replies wait for a supervisor's word"
    then = held if account.budget.hard else "nothing stops"
    when = "now" if stand == "hard" else "when all are"
    text = f"{dollars(spent)} of {dollars(limit)} for {month} are spent; {when}, {then}."
    return BudgetNotice("BudgetHard" if stand == "hard" else "BudgetSoft", text)
