"""What X leaves open is listed by `doctor`, and each is answered by the stack's own counts once it happens."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from infra import ROOT
from infra.command.deployed import Deployed
from infra.command.questions import QUESTIONS, answered, questions
from moto import mock_aws
from tests.infra.testing_account import use_testing_account

STACK = Deployed({"MetricsNamespace": "Centralita/test"}, {"region_name": "eu-west-1"})


@pytest.fixture
def cloudwatch(monkeypatch: pytest.MonkeyPatch):
    use_testing_account(monkeypatch)
    with mock_aws():
        yield boto3.client("cloudwatch")


def happens(cloudwatch, function: str, metric: str, times: int) -> None:
    at = datetime.now(UTC) - timedelta(hours=2)
    one = {"MetricName": metric, "Dimensions": [{"Name": "service", "Value": function}], "Value": times}
    cloudwatch.put_metric_data(Namespace="Centralita/test", MetricData=[{**one, "Timestamp": at}])


def test_a_question_is_open_until_its_answer_happens(cloudwatch):
    assert {check.state for check in questions(STACK)} == {"advice"}
    happens(cloudwatch, "ingest", "SignedByOAuth2", 12)
    happens(cloudwatch, "publish", "ImplicitReplyRefused", 2)
    told = {check.name.removeprefix("X leaves open: "): check for check in questions(STACK)}
    assert told["proof"].state == "ok"
    assert "the client secret, in the header of OAuth 2.0 (12)" in told["proof"].said
    assert "X refused one (2)" in told["gate"].said
    assert len(told) == len(QUESTIONS)


def test_who_connects_an_account_is_told_what_x_answered_just_now_what_was_seen_and_what_is_open(cloudwatch):
    happens(cloudwatch, "reconcile", "PermissionRenewed", 3)
    told = {one.name.removeprefix("X leaves open: "): one for one in answered(STACK, {"crc": "X took it"})}
    assert (told["crc"].state, told["crc"].said.endswith(": X took it")) == ("ok", True)
    assert (told["tokens"].state, "they do (3)" in told["tokens"].said) == ("ok", True)
    assert (told["subscribing"].state, "not seen this time" in told["subscribing"].said) == ("advice", True)
    assert "not seen yet" in told["gate"].said
    assert len(told) == len(QUESTIONS)


def test_where_nothing_is_measured_connecting_still_tells_what_it_saw():
    told = list(answered(Deployed({}, {}), {"revocation": "X has none"}))
    assert [one.state for one in told].count("ok") == 1
    assert len(told) == len(QUESTIONS)


def test_every_answer_that_connecting_gives_is_to_a_question_that_nobody_counts():
    files = (ROOT / "infra/command/subcommands" / f"{name}.py" for name in ("connected", "connect_chat"))
    text = "".join(file.read_text() for file in files)
    uncounted = {one.name for one in QUESTIONS if not one.answers}
    assert uncounted == {one.name for one in QUESTIONS if f'"{one.name}":' in text}


def test_the_local_run_and_a_stack_of_an_earlier_release_measure_nothing():
    assert list(questions(Deployed({}, {}))) == []
    assert list(questions(Deployed(STACK.outputs, {}, clock_url="http://127.0.0.1:1"))) == []


@pytest.mark.parametrize(
    "seen", [one for question in QUESTIONS for one in question.answers], ids=lambda one: one.metric
)
def test_every_count_is_one_that_its_function_makes(seen):
    roots = [ROOT / "functions" / seen.function, ROOT / "layers/care/python/care"]
    text = "".join(path.read_text() for root in roots for path in Path(root).rglob("*.py"))
    stem = re.sub(r"(OAuth2|LegacyConsumer|LegacyClient|Taken|Refused)$", "", seen.metric)
    assert stem in text
