"""The page of a month, read from the days of the report and from the dollars of the outbox table."""

from care.account import Account
from care.budget.store import Budget
from care.report.measures import Period
from care.report.store import Reports
from care.report.summary import Summary, month_before, summary
from care.report.tallies import total


def page_of(account: Account, month: str, reports: Reports, budget: Budget) -> Summary:
    """The page of any month beside the one before it."""
    periods = []
    for one in (month, month_before(month)):
        spent = {purpose: of.micro_dollars for purpose, of in budget.by_purpose(account.id, one).items()}
        periods.append(Period(total(reports.days(account.id, one).values()), spent))
    return summary(account, month, *periods)
