"""`centralita people`: who may sign in at the desk, and tokens for programs that ask its API."""

from copy import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from care.model.outcomes import Code, outcome
from care.model.person import MOST_INITIALS, AccountRoles, Person
from care.tables.people import People
from care.tables.sessions import Sessions, Token, TokenWithdrawn
from infra.command import invitations
from infra.command.deployed import Deployed
from infra.command.invitations import NotInvited
from infra.command.subcommands import Stage, account_named, fail, stack_of
from infra.command.subcommands.audit_trail import record
from infra.settings_file import problems

app = typer.Typer(no_args_is_help=True, help="Who may sign in at the desk, and tokens for programs.")

Mail = Annotated[str, typer.Argument(metavar="MAIL", help="The mail address by which the person signs in.")]
Roles = Annotated[list[str], typer.Option("--role", help="agents, supervisors or operators; repeatable.")]
Accounts = Annotated[list[str] | None, typer.Option("--account", help="An account of theirs; repeatable.")]
Supervised = Annotated[
    list[str] | None, typer.Option("--supervises", help="An account in which they are a supervisor; repeatable.")
]
Everything = Annotated[bool, typer.Option("--all-accounts", help="All accounts, including future ones.")]


@app.command("list")
def show_all(stage: Stage = None) -> None:
    """Everybody who may see something, one a line; `*` marks an account in which the person is a supervisor."""
    for person in _people(stack_of(stage)).all():
        typer.echo(f"{person.id}  {person.name}  {', '.join(person.roles) or 'not signed in yet'}  {_where(person)}")


@app.command()
def invite(
    mail: Mail,
    name: Annotated[str, typer.Option(help="The name that colleagues see.")],
    role: Roles,
    account: Accounts = None,
    supervises: Supervised = None,
    everything: Everything = False,
    stage: Stage = None,
) -> None:
    """Invite someone, or give them more accounts and roles. Start with the first supervisor."""
    stack = stack_of(stage)
    values = {"id": mail, "name": name, **_roles(stack, role, account, supervises, everything=everything)}
    person = _checked(Person, values)
    _sees_something(person)
    people = _people(stack)
    pool = stack.outputs.get("PeoplePoolId")
    said = "the local run has no Cognito and lets everybody choose who they are"
    if pool is not None:
        try:
            new = invitations.invite(stack.client("cognito-idp"), pool, person)
        except NotInvited as error:
            fail(str(error))
        except (BotoCoreError, ClientError) as error:
            fail(f"Cognito refused ({type(error).__name__}): check the AWS credentials and the region")
        said = "Cognito sends a mail with a first password" if new else "the password stays"
    person = replace(person, since=datetime.now(UTC))
    if not people.add(person):
        people.change(person.id, lambda known: invitations.with_access(known, person))
    for one in person.accounts or ("",):
        detail = outcome(Code.deed_access, act="invite", person=person.id)
        record(stack, one, "access changed", about=f"invited {person.id}", details=(detail,))
    typer.echo(f"{person.id} may sign in at {stack.outputs.get('DeskUrl', 'the desk')}: {said}")


@app.command()
def initials(
    mail: Mail, letters: Annotated[str, typer.Argument(metavar="LETTERS", help="One to four.")], stage: Stage = None
) -> None:
    """Set the initials behind somebody's replies, where an account wants them; with "" they are those of the name."""
    if letters and not (len(letters) <= MOST_INITIALS and letters.isalpha()):
        fail(f"initials are one to {MOST_INITIALS} letters")
    if _people(stack_of(stage)).change(mail.lower(), lambda known: replace(known, initials=letters)) is None:
        fail(f"there is nobody with the address {mail}")
    typer.echo(f"{mail}: {letters or 'the initials of the name'}")


@app.command()
def remove(mail: Mail, stage: Stage = None) -> None:
    """Remove someone's access. Open sessions end at their next request."""
    stack = stack_of(stage)
    people, person_id = _people(stack), mail.strip().lower()
    known = people.get(person_id) is not None
    people.remove(person_id)
    pool = stack.outputs.get("PeoplePoolId")
    try:
        in_pool = pool is not None and invitations.shut_out(stack.client("cognito-idp"), pool, person_id)
    except (BotoCoreError, ClientError) as error:
        fail(f"{person_id} sees no account any more, but Cognito refused ({type(error).__name__}): remove them again")
    if not (known or in_pool):
        fail(f"nobody is called {mail}: `centralita people list` shows who is")
    record(stack, "", "access changed", details=(outcome(Code.deed_access, act="remove", person=person_id),))
    typer.echo(f"{person_id} no longer has access")


