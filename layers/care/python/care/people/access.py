"""Who may change whose access to an account. Nobody changes their own, so nobody locks themselves out."""

from copy import replace
from typing import Literal

from care.model.outcomes import Code, Outcome, outcome
from care.model.person import AccountRoles, Person, by_account

AccessChange = Literal["give", "supervise", "serve", "take", "give_all", "take_all", "remove"]


class NotAllowed(ValueError):
    """The change is refused; `why` says why."""

    def __init__(self, why: Outcome) -> None:
        super().__init__(str(why))
        self.why = why


def changed(by: Person, person: Person, act: AccessChange, account_id: str) -> Person | None:
    """The person with other access to `account_id`, which `by` supervises; None if the person is removed.

    `give` makes an agent of the account, `supervise` a supervisor, `serve` a supervisor an agent again. What concerns
    accounts that `by` does not supervise is refused with NotAllowed.
    """
    if (why := _refusal(by, person, act)) is not None:
        raise NotAllowed(outcome(why))
    known = by_account(person)
    supervises = set(known.supervises or ())
    match act:
        case "give" | "supervise":
            accounts = tuple(sorted({*known.accounts, account_id}))
            supervises = supervises | {account_id} if act == "supervise" else supervises
            return replace(known, accounts=accounts, supervises=tuple(sorted(supervises)))
        case "serve":
            return replace(known, supervises=tuple(sorted(supervises - {account_id})))
        case "take":
            accounts = tuple(one for one in known.accounts if one != account_id)
            return replace(known, accounts=accounts, supervises=tuple(sorted(supervises - {account_id})))
        case "give_all" | "take_all":
            every = act == "give_all"
            return replace(known, all_accounts=every, supervises_all=every and known.supervises_all)
        case "remove":
            return None


def _refusal(by: Person, person: Person, act: AccessChange) -> Code | None:
    if person.id == by.id:
        return Code.own_access
    if "operators" in person.roles and "operators" not in by.roles:
        return Code.works_for_others  # the stack is nobody's of one brand
    match act:
        case "give_all" | "take_all" if not by.supervises_every:
            return Code.not_all_accounts
        case "remove" if not by.supervises_every and (person.all_accounts or not _all_supervised(by, person)):
            return Code.works_for_others
        case "take" if person.all_accounts:
            return Code.sees_all_accounts
        case "serve" if person.supervises_every:
            return Code.sees_all_accounts
        case _:
            return None


def sees_token(by: Person, token: AccountRoles, account_id: str) -> bool:
    """True if a token of an integration is shown to a supervisor of the account: it opens something of it."""
    return by.may_in(account_id, "supervisors") and token.sees(account_id)


def may_end_token(by: Person, token: AccountRoles) -> bool:
    """True for who may withdraw a token or have a new one for it: an operator, or who supervises all that it opens."""
    if "operators" in by.roles:
        return True
    if "operators" in token.roles or (token.all_accounts and not by.supervises_every):
        return False
    return by.supervises_every or (
        bool(token.accounts) and all(by.may_in(one, "supervisors") for one in token.accounts)
    )


def may_end_sessions(by: Person, person: Person, account_id: str) -> bool:
    """True for a supervisor of somebody who works for the account, and for oneself; an operator's are their own."""
    if person.id == by.id:
        return True
    if "operators" in person.roles and "operators" not in by.roles:
        return False
    return by.may_in(account_id, "supervisors") and is_shown_to(by, person, account_id)


def _all_supervised(by: Person, person: Person) -> bool:
    return bool(person.accounts) and all(by.may_in(one, "supervisors") for one in person.accounts)


def is_shown_to(by: Person, person: Person, account_id: str) -> bool:
    """True for who works for the account, and to who supervises all accounts, for everybody."""
    return by.supervises_every or person.sees(account_id)
