"""What a person does about a case, each as a form of the page or a body of the API."""

from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from care import late
from care.case.labels import corrections
from care.desk.presets import Preset
from care.faults import Fault, fault
from care.model import actions
from care.model.account import Account
from care.model.bounded_instants import BoundedLocal
from care.model.case import Case
from care.model.envelope import Channel, Verdict
from care.model.outcomes import Outcomes
from care.model.settings.occasions import Language
from care.triage.verdict import Topic
from desk.form import Form, Named, Short, instant

_POST_ID = late.pattern(r"(?:https://(?:www\.)?(?:x|twitter)\.com/\w{1,20}/status/)?([0-9]{1,20})(?:[/?#].*)?")


class Cancel(Form):
    """Take back a reply that has not gone yet."""

    event = actions.ReplyCancelled

    item_id: Named


class Note(Form):
    """A word for colleagues; the customer never sees it."""

    event = actions.NoteWritten

    text: Short


class Assign(Form):
    """The case is somebody's, or with an empty name nobody's; `text` is a note that it is handed over with."""

    event = actions.CaseAssigned

    to: Named = ""
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)] = ""

    def values(self, account: Account) -> dict[str, Any]:  # noqa: ARG002  as of every form
        """Without the note, which is an event of its own."""
        return {"to": self.to}

    def note(self) -> str:
        """What the next one is to know."""
        return self.text

    def note_to(self) -> tuple[str, ...]:
        """The next one is told of it as of a note in which they are named."""
        return (self.to,) if self.to else ()


class Seen(Form):
    """Who was named in a note has seen it."""

    event = actions.MentionSeen


class Promise(Form):
    """Something was promised for an instant; without an offset it is in the account's time zone."""

    event = actions.PromiseMade

    text: Short
    due_at: BoundedLocal

    def values(self, account: Account) -> dict[str, Any]:
        """With an instant."""
        return {"text": self.text, "due_at": instant(self.due_at, account.hours.zone)}


class Keep(Form):
    """What was promised was done."""

    event = actions.PromiseKept

    promise_id: Named


class Snooze(Form):
    """Out of sight until then; without an offset it is in the account's time zone. A `preset` names the instant."""

    event = actions.CaseSnoozed

    until: BoundedLocal | None = None
    preset: Preset | None = None

    @model_validator(mode="after")
    def _says_until_when(self) -> Self:
        if self.until is None and self.preset is None:
            raise fault(Fault.snooze_without_end)
        return self

    def values(self, account: Account) -> dict[str, Any]:
        """With an instant."""
        return {"until": instant(self.until, account.hours.zone) if self.until else None}


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


class Label(Form):
    """Correct what triage said of the case, and who its customer is; what is left out stays as it is."""

    event = actions.CaseLabelled

    topic: Topic | None = None
    urgency: Annotated[int, Field(ge=0, le=9)] | None = None
    language: Language | None = None
    influencer: bool | None = None
    lead: bool | None = None
    journalist: bool | None = None
    partner: bool | None = None

    def details(self, case: Case) -> Outcomes:
        """Each label with what it was and what it is now."""
        return corrections(case, self.model_dump(exclude={"action_id"}))


class Automatic(Form):
    """Whether the customer gets automatic messages, as they asked by telephone or in other words."""

    event = actions.AutomaticMessagesSet

    wanted: bool


class Approve(Form):
    """Let a reply go that waits for a second pair of eyes."""

    event = actions.ReplyApproved
    needs = "supervisors"

    item_id: Named


class SendBack(Form):
    """Take back a reply that waits for approval; the note tells its writer why."""

    event = actions.ReplyCancelled
    needs = "supervisors"

    item_id: Named
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)] = ""

    def values(self, account: Account) -> dict[str, Any]:  # noqa: ARG002  as above
        """Without the note, which is an event of its own."""
        return {"item_id": self.item_id}

    def note(self) -> str:
        """Why it was sent back."""
        return self.text


class Decide(Form):
    """Decide on a send that is unclear. `post` is the address or id of a post that X has."""

    event = actions.SendDecided
    needs = "supervisors"

    item_id: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
    verdict: Verdict
    channel: Channel
    post: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""

    @model_validator(mode="after")
    def _has_its_id(self) -> Self:
        if self.verdict == "sent" and self.channel == "public" and not _POST_ID.fullmatch(self.post):
            raise fault(Fault.post_address_missing)
        return self

    def values(self, account: Account) -> dict[str, Any]:  # noqa: ARG002  as above
        """With the id alone."""
        found = _POST_ID.fullmatch(self.post) if self.verdict == "sent" else None
        x_id = found[1] if found else ""
        return {"item_id": self.item_id, "verdict": self.verdict, "x_id": x_id, "channel": self.channel}
