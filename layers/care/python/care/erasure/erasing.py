"""Erasing a customer from first to last: the event that clears the tables, then every other place, and the receipt.

It may die anywhere and be done again: what is gone stays gone, and its counts are added up.
"""

import time
from collections.abc import Callable
from copy import replace
from datetime import datetime

from care.erasure.elsewhere import Elsewhere, elsewhere
from care.erasure.receipts import Asked, Gone, Receipt, keep
from care.tables.conversations import Conversations
from care.tables.erasures import Erasures

_TRIES = 60
_BETWEEN = 1.0  # seconds


def is_applied(
    store: Conversations, asked: Asked, tries: int = _TRIES, sleep: Callable[[float], None] = time.sleep
) -> bool:
    """True once the tables have forgotten the customer; False if that takes longer than a minute."""
    for number in range(tries):
        if number:
            sleep(_BETWEEN)
        erased_at = store.customer(asked.whose.account_id, asked.whose.customer_id).erased_at
        if erased_at is not None and erased_at >= asked.receipt.at:
            return True
    return False


def finish(places: Elsewhere, asked: Asked, erasures: Erasures, now: datetime) -> Receipt:
    """Erase in all places outside of the tables; the receipt is kept after each. What is done stays as it is."""
    receipt = known(erasures, asked)
    if receipt.done_at is not None:
        return receipt
    for gone in elsewhere(places, asked.whose, now):
        receipt = replace(receipt, gone=added(receipt.gone, gone))
        keep(erasures, receipt)
    receipt = replace(receipt, done_at=now)
    keep(erasures, receipt)
    return receipt


def known(erasures: Erasures, asked: Asked) -> Receipt:
    """The receipt as far as an earlier try came, else as it was when the erasure was asked for."""
    receipt = asked.receipt
    told = erasures.one(receipt.account_id, receipt.action_id, receipt.at)
    return Receipt.model_validate_json(told) if told is not None else receipt


def added(before: tuple[Gone, ...], gone: Gone) -> tuple[Gone, ...]:
    """The counts with those of one more place, or of one more try of it."""
    count = gone.count + sum(one.count for one in before if one.place == gone.place)
    others = [one for one in before if one.place != gone.place]
    return (*others, replace(gone, count=count))
