"""`centralita incidents`: something wrong that many customers ask about."""

from datetime import datetime, timedelta
from typing import Annotated

import typer
from pydantic import ValidationError

from care.account import Account
from care.incidents import Incident
from care.texts.checking import incident_problems
from infra.commands import Stage, account_named, fail, stack_of
from infra.deployed import Deployed
from infra.settings_file import problems

app = typer.Typer(no_args_is_help=True, help="Open, update or close an incident; list those there are.")

# How long an incident that was closed is kept, so that everybody who waits can still be told.
_KEPT = timedelta(days=7)

Which = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's username or id.")]
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
    """Open an incident: matching cases, old and new, hang on it, and their customers are told."""
    stack = stack_of(stage)
    account = account_named(stack, which)
    if any(one.incident_id == incident for one in account.incidents):
        fail(f"there is an incident {incident} already: choose another name, or `incidents update`")
    values = {
        "incident_id": incident,
        "terms": term or [],
        "texts": _by_language(text),
        "end_texts": _by_language(end_text),
        "started_at": stack.now(),
        "until": until or None,
        "post": post,
    }
    one = _checked(values)
    _refuse_texts(one)
    if account.language not in one.texts:
        fail(f"a text in the account's own language is missing: add --text {account.language}=…")
    now = stack.now()
    kept = [other for other in account.incidents if other.ended_at is None or now - other.ended_at < _KEPT]
    stack.accounts.set_incidents(account.id, [*kept, one])
    stack.sweeps.begin(account.id, f"incident:{incident}:open", now)
    typer.echo(f"{incident} is open: within a minute or two, customers who ask about it are told")


@app.command()
def update(
    which: Which, incident: IncidentId, term: Terms = None, text: Texts = None, end_text: EndTexts = None,
    until: Until = "", stage: Stage = None,
) -> None:  # fmt: skip
    """Change words or texts of an incident that is open; who was told already is not told again."""
    stack = stack_of(stage)
    account, one = _open_one(stack, which, incident)
    values = one.model_dump(mode="json")
    values |= {"terms": term} if term else {}
    values |= {"texts": values["texts"] | _by_language(text)} if text else {}
    values |= {"end_texts": values["end_texts"] | _by_language(end_text)} if end_text else {}
    values |= {"until": until} if until else {}
    changed = _checked(values)
    _refuse_texts(changed)
    _replace(stack, account, changed)
    stack.sweeps.begin(account.id, f"incident:{incident}:open", stack.now())
    typer.echo(f"{incident} is updated")


@app.command()
def close(which: Which, incident: IncidentId, stage: Stage = None) -> None:
    """The incident is over: every customer who waits is told once, complaints first."""
    stack = stack_of(stage)
    account, one = _open_one(stack, which, incident)
    if account.language not in one.end_texts:
        fail(f'say first what customers are told: `centralita incidents update … --end-text "{account.language}=…"`')
    now: datetime = stack.now()
    _replace(stack, account, one.model_copy(update={"ended_at": now}))
    stack.sweeps.begin(account.id, f"incident:{incident}:end", now)
    typer.echo(f"{incident} is closed: who waits is told within a minute or two")


def _open_one(stack: Deployed, which: str, incident: str) -> tuple[Account, Incident]:
    account = account_named(stack, which)
    one = next((i for i in account.incidents if i.incident_id == incident and i.ended_at is None), None)
    if one is None:
        fail(f"there is no open incident {incident}: `centralita incidents list` shows those there are")
    return account, one


def _replace(stack: Deployed, account: Account, changed: Incident) -> None:
    others = [one for one in account.incidents if one.incident_id != changed.incident_id]
    stack.accounts.set_incidents(account.id, [*others, changed])


def _by_language(texts: list[str] | None) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts or []]
    wrong = next((language for language, equals, _ in pairs if not equals), None)
    if wrong is not None:
        fail(f'write a text with its language: "es=Ahora mismo…", not {wrong!r}')
    return {language: text for language, _, text in pairs}


def _refuse_texts(one: Incident) -> None:
    """What could not be said in public is refused before anybody waits for it."""
    texts = [*one.texts.items(), *one.end_texts.items()]
    wrong = [f"{language}: {problem}" for language, text in texts for problem in incident_problems(text)]
    if wrong:
        fail("; ".join(wrong))


def _checked(values: dict[str, object]) -> Incident:
    try:
        return Incident.model_validate(values)
    except ValidationError as error:
        fail("; ".join(problems(error)))
