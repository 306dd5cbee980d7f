"""Public holidays among an account's dates: resolved when settings are saved, and again each year."""

from collections.abc import Sequence
from copy import replace
from datetime import UTC, datetime

from care.model.account import Account

# In the last weeks of a year customers are told of days in the next one.
_REFRESH = (12, 1, 9)


def with_holidays(account: Account, years: Sequence[int]) -> Account:
    """The account with the public holidays of those of `years` that were not resolved before.

    A date that the hours already name stays as it is. The labels are in the account's language. Without `holidays` in
    the settings the account stays as it is.
    """
    wanted = account.holidays
    missing = [year for year in years if wanted and year not in wanted.years]
    if wanted is None or not missing:
        return account
    from care.hours import holiday  # noqa: PLC0415  14 MB that only this needs

    named = [(entry.first, entry.last) for entry in account.hours.dates]
    new = [
        entry
        for entry in holiday.dates(wanted.country, wanted.region, missing, account.language)
        if not any(first <= entry.last and entry.first <= last for first, last in named)
    ]
    dates = sorted((*account.hours.dates, *new), key=lambda entry: entry.first)
    resolved = replace(wanted, years=tuple(sorted({*wanted.years, *missing})))
    return replace(account, hours=replace(account.hours, dates=tuple(dates)), holidays=resolved)


def years_to_resolve(now: datetime) -> tuple[int, ...]:
    """The present year, and from December on the next."""
    return (now.year, now.year + 1) if now >= datetime(now.year, *_REFRESH, tzinfo=UTC) else (now.year,)


def next_refresh(now: datetime) -> datetime:
    """When holidays are to be resolved next."""
    this_year = datetime(now.year, *_REFRESH, tzinfo=UTC)
    return this_year if now < this_year else datetime(now.year + 1, *_REFRESH, tzinfo=UTC)