@app.command()
def token(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for: it stands in the audit trail.")],
    role: Roles,
    account: Accounts = None,
    supervises: Supervised = None,
    everything: Everything = False,
    days: Annotated[int, typer.Option(min=1, max=400, help="Days until the token expires.")] = 90,
    stage: Stage = None,
) -> None:
    """Make a token for a program that asks the desk's API (`Authorization: Bearer …`); it is shown once."""
    stack = stack_of(stage)
    until = stack.now() + timedelta(days=days)
    roles = _roles(stack, role, account, supervises, everything=everything)
    values = {"name": name, "until": until, **roles}
    made = _checked(Token, values)
    _sees_something(made)
    secret = _sessions(stack).issue(made)
    for one in made.accounts or ("",):
        record(stack, one, "access changed", details=(outcome(Code.deed_integration, name=name),))
    typer.echo(secret)
    typer.echo(
        f"Copy it now, it won't be shown again. Expires on {until:%Y-%m-%d}; `centralita people withdraw` revokes it",
        err=True,
    )


@app.command()
def tokens(stage: Stage = None) -> None:
    """The tokens that open something, one a line: name, roles, accounts (`*`: as supervisor), until when, used when."""
    stack = stack_of(stage)
    for one in _sessions(stack).tokens(stack.now()):
        used = f"used {one.used_at:%Y-%m-%d %H:%M}Z" if one.used_at else "not used yet"
        typer.echo(f"{one.name}  {', '.join(one.roles)}  {_where(one)}  until {one.until:%Y-%m-%d}  {used}")


@app.command()
def withdraw(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="Its name; without one the token itself is typed, unseen.")
    ] = "",
    stage: Stage = None,
) -> None:
    """Revoke an API token, by its name or by itself (hidden input)."""
    stack = stack_of(stage)
    sessions = _sessions(stack)
    if name:
        if not sessions.withdraw_named(name, stack.now()):
            fail(f"no token is called {name}: `centralita people tokens` lists them")
    else:
        secret = typer.prompt("The token", hide_input=True).strip()
        try:
            known = sessions.token(secret, stack.now())
        except TokenWithdrawn:
            known = None
        if known is None:
            fail("no such token opens anything")
        sessions.withdraw(secret, stack.now())
        name = known.name
    record(stack, "", "access changed", details=(outcome(Code.deed_integration_ended, name=name),))
    typer.echo(f"the token {name} is revoked")


@app.command()
def rotate(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name, as `people tokens` lists it.")],
    days: Annotated[int, typer.Option(min=1, max=400, help="For how long the new one opens anything.")] = 90,
    stage: Stage = None,
) -> None:
    """Make a new token that opens what the one of this name opens, shown once; the old one ends at once."""
    stack = stack_of(stage)
    now = stack.now()
    until = now + timedelta(days=days)
    made = _sessions(stack).rotate(name, until, now)
    if made is None:
        fail(f"no one token is called {name}: `centralita people tokens` lists them")
    new, secret = made
    for one in new.accounts or ("",):
        record(stack, one, "access changed", details=(outcome(Code.deed_integration, name=name),))
    typer.echo(secret)
    typer.echo(f"Copy it now, it won't be shown again. Expires on {until:%Y-%m-%d}. The old one is revoked", err=True)


@app.command(name="end-sessions")
def end_sessions(mail: Mail, stage: Stage = None) -> None:
    """End every session of a person: they sign in again, if they still may."""
    stack = stack_of(stage)
    person_id = mail.strip().lower()
    now = datetime.now(UTC)  # sessions last by this clock, whatever the local run's says
    if _people(stack).change(person_id, lambda known: replace(known, since=now)) is None:
        fail(f"nobody is called {mail}: `centralita people list` shows who is")
    record(stack, "", "access changed", details=(outcome(Code.deed_access, act="sessions", person=person_id),))
    typer.echo(f"{person_id} is signed out everywhere")


def _roles(
    stack: Deployed, roles: list[str], account: list[str] | None, supervises: list[str] | None, *, everything: bool
) -> dict[str, object]:
    """What the options say: `--role supervisors` holds in each `--account`, `--supervises` in that account alone."""
    ids = {account_named(stack, one).id for one in account or []}
    supervised = {account_named(stack, one).id for one in supervises or []}
    every = "supervisors" in roles
    return {
        "roles": roles,
        "accounts": sorted(ids | supervised),
        "all_accounts": everything,
        "supervises": sorted(ids | supervised if every else supervised),
        "supervises_all": everything and every,
    }


def _where(who: AccountRoles) -> str:
    """The accounts of somebody, with `*` behind those in which they are a supervisor."""
    if who.all_accounts:
        return "all accounts" + ("*" if who.supervises_every else "")
    return ", ".join(one + "*" * (who.role_in(one) == "supervisors") for one in who.accounts) or "no account"


def _checked[Value: (Person, Token)](kind: type[Value], values: dict[str, object]) -> Value:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        fail("; ".join(problems(error)))


def _sees_something(who: Person | Token) -> None:
    """Only operators have something to look at without an account."""
    if not who.accounts and not who.all_accounts and set(who.roles) != {"operators"}:
        fail("say for which accounts: --account NAME, or --all-accounts")


def _people(stack: Deployed) -> People:
    return People(stack.client("dynamodb"), stack.outputs["AccountsTable"])


def _sessions(stack: Deployed) -> Sessions:
    return Sessions(stack.client("dynamodb"), stack.outputs["AccountsTable"])
