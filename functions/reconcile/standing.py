"""How an account stands, for its board and for those who are told: a surge of complaints, and the month's dollars."""

from collections.abc import Callable
from copy import replace
from datetime import UTC, date, datetime

from care.budget.months import stands
from care.facts.of_account import tell_of_budget, tell_of_surge
from care.model.account import Account
from care.model.commands import Tell
from care.model.months import month_of, months_before
from care.reconcile.surge import WINDOW, Surge, step, usual
from care.tables.budget import Budget
from care.tables.reports import Reports
from reconcile.memory import Memory

type Telling = Callable[[Tell], None]


def look(
    account: Account, now: datetime, memory: Memory, reports: Reports, budget: Budget, tell: Telling | None
) -> str:
    """Tell what changed since the last look; the name of what is counted of it, or nothing.

    It is told before it is remembered: who died in between tells it again, under the same id. Where nobody is told
    (`tell` is None) a surge is remembered all the same, for the board; who comes while it lasts is told of it then.
    """
    kept = memory.read(f"SURGE#{account.id}", Surge)
    before = kept.value if kept else Surge()
    after = _budget(account, now, before, budget, tell) if tell is not None else before
    complaints = reports.lately(account.id, now - WINDOW, now, "opened", "complaint")
    # What an hour brings else is read where it may matter alone.
    usually = _usual(account, now, reports) if complaints or before.since else 0
    began, ended, counted = before.since, False, ""
    match step(before.since, complaints, usually):
        case "began":
            began, counted = now, "SurgeBegan"
        case "ended":
            ended, counted = True, "SurgeEnded"
    known = before.since is not None and not before.unheard
    if began is not None and tell is not None and known == ended:
        tell(tell_of_surge(account.id, began, now, complaints, usually, ended=ended))
    unheard = began is not None and not ended and tell is None and not known
    after = replace(after, since=None if ended else began, unheard=unheard)
    if after != before:
        memory.write(f"SURGE#{account.id}", after, kept)
    return counted


def _usual(account: Account, now: datetime, reports: Reports) -> int:
    today = now.astimezone(account.hours.zone).date()
    months = (f"{today:%Y-%m}", months_before(f"{today:%Y-%m}", 1))
    days = {day: tallies for month in months for day, tallies in reports.days(account.id, month).items()}
    per_day = {
        date.fromisoformat(day): tallies.sum("opened", lambda cell: cell[1] == "complaint")
        for day, tallies in days.items()
    }
    return usual(per_day, today)


def _budget(account: Account, now: datetime, before: Surge, budget: Budget, tell: Callable[[Tell], None]) -> Surge:
    """What was told of a month and a limit is not told again; a limit that somebody raised is another one.

    It is spent, too, when what is left of it is too little for a send that was tried.
    """
    limit, month = account.budget.month_micro_dollars, month_of(now.astimezone(UTC))
    if limit is None:
        return before
    spent = budget.sent(account, month)
    stand = stands(account, spent)
    of = f"{month} {limit}"
    if stand == "under" or before.budget == f"{of} hard":
        return before
    if stand == "soft" and budget.was_told(account.id, month, "hard", limit):
        stand = "hard"
    if before.budget == f"{of} {stand}":
        return before
    tell(tell_of_budget(account.id, month, now, spent, limit, holds=account.budget.hard if stand == "hard" else None))
    return replace(before, budget=f"{of} {stand}")
