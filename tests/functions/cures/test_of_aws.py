"""Cures of alarms of queues, secrets, settings and functions, followed as the runbook has them."""

import json
from collections.abc import Callable
from copy import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from infra.command import checks
from infra.command.check import Check
from infra.command.deployed import Deployed
from infra.command.subcommands import reconcile as reconcile_command
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SECRET, SHOP, World
from tests.functions.cures.conftest import Operator
from tests.functions.desk.conftest import desk
from tests.functions.reconcile.conftest import post
from tests.functions.test_budget import case
from tests.functions.test_ingest import delivery
from tests.functions.test_unreadable_settings import NEWER, store
from tests.infra.synth import functions, resources
from tests.infra.test_doctor import Limits

from care.queues import send_all
from care.x.delivery import read_delivery

__all__ = ["case", "desk"]  # fixtures of other tests

Mention = Callable[..., dict[str, Any]]


def secret(world: World, text: str) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId=world.environment["APP_SECRET_ARN"], SecretString=text)


BROKEN = json.dumps(SECRET)[:-1]


def test_server_errors_of_the_webhook_are_named_in_its_log_with_their_reason_and_end_with_it(
    world: World, operator: Operator, mention: Mention
):
    """The alarm counts the HTTP API's own `5xx`, which the answers' statuses are."""
    secret(world, BROKEN)
    statuses = [world.call("ingest", delivery(mention(str(number))))["statusCode"] for number in range(6)]
    assert statuses == [500] * 6
    assert {line["reason"] for line in operator.logged("request.refused")} == {"SecretUnreadable"}
    assert operator.logged("secret.unreadable")
    secret(world, json.dumps(SECRET))
    assert world.call("ingest", delivery(mention("1")))["statusCode"] == 200


@pytest.mark.parametrize("warm", [True, False])
def test_an_apps_secret_that_cannot_be_read_is_put_back_and_is_written_over_by_no_command(
    world: World, operator: Operator, mention: Mention, tmp_path: Path, warm: bool
):
    if warm:
        assert world.call("ingest", delivery(mention("1")))["statusCode"] == 200
        kept = world.handler("ingest").keys._kept
        kept.update({app: (read_at - 301, known) for app, (read_at, known) in kept.items()})
    secret(world, BROKEN)
    assert world.call("ingest", delivery(mention("2")))["statusCode"] == (200 if warm else 500)
    assert operator.rings("SecretUnreadable")
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"token": "new", "token_secret": "new too"}))
    made = operator.run("connect", "tiendaluna", "--keys", keys, fails=True)
    assert "AWSPREVIOUS" in made
    secrets = boto3.client("secretsmanager")
    arn = world.environment["APP_SECRET_ARN"]
    assert secrets.get_secret_value(SecretId=arn)["SecretString"] == BROKEN
    secret(world, secrets.get_secret_value(SecretId=arn, VersionStage="AWSPREVIOUS")["SecretString"])
    assert world.call("ingest", delivery(mention("3")))["statusCode"] == 200
    assert not operator.rings("SecretUnreadable")


def test_what_events_fifo_did_not_take_is_fetched_by_reconcile(
    world: World, operator: Operator, mention: Mention, monkeypatch: pytest.MonkeyPatch
):
    from tests.functions.cures.test_at_x import the_net

    class Full:
        def send_message_batch(self, **arguments: Any) -> dict[str, Any]:
            return {"Failed": [{"Id": arguments["Entries"][0]["Id"], "SenderFault": False, "Code": "Throttled"}]}

    x = the_net(world, monkeypatch)
    world.call("reconcile")
    with monkeypatch.context() as full:
        full.setattr(world.handler("ingest"), "sqs", Full())
        assert world.call("ingest", delivery(mention("1")))["statusCode"] == 503
    assert operator.rings("EnqueueFailed")
    x.mentions = [post(NIGHT + timedelta(minutes=1))]
    world.at(NIGHT + timedelta(minutes=5))

    class Lambda:
        def invoke(self, **_: Any) -> dict[str, Any]:
            done = json.dumps(world.call("reconcile"))
            return {"Payload": type("Body", (), {"read": lambda _self: done})()}

    monkeypatch.setattr(reconcile_command, "clients", lambda *_, **__: lambda _service: Lambda())
    assert "1  EventRecovered" in operator.run("reconcile")
    world.drain("events", "cases")
    assert world.conversations.customer(SHOP, MARTA).case_id
    assert world.call("ingest", delivery(mention("2")))["statusCode"] == 200
    assert not operator.rings("EnqueueFailed")


