"""Fits a person's public reply that is too long: by the account's abbreviations, else as a thread."""

from copy import replace
from functools import partial

from care.length.fit import fit
from care.length.threads import Unfittable, thread
from care.length.weighted import POST_LIMIT, weighted_length
from care.model.account import Account
from care.model.outbox_item import Item
from care.model.outcomes import Code, Outcome, outcome


def fitted(item: Item, account: Account, name: str = "") -> Item | Outcome:
    """The item as it can be sent, itself where it fits as it is, or why no cut makes it fit.

    `name` is the customer's, which is never abbreviated or cut; automatic texts fit when they are composed.
    """
    count = partial(weighted_length, reply=bool(item.in_reply_to))
    if item.channel == "private" or item.purpose != "reply" or item.whole or count(item.text) <= POST_LIMIT:
        return item
    names = [known for known in (account.name, name) if known.strip()]
    if short := fit(item.text, POST_LIMIT, account.abbreviations, names, count=count):
        return replace(item, text=short, whole=item.text)
    try:
        first, *rest = thread(item.text, POST_LIMIT, names, count=count)
    except Unfittable as error:
        return outcome(Code.piece_too_long, piece=error.piece, length=error.length, limit=error.limit)
    return replace(item, text=first, whole=item.text, rest=tuple(rest), parts=1 + len(rest))
