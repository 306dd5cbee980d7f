"""Texts as people at the desk see them: what is sensitive is masked."""

from collections.abc import Iterable

from care.model.account import Account
from care.model.stored_message import StoredMessage
from care.privacy.finder import find
from care.privacy.kinds import Kind
from care.privacy.mask import redact


def exposes(messages: Iterable[StoredMessage], account: Account) -> bool:
    """Whether a public message of the customer shows what is private, and not only the number of an order."""
    return any(
        shown(message.text, account)[1]
        for message in messages
        if message.by == "customer" and message.channel == "public"
    )


def shown(text: str, account: Account) -> tuple[str, bool]:
    """A text with what is sensitive masked, and whether anything was; numbers of orders are people's to work with."""
    found = [one for one in find(text, account.countries, account.own) if one.kind is not Kind.REFERENCE]
    if not found:
        return text, False
    return redact(text, found, account.countries, account.own, keep={Kind.REFERENCE}), True
