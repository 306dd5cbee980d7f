"""Each hour and on demand: adds up what was counted into the days of the report."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

import care.starting
from care import aws, clock, late
from care.environment import ReportEnvironment
from care.tables.accounts import Accounts
from care.tables.budget import Budget
from care.tables.reports import Reports, to_roll
from report.summing_up import SummingUp

settings = ReportEnvironment.read()
logger = Logger()
metrics = Metrics()
dynamodb = aws.client("dynamodb")
accounts = Accounts(dynamodb, settings.accounts_table)
reports = Reports(dynamodb, settings.conversations_table, settings.accounts_table)
summing_up = SummingUp(
    reports=reports,
    budget=Budget(dynamodb, settings.outbox_table),
    accounts=accounts,
    s3=late.late(lambda: aws.client("s3")),
    ses=late.late(lambda: aws.client("sesv2")),
    bucket=settings.bucket,
    sender=settings.mail_sender,
    logger=logger,
)


@metrics.log_metrics
def handle(event: Mapping[str, Any], _context: Any) -> dict[str, int]:
    """Add up every account, or the one that `account_id` of the event names, up to this moment.

    An account that fails holds no other; the call fails at the end, so that it is tried again and seen.
    """
    wanted = event.get("account_id")
    ids = [wanted] if wanted else sorted(accounts.served())
    failed = days = pages = 0
    for account_id in ids:
        try:
            days += _roll(account_id)
            if not wanted:
                # Whoever asks for today's numbers waits for no page.
                pages += summing_up.make(accounts.get(account_id), clock.now(settings.local_clock))
        except Exception as error:  # noqa: BLE001  whatever is wrong with one account, the others are added up
            failed += 1
            logger.error("report.failed", account_id=account_id, error=type(error).__name__)  # noqa: TRY400  no text
    metrics.add_metric(name="ReportDays", unit=MetricUnit.Count, value=days)
    metrics.add_metric(name="MonthsSummedUp", unit=MetricUnit.Count, value=pages)
    if failed:
        raise RuntimeError(f"{failed} of {len(ids)} accounts could not be added up")
    return {"accounts": len(ids), "days": days}


def _roll(account_id: str) -> int:
    now = clock.now(settings.local_clock)
    # Functions' clocks differ a little: yesterday is over a quarter of an hour after midnight.
    over = (now - timedelta(minutes=15)).date() - timedelta(days=1)
    touched: set[str] = set()
    failed: Exception | None = None
    last = None
    for on in to_roll(reports.rolled(account_id), now):
        try:
            touched |= set(reports.roll(account_id, on))
        except Exception as error:  # noqa: BLE001  a day that cannot be added up holds no other, and is tried again
            failed = failed or error
        if on <= over and failed is None:
            last = on
    if last is not None:
        # No further than the first that failed.
        reports.remember(account_id, last)
    if failed is not None:
        raise failed
    return len(touched)


care.starting.over()
