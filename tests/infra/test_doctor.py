"""What the doctor says of a profile, of queues that wait, and of alarms that are on."""

from copy import replace
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from infra.command import at_x, checks
from infra.command.deployed import Deployed
from moto import mock_aws
from tests.functions.conftest import ACCOUNT
from tests.there import there

from care.x.responses import user
from care.x.values import User

BASE = "https://care.tiendaluna.example"


def profile(**parts) -> User:
    entities = {name: {"urls": [{"url": "https://t.co/x", "expanded_url": link}]} for name, link in parts.items()}
    return there(user({"id": ACCOUNT.id, "username": "tiendaluna", "name": "Tienda Luna", "entities": entities}))


@pytest.mark.parametrize("part", ["url", "description"])
def test_a_profile_that_leads_to_the_hours_page_is_well(part):
    check = at_x.hours_page(ACCOUNT, profile(**{part: f"{BASE}/hours/TiendaLuna/"}), BASE)
    assert (check.state, check.mend) == ("ok", "")


@pytest.mark.parametrize(
    "link", ["https://tiendaluna.example", f"{BASE}/hours/otra", "https://evil.example/hours/tiendaluna"]
)
def test_one_that_does_not_is_told_which_link_to_set(link):
    check = at_x.hours_page(ACCOUNT, profile(url=link), BASE)
    assert check.state == "warning"
    assert f"{BASE}/hours/tiendaluna" in check.mend
    assert at_x.hours_page(ACCOUNT, profile(), BASE).state == "warning"


def test_an_account_that_is_paused_is_named_with_who_did_it_and_the_way_back():
    assert list(checks.paused(ACCOUNT)) == []
    at = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
    [check] = checks.paused(replace(ACCOUNT, paused_at=at, paused_by="sara@shop.example"))
    assert (check.state, check.mend) == ("warning", "`centralita resume tiendaluna`")
    assert "sara@shop.example since 2026-11-27 10:00Z" in check.said


@pytest.fixture
def cloudwatch(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield boto3.client("cloudwatch", region_name="eu-west-1")


def stack(**outputs) -> Deployed:
    return Deployed(outputs, {"region_name": "eu-west-1"})


def test_a_message_that_waits_too_long_is_wrong_and_names_its_queue(cloudwatch):
    urls = {"EventsQueueUrl": "https://sqs/1/stack-Events.fifo", "SendsQueueUrl": "https://sqs/1/stack-Sends.fifo"}
    for name, seconds in (("stack-Events.fifo", 1200.0), ("stack-Sends.fifo", 3.0)):
        cloudwatch.put_metric_data(
            Namespace="AWS/SQS",
            MetricData=[
                {
                    "MetricName": "ApproximateAgeOfOldestMessage",
                    "Dimensions": [{"Name": "QueueName", "Value": name}],
                    "Timestamp": datetime.now(UTC) - timedelta(minutes=2),
                    "Value": seconds,
                }
            ],
        )
    found = {check.name: check for check in checks.ages(stack(**urls))}
    assert (found["age events"].state, found["age sends"].state) == ("wrong", "ok")
    assert "1200 s" in found["age events"].said


def test_the_local_run_has_no_metrics_and_is_not_asked():
    local = Deployed({"EventsQueueUrl": "x"}, {}, clock_url="http://127.0.0.1:1/clock")
    assert list(checks.ages(local)) == []


def test_an_alarm_of_the_stack_that_is_on_is_named_and_one_of_others_is_not(cloudwatch):
    topic, other = "arn:aws:sns:eu-west-1:1:ours", "arn:aws:sns:eu-west-1:1:others"
    for name, arn in (("centralita-prod-DeadLetters-Events", topic), ("somebody-elses", other)):
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            MetricName="m",
            Namespace="n",
            Period=60,
            Statistic="Sum",
            Threshold=0,
            EvaluationPeriods=1,
            ComparisonOperator="GreaterThanThreshold",
            AlarmActions=[arn],
        )
    [quiet] = checks.ringing(stack(AlarmTopicArn=topic))
    assert quiet.state == "ok"
    for name in ("centralita-prod-DeadLetters-Events", "somebody-elses"):
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="test")
    [check] = checks.ringing(stack(AlarmTopicArn=topic))
    assert (check.state, check.name) == ("wrong", "alarm centralita-prod-DeadLetters-Events")


class Limits:
    """AWS as far as it tells what an account may do."""

    def __init__(self, most: int, *, sandbox: bool = False) -> None:
        self.most, self.sandbox = most, sandbox

    def get_account_settings(self) -> dict[str, object]:
        return {"AccountLimit": {"ConcurrentExecutions": self.most}}

    def get_account(self) -> dict[str, object]:
        return {"ProductionAccessEnabled": not self.sandbox}


def limited(monkeypatch: pytest.MonkeyPatch, limits: Limits, **outputs: str) -> list[tuple[str, str]]:
    monkeypatch.setattr(Deployed, "client", property(lambda _: lambda _service: limits))
    return [(one.name, one.state) for one in checks.quotas(stack(**outputs))]


def test_a_quota_below_what_the_stack_was_told_is_wrong_and_a_small_one_a_warning(monkeypatch):
    assert limited(monkeypatch, Limits(1000), Concurrency="1000") == [("quota concurrency", "ok")]
    assert limited(monkeypatch, Limits(10), Concurrency="1000") == [("quota concurrency", "wrong")]
    assert limited(monkeypatch, Limits(10), Concurrency="10") == [("quota concurrency", "warning")]
    assert limited(monkeypatch, Limits(10)) == [], "a stack of an earlier release does not say what it was told"


def test_ses_in_its_sandbox_is_named_where_pages_are_mailed(monkeypatch):
    told = limited(monkeypatch, Limits(1000, sandbox=True), Concurrency="1000", MailSender="informes@shop.example")
    assert told == [("quota concurrency", "ok"), ("quota mail", "warning")]
    assert len(limited(monkeypatch, Limits(1000, sandbox=True), Concurrency="1000", MailSender="-")) == 1
