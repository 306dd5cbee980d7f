"""Handing a case to another system, as forms: to whom, once more, and by which reference they know it."""

from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from care.model import actions
from care.model.account import Account
from care.model.case import Case
from care.model.hand_over import Reference
from care.model.outcomes import Code, Outcomes, outcome
from desk.form import Form

_Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class HandOver(Form):
    """Another system or team takes the case; `text` is a word for them. Its customer is told, unless `untold`."""

    event = actions.CaseHandedOver

    to: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    untold: bool = False

    def values(self, account: Account) -> dict[str, Any]:  # noqa: ARG002  as of every form
        """As the event has them."""
        return {"to": self.to, "note": self.text, "tell": not self.untold}

    def details(self, case: Case) -> Outcomes:  # noqa: ARG002  as of every form
        """To whom."""
        return (outcome(Code.deed_handed_over, name=self.to),)


class HandOverAgain(Form):
    """A hand-over that did not arrive is tried once more."""

    event = actions.HandOverTriedAgain

    hand_over_id: _Id


class HandOverReference(Form):
    """By which reference the other system knows the case; empty for none."""

    event = actions.ReferenceTyped

    hand_over_id: _Id
    reference: Reference | Literal[""] = ""
