"""Spam and abuse as forms: a mark and its end, what a supervisor has seen, and whom the account shuts out at X."""

from typing import Annotated, Any

from pydantic import StringConstraints

from care.model import actions
from care.model.account import Account
from care.model.actions import ShutsOut
from desk.form import Form


class Spam(Form):
    """Say that the customer is a spammer (`spam` true), or that they are none.

    Nothing automatic goes to a spammer, their cases are closed and count for nothing; what they write is kept aside.
    """

    event = actions.SpamMarked

    spam: bool = True


class AbuseSeen(Form):
    """A supervisor has seen how the customer treats those who answer: replies go as usual again."""

    event = actions.AbuseSeen
    needs = "supervisors"


class ShutOut(Form):
    """Mute the customer at X, block their private messages there, or take that back; `text` says why, as a note.

    X is asked at once. To block who is not marked as spam needs a supervisor. X's API blocks nobody altogether.
    """

    event = actions.ShutOut

    what: ShutsOut
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]

    def values(self, account: Account) -> dict[str, Any]:  # noqa: ARG002  as of every form
        """Without the reason, which is a note of its own."""
        return {"what": self.what}

    def note(self) -> str:
        """Why."""
        return self.text
