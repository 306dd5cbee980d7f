"""What becomes of a send of which nobody knows whether X took it: looked up at X, never sent again blindly."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from care.outbox.model import Item, fingerprint

# X's own echo of a send mostly comes within seconds; before this it is not looked up.
_ECHO_MAY_COME = timedelta(minutes=2)
_GIVEN_UP_AFTER = timedelta(minutes=15)
LOOKUPS = 2
# X tells the instant of a post in whole seconds, by a clock that is not ours.
_CLOCKS_APART = timedelta(seconds=5)


class Own(NamedTuple):
    """A message of the account that X shows: where it went (a customer, or the post that it replies to), and what."""

    x_id: str
    to: str
    text: str
    at: datetime


def is_looked_up(item: Item, now: datetime) -> bool:
    """True once its echo should have come."""
    return now - _since(item) >= _ECHO_MAY_COME


def looked_up_from(item: Item) -> datetime:
    """The instant before which X cannot have taken it."""
    return (item.claimed_at or item.created_at) - _CLOCKS_APART


def became(item: Item, own: Iterable[Own]) -> Own | None:
    """The message that this item became: the same text to the same place, and not from before it was claimed."""
    to = item.customer_id if item.channel == "private" else item.in_reply_to
    wanted = fingerprint(item.text)
    fitting = (o for o in own if o.to == to and fingerprint(o.text) == wanted and o.at >= looked_up_from(item))
    return min(fitting, key=lambda one: one.at, default=None)


def verdict(item: Item, lookups: int, now: datetime) -> Literal["wait", "withdraw", "a person decides"]:
    """What becomes of an item that X did not show in so many complete look-ups.

    An acknowledgement, a survey or a courtesy is withdrawn, because nobody asked for it; what a person wrote stays
    unconfirmed until a person decides.
    """
    if lookups < LOOKUPS or now - _since(item) < _GIVEN_UP_AFTER:
        return "wait"
    return "withdraw" if item.purpose in {"acknowledgement", "survey", "courtesy"} else "a person decides"


def _since(item: Item) -> datetime:
    return item.settled_at or item.created_at
