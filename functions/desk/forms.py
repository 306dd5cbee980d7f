"""What a person may do about a case, as a form of the page or a body of the API, and the event that it becomes."""

import re
import secrets
from datetime import datetime
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from care import actions
from care.account import Account
from care.actions import Action
from care.case.model import Case
from care.envelope import Channel
from care.people.model import Role
from desk.requests import BadRequest

_ACTION_ID = re.compile(r"[0-9a-zA-Z-]{8,64}")
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Named = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]


class Form(BaseModel):
    """Fields of a form. `action_id` is made with the page, so that a press that is sent twice is one action."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event: ClassVar[type[Any]]
    needs: ClassVar[Role] = "agents"

    action_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z-]{8,64}$")] = Field(
        default_factory=lambda: secrets.token_hex(16)
    )

    def values(self, account: Account) -> dict[str, Any]:  # noqa: ARG002  some need its zone
        """The event's own fields."""
        return self.model_dump(exclude={"action_id"})


class Reply(Form):
    """Answer the customer, in public or by DM. `seen_of_others`: how many replies of others the writer had seen."""

    event = actions.ReplyWritten

    channel: Channel
    text: Text
    seen_of_others: Annotated[int, Field(ge=0)] | None = None
    dm_link: bool = False


class Cancel(Form):
    """Take back a reply that has not gone yet."""

    event = actions.ReplyCancelled

    item_id: Named


class Note(Form):
    """A word for colleagues; the customer never sees it."""

    event = actions.NoteWritten

    text: Short


class Assign(Form):
    """The case is somebody's, or with an empty name nobody's."""

    event = actions.CaseAssigned

    to: Named = ""


class Promise(Form):
    """Something was promised for an instant; without an offset it is in the account's time zone."""

    event = actions.PromiseMade

    text: Short
    due_at: datetime

    def values(self, account: Account) -> dict[str, Any]:
        """With an instant."""
        return {"text": self.text, "due_at": _instant(self.due_at, account.hours.zone)}


class Keep(Form):
    """What was promised was done."""

    event = actions.PromiseKept

    promise_id: Named


class Snooze(Form):
    """Out of sight until then; without an offset it is in the account's time zone."""

    event = actions.CaseSnoozed

    until: datetime

    def values(self, account: Account) -> dict[str, Any]:
        """With an instant."""
        return {"until": _instant(self.until, account.hours.zone)}


class Resolve(Form):
    """The matter is settled."""

    event = actions.CaseResolved


class Reopen(Form):
    """The matter is not settled after all."""

    event = actions.CaseReopened


class Merge(Form):
    """The case is the same matter as another one of the same customer, which goes on for both."""

    event = actions.CaseMerged

    into: Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[0-9A-Za-z]{1,32}$")]


class Repost(Form):
    """Show everybody what a content customer wrote."""

    event = actions.ThanksReposted


FORMS: dict[str, type[Form]] = {
    "reply": Reply,
    "cancel": Cancel,
    "note": Note,
    "assign": Assign,
    "promise": Promise,
    "keep": Keep,
    "snooze": Snooze,
    "resolve": Resolve,
    "reopen": Reopen,
    "merge": Merge,
    "repost": Repost,
}


def event_of(form: Form, case: Case, account: Account, by: str, now: datetime) -> Action:
    """The event of a form, for `events.fifo`."""
    whose = {"account_id": case.account_id, "customer_id": case.customer.customer_id, "case_id": case.case_id}
    values = {**whose, "action_id": form.action_id, "by": by, "at": now, **form.values(account)}
    event: Action = form.event.model_validate(values)
    return event


def read_form(kind: str, fields: dict[str, Any]) -> Form:
    """The form of a kind; BadRequest for an unknown kind, pydantic's ValidationError for wrong fields."""
    if kind not in FORMS:
        raise BadRequest(f"there is no action {kind}: {', '.join(FORMS)}")
    # A form has a field for everything; what was left empty was not said.
    return FORMS[kind].model_validate({name: value for name, value in fields.items() if value != "" or name == "to"})


def _instant(at: datetime, zone: ZoneInfo) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=zone)
