"""`make deploy` says what would go before it goes."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from infra.command import deploy_notice
from infra.command.deploy_notice import going
from moto import mock_aws
from tests.infra.synth import template
from tests.infra.testing_account import use_testing_account

WHOLE = {
    "apps": "main,shop",
    "alarm_address": "night@shop.example",
    "domain_name": "help.shop.example",
    "certificate_arn": "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
    "data_retention_days": "3650",
    "encryption": "own",
}


def test_a_deploy_that_forgot_its_choices_names_all_that_would_go():
    lines = list(going(template(**WHOLE), template()))
    for what in ("the domain: help.shop.example", "an address: POST /webhook/shop", "who is told by alarms: night@"):
        assert any(line.startswith(what) for line in lines), (what, lines)
    assert "data older than 395 days, which was kept for 3650" in lines
    assert any(line.startswith("a secret: ") for line in lines)
    assert any(line.startswith("the key: ") for line in lines)


def test_a_deploy_that_adds_or_changes_nothing_of_it_is_silent():
    assert list(going(template(), template())) == []
    assert list(going(template(), template(**WHOLE))) == []
    assert list(going({}, template())) == [], "the first deploy of a stage"


@pytest.fixture
def made(monkeypatch, tmp_path) -> Any:
    use_testing_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    queue = {"Resources": {"Q": {"Type": "AWS::SQS::Queue"}, "T": {"Type": "AWS::SNS::Topic"}}}
    with mock_aws():
        boto3.client("cloudformation").create_stack(StackName="centralita-test", TemplateBody=json.dumps(queue))
        yield tmp_path


def run(made: Path, without: bool, *more: str, answer: str = "") -> int:
    left = {"Resources": {"T": {"Type": "AWS::SNS::Topic"}, **({} if without else {"Q": {"Type": "AWS::SQS::Queue"}})}}
    (made / "centralita-test.template.json").write_text(json.dumps(left))

    def ask(_question: str) -> str:
        if not answer:
            raise EOFError
        return answer

    return deploy_notice.main(["-c", "stage=test", "--made", str(made), *more], ask)


def test_it_goes_on_by_a_persons_word_or_a_flag_alone(made: Path, capsys):
    assert run(made, False) == 0
    assert capsys.readouterr().out == ""
    assert run(made, True) == 1
    assert "make deploy YES=--yes" in capsys.readouterr().err
    assert run(made, True, answer="no") == 1
    assert "a queue with its messages: Q" in capsys.readouterr().out
    assert run(made, True, answer="yes") == 0
    assert run(made, True, "--yes", "--require-approval", "never") == 0


def test_a_stage_that_was_never_deployed_has_nothing_to_lose(made: Path):
    (made / "centralita-new.template.json").write_text("{}")
    assert deploy_notice.main(["-c", "stage=new", "--made", str(made)]) == 0
