"""The account that moto takes for AWS, and a stack in it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import boto3
import pytest
from moto import mock_aws
from tests.functions.conftest import ACCOUNT
from tests.template_tables import make_table

from care.tables.accounts import Accounts


def use_testing_account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }.items():
        monkeypatch.setenv(name, value)


def deployed_with(outputs: Mapping[str, str]) -> None:
    """A stack `centralita-test` as CloudFormation tells of it."""
    template = {
        "Resources": {"T": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }
    boto3.client("cloudformation").create_stack(StackName="centralita-test", TemplateBody=json.dumps(template))


@contextmanager
def stack_of_one_account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A stack `centralita-test` with its three tables and one account."""
    use_testing_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        dynamodb = boto3.client("dynamodb")
        tables = {f"{name.capitalize()}Table": name for name in ("accounts", "conversations", "outbox")}
        for table in tables.values():
            make_table(dynamodb, table)
        Accounts(dynamodb, "accounts").put(ACCOUNT)
        deployed_with(tables)
        yield
