"""`centralita cases`: see cases, and resolve or reopen one as a person would."""

import json
import time
import uuid
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from care import sla
from care.actions import CaseReopened, CaseResolved
from care.case.model import Case
from care.queues import send_all
from infra.commands import Stage, fail, stack_of
from infra.deployed import Deployed

app = typer.Typer(no_args_is_help=True, help="See cases, resolve or reopen one.")

_APPLIED_WITHIN = 20.0
CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case's id, as `cases list` shows it.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command("list")
def list_cases(stage: Stage = None, state: str = "", as_json: AsJson = False) -> None:
    """The cases of all accounts, the most urgent first."""
    stack = stack_of(stage)
    states = [state] if state else ["open", "waiting", "resolved"]
    found = [
        c for account in stack.accounts.all() for name in states for c in stack.conversations.queue(account.id, name)
    ]
    if as_json:
        typer.echo(json.dumps([case.model_dump(mode="json", exclude_none=True) for case in found], indent=2))
        return
    table = Table("case", "state", "topic", "customer", "answer by", "due next")
    for case in found:
        due = min(case.timers.items(), key=lambda timer: timer[1], default=None)
        table.add_row(
            case.case_id,
            case.state,
            case.topic,
            case.customer.customer_id,
            f"{case.respond_by:%Y-%m-%d %H:%M}Z" if case.respond_by else "",
            f"{due[0]} {due[1]:%Y-%m-%d %H:%M}Z" if due else "",
        )
    Console().print(table)


@app.command()
def show(case_id: CaseId, stage: Stage = None) -> None:
    """One case with its messages, as JSON."""
    stack = stack_of(stage)
    case = _case(stack, case_id)
    messages = [message.model_dump(mode="json", exclude_none=True) for message in stack.conversations.messages(case_id)]
    shown = {"case": case.model_dump(mode="json", exclude_none=True), "messages": messages}
    typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))


@app.command()
def explain(case_id: CaseId, stage: Stage = None) -> None:
    """Each clock of a case line by line: from, to, open or why not, and the sum."""
    stack = stack_of(stage)
    case = _case(stack, case_id)
    account = stack.accounts.get(case.account_id)
    numbers = {segment.version for clock in case.clocks for segment in clock.segments}
    numbers |= {clock.version for clock in case.clocks}
    versions = {number: stack.accounts.version(case.account_id, number).hours for number in numbers}
    zone, now = account.hours.zone, stack.now()
    for clock in case.clocks:
        target = f"target {clock.target_minutes} open minutes" if clock.target_minutes else "no target"
        state = "stopped" if clock.stopped_at else "running" if clock.running_since else "paused"
        typer.echo(f"{clock.kind.replace('_', ' ')} ({target}, {state})")
        for line in sla.explain(clock, versions, now):
            start, end = line.start.astimezone(zone), line.end.astimezone(zone)
            what = "open  " if line.open else "closed"
            typer.echo(
                f"  {start:%a %Y-%m-%d %H:%M:%S}  to  {end:%a %Y-%m-%d %H:%M:%S}  {what}  "
                f"+{line.open_seconds // 60:>5} min {line.open_seconds % 60:02} s  "
                f"= {line.sum_seconds // 60:>5} min {line.sum_seconds % 60:02} s  {line.why}"
            )
        hours = versions[clock.version]
        if deadline := sla.due(clock, hours):
            typer.echo(f"  due {deadline.astimezone(zone):%a %Y-%m-%d %H:%M:%S} ({zone.key})")


@app.command()
def resolve(case_id: CaseId, stage: Stage = None) -> None:
    """Say that the matter is settled: clocks stop, and a survey is planned where one is due."""
    stack = stack_of(stage)
    _act(stack, _case(stack, case_id), CaseResolved)


@app.command()
def reopen(case_id: CaseId, stage: Stage = None) -> None:
    """Say that the matter is not settled after all."""
    stack = stack_of(stage)
    _act(stack, _case(stack, case_id), CaseReopened)


def _act(stack: Deployed, case: Case, action: type[CaseResolved | CaseReopened]) -> None:
    """Put the action on events.fifo, as everything that changes a case, and wait until it was applied."""
    event = action(
        account_id=case.account_id,
        customer_id=case.customer.customer_id,
        case_id=case.case_id,
        action_id=str(uuid.uuid4()),
        by="operator",
        at=stack.now(),
    )
    if not send_all(stack.client("sqs"), stack.outputs["EventsQueueUrl"], [event]):
        fail("the queue did not take the action: try again")
    deadline = time.monotonic() + _APPLIED_WITHIN
    wanted = {"case_resolved": "resolved"}.get(event.kind, "")
    while time.monotonic() < deadline:
        now = _case(stack, case.case_id)
        if stack.conversations.applied(event) is not None or (wanted and now.state == wanted):
            survey = f", survey planned for {now.timers['survey']:%Y-%m-%d %H:%M}Z" if "survey" in now.timers else ""
            typer.echo(f"{now.case_id} is {now.state}{survey}")
            return
        time.sleep(0.1)
    fail(f"the action is enqueued, but was not applied within {_APPLIED_WITHIN:.0f} s: see `centralita cases show`")


def _case(stack: Deployed, case_id: str) -> Case:
    case = stack.conversations.case(case_id)
    if case is None:
        fail(f"there is no case {case_id}: `centralita cases list` shows those there are")
    return case
