"""Encrypted chats: their price and daily number, which X publishes neither of, and what customers see of who works."""

from copy import replace
from decimal import Decimal, InvalidOperation

from care.desk.sections.drafts import Draft, Fields, checked, ticked
from care.model.account import Account

__all__ = ["change", "draft_of", "most_of_a_day", "read"]

_BOXES = ("mark_read", "typing", "buttons")
_PRICE = "price_micro_dollars"
_MICRO = Decimal(1_000_000)


def draft_of(account: Account) -> Draft:
    """What the form shows of the settings as they are; the price in dollars."""
    chat = account.chat
    boxes: Draft = {name: getattr(chat, name) for name in _BOXES}
    return {**boxes, _PRICE: f"{Decimal(chat.price_micro_dollars) / _MICRO:f}", "per_day": str(chat.per_day)}


def read(fields: Fields) -> Draft:
    """The draft of a form that was sent."""
    boxes: Draft = {name: ticked(fields, name) for name in _BOXES}
    return {**boxes, **{name: fields.get(name, "").strip() for name in (_PRICE, "per_day")}}


def change(account: Account, draft: Draft) -> Account:
    """The account with these settings; InvalidDraft with each field that is wrong."""
    return replace(account, chat=checked("chat", {**draft, _PRICE: _micro_dollars(str(draft[_PRICE]))}))


def most_of_a_day(account: Account) -> int:
    """Micro-dollars of a day on which all chats that may go do go."""
    return account.chat.price_micro_dollars * account.chat.per_day


def _micro_dollars(dollars: str) -> int | str:
    """The amount; what is no number, or has more than six decimals, as it was typed, which the settings refuse."""
    try:
        amount = Decimal(dollars.replace(",", ".")) * _MICRO
        return int(amount) if amount == amount.to_integral_value() else dollars
    except (InvalidOperation, OverflowError, ValueError):
        return dollars
