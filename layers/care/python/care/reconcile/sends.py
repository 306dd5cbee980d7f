"""What becomes of a send that is unclear: looked up at X, never sent again blindly."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from care.model.outbox_item import CLOCKS_APART, Item, fingerprint
from care.model.outcomes import Code, Outcomes, outcome

# X's own echo of a send mostly comes within seconds; before this it is not looked up.
_ECHO_MAY_COME = timedelta(minutes=2)
_GIVEN_UP_AFTER = timedelta(minutes=15)
LOOKUPS = 2


class Own(NamedTuple):
    """A message of the account that X shows: where it went (a customer, or the post that it replies to), and what."""

    x_id: str
    to: str
    text: str
    at: datetime


def is_looked_up(item: Item, lookups: int, now: datetime) -> bool:
    """True once its echo should have come, until X did not show it twice: each look-up is charged."""
    return now - _since(item) >= _ECHO_MAY_COME and lookups < LOOKUPS


def looked_up_from(item: Item) -> datetime:
    """The instant before which X cannot have taken it."""
    return (item.claimed_at or item.created_at) - CLOCKS_APART


def candidates(item: Item, own: Iterable[Own]) -> list[Own]:
    """The messages that this item may have become: the same text to the same place, not from before it was claimed.

    The first that is no other item's is this one.
    """
    to = item.customer_id if item.channel == "private" else item.in_reply_to
    wanted = fingerprint(item.text)
    fitting = (o for o in own if o.to == to and fingerprint(o.text) == wanted and o.at >= looked_up_from(item))
    return sorted(fitting, key=lambda one: one.at)


@dataclass(frozen=True, slots=True)
class Confirm:
    """X shows it: it is this message."""

    own: Own


@dataclass(frozen=True, slots=True)
class Withdraw:
    """X does not show it, and nobody asked for it."""

    why: Outcomes


@dataclass(frozen=True, slots=True)
class AskPerson:
    """X does not show what a person wrote: a person says what becomes of it."""


@dataclass(frozen=True, slots=True)
class Wait:
    """It is too early to say."""


type Step = Confirm | Withdraw | AskPerson | Wait


def plan(item: Item, found: Own | None, lookups: int, now: datetime) -> Step:
    """What becomes of an unconfirmed item, of which X showed so much in so many complete look-ups.

    An acknowledgement, a survey or a courtesy is withdrawn, because nobody asked for it; what a person wrote stays
    unconfirmed until a person decides.
    """
    if found is not None:
        return Confirm(found)
    if lookups < LOOKUPS or now - _since(item) < _GIVEN_UP_AFTER:
        return Wait()
    if item.purpose in {"acknowledgement", "survey", "courtesy"}:
        return Withdraw((outcome(Code.not_shown_and_unwanted),))
    return AskPerson()


def _since(item: Item) -> datetime:
    return item.settled_at or item.created_at
