"""When a fact that did not arrive is told again, and when its receiver is left alone."""

from datetime import datetime, timedelta
from typing import Final

# As the Standard Webhooks specification proposes, of which each is counted from the try before it.
WAITS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
TRIES: Final = len(WAITS) + 1
# Nothing arrived for so long: the receiver is paused, and a person looks.
_PATIENCE: Final = timedelta(days=3)
_LONGEST_ASKED: Final = timedelta(hours=6)  # what a receiver's Retry-After may ask for


def next_try(tries: int, now: datetime, asked: timedelta | None = None) -> datetime | None:
    """When it is told again after `tries` tries that failed; None after the last. `asked` is its Retry-After."""
    if tries >= TRIES:
        return None
    wait = WAITS[tries - 1]
    if asked is not None:
        wait = max(wait, min(asked, _LONGEST_ASKED))
    return now + wait


def is_given_up(failing_since: datetime | None, now: datetime) -> bool:
    """Whether so much failed that nothing more is sent until a person looks."""
    return failing_since is not None and now - failing_since >= _PATIENCE
