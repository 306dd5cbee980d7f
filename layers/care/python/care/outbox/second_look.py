"""When a supervisor looks at a reply before it goes, because of how its customer treats those who answer."""

from care.model.account import Account
from care.model.case import Case
from care.model.outbox_item import Item
from care.model.outcomes import Code, Outcome, outcome


def of_abuse(item: Item, case: Case | None, account: Account) -> Outcome | None:
    """Why a person's reply waits; None where it goes, or may have gone already."""
    wanted = account.unwanted.second_look
    if case is None or not case.abuse or wanted == "never":
        return None
    if item.purpose != "reply" or item.part > 1 or item.doubtful:
        return None
    if case.abuse == "threat":
        return outcome(Code.customer_threatens)
    return outcome(Code.customer_insults) if wanted == "insults" else None
