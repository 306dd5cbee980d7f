"""What every form of an action has: its id, the event that it becomes, and what the audit trail keeps of it."""

import secrets
from datetime import datetime
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints

from care.model.account import Account
from care.model.case import Case
from care.model.envelope import Value
from care.model.outcomes import Outcomes
from care.model.person import AccountRole

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Named = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]


class Form(Value):
    """Fields of a form. `action_id` is made with the page, so that a press that is sent twice is one action."""

    event: ClassVar[type[Any]]
    needs: ClassVar[AccountRole] = "agents"

    action_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z-]{8,64}$")] = Field(
        default_factory=lambda: secrets.token_hex(16)
    )

    def values(self, account: Account) -> dict[str, Any]:  # noqa: ARG002  some need its zone
        """The event's own fields."""
        return self.model_dump(exclude={"action_id"})

    def details(self, case: Case) -> Outcomes:  # noqa: ARG002  most say nothing
        """What the audit trail keeps besides the kind; never a customer's text."""
        return ()

    def note_to(self) -> tuple[str, ...]:
        """Whom the note is for, besides those who are named in it."""
        return ()

    def note(self) -> str:
        """A word for colleagues that goes with it, or nothing."""
        return ""


def instant(at: datetime, zone: ZoneInfo) -> datetime:
    """What somebody typed, in the account's zone where it names none."""
    return at if at.tzinfo else at.replace(tzinfo=zone)
