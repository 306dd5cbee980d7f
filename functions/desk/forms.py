"""What a person may do about a case, as a form of the page or a body of the API, and the event that it becomes."""

from collections.abc import Sequence
from copy import replace
from datetime import datetime
from typing import Any

from care.desk.presets import until as preset_until
from care.desk.signature import signed
from care.model import actions
from care.model.account import Account
from care.model.actions import Action
from care.model.case import Case
from care.model.files import OutFile
from care.model.outcomes import Code, outcome
from care.model.settings.saved_replies import SavedReply
from care.model.tags import MOST_TAGS
from desk.case_forms import (
    Approve,
    Assign,
    Automatic,
    Cancel,
    Decide,
    Keep,
    Label,
    Merge,
    Note,
    Promise,
    Reopen,
    Repost,
    Resolve,
    Seen,
    SendBack,
    Snooze,
)
from desk.customer_forms import CustomerNote, CustomerNoteRemove, Tag
from desk.form import Form
from desk.hand_over_forms import HandOver, HandOverAgain, HandOverReference
from desk.reply_form import Reply
from desk.requests import BadRequest
from desk.unwanted_forms import AbuseSeen, ShutOut, Spam

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
