"""Who may change whose access to an account. Nobody changes their own, so nobody locks themselves out."""

from copy import replace
from typing import Literal

from care.model.outcomes import Code, Outcome, outcome
from care.model.person import Person

AccessChange = Literal["give", "take", "give_all", "take_all", "remove"]


class NotAllowed(ValueError):
    """The change is refused; `why` says why."""

    def __init__(self, why: Outcome) -> None:
        super().__init__(str(why))
        self.why = why


def changed(by: Person, person: Person, act: AccessChange, account_id: str) -> Person | None:
    """The person with other access to `account_id`, which is one of `by`'s; None if the person is removed.

    What concerns accounts that `by` does not see is refused with NotAllowed.
    """
    if person.id == by.id:
        raise NotAllowed(outcome(Code.own_access))
    if "operators" in person.roles and "operators" not in by.roles:
        # The stack is nobody's of one brand.
        raise NotAllowed(outcome(Code.works_for_others))
    if act in {"give_all", "take_all"} and not by.all_accounts:
        raise NotAllowed(outcome(Code.not_all_accounts))
    match act:
        case "give":
            return replace(person, accounts=tuple(sorted({*person.accounts, account_id})))
        case "take" if person.all_accounts:
            raise NotAllowed(outcome(Code.sees_all_accounts))
        case "take":
            return replace(person, accounts=tuple(a for a in person.accounts if a != account_id))
        case "give_all" | "take_all":
            return replace(person, all_accounts=act == "give_all")
        case "remove":
            mine = bool(person.accounts) and set(person.accounts) <= set(by.accounts)
            if not by.all_accounts and (person.all_accounts or not mine):
                raise NotAllowed(outcome(Code.works_for_others))
            return None


def is_shown_to(by: Person, person: Person, account_id: str) -> bool:
    """True for who works for the account, and to who sees all accounts, for everybody."""
    return by.all_accounts or person.sees(account_id)
