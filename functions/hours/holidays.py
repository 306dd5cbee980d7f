"""Adds each December the public holidays of the next year to the dates of the accounts that keep them."""

from datetime import datetime
from functools import partial

from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from care.aws import TransactWrite
from care.holiday_years import next_refresh, with_holidays, years_to_resolve
from care.model.account import Account
from care.tables.account_reads import Saving
from care.tables.accounts import Accounts
from care.tables.fanout import Sweeps


def refresh_holidays(accounts: Accounts, sweeps: Sweeps, now: datetime, logger: Logger) -> int:
    """Resolve holidays if their day has come: a new version of the settings, and a notice for the supervisor."""
    due = accounts.holidays_due()
    if due is not None and now < due:
        return 0
    changed = failed = 0
    for account in accounts.all():
        try:
            changed += _refreshed(account, accounts, sweeps, now, logger)
        except (BotoCoreError, ClientError, ValueError) as error:
            # It holds no other account, and is tried again in the next minute.
            failed += 1
            logger.error("holidays.failed", account_id=account.id, error=type(error).__name__)  # noqa: TRY400  no text
    if failed:
        raise RuntimeError(f"the holidays of {failed} accounts could not be resolved")
    accounts.holidays_next(next_refresh(now))
    return changed


def _refreshed(account: Account, accounts: Accounts, sweeps: Sweeps, now: datetime, logger: Logger) -> bool:
    refreshed = with_holidays(account, years_to_resolve(now))
    if refreshed is account:
        return False
    sweep = partial(_sweep, sweeps, account.id, now)
    version = accounts.put(refreshed, Saving("centralita", now, "holidays"), tells=sweep)
    years = ", ".join(map(str, refreshed.holidays.years)) if refreshed.holidays else ""
    accounts.notice(account.id, now, f"public holidays are among the dates now for {years}: please check them")
    logger.info("holidays.refreshed", account_id=account.id, settings_version=version)
    return True


def _sweep(sweeps: Sweeps, account_id: str, now: datetime, version: int) -> TransactWrite:
    return sweeps.beginning(account_id, f"settings:{version}", now)
