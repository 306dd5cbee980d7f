"""X's ids as instants: they count milliseconds since an epoch of X's own, so an instant is a place in X's lists too."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)  # 1288834974657 ms, as X publishes it
_LOWER_BITS = 22


def id_at(at: datetime) -> str:
    """The smallest id that a post or DM of this instant can have."""
    return str(max((at - _EPOCH) // timedelta(milliseconds=1), 0) << _LOWER_BITS)


def posted_at(x_id: str) -> datetime:
    """The instant of a post or DM, which its id tells."""
    return _EPOCH + timedelta(milliseconds=int(x_id) >> _LOWER_BITS)
