"""Who a customer is: what X tells beside a message, or when it is asked."""

from copy import replace
from datetime import datetime, timedelta

from care.case.influence import is_influencer
from care.case.known_people import recognised
from care.model.account import Account
from care.model.case import Case
from care.model.commands import Introduce
from care.model.customer import Customer
from care.model.decision import Decision, changed
from care.model.messages import Author
from care.model.outcomes import Code, outcome
from care.model.x_events import CustomerIntroduced

KEPT = timedelta(days=30)
"""How long what X told of a customer is taken as true, where no event tells anything newer."""
_EARLIER = 3  # @names that are kept besides the present one


def introduced(customer: Customer, author: Author, at: datetime) -> Customer:
    """The customer with what X told; what it did not tell stays, and an @name that was changed is remembered."""
    earlier = customer.earlier_usernames
    if author.username and customer.username and author.username.casefold() != customer.username.casefold():
        others = (one for one in earlier if one.casefold() != author.username.casefold())
        earlier = tuple(dict.fromkeys((customer.username, *others)))[:_EARLIER]
    told = bool(author.username)
    return replace(
        customer,
        username=author.username or customer.username,
        name=author.name or customer.name,
        followers=customer.followers if author.followers is None else author.followers,
        protected=customer.protected if author.protected is None else author.protected,
        bio=customer.bio if author.bio is None else author.bio,
        joined_at=author.joined_at or customer.joined_at,
        picture=author.picture or customer.picture,
        verified_type=author.verified_type or customer.verified_type,
        earlier_usernames=earlier,
        introduced_at=max(at, customer.introduced_at or at) if told else customer.introduced_at,
    )


def introduce(known: Case | Customer, event: CustomerIntroduced, account: Account) -> Decision:
    """Know the customer by name from now on; nobody is told, and nothing is answered by it."""
    told = outcome(Code.customer_introduced)
    if isinstance(known, Customer):
        if known.version == 0 or known.erased_at is not None:
            return Decision(customer=known, because=(told,))  # nothing is kept of somebody who is not a customer
        return Decision(customer=recognised(introduced(known, event.author, event.at), account), because=(told,))
    customer = recognised(introduced(known.customer, event.author, event.at), account)
    return changed(replace(known, customer=customer, influencer=is_influencer(customer, account)), told)


def is_stranger(customer: Customer, now: datetime) -> bool:
    """True if X is to be asked who that is: nothing is known, or what is known is old."""
    if customer.erased_at is not None:
        return False
    if not customer.username:
        return True
    return customer.introduced_at is not None and now - customer.introduced_at >= KEPT


def to_introduce(decision: Decision, account: Account, now: datetime) -> Decision:
    """The decision, with the question who the customer is where that is not known."""
    case = decision.case
    if case is None or not is_stranger(decision.customer, now):
        return decision
    question = Introduce(
        **case.ids, item_id=f"who-{case.customer.customer_id}", language=case.language or account.language, asked_at=now
    )
    return replace(decision, commands=(*decision.commands, question))
