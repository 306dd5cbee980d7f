"""The first supervisor is let in from the terminal, others get more than they had, and a program gets its token."""

import json
import re
from copy import replace
from datetime import UTC, datetime

import boto3
import pytest
from infra.command import invitations
from infra.command.cli import app
from moto import mock_aws
from tests.functions.conftest import ACCOUNT
from tests.infra.testing_account import deployed_with, use_testing_account
from tests.template_tables import make_table
from typer.testing import CliRunner

from care.model.person import Person
from care.tables.accounts import Accounts
from care.tables.audit import Audit
from care.tables.people import People
from care.tables.sessions import Sessions, TokenWithdrawn

SARA = "sara@tiendaluna.example"


@pytest.fixture
def stack(monkeypatch):
    """A stack `centralita-test` on AWS with a pool of people, as CloudFormation tells of it."""
    use_testing_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        cognito, dynamodb = boto3.client("cognito-idp"), boto3.client("dynamodb")
        pool = cognito.create_user_pool(PoolName="people", UsernameAttributes=["email"])["UserPool"]["Id"]
        for group in ("agents", "supervisors", "operators"):
            cognito.create_group(UserPoolId=pool, GroupName=group)
        make_table(dynamodb, "accounts")
        Accounts(dynamodb, "accounts").put(ACCOUNT)
        outputs = {"PeoplePoolId": pool, "AccountsTable": "accounts", "DeskUrl": "https://care.example/desk"}
        deployed_with(outputs)
        yield pool


def run(*arguments, typed="", fails=False) -> str:
    made = CliRunner().invoke(app, [*arguments, "--stage", "test"], input=typed)
    assert made.exit_code == (1 if fails else 0), made.output
    return made.output


def groups(pool, mail):
    found = boto3.client("cognito-idp").admin_list_groups_for_user(UserPoolId=pool, Username=mail)["Groups"]
    return {group["GroupName"] for group in found}


def people() -> People:
    return People(boto3.client("dynamodb"), "accounts")


def test_the_first_supervisor_is_let_in_and_sees_the_account(stack):
    said = run("people", "invite", SARA.upper(), "--name", "Sara", "--role", "supervisors", "--account", "tiendaluna")
    assert "Cognito sends a mail" in said
    assert "https://care.example/desk" in said
    assert groups(stack, SARA) == {"supervisors"}
    sara = people().get(SARA)
    assert sara is not None
    assert (sara.sees(ACCOUNT.id), sara.all_accounts) == (True, False)
    month = f"{datetime.now(UTC):%Y-%m}"
    [deed] = Audit(boto3.client("dynamodb"), "accounts").page(ACCOUNT.id, month).deeds
    assert (deed.what, deed.about) == ("access changed", f"invited {SARA}")


