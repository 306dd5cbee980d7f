"""The operator's page: what stands, what failed, and what X says; never what a customer wrote."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.functions.conftest import NIGHT, SHOP
from tests.functions.desk.conftest import Desk

from care.desk.health import Left, account_health, app_health, queue_health
from care.model.reconcile_state import WebhookSeen
from care.reconcile.silence import Profile
from care.tables.attributes import item_of, plain

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_a_dead_letter_is_something_to_look_at_and_one_that_waits_is_not(desk: Desk):
    assert desk.get("/desk/api/health", "operator").json()["queues"]
    desk.world.sqs.send_message(QueueUrl=desk.world.queues["wakes"], MessageBody="secret words of a customer")
    desk.world.sqs.send_message(QueueUrl=desk.world.queues["wakes_dlq"], MessageBody="secret words of a customer")
    told = desk.get("/desk/api/health", "operator").json()
    queues = {one["name"]: one for one in told["queues"]}
    assert (queues["wakes"]["waiting"], queues["wakes"]["wrong"]) == (1, [])
    assert (queues["wakes_dlq"]["waiting"], queues["wakes_dlq"]["wrong"]) == (1, ["dead letters"])
    html = desk.get("/desk/health", "operator").body
    assert "messages that will not work" in html
    assert "secret words" not in html


def test_the_webhook_is_valid_as_x_said_last_and_keys_have_their_age(desk: Desk):
    seen = WebhookSeen(last_valid_at=NIGHT - timedelta(minutes=5), checked_at=NIGHT - timedelta(minutes=5))
    row = {**plain(seen), "pk": "RECONCILE", "sk": "WEBHOOK", "version": 1}
    desk.world.dynamodb.put_item(TableName="accounts", Item=item_of(row))
    [app] = desk.get("/desk/api/health", "operator").json()["apps"]
    assert (app["name"], app["webhook_valid"]) == ("main", True)
    assert app["keys_changed_at"]
    assert "webhook invalid" not in app["wrong"]


def test_accounts_have_their_limits_left_and_the_stack_its_stage(desk: Desk):
    told = desk.get("/desk/api/health", "operator").json()
    assert told["stage"] == "test"
    shop = next(one for one in told["accounts"] if one["account_id"] == SHOP)
    assert {"channel": "private", "limit": "quarter", "left": 15, "most": 15} in shop["limits"]


@pytest.mark.parametrize("who", ["agent", "supervisor", "rival"])
def test_health_is_for_operators(desk: Desk, who):
    assert desk.get("/desk/health", who).status == 403
    assert desk.get("/desk/api/health", who).status == 403


@pytest.mark.parametrize("number", ["0", "-1", "99999", "²", "x", "%00"])
def test_hostile_page_numbers_are_the_first_page_or_an_empty_one(desk: Desk, number):
    assert desk.get(f"/desk/health?page={number}", "operator").status == 200


def test_a_secret_that_cannot_be_described_is_told_and_hides_nothing_else(desk: Desk, monkeypatch):
    monkeypatch.setenv("APP_SECRETS", '{"main": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:gone-abcdef"}')
    [app] = desk.get("/desk/api/health", "operator").json()["apps"]
    assert "keys unreadable" in app["wrong"]


def test_an_oldest_message_of_a_quarter_of_an_hour_is_too_old():
    assert queue_health("events", 3, 1, 900).wrong == ()
    assert queue_health("events", 3, 1, 901).wrong == ("queue stands",)
    assert queue_health("events", 3, 1, None).wrong == ()
    assert queue_health("events_dlq", 0, 0, 901).wrong == ()


def test_a_webhook_that_was_seen_invalid_or_not_seen_at_all_is_wrong():
    good = WebhookSeen(last_valid_at=NOW, checked_at=NOW)
    assert app_health("main", good, NOW, NOW).wrong == ()
    assert app_health("main", good, NOW, NOW + timedelta(hours=2)).wrong == ("webhook not looked at",)
    bad = WebhookSeen(last_valid_at=NOW - timedelta(hours=1), checked_at=NOW)
    assert app_health("main", bad, NOW, NOW).webhook_valid is False
    assert app_health("main", bad, NOW, NOW).wrong == ("webhook invalid",)
    assert app_health("main", None, NOW, NOW).wrong == ("webhook not looked at",)
    assert app_health("main", good, NOW - timedelta(days=400), NOW).wrong == ("keys old",)


def test_a_silence_that_chance_does_not_explain_and_a_limit_that_is_used_up_are_wrong():
    week = {str(slot): 5 for slot in range(168)}
    profile = Profile(
        timezone="UTC",
        since=NOW - timedelta(weeks=3),
        until=NOW,
        last_event_at=NOW - timedelta(hours=6),
        weeks={"2026-11-09": week, "2026-11-16": week},
    )
    left = [Left("public", "quarter", 0, 100)]
    assert account_health(SHOP, "shop", "main", profile, left, NOW).wrong == ("unusually quiet", "limit used up")
    assert account_health(SHOP, "shop", "main", None, [], NOW).wrong == ()
