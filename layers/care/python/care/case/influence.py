"""Whose word reaches far."""

from care.model.account import Account
from care.model.customer import Customer

_INSTITUTIONS = {"business", "government"}


def is_influencer(customer: Customer, account: Account) -> bool:
    """What a person said; else true for one with a large audience, or whom X verified as a business or a government."""
    if customer.influencer is not None:
        return customer.influencer
    return (customer.followers or 0) >= account.desk.influencer_followers or customer.verified_type in _INSTITUTIONS
