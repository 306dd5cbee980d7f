"""`centralita cases`: see cases, and resolve or reopen one as a person would."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from care import words
from care.desk.found_by import all_of
from care.desk.story import of_chat
from care.model import clocks
from care.model.case import Case
from care.model.customer import Customer
from care.model.stored_message import StoredMessage
from care.search import asked_of
from care.tables.conversations import Conversations
from care.tables.queue_rows import Row, queue_key_of
from care.tables.search import Sought
from care.tables.search_index import Place
from infra import waits
from infra.command.deployed import Deployed
from infra.command.subcommands import Stage, agent_actions, handing_over, stack_of, warn_if_paused
from infra.command.subcommands.agent_actions import CaseId, case_named
from infra.terminal import terminal

app = typer.Typer(no_args_is_help=True, help="See cases, and do what an agent does with one.")
agent_actions.add_to(app)
handing_over.add_to(app)

Json = Annotated[bool, typer.Option("--json", help="As JSON, which it is in any case.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


# Whole in a window of any width: it is what the other commands are given.
_CASE = Column("case", no_wrap=True)


def _named(customer: Customer | Row) -> str:
    return f"@{customer.username}" if customer.username else customer.customer_id


@app.command("list")
def list_cases(stage: Stage = None, state: str = "", as_json: AsJson = False) -> None:
    """The cases of all accounts, the most urgent first."""
    stack = stack_of(stage)
    accounts = stack.accounts.all()
    for account in accounts:
        warn_if_paused(account)
    states = [state] if state else ["open", "waiting", "resolved"]
    conversations = stack.conversations
    found = [case for account in accounts for name in states for case in every(conversations, account.id, name)]
    if as_json:
        typer.echo(json.dumps([case.model_dump(mode="json", exclude_none=True) for case in found], indent=2))
        return
    terminal().print(listed(found))


def listed(cases: Iterable[Case]) -> Table:
    """A line a case, in windows of eighty columns, too."""
    table = Table(_CASE, "state", "topic", "customer", "answer by", "due next")
    for case in cases:
        due = min(case.timers.items(), key=lambda timer: timer[1], default=None)
        table.add_row(
            case.case_id,
            case.state,
            case.topic,
            _named(case.customer),
            f"{case.respond_by:%Y-%m-%d %H:%M}Z" if case.respond_by else "",
            f"{due[0]} {due[1]:%Y-%m-%d %H:%M}Z" if due else "",
        )
    return table


def every(conversations: Conversations, account_id: str, state: str) -> Iterator[Case]:
    """All cases of an account in a state, the most urgent first, however many pages they fill."""
    after = ""
    while page := list(conversations.queue(account_id, state, after=after)):
        yield from page
        after = queue_key_of(page[-1])


@app.command()
def find(
    words: Annotated[str, typer.Argument(help="Words, a name, @name, a number; all must be in the case.")],
    stage: Stage = None,
    as_json: AsJson = False,
) -> None:
    """The newest cases in which all words are, twenty of each account at most."""
    stack = stack_of(stage)
    if not (asked := asked_of(words)).words:
        raise typer.BadParameter("these words stand in nearly every message: give a name, a number or a rarer word")
    found = [one.row for account in stack.accounts.all() for one in stack.search.find(Sought(account.id, asked)).found]
    if as_json:
        typer.echo(json.dumps([row.model_dump(mode="json", exclude_none=True) for row in found], indent=2))
        return
    table = Table(_CASE, "state", "topic", "customer", "what was said last")
    for row in found:
        table.add_row(row.case_id, row.state, row.topic, _named(row), row.excerpt)
    terminal().print(table)


@app.command()
def index(stage: Stage = None) -> None:
    """Have all cases found by their words, also those of earlier releases, which kept none. It may be done again."""
    stack, done = stack_of(stage), 0
    for account in stack.accounts.all():
        for state in ("open", "waiting", "resolved"):
            for listed in every(stack.conversations, account.id, state):
                case = stack.conversations.case(listed.case_id)
                if case is None:
                    continue  # it went meanwhile
                messages = stack.conversations.messages(case.case_id)
                items = stack.outbox.of_case(account.id, case.case_id)
                place = Place.of(case.opened_at, case.case_id)
                stack.search_index.replace(account.id, place, all_of(case, messages, items, account), stack.now())
                done += 1
    typer.echo(f"{done} cases are found by their words.")


@app.command()
def show(case_id: CaseId, as_json: Json = False, stage: Stage = None) -> None:  # noqa: ARG001  it is JSON in any case
    """One case with its messages, and what of it waits, since when and why, as JSON."""
    stack = stack_of(stage)
    case = case_named(stack, case_id)
    messages = [told_of(message) for message in stack.conversations.messages(case_id)]
    shown = {
        "case": case.model_dump(mode="json", exclude_none=True),
        "messages": messages,
        "waits": waiting(stack, case),
    }
    typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))


def told_of(message: StoredMessage) -> dict[str, Any]:
    """A message as it is kept, with what is to be known of how it came, in words."""
    said = of_chat(message)
    return message.model_dump(mode="json", exclude_none=True) | ({"told": words.told("en", said)} if said else {})


def waiting(stack: Deployed, case: Case) -> list[dict[str, Any]]:
    """What of a case waits: a customer for an answer, timers, and what is to be sent."""
    now = stack.now()
    found: list[dict[str, Any]] = []
    if case.unanswered_since is not None and case.state != "resolved":
        why = "no person has answered yet"
        found.append(_waits("answer", case.unanswered_since, case.respond_by, why))
    for name, due in sorted(case.timers.items(), key=lambda timer: timer[1]):
        late = due <= now
        why = "it is due, and the next minute tells the case" if late else "its time has not come"
        found.append(_waits(f"timer {name}", due if late else None, due, why))
    account = stack.accounts.get(case.account_id)
    sends = waits.of_case(stack.outbox, account, case.case_id, now)
    return [*found, *({"what": "send", **waits.shown(one)} for one in sends)]


def _waits(what: str, since: datetime | None, until: datetime | None, why: str) -> dict[str, Any]:
    return {"what": what, "since": waits.written(since), "until": waits.written(until), "why": why}


@app.command()
def explain(case_id: CaseId, stage: Stage = None) -> None:
    """Each clock of a case line by line: from, to, open or why not, and the sum."""
    stack = stack_of(stage)
    case = case_named(stack, case_id)
    account = stack.accounts.get(case.account_id)
    numbers = {segment.version for clock in case.clocks for segment in clock.segments}
    numbers |= {clock.version for clock in case.clocks}
    versions = {number: stack.accounts.version(case.account_id, number).hours for number in numbers}
    zone, now = account.hours.zone, stack.now()
    for clock in case.clocks:
        target = f"target {clock.target_minutes} open minutes" if clock.target_minutes else "no target"
        state = "stopped" if clock.stopped_at else "running" if clock.running_since else "paused"
        typer.echo(f"{clock.kind.replace('_', ' ')} ({target}, {state})")
        for line in clocks.explain(clock, versions, now):
            start, end = line.start.astimezone(zone), line.end.astimezone(zone)
            label = f": {line.label}" if line.label else ""
            what = "open  " if line.open else "closed"
            typer.echo(
                f"  {start:%a %Y-%m-%d %H:%M:%S}  to  {end:%a %Y-%m-%d %H:%M:%S}  {what}  "
                f"+{line.open_seconds // 60:>5} min {line.open_seconds % 60:02} s  "
                f"= {line.sum_seconds // 60:>5} min {line.sum_seconds % 60:02} s  {line.reason}{label}"
            )
        if clock.segments:
            minutes, seconds = divmod(clock.wall_seconds, 60)
            typer.echo(f"  as the customer felt it: {minutes} min {seconds:02} s, pauses left out")
        hours = versions[clock.version]
        if deadline := clocks.due(clock, hours):
            typer.echo(f"  due {deadline.astimezone(zone):%a %Y-%m-%d %H:%M:%S} ({zone.key})")
