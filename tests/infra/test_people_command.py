"""Who is admitted at the terminal may sign in at the desk and sees their accounts, over moto."""

import boto3
import pytest
import typer
from infra.cli import app
from infra.commands.people import Group, admitted
from infra.deployed import Deployed
from moto import mock_aws
from typer.testing import CliRunner

from care.people.model import Person
from care.people.store import People

SARA = Person(id="sara@shop.example", name="Sara", accounts=("1",))


@pytest.fixture
def stack(monkeypatch):
    for name, value in {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        cognito = boto3.client("cognito-idp")
        pool = cognito.create_user_pool(PoolName="p", UsernameAttributes=["email"])["UserPool"]["Id"]
        for group in ("agents", "supervisors", "operators"):
            cognito.create_group(UserPoolId=pool, GroupName=group)
        boto3.client("dynamodb").create_table(
            TableName="accounts",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        )
        yield Deployed({"PeoplePoolId": pool, "AccountsTable": "accounts", "DeskUrl": "https://x/desk"}, {})


def groups(stack, mail):
    found = stack.client("cognito-idp").admin_list_groups_for_user(
        UserPoolId=stack.outputs["PeoplePoolId"], Username=mail
    )
    return {group["GroupName"] for group in found["Groups"]}


def test_who_is_admitted_has_a_verified_address_roles_and_accounts_and_more_of_them_the_second_time(stack):
    admitted(stack, SARA, [Group.SUPERVISORS])
    admitted(stack, SARA.model_copy(update={"accounts": ("2",), "name": "Other"}), [Group.AGENTS])
    user = stack.client("cognito-idp").admin_get_user(UserPoolId=stack.outputs["PeoplePoolId"], Username=SARA.id)
    assert {a["Name"]: a["Value"] for a in user["UserAttributes"]}["email_verified"] == "true"
    assert groups(stack, SARA.id) == {"agents", "supervisors"}
    [person] = People(stack.client("dynamodb"), "accounts").all()
    assert (person.name, person.accounts, person.all_accounts) == ("Sara", ("1", "2"), False)


def test_an_operator_needs_no_account_and_others_do(stack):
    nobody = SARA.model_copy(update={"accounts": ()})
    admitted(stack, nobody, [Group.OPERATORS])
    with pytest.raises(typer.Exit):
        admitted(stack, nobody, [Group.AGENTS])
    assert groups(stack, SARA.id) == {"operators"}


def test_the_local_run_has_its_own_people(stack, capsys):
    with pytest.raises(typer.Exit):
        admitted(Deployed({"AccountsTable": "accounts"}, {}), SARA, [Group.AGENTS])
    assert "demo people" in capsys.readouterr().err


def test_a_role_that_does_not_exist_is_refused_with_those_that_do():
    refused = CliRunner().invoke(app, ["people", "admit", "sara@shop.example", "--role", "boss"])
    assert refused.exit_code == 2
    assert "supervisors" in refused.output
