"""What people write down as forms: tags of a case, and notes that stay with its customer."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, StringConstraints, model_validator

from care.faults import Fault, fault
from care.model import actions
from care.model.account import Account
from care.model.tags import MOST_TAGS, tag_of, tags_of
from desk.form import Form, Named


def _joined(given: Any) -> Any:
    """An integration may give a list."""
    return ",".join(given) if isinstance(given, list) and all(isinstance(one, str) for one in given) else given


Tags = Annotated[str, BeforeValidator(_joined), StringConstraints(strip_whitespace=True, max_length=400)]


class Tag(Form):
    """Give a case tags, or take some away; several stand with commas between them, or in a list."""

    event = actions.CaseTagged

    add: Tags = ""
    remove: Tags = ""

    @model_validator(mode="after")
    def _are_tags(self) -> Self:
        written = [one.strip() for one in f"{self.add},{self.remove}".split(",") if one.strip()]
        for one in written:
            if not tag_of(one):
                raise fault(Fault.no_tag, written=one[:60])
        if not 0 < len(written) <= MOST_TAGS:
            raise fault(Fault.tags_missing, most=MOST_TAGS)
        return self

    def values(self, account: Account) -> dict[str, Any]:  # noqa: ARG002  as of every form
        """As they are kept."""
        return {"add": tags_of(self.add), "remove": tags_of(self.remove)}


class CustomerNote(Form):
    """Write down something of the customer, for whoever serves them next; it stays when the case is over."""

    event = actions.CustomerNoted

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class CustomerNoteRemove(Form):
    """Take away what was written down of the customer."""

    event = actions.CustomerNoteRemoved

    note_id: Named
