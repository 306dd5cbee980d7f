"""An operator adds whom facts are told, tries it, sees what came of it, and tells again what did not arrive."""

import json
from copy import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from infra.command import checks
from infra.command.cli import app
from infra.command.deployed import find
from moto import mock_aws
from tests.functions.conftest import ACCOUNT, SHOP
from tests.infra.testing_account import deployed_with, use_testing_account
from tests.template_tables import make_table
from typer.testing import CliRunner

from care.facts.signing import secret_of
from care.model.delivery import Delivery
from care.tables.accounts import Accounts
from care.tables.deliveries import Deliveries
from care.tables.subscribers import MOST, Subscribers

HOOK = "https://hooks.shop.example/centralita"


@pytest.fixture
def queue(monkeypatch):
    """A stack `centralita-test`, by the URL of its queue of facts."""
    use_testing_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        dynamodb = boto3.client("dynamodb")
        for table in ("accounts", "conversations"):
            make_table(dynamodb, table)
        Accounts(dynamodb, "accounts").put(ACCOUNT)
        url = boto3.client("sqs").create_queue(QueueName="facts")["QueueUrl"]
        arn = boto3.client("secretsmanager").create_secret(Name="facts", SecretString="made up")["ARN"]
        deployed_with(
            {
                "AccountsTable": "accounts",
                "ConversationsTable": "conversations",
                "FactsQueueUrl": url,
                "FactsSecretArn": arn,
                "MailSender": "-",
            }
        )
        yield url


def run(*arguments, fails=False) -> str:
    made = CliRunner().invoke(app, ["subscribers", *arguments, "--stage", "test"])
    assert made.exit_code == (1 if fails else 0), made.output
    return made.output


def subscribers() -> Subscribers:
    return Subscribers(boto3.client("dynamodb"), "accounts")


def waiting(url) -> list[dict[str, Any]]:
    found = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(one["Body"]) for one in found]


def test_who_is_added_has_a_secret_that_is_shown_again_and_changes_when_they_are_added_anew(queue):
    said = run("add", "tiendaluna", "erp", "--way", "webhook", "--to", HOOK, "--kind", "case.opened")
    one = subscribers().one(SHOP, "erp")
    assert one is not None
    secret = secret_of(b"made up", SHOP, "erp", one.made_at)
    assert secret in said
    assert secret in run("secret", "tiendaluna", "erp")
    assert secret not in run("add", "tiendaluna", "erp", "--way", "webhook", "--to", HOOK)
    assert "erp: webhook hooks.shop.example" in run("list", "tiendaluna")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("erp", "--way", "webhook", "--to", "http://hooks.shop.example/x"), "https://"),
        (("erp", "--way", "webhook", "--to", HOOK, "--kind", "case.open"), "known are case.opened"),
        (("turno", "--way", "mail", "--to", "turno@shop.example"), "mail_sender"),
        (("bus", "--way", "bus", "--to", HOOK), "takes no address"),
    ],
)
def test_what_is_wrong_is_said_with_how_to_mend_it_and_nothing_is_kept(queue, arguments, why):
    assert why in run("add", "tiendaluna", *arguments, fails=True)
    assert subscribers().all(SHOP) == []


def test_nobody_is_added_beyond_the_limit_but_one_that_is_there_may_change(queue):
    for number in range(MOST):
        run("add", "tiendaluna", f"n{number}", "--way", "bus")
    assert "20 are told already" in run("add", "tiendaluna", "otro", "--way", "bus", fails=True)
    run("add", "tiendaluna", "n0", "--way", "bus", "--texts")


def test_a_test_is_for_the_one_that_it_names(queue):
    run("add", "tiendaluna", "erp", "--way", "webhook", "--to", HOOK)
    run("test", "tiendaluna", "erp")
    [command] = waiting(queue)
    assert [(one["kind"], one["only"]) for one in command["facts"]] == [("test", "erp")]
    assert "known are erp" in run("test", "tiendaluna", "otro", fails=True)


def test_what_did_not_arrive_is_told_again_and_with_a_day_all_from_then_on(queue):
    run("add", "tiendaluna", "erp", "--way", "webhook", "--to", HOOK)
    deliveries, now = Deliveries(boto3.client("dynamodb"), "conversations", "accounts"), datetime.now(UTC)
    for number, state in enumerate(("sent", "failed", "paused", "waiting", "sent")):
        at = now - timedelta(days=number) + (timedelta(days=number) if state == "waiting" else timedelta(0))
        told = {"account_id": SHOP, "subscriber": "erp", "case_id": "C1", "kind": "case.opened", "tries": 1}
        row = {**told, "fact_id": f"f{number}", "at": at, "state": state, "status": "500", "next_at": at}
        deliveries.begin(Delivery.model_validate(row))
    assert "case.opened C1: failed (500)" in run("deliveries", "tiendaluna", "erp")
    assert "2 on their way" in run("replay", "tiendaluna", "erp")
    assert sorted(one["fact_id"] for one in waiting(queue)) == ["f1", "f2"]
    lost = {"account_id": SHOP, "subscriber": "erp", "fact_id": "f5", "case_id": "C1", "kind": "case.opened"}
    long_ago = now - timedelta(hours=2)
    deliveries.begin(Delivery.model_validate({**lost, "at": long_ago, "state": "waiting", "next_at": long_ago}))
    assert "1 on their way" in run("replay", "tiendaluna", "erp"), "whose message was lost is told again, too"
    assert [one["fact_id"] for one in waiting(queue)] == ["f5"]
    assert {one.state for one in deliveries.newest(SHOP, "erp") if one.fact_id in {"f1", "f2"}} == {"waiting"}
    since = (now - timedelta(days=4, hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    assert "3 on their way" in run("replay", "tiendaluna", "erp", "--since", since)
    assert sorted(one["fact_id"] for one in waiting(queue)) == ["f0", "f4", "f5"]


def test_who_is_paused_is_told_nothing_until_resumed_and_the_doctor_says_so(queue):
    run("add", "tiendaluna", "erp", "--way", "webhook", "--to", HOOK)
    stack = find("test")
    assert list(checks.subscribers(stack, ACCOUNT)) == []
    run("pause", "tiendaluna", "erp")
    assert "paused" in run("list", "tiendaluna")
    assert "is paused" in run("replay", "tiendaluna", "erp", fails=True)
    [check] = checks.subscribers(stack, ACCOUNT)
    assert (check.state, "erp" in check.name) == ("warning", True)
    run("resume", "tiendaluna", "erp")
    assert list(checks.subscribers(stack, ACCOUNT)) == []
    one = subscribers().one(SHOP, "erp")
    assert one is not None
    subscribers().failing(SHOP, replace(one), datetime.now(UTC))
    assert "nothing arrives" in next(iter(checks.subscribers(stack, ACCOUNT))).said
    run("remove", "tiendaluna", "erp")
    assert "nobody is told" in run("list", "tiendaluna")
