"""What a person may do about a case, as a form of the page or a body of the API, and the event that it becomes."""

from collections.abc import Sequence
from copy import replace
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from care import late
from care.case.labels import corrections
from care.desk.presets import Preset
from care.desk.presets import until as preset_until
from care.desk.signature import signed
from care.faults import Fault, fault
from care.model import actions
from care.model.account import Account
from care.model.actions import Action
from care.model.bounded_instants import BoundedLocal
from care.model.case import Case
from care.model.envelope import Channel, Verdict
from care.model.files import OutFile
from care.model.outcomes import Code, Outcomes, outcome
from care.model.settings.occasions import Language
from care.model.settings.saved_replies import SavedReply
from care.model.tags import MOST_TAGS
from care.triage.verdict import Topic
from desk.customer_forms import CustomerNote, CustomerNoteRemove, Tag
from desk.form import Form, Named, Short, instant
from desk.hand_over_forms import HandOver, HandOverAgain, HandOverReference
from desk.reply_form import Reply
from desk.requests import BadRequest
from desk.unwanted_forms import AbuseSeen, ShutOut, Spam

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


FORMS: dict[str, type[Form]] = {
    "reply": Reply,
    "cancel": Cancel,
    "note": Note,
    "assign": Assign,
    "automatic": Automatic,
    "label": Label,
    "spam": Spam,
    "shut_out": ShutOut,
    "abuse_seen": AbuseSeen,
    "promise": Promise,
    "keep": Keep,
    "snooze": Snooze,
    "seen": Seen,
    "tag": Tag,
    "customer_note": CustomerNote,
    "customer_note_remove": CustomerNoteRemove,
    "resolve": Resolve,
    "reopen": Reopen,
    "merge": Merge,
    "hand_over": HandOver,
    "hand_over_again": HandOverAgain,
    "hand_over_reference": HandOverReference,
    "repost": Repost,
    "approve": Approve,
    "send_back": SendBack,
    "decide": Decide,
}


def events_of(
    form: Form,
    case: Case,
    account: Account,
    by: str,
    now: datetime,
    files: Sequence[OutFile] = (),
    mentions: tuple[str, ...] = (),
    *,
    supervised: bool = False,
    initials: str = "",
) -> list[Action]:
    """The events of a form, for `events.fifo`: its own, and a note if it has one.

    `files` are what a reply shows, `mentions` who is named in the note; `supervised`: who wrote it may approve.
    `initials` are the writer's, for whom the account signs replies.
    """
    whose = {"account_id": case.account_id, "customer_id": case.customer.customer_id, "case_id": case.case_id}
    values = {**whose, "action_id": form.action_id, "by": by, "at": now, **form.values(account)}
    if isinstance(form, Reply):
        values |= {"files": files, "then": form.afterwards(account, by, now), "supervised": supervised}
        values["text"] = signed(form.text, form.channel, form.signature or initials, account)
    if isinstance(form, Note):
        values |= {"mentions": mentions}
    event: Action = form.event.model_validate(values)
    if not form.note():
        return [event]
    values = {**whose, "action_id": f"{form.action_id[:58]}-note", "by": by, "at": now, "text": form.note()}
    values |= {"mentions": tuple(dict.fromkeys((*form.note_to(), *mentions)))}
    return [event, actions.NoteWritten.model_validate(values)]


def tagging(form: Form, case: Case, saved: SavedReply, by: str, now: datetime) -> Action | None:
    """The tags that come with a saved reply, as an event of its own; None where the case has them or no room."""
    new = [one for one in saved.tags if one not in case.tags][: max(0, MOST_TAGS - len(case.tags))]
    if not new:
        return None
    action_id = f"{form.action_id[:58]}-tags"
    return actions.CaseTagged(**case.ids, action_id=action_id, by=by, at=now, add=tuple(new))


def read_form(kind: str, fields: dict[str, Any], account: Account, now: datetime) -> Form:
    """The form of a kind; BadRequest for an unknown kind, pydantic's ValidationError for wrong fields.

    The name of an instant becomes that instant, in the account's hours.
    """
    if kind not in FORMS:
        raise BadRequest(outcome(Code.no_such_action, action=kind[:40], known=", ".join(FORMS)))
    # A form has a field for everything; what was left empty was not said.
    said = {name: value for name, value in fields.items() if value != "" or name == "to"}
    form = FORMS[kind].model_validate(said)
    if isinstance(form, Snooze | Reply) and form.preset is not None:
        return replace(form, until=preset_until(form.preset, account.hours, now))
    return form
