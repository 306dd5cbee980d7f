"""What waits, since when and why: at the terminal and for scripts, over moto."""

import json
from collections.abc import Iterator
from copy import replace
from datetime import UTC, datetime, timedelta

import boto3
import pytest
import time_machine
from infra import waits
from infra.command import checks, deployed
from infra.command.check import Check
from infra.command.cli import app
from infra.command.deployed import Deployed
from infra.command.subcommands.cases import waiting as of_case
from infra.command.subcommands.outbox import waiting as of_account
from moto import mock_aws
from tests.functions.conftest import ACCOUNT, SHOP
from tests.infra.testing_account import use_testing_account
from tests.template_tables import make_tables
from typer.testing import CliRunner

from care.model.case import Case, LastMessage
from care.model.customer import Customer
from care.model.outbox_item import Item
from care.outbox.circuit import Circuit
from care.tables.outbox import Again, Outbox
from care.tables.outbox_keys import NO_LANE

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(autouse=True)
def at_that_instant() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stack(monkeypatch) -> Iterator[Deployed]:
    use_testing_account(monkeypatch)
    with mock_aws():
        make_tables(boto3.client("dynamodb"))
        outputs = {"ConversationsTable": "conversations", "OutboxTable": "outbox", "AccountsTable": "accounts"}
        stack = Deployed(outputs, {})
        stack.accounts.put(ACCOUNT)
        monkeypatch.setattr(deployed, "find", lambda _stage: stack)
        yield stack


def dm(number: int, minutes: float, customer: str = "7") -> Item:
    return Item(
        item_id=f"C1:reply:{number}",
        account_id=SHOP,
        customer_id=customer,
        case_id="C1",
        channel="private",
        purpose="reply",
        text="un secreto",
        created_at=NOW - timedelta(minutes=minutes),
    )


QUEUE = f"{SHOP}#private"


def added(outbox: Outbox, *items: Item) -> None:
    for item in items:
        assert outbox.add(item)


def doctor(stack) -> dict[str, Check]:
    return {one.name.partition(" ")[2]: one for one in checks.outboxes(stack, ACCOUNT)}


def test_nothing_waits_and_it_is_said(stack):
    told = doctor(stack)
    assert {name: (one.state, one.said) for name, one in told.items()} == {
        "posts waiting": ("ok", "none"),
        "DMs waiting": ("ok", "none"),
    }


def test_replies_that_wait_during_an_outage_of_x_are_named_with_their_age_and_what_holds_them(stack):
    added(stack.outbox, dm(1, 42), dm(2, 3))
    until = NOW + timedelta(minutes=4)
    stack.outbox.gates.keep_circuit(QUEUE, Circuit(("7", "8", "9"), 5), NOW)
    stack.outbox.gates.hold(QUEUE, until)
    check = doctor(stack)["DMs waiting"]
    assert check.state == "warning"
    for said in ("2;", "C1:reply:1, for 42 min", f"{until:%H:%M:%S}Z", "X gave no answer", "5 times in a row"):
        assert said in check.said
    [_, queue] = of_account(stack, ACCOUNT, 50)["queues"]
    assert queue["oldest_that_may_go"] == {
        "item": "C1:reply:1",
        "since": waits.written(NOW - timedelta(minutes=42)),
        "minutes": 42,
    }
    assert (queue["held_until"], queue["circuit"]) == (waits.written(until), {"holds": 5, "failed": 3})


def test_what_may_go_and_goes_not_although_nothing_holds_it_is_wrong(stack):
    added(stack.outbox, dm(1, 6))
    assert doctor(stack)["DMs waiting"].state == "wrong"
    stack.outbox.gates.hold(QUEUE, NOW + timedelta(minutes=5), NO_LANE)
    assert doctor(stack)["DMs waiting"].state == "wrong"


def test_what_went_a_moment_ago_into_its_lane_is_well(stack):
    added(stack.outbox, dm(1, 1))
    assert doctor(stack)["DMs waiting"].state == "ok"


def test_an_item_that_keeps_failing_is_named_and_so_is_what_waits_behind_it(stack):
    outbox = stack.outbox
    added(outbox, dm(1, 30), dm(2, 20))
    claimed = outbox.claim(dm(1, 30), NOW - timedelta(minutes=25))
    again = NOW + timedelta(minutes=8)
    outbox.release(replace(claimed, failures=3), Again(again, counts=True), doubtful=False)
    check = doctor(stack)["DMs waiting"]
    assert (check.state, "C1:reply:1 keeps failing for 25 min (4 times)" in check.said) == ("warning", True), check.said
    first, second = of_account(stack, ACCOUNT, 50)["items"]
    assert (first["item"], first["until"], first["failures"]) == ("C1:reply:1", waits.written(again), 4)
    assert first["failing_since"] == waits.written(NOW - timedelta(minutes=25))
    assert "failed 4 times" in first["why"]
    assert second["until"] == waits.written(again)
    assert "C1:reply:1" in second["why"]


def test_an_item_of_which_nobody_knows_and_a_held_one_say_why(stack):
    outbox = stack.outbox
    added(outbox, dm(1, 30), replace(dm(2, 9), not_before=NOW + timedelta(minutes=1)))
    claimed = outbox.claim(dm(1, 30), NOW)
    outbox.settle(claimed, "unconfirmed", NOW)
    told = {one["item"]: one for one in of_account(stack, ACCOUNT, 50)["items"]}
    assert told["C1:reply:1"]["state"] == "unconfirmed"
    assert told["C1:reply:2"]["until"] == waits.written(NOW + timedelta(minutes=1))
    assert "time has not come" in told["C1:reply:2"]["why"]


def test_a_case_says_who_waits_for_whom(stack):
    case = Case(
        case_id="C1",
        account_id=SHOP,
        customer=Customer(account_id=SHOP, customer_id="7", case_id="C1"),
        opened_at=NOW,
        last_message=LastMessage(id="9", channel="private", at=NOW),
        unanswered_since=NOW - timedelta(minutes=9),
        respond_by=NOW + timedelta(minutes=51),
        timers={"sla_warning": NOW - timedelta(minutes=1), "sla_breach": NOW + timedelta(minutes=51)},
    )
    added(stack.outbox, dm(1, 2))
    told = {one["what"]: one for one in of_case(stack, case)}
    assert told["answer"]["since"] == waits.written(NOW - timedelta(minutes=9))
    assert told["timer sla_warning"]["since"] == waits.written(NOW - timedelta(minutes=1))
    assert told["timer sla_breach"]["since"] is None
    assert (told["send"]["item"], told["send"]["why"]) == ("C1:reply:1", "it may go")


def test_scripts_get_it_as_json_and_nobody_a_text(stack):
    added(stack.outbox, dm(1, 30))
    made = CliRunner().invoke(app, ["outbox", "list", "tiendaluna", "--json"])
    assert made.exit_code == 0, made.output
    assert json.loads(made.stdout)["items"][0]["item"] == "C1:reply:1"
    assert "secreto" not in made.output
    made = CliRunner().invoke(app, ["outbox", "list", "tiendaluna", "--state", "waiting", "--json"])
    assert [one["item"] for one in json.loads(made.stdout)["items"]] == ["C1:reply:1"]
