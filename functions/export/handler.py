"""Each night: the cases and messages of the last two days as Parquet files for analysts, and what people taught triage.

A day is written again the night after: X delivers what it failed to deliver within a day.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

import care.starting
from care import aws, clock
from care.environment import ExportEnvironment
from care.model.account import Account
from care.model.case import Case
from care.report.rows import CASES, MESSAGES, Row, case_row, message_rows
from care.tables.accounts import Accounts
from care.tables.conversations import Conversations
from care.tables.reports import Reports
from care.tables.teaching import Teaching
from export.columns import write

settings = ExportEnvironment.read()
logger = Logger()
metrics = Metrics()
dynamodb = aws.client("dynamodb")
s3 = aws.client("s3")
accounts = Accounts(dynamodb, settings.accounts_table)
conversations = Conversations(dynamodb, settings.conversations_table)
reports = Reports(dynamodb, settings.conversations_table, settings.accounts_table)
teaching = Teaching(dynamodb, settings.conversations_table, settings.accounts_table, settings.data_retention_days)

_AGAIN = 2  # days
_ENOUGH_TO_LEARN = 60_000  # milliseconds


@metrics.log_metrics
def handle(event: Mapping[str, Any], context: Any) -> dict[str, int]:
    """Write each account's last two days, or the day that `day` of the event names ("2026-11-24", UTC)."""
    now = clock.now(settings.local_clock)
    today = now.astimezone(UTC).date()
    days = [date.fromisoformat(event["day"])] if event.get("day") else _last(today)
    rows, everybody = 0, accounts.all()
    for account in everybody:
        for day in days:
            rows += _export(account, day, today)
    metrics.add_metric(name="RowsExported", unit=MetricUnit.Count, value=rows)
    if not event.get("day"):
        # Who is first today is last tomorrow: nobody is left out for good where the time runs short.
        first = today.toordinal() % max(1, len(everybody))
        _learn((*everybody[first:], *everybody[:first]), now, context)
    return {"days": len(days), "rows": rows}


def _learn(those: Sequence[Account], now: datetime, context: Any) -> None:
    """What people corrected, learned account by account; one that fails holds no other, and is tried the next night."""
    learned = failed = 0
    for place, account in enumerate(those):
        if context is not None and context.get_remaining_time_in_millis() < _ENOUGH_TO_LEARN:
            logger.warning("learning.out_of_time", accounts=len(those) - place)
            break
        try:
            told = teaching.night(account.id, now)
        except Exception as error:  # noqa: BLE001  whatever is wrong with one account, the others learn
            failed += 1
            logger.error("learning.failed", account_id=account.id, error=type(error).__name__)  # noqa: TRY400  no text
            continue
        if told is not None:
            learned += told.judged == "better"
            logger.info("learning.judged", account_id=account.id, judged=told.judged, corrections=told.corrections)
    metrics.add_metric(name="AccountsTaught", unit=MetricUnit.Count, value=learned)
    if failed:
        raise RuntimeError(f"{failed} of {len(those)} accounts could not learn")


def _last(today: date) -> list[date]:
    return [today - timedelta(days=back) for back in range(_AGAIN, 0, -1)]


def _export(account: Account, day: date, today: date) -> int:
    """The day's files: they replace those of an earlier night."""
    cases, messages = [], list[Row]()
    for case, changed in _changed(account.id, day, today):
        if changed:
            cases.append(case_row(case))
        told = conversations.messages(case.case_id)
        messages.extend(message_rows(case, told, day, with_text=account.export_text))
    for name, columns, rows in (("cases", CASES, cases), ("messages", MESSAGES, messages)):
        key = f"{name}/account_id={account.id}/day={day.isoformat()}/{name}.parquet"
        if rows:
            s3.put_object(Bucket=settings.bucket, Key=key, Body=write(columns, rows))
        else:
            s3.delete_object(Bucket=settings.bucket, Key=key)
    logger.info("export.written", account_id=account.id, day=day.isoformat(), cases=len(cases), messages=len(messages))
    return len(cases) + len(messages)


def _changed(account_id: str, day: date, today: date) -> Iterator[tuple[Case, bool]]:
    """Cases that events changed on the day or since, for a message may come late; and whether it was on the day."""
    on_the_day = set(reports.cases_written(account_id, day))
    since = {day + timedelta(days=n) for n in range(1, min((today - day).days, _AGAIN) + 1)}
    later = {case_id for other in since for case_id in reports.cases_written(account_id, other)}
    for case_id in sorted(on_the_day | later):
        case = conversations.case(case_id)
        if case is not None:
            yield case, case_id in on_the_day


care.starting.over()
