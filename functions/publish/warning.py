"""Telling the supervisor, once a month, that the month's dollars are nearly spent."""

from datetime import datetime

from care.account import Account
from care.budget.months import stands
from care.budget.prices import dollars
from publish.sending import Publisher


def warn(account: Account, month: str, publisher: Publisher, now: datetime) -> None:
    """Count it and leave a notice, if a limit of the month is reached and nobody was told of it this month."""
    limit = account.budget.month_micro_dollars
    if limit is None:
        return
    spent = publisher.budget.total(account.id, month).micro_dollars
    stand = stands(account, spent)
    if stand == "under" or not publisher.budget.told_once(account.id, month, now, stand):
        return
    publisher.count("BudgetHard" if stand == "hard" else "BudgetSoft")
    held = "automatic messages stop and replies wait for a supervisor's word"
    then = held if account.budget.hard else "nothing stops"
    when = "now" if stand == "hard" else "when all are"
    publisher.notice(f"{dollars(spent)} of {dollars(limit)} for {month} are spent; {when}, {then}.", ())
