"""Tells the supervisor, once a month, that the month's dollars are nearly spent."""

from datetime import datetime
from typing import Literal, NamedTuple

from care.budget.months import stands
from care.budget.prices import dollars
from care.model.account import Account
from care.tables.budget import Budget


class BudgetNotice(NamedTuple):
    """What is counted, and what the supervisor reads."""

    metric: Literal["BudgetSoft", "BudgetHard"]
    text: str


def budget_notice(account: Account, month: str, budget: Budget, now: datetime) -> BudgetNotice | None:
    """The notice of a limit that is reached; None if none is, or if it was told this month already."""
    limit = account.budget.month_micro_dollars
    if limit is None:
        return None
    spent = budget.total(account.id, month).micro_dollars
    stand = stands(account, spent)
    if stand == "under" or not budget.told_once(account.id, month, now, stand):
        return None
    held = "automatic messages stop and replies wait for a supervisor's word"
    then = held if account.budget.hard else "nothing stops"
    when = "now" if stand == "hard" else "when all are"
    text = f"{dollars(spent)} of {dollars(limit)} for {month} are spent; {when}, {then}."
    return BudgetNotice("BudgetHard" if stand == "hard" else "BudgetSoft", text)
