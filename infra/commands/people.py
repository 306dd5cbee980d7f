"""`centralita people admit`: who may sign in at the desk. Accounts are given and taken there by supervisors later."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from care.people.model import Person
from care.people.store import People
from infra.commands import Stage, account_named, fail, stack_of
from infra.deployed import Deployed

app = typer.Typer(no_args_is_help=True, help="Who may sign in at the desk.")


class Group(StrEnum):
    """What somebody does: a group of the user pool."""

    AGENTS = "agents"
    SUPERVISORS = "supervisors"
    OPERATORS = "operators"


@app.callback()
def _people() -> None:
    """Who may sign in at the desk."""


@app.command()
def admit(
    mail: Annotated[str, typer.Argument(help="Their mail address, to which Cognito sends a first password.")],
    role: Annotated[list[Group], typer.Option(help="What they do; may be given more than once.")],
    account: Annotated[list[str] | None, typer.Option(help="An account that they see; more than once.")] = None,
    every_account: Annotated[bool, typer.Option("--every-account", help="They see all, also those to come.")] = False,
    name: Annotated[str, typer.Option(help="How the desk calls them.")] = "",
    stage: Stage = None,
) -> None:
    """Let somebody sign in at the desk. It may be repeated: roles and accounts are added."""
    stack = stack_of(stage)
    try:
        person = Person(id=mail, name=name or mail.partition("@")[0][:60])
    except ValidationError:
        fail(f"{mail!r} is no mail address")
    accounts = tuple(account_named(stack, one).id for one in account or ())
    admitted(stack, person.model_copy(update={"accounts": accounts, "all_accounts": every_account}), role)
    typer.echo(f"{person.id} may sign in at {stack.outputs['DeskUrl']} as {', '.join(role)}")


def admitted(stack: Deployed, person: Person, roles: Sequence[Group]) -> None:
    """Make a person known to Cognito with these roles, and to the desk with these accounts besides those of before."""
    pool = stack.outputs.get("PeoplePoolId") or fail("this stack has no sign-in: the local run has demo people")
    store = People(stack.client("dynamodb"), stack.outputs["AccountsTable"])
    known = store.get(person.id) or person
    accounts = tuple(sorted({*known.accounts, *person.accounts}))
    everything = known.all_accounts or person.all_accounts
    if not accounts and not everything and set(roles) != {Group.OPERATORS}:
        fail("say what they see: --account NAME, or --every-account")
    cognito = stack.client("cognito-idp")
    attributes = [{"Name": "email", "Value": person.id}, {"Name": "email_verified", "Value": "true"}]
    try:
        try:
            cognito.admin_create_user(
                UserPoolId=pool, Username=person.id, UserAttributes=attributes, DesiredDeliveryMediums=["EMAIL"]
            )
        except cognito.exceptions.UsernameExistsException:
            typer.echo(f"{person.id} is known already", err=True)
        for role in roles:
            cognito.admin_add_user_to_group(UserPoolId=pool, Username=person.id, GroupName=role)
    except (BotoCoreError, ClientError) as error:
        fail(f"Cognito refused ({type(error).__name__}): check the AWS credentials and the region")
    store.put(known.model_copy(update={"accounts": accounts, "all_accounts": everything}))
