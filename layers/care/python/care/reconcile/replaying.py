"""Which minutes X is asked to deliver again after it stopped."""

from datetime import datetime, timedelta

_OLDEST = timedelta(hours=24)
_LATEST_START = timedelta(minutes=31)
_LATEST_END = timedelta(minutes=10)
_MINUTE = timedelta(minutes=1)


def gap(last_valid_at: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """The whole minutes to replay: from when the webhook was last seen valid, within what X's rules allow.

    X wants a start of at least 31 minutes ago and of at most 24 hours, and an end of at least 10 minutes ago; what was
    never seen valid counts as 24 hours. The last ten minutes are for the reading of mentions and messages.
    """
    oldest = _floor(now - _OLDEST) + _MINUTE
    start = max(_floor(last_valid_at), oldest) if last_valid_at else oldest
    return min(start, _floor(now - _LATEST_START)), _floor(now - _LATEST_END)


def _floor(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
