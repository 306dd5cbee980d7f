"""People of the desk as values."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from care.model.envelope import Value, XId
from care.model.settings.occasions import Language

Role = Literal["agents", "supervisors", "operators"]
PersonId = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[^\s#]{1,100}$")]


class Person(Value):
    """Somebody who may sign in. `id` is the mail address by which Cognito knows the person, in small letters.

    `accounts` are the accounts whose cases the person sees; with `all_accounts` those to come, too. `roles` are the
    groups that the person had when signing in last; what a session may do is what its own sign-in said. A session that
    began before `since` is over: it is when the person was let in, or when all their sessions were ended.
    """

    id: PersonId
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    language: Language | Literal[""] = ""
    roles: tuple[Role, ...] = ()
    accounts: Annotated[tuple[XId, ...], Field(max_length=500)] = ()
    all_accounts: bool = False
    since: AwareDatetime | None = None

    def sees(self, account_id: str) -> bool:
        """True if the account's cases are this person's business."""
        return self.all_accounts or account_id in self.accounts


def may(roles: tuple[Role, ...], needed: Role) -> bool:
    """True if these roles include what is needed: a supervisor may all that an agent may."""
    return needed in roles or (needed == "agents" and "supervisors" in roles)
