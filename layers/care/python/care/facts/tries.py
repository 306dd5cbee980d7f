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


# Of a hand-over: somebody waits to see whether it arrived, and tells the customer then.
_OF_HAND_OVER: Final = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
_LONGEST_OF_HAND_OVER: Final = timedelta(minutes=30)  # what the other side's Retry-After may ask for
# What SES says of the stack's own sender, or of the address.
_NO_MAIL: Final = frozenset({"no_sender", "MessageRejected", "BadRequestException", "NotFoundException"})
# What the other side says of the request and not of the moment: it would say the same again.
_FINAL: Final = frozenset({"400", "401", "403", "404", "405", "410", "413", "415", "422", "forbidden_address"})


def next_hand_over(
    tries: int, status: str, now: datetime, asked: timedelta | None = None, *, by_mail: bool = False
) -> datetime | None:
    """When a hand-over is tried again after `tries` tries; None after the last, or where no other would do better."""
    if tries > len(_OF_HAND_OVER) or (not by_mail and status in _FINAL) or (by_mail and status in _NO_MAIL):
        return None
    wait = _OF_HAND_OVER[tries - 1]
    if asked is not None:
        wait = max(wait, min(asked, _LONGEST_OF_HAND_OVER))
    return now + wait


def is_given_up(failing_since: datetime | None, now: datetime) -> bool:
    """Whether so much failed that nothing more is sent until a person looks."""
    return failing_since is not None and now - failing_since >= _PATIENCE
