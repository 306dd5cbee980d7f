"""The page of a month, read from the days of the report and from the dollars of the outbox table."""

from care.model.account import Account
from care.model.tallies import total
from care.report.measures import ReportPeriod
from care.report.summary import Summary, month_before, summary
from care.tables.budget import Budget
from care.tables.reports import Reports


def page_of(account: Account, month: str, reports: Reports, budget: Budget) -> Summary:
    """The page of any month beside the one before it."""
    periods = []
    for one in (month, month_before(month)):
        spent = {purpose: of.micro_dollars for purpose, of in budget.by_purpose(account.id, one).items()}
        periods.append(ReportPeriod(total(reports.days(account.id, one).values()), spent))
    return summary(account, month, *periods)
