"""What an agent does with a case, from the terminal: the same actions as at the desk, on the same queue."""

import time
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from care import words
from care.case.labels import corrections
from care.desk.outcomes import is_refusal
from care.desk.signature import signed
from care.model.actions import (
    AbuseSeen,
    AutomaticMessagesSet,
    CaseAssigned,
    CaseLabelled,
    CaseMerged,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    NoteWritten,
    PromiseKept,
    PromiseMade,
    ReplyApproved,
    ReplyWritten,
    ShutOut,
    ShutsOut,
    SpamMarked,
)
from care.model.case import Case
from care.model.envelope import Channel
from care.model.files import LONGEST_ALT
from care.model.outcomes import Outcomes
from care.queues import send_all
from infra.command.deployed import Deployed
from infra.command.files import CannotGo, brought
from infra.command.shutting_out import NotShutOut, have_x_do
from infra.command.subcommands import Stage, fail, stack_of
from infra.command.subcommands.audit_trail import By, here, record
from infra.settings_file import problems

_APPLIED_WITHIN = 20.0
_FILE = "A picture, GIF or MP4 to show: up to four pictures in a post, one file by DM, ten pictures in a chat."
CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case's id, as `cases list` shows it.")]
Text = Annotated[str, typer.Argument(metavar="TEXT")]
Instant = Annotated[str, typer.Argument(metavar="INSTANT", help="With its offset: 2026-11-26T12:00:00+01:00.")]


def add_to(app: typer.Typer) -> None:
    """Add the actions to `centralita cases`."""
    for name, command in _COMMANDS.items():
        app.command(name)(command)


def resolve(case_id: CaseId, by: By = "", stage: Stage = None) -> None:
    """Resolve a case. Its response clocks stop and a survey is scheduled if due."""
    act(case_id, stage, CaseResolved, "resolve", by)


def reopen(case_id: CaseId, by: By = "", stage: Stage = None) -> None:
    """Say that the matter is not settled after all."""
    act(case_id, stage, CaseReopened, "reopen", by)


def reply(
    case_id: CaseId,
    text: Annotated[str, typer.Argument(metavar="TEXT")] = "",
    public: Annotated[bool, typer.Option("--public/--private", help="Where the customer reads it.")] = False,
    file: Annotated[list[Path] | None, typer.Option(help=_FILE)] = None,
    alt: Annotated[list[str] | None, typer.Option(help="Describes a file; once for each, in their order.")] = None,
    sign: Annotated[str, typer.Option(help="Initials that sign it, where the account wants replies signed.")] = "",
    by: By = "",
    stage: Stage = None,
) -> None:
    """Answer the customer, by DM or in public, with pictures or without."""
    channel: Channel = "public" if public else "private"
    if len(alt or ()) > len(file or ()):
        fail("there are more descriptions than files")
    if any(len(one.strip()) > LONGEST_ALT for one in alt or ()):
        fail(f"a description has at most {LONGEST_ALT} characters")

    def shown(stack: Deployed, case: Case) -> dict[str, Any]:
        account = stack.accounts.get(case.account_id)
        try:
            return {
                "text": signed(text, channel, sign, account),
                "files": brought(stack, case, channel, here(by), file or (), alt or ()),
            }
        except OSError as error:
            fail(f"{error.filename}: {error.strerror}")
        except CannotGo as error:
            fail(": ".join(part for part in (error.name, words.told("en", (error.why,))) if part))

    act(case_id, stage, ReplyWritten, "reply", by, more=shown, channel=channel, supervised=True)


def approve(
    case_id: CaseId, item_id: Annotated[str, typer.Argument(metavar="ITEM")], by: By = "", stage: Stage = None
) -> None:
    """Approve a reply that's pending approval."""
    act(case_id, stage, ReplyApproved, "approve", by, item_id=item_id)


def note(case_id: CaseId, text: Text, by: By = "", stage: Stage = None) -> None:
    """Add an internal note."""
    act(case_id, stage, NoteWritten, "note", by, text=text)


def assign(
    case_id: CaseId, to: Annotated[str, typer.Argument(metavar="PERSON")], by: By = "", stage: Stage = None
) -> None:
    """Make the case somebody's; with "" nobody's."""
    act(case_id, stage, CaseAssigned, "assign", by, to=to)


def promise(case_id: CaseId, text: Text, due: Instant, by: By = "", stage: Stage = None) -> None:
    """Promise the customer something by an instant: somebody is reminded, and it is kept or broken."""
    act(case_id, stage, PromiseMade, "promise", by, text=text, due_at=due)


def kept(
    case_id: CaseId, promise_id: Annotated[str, typer.Argument(metavar="PROMISE")], by: By = "",
    stage: Stage = None,
) -> None:  # fmt: skip
    """Say that a promise was kept."""
    act(case_id, stage, PromiseKept, "keep", by, promise_id=promise_id)


def snooze(case_id: CaseId, until: Instant, by: By = "", stage: Stage = None) -> None:
    """Snooze until then, or until the customer writes. Clocks keep running."""
    act(case_id, stage, CaseSnoozed, "snooze", by, until=until)


def merge(
    case_id: CaseId, into: Annotated[str, typer.Argument(metavar="OTHER")], by: By = "", stage: Stage = None
) -> None:
    """End this case in favour of another one of the same customer."""
    act(case_id, stage, CaseMerged, "merge", by, into=into)


