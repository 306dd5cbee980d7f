"""`centralita incidents`: something wrong that many customers ask about."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from care.incident_changes import WrongIncident, changed, ended, open_one, opened
from care.model.account import Account
from care.model.incident import Incident
from care.tables.accounts import SettingsContended
from infra.command.deployed import Deployed
from infra.command.subcommands import Stage, Which, account_named, fail, stack_of
from infra.command.subcommands.audit_trail import record

app = typer.Typer(no_args_is_help=True, help="Open, update or close an incident; list those there are.")

IncidentId = Annotated[
    str, typer.Argument(metavar="INCIDENT", help="A short name: lower-case letters, digits, dashes.")
]
Terms = Annotated[list[str] | None, typer.Option("--term", help="A word or phrase of messages about it; repeatable.")]
Texts = Annotated[list[str] | None, typer.Option("--text", help='What customers are told: "es=…"; repeatable.')]
EndTexts = Annotated[list[str] | None, typer.Option("--end-text", help='… and when it is over: "es=…"; repeatable.')]
Post = Annotated[
    bool, typer.Option("--post", help="Tell everybody too: a post now and one when it is over, at X's price of a post.")
]
Until = Annotated[str, typer.Option(help="When it should be over: an instant with its offset.")]


@app.command("list")
def list_incidents(which: Which, stage: Stage = None) -> None:
    """The incidents of an account, one a line."""
    for one in account_named(stack_of(stage), which).incidents:
        ended = f"ended {one.ended_at:%Y-%m-%d %H:%M}Z" if one.ended_at else "open"
        posted = "  posted" if one.post else ""
        since = f"{one.started_at:%Y-%m-%d %H:%M}Z"
        typer.echo(f"{one.incident_id}  since {since}  {ended}{posted}  {', '.join(one.terms)}")


@app.command("open")
def open_incident(
    which: Which, incident: IncidentId, term: Terms = None, text: Texts = None, end_text: EndTexts = None,
    until: Until = "", post: Post = False, stage: Stage = None,
) -> None:  # fmt: skip
    """Open an incident. Matching cases are linked to it and their customers are told."""
    stack = stack_of(stage)
    account, now = account_named(stack, which), stack.now()
    values = {
        "incident_id": incident,
        "terms": term or [],
        "texts": _by_language(text),
        "end_texts": _by_language(end_text),
        "until": until or None,
        "post": post,
    }
    _change(stack, account, lambda present: opened(present, values, now), f"incident:{incident}:open")
    record(stack, account.id, "incident opened", about=incident)
    typer.echo(f"{incident} is open. Customers who ask will be told within two minutes")


@app.command()
def update(
    which: Which, incident: IncidentId, term: Terms = None, text: Texts = None, end_text: EndTexts = None,
    until: Until = "", stage: Stage = None,
) -> None:  # fmt: skip
    """Change words or texts of an incident that is open; who was told already is not told again."""
    stack = stack_of(stage)
    account = account_named(stack, which)
    texts, end_texts = _by_language(text), _by_language(end_text)

    def with_values(present: Account) -> Sequence[Incident]:
        one = open_one(present, incident)
        values: dict[str, Any] = {"texts": one.texts | texts, "end_texts": one.end_texts | end_texts}
        values |= {"terms": term} if term else {}
        values |= {"until": until} if until else {}
        return changed(present, incident, values)

    _change(stack, account, with_values, f"incident:{incident}:open")
    record(stack, account.id, "incident changed", about=incident)
    typer.echo(f"{incident} is updated")


@app.command()
def close(which: Which, incident: IncidentId, stage: Stage = None) -> None:
    """The incident is over: every customer who waits is told once, complaints first."""
    stack = stack_of(stage)
    account, now = account_named(stack, which), stack.now()
    _change(stack, account, lambda present: ended(present, incident, now), f"incident:{incident}:end")
    record(stack, account.id, "incident ended", about=incident)
    typer.echo(f"{incident} is closed: who waits is told within a minute or two")


def _change(stack: Deployed, account: Account, change: Callable[[Account], Sequence[Incident]], why: str) -> None:
    try:
        stack.accounts.change_incidents(account.id, change, [stack.sweeps.beginning(account.id, why, stack.now())])
    except (WrongIncident, SettingsContended) as error:
        fail(f"{error} (`centralita incidents list`, `update --text` and `--end-text` help)")


def _by_language(texts: list[str] | None) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts or []]
    wrong = next((language for language, equals, _ in pairs if not equals), None)
    if wrong is not None:
        fail(f'write a text with its language: "es=Ahora mismo…", not {wrong!r}')
    return {language: text for language, _, text in pairs}