def test_who_is_in_already_keeps_what_they_had_and_gets_more(stack):
    run("people", "invite", SARA, "--name", "Sara", "--role", "agents", "--account", "tiendaluna")
    said = run("people", "invite", SARA, "--name", "Sara", "--role", "supervisors", "--all-accounts")
    assert "the password stays" in said
    assert groups(stack, SARA) == {"agents", "supervisors"}
    sara = people().get(SARA)
    assert sara is not None
    assert (sara.accounts, sara.all_accounts) == ((ACCOUNT.id,), True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((SARA, "--name", "Sara", "--role", "supervisors"), "say for which accounts"),
        ((SARA, "--name", "Sara", "--role", "supervisors", "--account", "nobody"), "unknown account nobody"),
        (("sara luna", "--name", "Sara", "--role", "operators"), "id"),
        ((SARA, "--name", " ", "--role", "operators"), "name"),
        ((SARA, "--name", "Sara", "--role", "boss", "--all-accounts"), "roles"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_and_nobody_is_let_in(stack, arguments, told):
    assert told in run("people", "invite", *arguments, fails=True)
    assert people().all() == []
    assert boto3.client("cognito-idp").list_users(UserPoolId=stack)["Users"] == []


def test_one_person_is_an_agent_of_one_account_and_a_supervisor_of_another(stack):
    Accounts(boto3.client("dynamodb"), "accounts").put(replace(ACCOUNT, id="77", username="otra"))
    run(
        "people",
        "invite",
        SARA,
        "--name",
        "Sara",
        "--role",
        "agents",
        "--account",
        "tiendaluna",
        "--supervises",
        "otra",
    )
    sara = people().get(SARA)
    assert sara is not None
    assert [sara.role_in(one) for one in (ACCOUNT.id, "77", "78")] == ["agents", "supervisors", None]
    assert f"{ACCOUNT.id}, 77*" in run("people", "list")
    run("people", "invite", SARA, "--name", "Sara", "--role", "supervisors", "--account", "tiendaluna")
    risen = people().get(SARA)
    assert risen is not None
    assert [risen.role_in(one) for one in (ACCOUNT.id, "77", "78")] == ["supervisors", "supervisors", None]
    made = run("people", "token", "crm", "--role", "agents", "--account", "tiendaluna", "--supervises", "otra")
    token = Sessions(boto3.client("dynamodb"), "accounts").token(made.splitlines()[0], datetime.now(UTC))
    assert token is not None
    assert [token.role_in(one) for one in (ACCOUNT.id, "77")] == ["agents", "supervisors"]


def test_who_is_removed_sees_nothing_and_cannot_sign_in(stack):
    run("people", "invite", SARA, "--name", "Sara", "--role", "agents", "--account", "tiendaluna")
    assert SARA in run("people", "list")
    run("people", "remove", SARA)
    assert people().get(SARA) is None
    assert boto3.client("cognito-idp").admin_get_user(UserPoolId=stack, Username=SARA)["Enabled"] is False
    assert "nobody is called" in run("people", "remove", "otra@tiendaluna.example", fails=True)


def test_a_token_is_shown_once_opens_what_it_was_made_for_and_can_be_ended(stack):
    said = run("people", "token", "monitor", "--role", "operators", "--days", "30")
    [secret] = re.findall(r"centralita_[\w-]+", said)
    sessions, now = Sessions(boto3.client("dynamodb"), "accounts"), datetime.now(UTC)
    known = sessions.token(secret, now)
    assert known is not None
    assert (known.name, known.roles, known.accounts) == ("monitor", ("operators",), ())
    kept = boto3.client("dynamodb").scan(TableName="accounts")["Items"]
    assert secret not in json.dumps(kept)
    ended = run("people", "withdraw", typed=f"{secret}\n")
    assert secret not in ended
    with pytest.raises(TokenWithdrawn):
        sessions.token(secret, now)
    assert "no such token" in run("people", "withdraw", typed="centralita_x\n", fails=True)


def test_tokens_are_listed_with_their_last_use_and_withdrawn_by_name_without_being_held(stack):
    secret = run("people", "token", "my order tool", "--role", "operators").splitlines()[0]
    run("people", "token", "other", "--role", "operators")
    listed = run("people", "tokens").splitlines()
    assert [line.partition("  ")[0] for line in listed] == ["my order tool", "other"]
    assert all("not used yet" in line for line in listed)
    assert secret not in "\n".join(listed)
    sessions, now = Sessions(boto3.client("dynamodb"), "accounts"), datetime.now(UTC)
    assert sessions.token(secret, now) is not None
    assert f"used {now:%Y-%m-%d}" in run("people", "tokens")
    assert "is revoked" in run("people", "withdraw", "my order tool")
    with pytest.raises(TokenWithdrawn):
        sessions.token(secret, now)
    assert "my order tool" not in run("people", "tokens")
    assert "people tokens" in run("people", "withdraw", "my order tool", fails=True)


@pytest.mark.parametrize("name", ["", "a#b", "x" * 61, "a\nb"])
def test_a_token_of_a_name_that_nobody_could_type_is_not_made(stack, name):
    assert "centralita_" not in run("people", "token", name, "--role", "operators", fails=True)


def test_all_sessions_of_a_person_can_be_ended(stack):
    sessions, person = Sessions(boto3.client("dynamodb"), "accounts"), people()
    run("people", "invite", "ana@x.example", "--name", "Ana", "--role", "agents", "--all-accounts")
    before = person.get("ana@x.example")
    session = sessions.find(sessions.begin("ana@x.example", ("agents",), datetime.now(UTC)), datetime.now(UTC))
    run("people", "end-sessions", "ANA@x.example")
    after = person.get("ana@x.example")
    assert session is not None
    assert before is not None
    assert before.since is not None
    assert after is not None
    assert after.since is not None
    assert before.since <= session.began_at < after.since
    assert "nobody is called" in run("people", "end-sessions", "no@x.example", fails=True)


def test_a_token_that_would_see_nothing_is_not_made(stack):
    assert "say for which accounts" in run("people", "token", "crm", "--role", "agents", fails=True)
    assert "centralita_" not in run("people", "token", "crm", "--role", "agents", fails=True)


def test_names_change_and_access_never_shrinks_by_an_invitation():
    before = Person(id=SARA, name="Sara", accounts=("1", "2"), all_accounts=True, roles=("agents",))
    after = invitations.with_access(before, Person(id=SARA, name="Sara Gil", accounts=("3",)))
    assert (after.name, after.accounts, after.all_accounts, after.roles) == (
        "Sara Gil",
        ("1", "2", "3"),
        True,
        ("agents",),
    )


def test_a_token_is_rotated_the_new_one_opens_the_same_and_the_old_one_nothing(stack):
    old = run("people", "token", "crm", "--role", "agents", "--account", "tiendaluna", "--days", "5").splitlines()[0]
    new = run("people", "rotate", "crm", "--days", "30").splitlines()[0]
    sessions, now = Sessions(boto3.client("dynamodb"), "accounts"), datetime.now(UTC)
    with pytest.raises(TokenWithdrawn):
        sessions.token(old, now)
    known = sessions.token(new, now)
    assert known is not None
    assert (known.name, known.accounts, known.role_in(ACCOUNT.id)) == ("crm", (ACCOUNT.id,), "agents")
    assert [line.split("  ")[0] for line in run("people", "tokens").splitlines()] == ["crm"]
    assert "no one token is called other" in run("people", "rotate", "other", fails=True)