def test_settings_that_a_newer_release_wrote_are_pushed_from_their_file(
    world: World, operator: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from tests.functions.cures.test_at_x import the_net

    base = ACCOUNT.model_dump(mode="json", by_alias=True)
    store(world, NEWER, json.dumps({**base, "id": NEWER, "username": "nueva", "language": "klingon"}))
    the_net(world, monkeypatch)
    world.call("reconcile")
    assert operator.rings("SettingsUnreadable")
    assert f"settings {NEWER}" in operator.doctor()
    operator.pushes(tmp_path, replace(ACCOUNT, id=NEWER, username="nueva", name="Nueva"))
    assert f"settings {NEWER}" not in operator.doctor()
    the_net(world, monkeypatch)
    world.call("reconcile")
    assert not operator.rings("SettingsUnreadable")


def age(seconds: float) -> None:
    boto3.client("cloudwatch").put_metric_data(
        Namespace="AWS/SQS",
        MetricData=[
            {
                "MetricName": "ApproximateAgeOfOldestMessage",
                "Dimensions": [{"Name": "QueueName", "Value": "events.fifo"}],
                "Timestamp": datetime.now(UTC),
                "Value": seconds,
            }
        ],
    )


def test_a_message_that_a_function_fails_again_and_again_is_in_its_log_and_is_applied_when_that_is_mended(
    world: World, operator: Operator, mention: Mention, monkeypatch: pytest.MonkeyPatch
):
    """The age is SQS's own figure, which the doctor reads as the alarm does."""
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    batch = {"Records": world.received("events")}
    age(700)
    with monkeypatch.context() as broken:
        broken.setattr(world.handler("cases"), "decide", lambda *_: 1 / 0)
        assert len(world.call("cases", batch)["batchItemFailures"]) == 1
    assert [line["error"] for line in operator.logged("message.failed")] == ["ZeroDivisionError"]
    assert "OldestMessage" in operator.doctor()["age events"]["mend"]
    assert world.call("cases", batch) == {"batchItemFailures": []}
    age(1)
    assert world.conversations.customer(SHOP, MARTA).case_id


def test_what_a_faulty_release_put_aside_is_redriven_after_the_roll_back(
    world: World, operator: Operator, mention: Mention, monkeypatch: pytest.MonkeyPatch
):
    """Lambda counts `Errors` of what ends a function; a message alone is named in the log, and put aside at last."""
    monkeypatch.setattr("care.erasure.letters.WAITED", 0)
    send_all(world.sqs, world.queues["events"], read_delivery(mention("1")).events)
    [record] = world.received("events")
    record["attributes"]["ApproximateReceiveCount"] = "4"
    with monkeypatch.context() as faulty:
        faulty.setattr(world.handler("cases"), "decide", lambda *_: 1 / 0)
        world.call("cases", {"Records": [record]})
    world.sqs.delete_message(QueueUrl=world.queues["events"], ReceiptHandle=record["receiptHandle"])
    assert [line["at"] for line in operator.logged("message.failed")]
    assert "dead letters events" in operator.doctor()
    assert "ZeroDivisionError" in operator.run("dlq", "show", "events")
    # Looking at a letter hides it for a moment.
    world.sqs.set_queue_attributes(QueueUrl=world.queues["events_dlq"], Attributes={"VisibilityTimeout": "0"})
    assert "1 put back on events" in operator.run("dlq", "redrive", "events")
    world.drain("events", "cases")
    assert world.conversations.customer(SHOP, MARTA).case_id
    assert operator.doctor() == {}


def test_functions_that_lambda_refuses_are_watched_one_by_one_and_the_doctor_says_what_to_ask_for(
    monkeypatch: pytest.MonkeyPatch,
):
    """The cure is a quota of the AWS account, which no test can raise: alarm and doctor are looked at."""
    made = [one for one in resources("CloudWatch::Alarm").values() if "-FunctionThrottles-" in one["AlarmName"]]
    assert len(made) == len({json.dumps(one["Dimensions"]) for one in made}) == len(functions())
    assert {
        (one["MetricName"], one["Threshold"], one["EvaluationPeriods"], one["DatapointsToAlarm"]) for one in made
    } == {("Throttles", 0, 3, 3)}
    [few] = quotas(monkeypatch, 10)
    assert (few.state, "Service Quotas" in few.mend) == ("wrong", True)
    [enough] = quotas(monkeypatch, 1000)
    assert (enough.state, enough.mend) == ("ok", "")


def quotas(monkeypatch: pytest.MonkeyPatch, most: int) -> list[Check]:
    limits = Limits(most)
    monkeypatch.setattr(Deployed, "client", property(lambda _: lambda _service: limits))
    return list(checks.quotas(Deployed({"Concurrency": "1000"}, {})))
