"""Cures of alarms of our own work, followed as the runbook has them."""

import json
import re
from collections.abc import Callable
from copy import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from infra.command import checks
from infra.command.check import Check
from infra.command.deployed import Deployed
from infra.command.subcommands import agent_actions
from infra.command.subcommands import reconcile as reconcile_command
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SECRET, SHOP, World
from tests.functions.cures.conftest import Operator
from tests.functions.desk.conftest import Desk, desk
from tests.functions.reconcile.conftest import post
from tests.functions.test_acknowledge_and_publish import X
from tests.functions.test_budget import case, item, publish, set_up, write
from tests.functions.test_ingest import delivery, request
from tests.functions.test_unreadable_settings import NEWER, store
from tests.infra.synth import functions, resources
from tests.infra.test_doctor import Limits

from care.model.actions import CaseResolved, ReplyWritten
from care.model.case import Case
from care.model.events import Event
from care.queues import send_all
from care.x.delivery import read_delivery

__all__ = ["case", "desk"]  # fixtures of other tests

Mention = Callable[..., dict[str, Any]]


def test_what_waits_while_x_is_away_is_named_by_the_doctor_and_goes_when_x_is_back(
    world: World, operator: Operator, case: Case
):
    x = X(world)
    x.next = [503] * 50
    reply = write(world, case, "Ya va", channel="private")
    publish(world)
    publish(world, timedelta(minutes=12))
    assert operator.rings("OldestReady")
    check = operator.doctor()["@tiendaluna DMs waiting"]
    assert reply in check["said"]
    assert "held until" in check["said"] or "keeps failing" in check["said"]
    assert reply in operator.run("outbox", "list", "tiendaluna")
    x.next = []
    publish(world, timedelta(minutes=25))
    assert item(world, reply, "private").state == "sent"
    operator.counted.clear()
    publish(world, timedelta(minutes=26))
    assert not operator.rings("OldestReady")
    assert operator.doctor() == {}


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


def test_a_token_that_was_withdrawn_and_is_still_used_is_named_and_its_program_gets_a_new_one(
    world: World, operator: Operator, desk: Desk
):
    world.at(datetime.now(UTC))  # a token is over in real time

    def made(name: str) -> str:
        said = operator.run("people", "token", name, "--role", "agents", "--account", "tiendaluna")
        found = re.search(r"centralita_\S+", said)
        assert found
        return found[0]

    def asks(token: str) -> int:
        return desk.call("GET", "/desk/api/cases", headers={"authorization": f"Bearer {token}"}).status

    old = made("crm")
    assert (asks(old), operator.rings("WithdrawnToken")) == (200, False)
    operator.run("people", "withdraw", "crm")
    assert (asks(old), operator.rings("WithdrawnToken")) == (401, True)
    assert [line["called"] for line in operator.logged("desk.withdrawn_token")] == ["crm"]
    new = made("crm")
    assert "crm  agents" in operator.run("people", "tokens")
    assert (asks(new), operator.rings("WithdrawnToken")) == (200, False)


def test_a_send_of_which_x_said_nothing_is_settled_by_a_persons_verdict(
    world: World, operator: Operator, case: Case, monkeypatch: pytest.MonkeyPatch
):
    from tests.functions.cures.test_at_x import the_net

    x = X(world)
    x.next = [httpx.ReadTimeout("late")]
    reply = write(world, case, "Ya va")
    publish(world)
    assert item(world, reply).state == "unconfirmed"
    the_net(world, monkeypatch)
    for minutes in (5, 10, 16):
        world.at(NIGHT + timedelta(minutes=minutes))
        world.call("reconcile")
    assert operator.rings("SendUnconfirmed")
    assert reply in operator.run("outbox", "list", "tiendaluna")
    # The command waits for what becomes of it, and `cases` applies it meanwhile.
    monkeypatch.setattr(agent_actions.time, "sleep", lambda _: world.drain("events", "cases"))
    operator.run("outbox", "decide", reply, "again", "--by", "sara@shop.example")
    world.drain("events", "cases")
    publish(world, timedelta(minutes=20))
    assert item(world, reply).state == "sent"
    world.at(NIGHT + timedelta(minutes=31))
    world.call("reconcile")
    assert not operator.rings("SendUnconfirmed")


@pytest.mark.parametrize(("dollars", "alarm"), [("0.02", "BudgetSoft"), ("0.01", "BudgetHard")])
def test_a_month_whose_dollars_are_spent_goes_on_with_more_of_them(
    world: World, operator: Operator, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dollars: str, alarm: str
):
    X(world)
    set_up(world, budget={"month_dollars": dollars, "soft_share": 0.3, "hard": True})
    write(world, case, "Ya va")
    publish(world)
    assert operator.rings(alarm)
    assert "@tiendaluna budget" in operator.doctor()
    assert "reply" in operator.run("budget", "tiendaluna")
    held = write(world, case, "Ya llegó", 2)
    publish(world, timedelta(minutes=5))
    present = operator.account
    operator.pushes(tmp_path, replace(present, budget=replace(present.budget, month_dollars=Decimal(100))))
    X(world)
    publish(world, timedelta(minutes=10))
    if alarm == "BudgetHard":
        # What waited for a supervisor's word before goes on waiting for it.
        assert item(world, held).state == "held"
        assert held in operator.run("outbox", "list", "tiendaluna")
        monkeypatch.setattr(agent_actions.time, "sleep", lambda _: world.drain("events", "cases"))
        operator.run("cases", "approve", case.case_id, held, "--by", "sara@shop.example")
        publish(world, timedelta(minutes=15))
    assert item(world, held).state == "sent"
    assert not operator.rings(alarm)
    assert "@tiendaluna budget" not in operator.doctor()


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


