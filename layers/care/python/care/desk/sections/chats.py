"""Encrypted chats: their price and daily number, which X publishes neither of, and what customers see of who works."""

from copy import replace
from decimal import Decimal

from care.desk.sections.drafts import Draft, Fields, checked, ticked
from care.model.account import Account

__all__ = ["change", "draft_of", "most_of_a_day", "read"]

_BOXES = ("mark_read", "typing", "buttons")
_PRICE = "price_micro_dollars"
_MICRO = Decimal(1_000_000)
# "1e999999" would be a number of a million digits.
_HUGE = Decimal(10) ** 18


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
    """The amount; what is no number, has more than six decimals or is huge, as it was typed: the settings refuse it."""
    try:
        amount = Decimal(dollars.replace(",", ".")) * _MICRO
    except ArithmeticError:
        return dollars
    whole = amount.is_finite() and abs(amount) < _HUGE and amount == amount.to_integral_value()
    return int(amount) if whole else dollars