def automatic(
    case_id: CaseId, wanted: Annotated[bool, typer.Option("--on/--off")], by: By = "", stage: Stage = None
) -> None:
    """Send the case's customer automatic messages again, or no more."""
    act(case_id, stage, AutomaticMessagesSet, "automatic", by, wanted=wanted)


def label(
    case_id: CaseId,
    topic: str = "",
    urgency: Annotated[int | None, typer.Option(min=0, max=9)] = None,
    language: str = "",
    influencer: Annotated[bool | None, typer.Option("--influencer/--no-influencer")] = None,
    lead: Annotated[bool | None, typer.Option("--lead/--no-lead")] = None,
    journalist: Annotated[bool | None, typer.Option("--journalist/--no-journalist")] = None,
    partner: Annotated[bool | None, typer.Option("--partner/--no-partner")] = None,
    by: By = "",
    stage: Stage = None,
) -> None:
    """Correct what triage said of a case, and who its customer is."""
    told: dict[str, Any] = {"topic": topic or None, "urgency": urgency, "language": language or None}
    told |= {"influencer": influencer, "lead": lead, "journalist": journalist, "partner": partner}

    def deed(case: Case) -> dict[str, Any]:
        return {"about": case.last_message.id, "details": corrections(case, told)}

    act(case_id, stage, CaseLabelled, "label", by, deed, **told)


def spam(
    case_id: CaseId, spam: Annotated[bool, typer.Option("--yes/--no")] = True, by: By = "", stage: Stage = None
) -> None:
    """Mark the case's customer as a spammer, or with --no say that they are none."""
    act(case_id, stage, SpamMarked, "spam", by, spam=spam)


def abuse_seen(case_id: CaseId, by: By = "", stage: Stage = None) -> None:
    """Say that a supervisor has seen the insults or threats: replies go as usual again."""
    act(case_id, stage, AbuseSeen, "abuse_seen", by)


def shut_out(
    case_id: CaseId,
    what: Annotated[ShutsOut, typer.Argument(metavar="WHAT", help="mute, unmute, block_dms or unblock_dms.")],
    reason: Annotated[str, typer.Argument(metavar="REASON", help="Why: kept as an internal note.")],
    by: By = "",
    stage: Stage = None,
) -> None:
    """Mute the customer at X or block their private messages there, or take it back. X blocks nobody altogether."""
    if not reason.strip():
        fail("say why")
    stack = stack_of(stage)
    try:
        have_x_do(stack, case_named(stack, case_id), what)
    except NotShutOut as error:
        fail(str(error))
    act(case_id, stage, ShutOut, "shut_out", by, more=lambda _stack, _case: {"what": what})
    act(case_id, stage, NoteWritten, "note", by, text=reason)


_COMMANDS: dict[str, Callable[..., None]] = {
    "resolve": resolve,
    "reopen": reopen,
    "reply": reply,
    "approve": approve,
    "note": note,
    "assign": assign,
    "promise": promise,
    "kept": kept,
    "snooze": snooze,
    "merge": merge,
    "automatic": automatic,
    "label": label,
    "spam": spam,
    "abuse-seen": abuse_seen,
    "shut-out": shut_out,
}


def act(
    case_id: str,
    stage: str | None,
    action: type[Any],
    what: str,
    by: str,
    deed: Callable[[Case], dict[str, Any]] = lambda _: {},
    more: Callable[[Deployed, Case], dict[str, Any]] = lambda _stack, _case: {},
    **values: Any,
) -> None:
    """Put an action on events.fifo, as everything that changes a case, say what became of it, and record `what`.

    `deed` says what the trail keeps besides, of the case as it was, and `more` gives what the action holds besides.
    """
    stack = stack_of(stage)
    case = case_named(stack, case_id)
    values |= more(stack, case)
    whose = {"account_id": case.account_id, "customer_id": case.customer.customer_id, "case_id": case_id}
    try:
        event = action.model_validate(
            {**whose, "action_id": str(uuid.uuid4()), "by": here(by), "at": stack.now(), **values}
        )
    except ValidationError as error:
        fail("; ".join(problems(error)))
    if not send_all(stack.client("sqs"), stack.outputs["EventsQueueUrl"], [event]):
        fail("couldn't queue the action. Try again")
    deadline = time.monotonic() + _APPLIED_WITHIN
    while time.monotonic() < deadline:
        if because := stack.conversations.reason(event):
            record(stack, case.account_id, what, by=by, case_id=case_id, **deed(case))
            _tell(because, case_named(stack, case_id))
            if is_refusal(because):
                raise typer.Exit(1)
            return
        time.sleep(0.1)
    fail(f"the action is queued but wasn't applied within {_APPLIED_WITHIN:.0f} s: see `centralita cases show`")


def _tell(because: Outcomes, case: Case) -> None:
    survey: datetime | None = case.timers.get("survey")
    planned = f", survey planned for {survey:%Y-%m-%d %H:%M}Z" if survey else ""
    typer.echo(f"{case.case_id}: {words.told('en', because)}; it is {case.state}{planned}")


def case_named(stack: Deployed, case_id: str) -> Case:
    """The case, or a clear end."""
    case = stack.conversations.case(case_id)
    if case is None:
        fail(f"there is no case {case_id}: `centralita cases list` shows those there are")
    return case