def events(world: World, *told: Event) -> None:
    assert send_all(world.sqs, world.queues["events"], list(told))
    world.drain("events", "cases")


def test_surveys_that_x_refuses_for_one_reason_are_listed_with_it_and_paused_in_the_settings(
    world: World, operator: Operator, desk: Desk, tmp_path: Path
):
    x = X(world)
    set_up(world, survey={"inside_hours": False, "quiet_minutes": 5})

    def resolved(customers: range) -> None:
        for number in customers:
            customer = str(3_000_000 + number)
            case_id = desk.writes("mi pedido no llega", private=True, customer=customer)
            whose = {"account_id": SHOP, "customer_id": customer, "case_id": case_id, "by": "ana"}
            at = NIGHT + desk.offset() * 0
            events(world, ReplyWritten(**whose, action_id="r", channel="private", text="Ya va", at=at))
            publish(world)
            events(world, CaseResolved(**whose, action_id="s", at=at))
        world.received("acknowledgements")
        world.at(NIGHT + timedelta(minutes=10))
        world.call("hours")
        world.drain("events", "cases")
        world.drain("surveys", "survey")

    resolved(range(6))
    x.next = [(403, {"detail": "You are not permitted to send Direct Messages to this user."}, {})] * 6
    world.call("hours")
    world.drain("sends", "publish")
    assert operator.rings("SurveysNotSent")
    listed = operator.run("outbox", "list", "tiendaluna", "--state", "refused")
    assert "6 are refused" in listed
    present = operator.account
    operator.pushes(tmp_path, replace(present, survey=replace(present.survey, enabled=False)))
    X(world).next = [(403, {"detail": "no"}, {})] * 20
    resolved(range(6, 12))
    publish(world, timedelta(minutes=11))
    assert not operator.rings("SurveysNotSent")


def test_customers_who_wait_beyond_their_target_are_told_of_the_incident_or_have_another_target(
    world: World, operator: Operator, mention: Mention, tmp_path: Path
):
    """More people cannot be had here; that the incident is told and that another target holds can."""
    open_hours = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def asks(customers: range, at: datetime) -> None:
        world.at(at)
        for number in customers:
            told = mention(str(number), author_id=str(4000 + number), created_at=at.isoformat(), text="@tiendaluna la web")
            events(world, *read_delivery(told).events)

    def falls_due(at: datetime) -> None:
        world.at(at)
        world.call("hours")
        for _ in range(3):
            world.drain("events", "cases")

    asks(range(11), open_hours)
    falls_due(open_hours + timedelta(hours=4, minutes=30))
    assert operator.rings("SlaBreach")
    texts = ("--text", "es=La web va lenta.", "--end-text", "es=Ya va.")
    assert "web is open" in operator.run("incidents", "open", "tiendaluna", "web", "--term", "la web", *texts)
    assert "web  since" in operator.run("incidents", "list", "tiendaluna")
    present = operator.account
    longer = replace(present.sla, complaint_minutes=600, other_minutes=600)
    operator.pushes(tmp_path, replace(present, sla=longer))
    world.received("acknowledgements")
    asks(range(11, 22), open_hours + timedelta(hours=6))
    falls_due(open_hours + timedelta(hours=9, minutes=30))
    assert not operator.rings("SlaBreach")


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
    """The cure is a quota of the AWS account, which no test can raise: the alarm and the doctor's figure are looked at."""
    made = [one for one in resources("CloudWatch::Alarm").values() if "-FunctionThrottles-" in one["AlarmName"]]
    assert len(made) == len({json.dumps(one["Dimensions"]) for one in made}) == len(functions())
    assert {(one["MetricName"], one["Threshold"], one["EvaluationPeriods"], one["DatapointsToAlarm"]) for one in made} == {
        ("Throttles", 0, 3, 3)
    }
    [few] = quotas(monkeypatch, 10)
    assert (few.state, "Service Quotas" in few.mend) == ("wrong", True)
    [enough] = quotas(monkeypatch, 1000)
    assert (enough.state, enough.mend) == ("ok", "")


def quotas(monkeypatch: pytest.MonkeyPatch, most: int) -> list[Check]:
    limits = Limits(most)
    monkeypatch.setattr(Deployed, "client", property(lambda _: lambda _service: limits))
    return list(checks.quotas(Deployed({"Concurrency": "1000"}, {})))
