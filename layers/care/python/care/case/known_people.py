"""Journalists and partners: known by a person's word, else by words of theirs or by what X verified them as.

Who was known once stays so for all cases, until a person says otherwise; then no word and no sign of X says more.
"""

import unicodedata
from copy import replace
from typing import Final

from care.model.account import Account
from care.model.customer import Customer, KnownBy
from care.model.decision import Decision
from care.model.settings.contacts import KnownSettings
from care.model.x_events import MessageReceived

_READ: Final = 4000  # characters of a text


def noticed(decision: Decision, event: MessageReceived, account: Account) -> Decision:
    """The decision about a message, with who its customer turns out to be."""
    case = decision.case
    if case is None or event.superseded:
        return decision
    customer = recognised(case.customer, account, event.message.text)
    if customer is case.customer:
        return decision
    return replace(decision, customer=customer, case=replace(case, customer=customer))


def recognised(customer: Customer, account: Account, text: str = "") -> Customer:
    """The customer, a journalist or a partner from now on where their words or X say so."""
    contacts = account.contacts
    if not customer.journalist and (by := _known(customer, contacts.journalists, customer.journalist_by, text)):
        customer = replace(customer, journalist=True, journalist_by=by)
    if not customer.partner and (by := _known(customer, contacts.partners, customer.partner_by, text)):
        customer = replace(customer, partner=True, partner_by=by)
    return customer


def _known(customer: Customer, settings: KnownSettings, said_by: KnownBy, text: str) -> KnownBy:
    """By what the customer is known as one; nothing where they are not, or where a person said that they are none."""
    if said_by == "person":
        return ""
    if customer.verified_type in settings.verified:
        return "verified"
    if not settings.words:
        return ""
    said = f"{_plain(customer.bio[:_READ])}|{_plain(text[:_READ])}"
    return "words" if any(_plain(word) in said for word in settings.words) else ""


def _plain(text: str) -> str:
    """The words of a text in small letters without accents, with a blank before, between and behind them."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = (one if one.isalnum() else " " for one in plain if not unicodedata.combining(one))
    return f" {' '.join(''.join(kept).split())} "
