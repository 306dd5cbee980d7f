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


def guard(item: Item, account: Account) -> Guarded | None:
    """None for what may go; personal data and what X would not take are refused, words to look at twice are held."""
    if item.channel == "private":
        return Guarded("refused", "longer than a DM may be") if len(item.text) > DM_LIMIT else None
    if weighted_length(item.text, reply=bool(item.in_reply_to)) > POST_LIMIT:
        return Guarded("refused", "longer than a post may be")
    kinds = sorted({str(found.kind) for found in find(item.text, account.countries)})
    if kinds:
        return Guarded("refused", f"personal data may not go out in public: {', '.join(kinds)}")
    if item.purpose == "reply" and not item.approved_by:
        keys = {key for _, key in words(item.text)}
        watched = sorted(word for word in account.second_look if {key for _, key in words(word)} <= keys)
        if watched:
            return Guarded("held", f"waits for approval: {', '.join(watched)}")
    return None
