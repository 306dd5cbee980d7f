"""Cures of alarms of our own work, followed as the runbook has them."""

import json
import re
from collections.abc import Callable
from copy import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from infra.command.subcommands import reconcile as reconcile_command
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SECRET, SHOP, World
from tests.functions.cures.conftest import Operator
from tests.functions.desk.conftest import Desk, desk
from tests.functions.reconcile.conftest import post
from tests.functions.test_acknowledge_and_publish import X
from tests.functions.test_budget import case, item, press, publish, set_up, write
from tests.functions.test_ingest import delivery, request
from tests.functions.test_unreadable_settings import NEWER, store

from care.model.actions import ReplyWritten
from care.model.case import Case

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
    operator.run("outbox", "decide", reply, "again", "--by", "sara@shop.example")
    world.drain("events", "cases")
    publish(world, timedelta(minutes=20))
    assert item(world, reply).state == "sent"
    world.at(NIGHT + timedelta(minutes=31))
    world.call("reconcile")
    assert not operator.rings("SendUnconfirmed")


@pytest.mark.parametrize(("dollars", "alarm"), [("0.018", "BudgetSoft"), ("0.01", "BudgetHard")])
def test_a_month_whose_dollars_are_spent_goes_on_with_more_of_them(
    world: World, operator: Operator, case: Case, tmp_path: Path, dollars: str, alarm: str
):
    X(world)
    set_up(world, budget={"month_dollars": dollars, "hard": True})
    write(world, case, "Ya va")
    publish(world)
    print(operator.counted)
    assert operator.rings(alarm)
    assert "@tiendaluna budget" in operator.doctor()
    assert "reply" in operator.run("budget", "tiendaluna")
    held = write(world, case, "Ya llegó", 2)
    publish(world, timedelta(minutes=5))
    present = operator.account
    operator.pushes(tmp_path, replace(present, budget=replace(present.budget, month_dollars="100")))
    X(world)
    publish(world, timedelta(minutes=10))
    print(item(world, held).state)
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
