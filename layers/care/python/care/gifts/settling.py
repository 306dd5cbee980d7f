"""What became of a code that was reserved, by what became of its message.

It goes back to its pool only where it is certain that nobody has it. Where that is not certain a person decides.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from care.model.gift import Gift, GiftState
from care.model.outbox_item import Item
from care.model.outcomes import Code, Outcomes, outcome

WAITS: Final = timedelta(hours=24)
"""So long a press may lie in a queue; then its message is stopped for good, so that it can never follow."""
_SOON, _LATER, _FRESH = timedelta(minutes=1), timedelta(minutes=15), timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Became:
    """The gift's state from now on."""

    state: GiftState
    by: str = ""
    why: Outcomes = ()


type Next = Became | Literal["wait", "stop"]
"""`stop`: nothing is in the outbox, and nothing may come into it any more."""


def next_of(gift: Gift, item: Item | None, now: datetime, *, refused: Outcomes | None = None) -> Next:
    """What is done about an open gift.

    `item` is its message; None where the outbox has none. `refused` is why its case refused the press, if it did.
    """
    if gift.state == "unclear":
        return _decided(gift, item)
    if not gift.case_id:
        return Became("unclear")
    if item is None:
        if refused is not None:
            return Became("back", why=refused)
        return "stop" if now >= gift.at + WAITS else "wait"
    return _by_item(item)


def looks_again(gift: Gift, now: datetime) -> datetime | None:
    """When an open gift is looked at next; None where nothing happens before a person decides."""
    if gift.state == "unclear" and not gift.wish and not gift.case_id:
        return None
    return now + (_SOON if now < gift.at + _FRESH else _LATER)


def _by_item(item: Item) -> Next:
    match item.state:
        case "sent":
            return Became("given")
        case "refused" | "withdrawn" if item.doubtful or Code.dropped in {one.code for one in item.because}:
            # X may have it all the same: an attempt in doubt was given up, or a person dropped what was unclear.
            return Became("unclear", why=item.because)
        case "refused" | "withdrawn":
            return Became("back", why=item.because)
        case _:
            return "wait"


def _decided(gift: Gift, item: Item | None) -> Next:
    if item is not None and item.state == "sent":
        return Became("given")  # its echo came after all
    if gift.wish == "given":
        return Became("given", by=gift.settled_by)
    if gift.wish == "back":
        return Became("back", by=gift.settled_by, why=(outcome(Code.gift_taken_back),))
    return "wait"
