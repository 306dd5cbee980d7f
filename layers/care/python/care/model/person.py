"""People of the desk as values, and what they are in each account."""

from copy import replace
from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, Field, StringConstraints

from care.model.envelope import Value, XId
from care.model.settings.occasions import Variety

Role = Literal["agents", "supervisors", "operators"]
AccountRole = Literal["agents", "supervisors"]
PersonId = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[^\s#]{1,100}$")]
Notice = Literal["new", "again", "warned", "late", "reminded", "broken", "approval", "refused", "unclear", "mention"]
NOTICES: tuple[Notice, ...] = get_args(Notice)
MOST_VIEWS = 8
"""Lists that one person keeps: each is counted whenever the list is looked at."""
MOST_INITIALS = 4
AccountIds = Annotated[tuple[XId, ...], Field(max_length=500)]


class AccountRoles(Value):
    """What somebody is in which account: an agent in `accounts`, and a supervisor in those of them in `supervises`.

    With `all_accounts` the accounts to come are theirs, too, and with `supervises_all` as a supervisor. `supervises` is
    None where it was stored before roles were per account: the roles of the sign-in hold in all their accounts.
    `roles` tells operators, who look after the stack; who is nothing else works for no account.
    """

    roles: tuple[Role, ...] = ()
    accounts: AccountIds = ()
    all_accounts: bool = False
    supervises: AccountIds | None = None
    supervises_all: bool = False

    def sees(self, account_id: str) -> bool:
        """True if the account's cases are this person's business."""
        return self.all_accounts or account_id in self.accounts

    def role_in(self, account_id: str) -> AccountRole | None:
        """What the person is in this account; None for whom it is nobody's business of."""
        if not self.sees(account_id) or set(self.roles) == {"operators"}:
            return None
        if self.supervises is None:
            return next((role for role in _BY_RANK if role in self.roles), None)
        return "supervisors" if self.supervises_every or account_id in self.supervises else "agents"

    @property
    def supervises_every(self) -> bool:
        """True for a supervisor of all accounts, those to come too."""
        return self.all_accounts and ("supervisors" in self.roles if self.supervises is None else self.supervises_all)

    def may(self, needed: Role) -> bool:
        """True if the person is this somewhere: a supervisor may all that an agent may."""
        if needed == "operators":
            return "operators" in self.roles
        if self.supervises is None:
            return needed in self.roles or (needed == "agents" and "supervisors" in self.roles)
        if set(self.roles) == {"operators"}:
            return False
        return needed == "agents" or self.supervises_every or any(one in self.accounts for one in self.supervises)

    def may_in(self, account_id: str, needed: AccountRole) -> bool:
        """True if the person is this in the account."""
        return self.role_in(account_id) in {needed, "supervisors"}


class SavedView(Value):
    """A list with its filters, as its address has them, under a name of the person's own."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    query: Annotated[str, StringConstraints(max_length=400)]


class Person(AccountRoles):
    """Somebody who may sign in. `id` is the mail address by which Cognito knows the person, in small letters.

    `roles` are the groups that the person had when signing in last. A session that began before `since` is over: it is
    when the person was let in, or when all their sessions were ended. `told` is what the browser
    notifies of, None for all; `away` that they get no new cases; `initials` sign their replies where an account wants
    that, empty for those of their name.
    """

    id: PersonId
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    language: Variety | Literal[""] = ""
    since: AwareDatetime | None = None
    away: bool = False
    initials: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\W\d_]{0,4}$")] = ""
    told: tuple[Notice, ...] | None = None
    views: Annotated[tuple[SavedView, ...], Field(max_length=MOST_VIEWS)] = ()


_BY_RANK: tuple[AccountRole, ...] = ("supervisors", "agents")


def by_account(person: Person) -> Person:
    """The same person with the roles of earlier sign-ins written down account by account."""
    if person.supervises is not None:
        return person
    supervisor = "supervisors" in person.roles
    return replace(
        person,
        supervises=person.accounts if supervisor else (),
        supervises_all=supervisor and person.all_accounts,
    )
