"""The local run's clock: what is scheduled runs on the way, and it always answers."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import boto3
import pytest
from infra.local import clock as clocks
from infra.local.aws import Endpoint, LocalRunFailed
from infra.local.clock import LocalClock, run_until
from infra.local.door import _from_here
from infra.local.schedules import due_on_the_way
from infra.local.stack import LocalStack
from moto import mock_aws
from starlette.requests import Request
from tests.functions.conftest import ACCOUNT, SHOP
from tests.infra.testing_account import use_testing_account
from tests.template_tables import make_queues, make_tables

from care.model.outbox_item import Item
from care.tables.accounts import Accounts
from care.tables.gates import Gates
from care.tables.outbox import Outbox

NOON = datetime(2026, 11, 24, 12, 0, 7, tzinfo=UTC)


class Stack(LocalStack):
    """The run's stack over moto; functions do what `does` says and are remembered with their instant."""

    def calls(self, clock: LocalClock, does: Any = lambda _output: None) -> list[tuple[str, str]]:
        called: list[tuple[str, str]] = []

        def invoke(output: str) -> None:
            called.append((output.removesuffix("Function"), f"{clock.now():%d %H:%M}"))
            does(output)

        object.__setattr__(self, "invoke", invoke)
        return called


@pytest.fixture
def stack(monkeypatch) -> Iterator[Stack]:
    use_testing_account(monkeypatch)
    with mock_aws():
        dynamodb = boto3.client("dynamodb")
        make_tables(dynamodb)
        urls = {name: url for name, url in make_queues(boto3.client("sqs")).items() if not name.endswith("_dlq")}
        outputs = {f"{name.capitalize()}QueueUrl": url for name, url in urls.items()}
        tables = {"ConversationsTable": "conversations", "OutboxTable": "outbox", "AccountsTable": "accounts"}
        Accounts(dynamodb, "accounts").put(ACCOUNT)
        endpoint = cast(Endpoint, SimpleNamespace(client=cache(boto3.client)))
        yield Stack(endpoint, {**outputs, **tables})


@pytest.fixture
def clock(tmp_path) -> LocalClock:
    return LocalClock(tmp_path / "clock", NOON)


def test_what_is_scheduled_runs_as_it_falls_due(stack, clock):
    called = stack.calls(clock)
    told = run_until(NOON + timedelta(hours=1), clock, stack, lambda: True)
    assert [at for what, at in called if what == "Reconcile"] == ["24 12:15", "24 12:30", "24 12:45", "24 13:00"]
    assert [at for what, at in called if what == "Report"] == ["24 13:00"]
    assert "Export" not in dict(called)
    assert (told["at_rest"], told["waits"], "failed" in told) == (True, [], False)


def test_a_night_writes_the_files_and_a_long_way_calls_nothing_very_often(stack, clock):
    found = due_on_the_way(NOON, NOON + timedelta(days=30))
    assert {at.time().isoformat() for at, outputs in found.items() if "ExportFunction" in outputs} == {"02:30:00"}
    for output in ("ReconcileFunction", "ReportFunction", "ExportFunction"):
        ats = sorted(at for at, outputs in found.items() if output in outputs)
        assert len(ats) == 8
        assert NOON + timedelta(days=29) < ats[-1] <= NOON + timedelta(days=30)
    assert due_on_the_way(NOON, NOON + timedelta(milliseconds=5)) == {}


def test_a_function_that_fails_is_named_and_holds_nothing_back(stack, clock):
    def fails(output):
        if output == "ReconcileFunction":
            raise LocalRunFailed("it failed: out of luck")

    called = stack.calls(clock, fails)
    told = run_until(NOON + timedelta(minutes=61), clock, stack, lambda: True)
    assert told["failed"] == {"reconcile": "it failed: out of luck"}
    assert ("Report", "24 13:00") in called
    assert told["at_rest"]


def test_what_does_not_come_to_rest_is_named_and_the_clock_answers_all_the_same(stack, clock, monkeypatch):
    monkeypatch.setattr(clocks, "_PATIENCE", 0.3)
    monkeypatch.setattr(clocks, "_IMPATIENCE", 0.1)
    monkeypatch.setattr(clocks, "_AT_THE_END", 0.3)
    stack.calls(clock)
    sqs = boto3.client("sqs")
    url = stack.outputs["EventsQueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="poison", MessageGroupId="1#2", MessageDeduplicationId="1")
    item = Item(
        item_id="C1:reply:1",
        account_id=SHOP,
        customer_id="7",
        case_id="C1",
        channel="private",
        purpose="reply",
        text="un secreto",
        created_at=NOON,
    )
    outbox = Outbox(boto3.client("dynamodb"), "outbox")
    outbox.add(item)
    until = NOON + timedelta(hours=3)
    outbox.gates.hold(item.queue, until)
    began = time.monotonic()
    told = run_until(NOON + timedelta(hours=1), clock, stack, lambda: True)
    assert time.monotonic() - began < 20
    assert clock.now() >= NOON + timedelta(hours=1)
    assert not told["at_rest"]
    queue, waits = told["waits"]
    assert (queue["queue"], queue["messages"], queue["why"]) == ("events", 1, "1 not taken yet")
    assert (waits["item"], waits["until"]) == ("C1:reply:1", "2026-11-24T15:00:07Z")
    assert "X's limits" in waits["why"]


def test_a_queue_that_is_due_again_and_again_does_not_keep_the_rest_waiting(stack, clock):
    called = stack.calls(clock)
    Gates(boto3.client("dynamodb"), "outbox").hold(f"{SHOP}#private", NOON + timedelta(minutes=1))
    run_until(NOON + timedelta(minutes=20), clock, stack, lambda: True)
    assert ("Reconcile", "24 12:15") in called


def test_a_way_for_which_there_is_no_time_ends_where_it_was_to_end(stack, clock, monkeypatch):
    monkeypatch.setattr(clocks, "_ON_THE_WAY", 0.0)
    called = stack.calls(clock)
    told = run_until(NOON + timedelta(hours=2), clock, stack, lambda: True)
    assert told["hurried_from"].startswith("2026-11-24T12:00:07")
    assert {what for what, _ in called} == {"Hours", "Reconcile", "Report"}
    assert {at for _, at in called} == {"24 14:00"}


@pytest.mark.parametrize(
    ("headers", "heard"),
    [
        ({}, True),
        ({"origin": "http://127.0.0.1:8399"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://127.0.0.1:9999"}, False),
    ],
)
def test_a_page_of_another_site_cannot_move_the_clock(headers, heard):
    raw = [(b"host", b"127.0.0.1:8399"), *((name.encode(), value.encode()) for name, value in headers.items())]
    assert _from_here(Request({"type": "http", "headers": raw})) is heard
