"""Months as they are counted and billed: in UTC, as X bills."""

from datetime import UTC, datetime


def month_of(at: datetime) -> str:
    """The month that an instant is counted in, as 2026-11: X bills in UTC."""
    utc = at.astimezone(UTC)
    return f"{utc.year:04}-{utc.month:02}"


def month_starts(month: str) -> datetime:
    """The first instant of a month."""
    return datetime.strptime(f"{month}-01", "%Y-%m-%d").replace(tzinfo=UTC)


def next_month(at: datetime) -> datetime:
    """The first instant of the month after `at`."""
    first = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


def months_before(month: str, back: int) -> str:
    """The month so many months before one."""
    year, number = divmod(month_starts(month).year * 12 + month_starts(month).month - 1 - back, 12)
    return f"{year:04}-{number + 1:02}"
