"""`make destroy` says what it leaves before anything is taken away."""

import boto3
import pytest
from infra import leaving
from moto import mock_aws

TEMPLATE = """{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}, "Outputs": {"KeptOnDestroy": {"Value": "%s"}}}"""


@pytest.fixture
def aws(monkeypatch):
    for name, value in {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield boto3.client("cloudformation")


def test_the_names_of_what_stays_are_told_of_the_stage_that_is_meant(aws, capsys):
    aws.create_stack(StackName="centralita-test", TemplateBody=TEMPLATE % "table-1 centralita/test/x-app")
    assert leaving.main(["-c", "stage=test", "--force"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Destroying centralita-test.\nWhat stays")
    assert "  table-1\n  centralita/test/x-app\n" in said


def test_a_stage_that_goes_wholly_is_told_to_go_wholly(aws, capsys):
    aws.create_stack(StackName="centralita-test", TemplateBody=TEMPLATE % "nothing: removal_policy is destroy")
    assert leaving.main(["--context", "stage=test"]) == 0
    assert "go with it" in capsys.readouterr().out


def test_a_stage_that_is_not_there_stops_before_the_cdk_is_asked(aws, capsys):
    assert leaving.main([]) == 1
    assert "centralita-prod cannot be read" in capsys.readouterr().err
