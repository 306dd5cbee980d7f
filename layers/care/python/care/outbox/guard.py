"""What may not go out in public as it is (design 4.9): a post is immortal."""

from dataclasses import dataclass
from typing import Literal

from care.account import Account
from care.outbox.model import Item
from care.privacy import find
from care.text import DM_LIMIT, POST_LIMIT, weighted_length
from care.triage.words import words


@dataclass(frozen=True, slots=True)
class Guarded:
    """Why an item does not go: refused for good, or held until a supervisor approves it."""

    state: Literal["refused", "held"]
    reason: str


def guard(item: Item, account: Account, *, over_budget: bool = False) -> Guarded | None:
    """None for what may go; personal data and what X would not take are refused, words to look at twice are held.

    A reply that the month's dollars do not cover is held too, in private as in public. A supervisor's word counts for
    every reason at once, so all of them are told. Of a thread the whole is looked at: a cut must not hide anything.
    """
    if reason := _refused(item, account):
        return Guarded("refused", reason)
    if item.purpose != "reply" or item.approved_by:
        return None
    watched = _watched(item, account) if item.channel == "public" else []
    reasons = [f"waits for approval: {', '.join(watched)}"] if watched else []
    if over_budget:
        reasons.append("over budget")
    return Guarded("held", "; ".join(reasons)) if reasons else None


def _refused(item: Item, account: Account) -> str | None:
    if item.channel == "private":
        return "longer than a DM may be" if len(item.text) > DM_LIMIT else None
    if weighted_length(item.text, reply=bool(item.in_reply_to)) > POST_LIMIT:
        return "longer than a post may be"
    kinds = sorted({str(found.kind) for found in find(item.whole or item.text, account.countries)})
    return f"personal data may not go out in public: {', '.join(kinds)}" if kinds else None


def _watched(item: Item, account: Account) -> list[str]:
    keys = {key for _, key in words(item.whole or item.text)}
    return sorted(word for word in account.second_look if {key for _, key in words(word)} <= keys)
