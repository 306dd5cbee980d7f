"""The account that moto takes for AWS, and a stack in it."""

import json
from collections.abc import Mapping

import boto3
import pytest


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
