"""What a send costs, and what a month will have cost."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from tests.unit.outbox.making import account, item

from care.budget.months import forecast, stands
from care.budget.prices import cost_of, dollars, event_price, prices, read_price
from care.model.months import month_of, next_month
from care.model.outcomes import Code, outcome
from care.model.x_events import MessageDeleted, MessageReceived

LINK = "Mira https://tiendaluna.example/envios"


@pytest.mark.parametrize(
    ("changes", "settings", "cost"),
    [
        ({"channel": "private", "text": LINK}, {}, 15_000),
        ({"channel": "public"}, {}, 10_000),
        ({"channel": "public", "in_reply_to": ""}, {}, 15_000),
        ({"channel": "public", "part": 2}, {}, 15_000),
        ({"channel": "public", "text": LINK}, {}, 200_000),
        ({"channel": "public", "text": LINK}, {"summoned_link_costs_as_link": False}, 10_000),
        ({"channel": "public", "text": LINK, "in_reply_to": ""}, {"summoned_link_costs_as_link": False}, 200_000),
        ({"channel": "public", "text": "tiendaluna.com lo explica"}, {}, 200_000),
        ({"channel": "public", "dm_link": True}, {}, 10_000),
        ({"channel": "public", "dm_link": True}, {"dm_button_costs_as_link": True}, 200_000),
    ],
)
def test_what_a_send_costs(changes, settings, cost):
    assert cost_of(item(**changes), account(budget=settings)).micro_dollars == cost


def test_who_pays_for_a_link_is_told_what_is_cheaper():
    dear = cost_of(item(channel="public", text=LINK), account())
    assert dear.cheaper == outcome(Code.cheaper_by_dm, price="$0.015")
    assert cost_of(item(channel="public"), account()).cheaper is None


def test_the_owner_of_the_app_reads_what_is_its_own_for_less():
    assert read_price("post", account()) == 5_000
    assert read_price("post", account(budget={"owns_app": True})) == 1_000
    assert prices().date.isoformat() == "2026-08-22"


def test_what_is_others_costs_the_owner_of_the_app_the_whole_price():
    owner = account(budget={"owns_app": True})
    assert read_price("post", owner, own=False) == 5_000
    assert read_price("post", account(), own=False) == 5_000
    assert read_price("user", owner) == 1_000


WHOSE = {"account_id": "2", "customer_id": "3"}


def received(channel="private", message=None, **more):
    told = {"id": "9", "channel": channel, "text": "x", "at": datetime(2026, 11, 24, tzinfo=UTC), **(message or {})}
    return MessageReceived.model_validate({**WHOSE, "author": {"id": "3"}, "message": told, **more})


@pytest.mark.parametrize(
    ("event", "price"),
    [
        (received("public", {"summons": True}), 5_000),
        (received("public", {"summons": False}), 0),
        (received("public"), 0),
        (received(), 10_000),
        (received(message={"chat": True}), 10_000),
        (received(message={"encrypted": True}), 10_000),
        (received("public", {"summons": True}, opens=True), 0),
        (received("public", {"summons": True}, taken_at=datetime(2026, 11, 24, tzinfo=UTC)), 0),
        (MessageDeleted(**WHOSE, message_id="9"), 5_000),
        (MessageDeleted(**WHOSE, message_id="11111111-8bbf"), 10_000),
    ],
)
def test_what_the_delivery_of_an_event_costs(event, price):
    assert event_price(event) == price


@pytest.mark.parametrize(
    ("micro_dollars", "text"),
    [(0, "$0.00"), (15_000, "$0.015"), (200_000, "$0.20"), (1_234_567_890, "$1,234.56789"), (-15_000, "-$0.015")],
)
def test_dollars_are_written_as_people_read_them(micro_dollars, text):
    assert dollars(micro_dollars) == text


def test_a_month_begins_and_ends_in_utc():
    madrid = timezone(timedelta(hours=1))
    assert month_of(datetime(2026, 12, 1, 0, 30, tzinfo=madrid)) == "2026-11"
    assert next_month(datetime(2026, 12, 31, 23, 59, tzinfo=UTC)) == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "expected", "elapsed"),
    [
        (datetime(2026, 10, 31, 23, tzinfo=UTC), None, 0.0),
        (datetime(2026, 11, 16, tzinfo=UTC), 20_000, 0.5),
        (datetime(2026, 12, 4, tzinfo=UTC), 10_000, 1.0),
    ],
)
def test_a_months_forecast_is_what_was_spent_by_the_share_that_passed(now, expected, elapsed):
    made = forecast(10_000, 7, "2026-11", now)
    assert (made.micro_dollars, made.sends, made.elapsed) == (expected, 7, elapsed)


@pytest.mark.parametrize(
    ("settings", "spent", "state"),
    [
        ({}, 10**12, "under"),
        ({"month_dollars": "10"}, 7_999_999, "under"),
        ({"month_dollars": "10"}, 8_000_000, "soft"),
        ({"month_dollars": "10"}, 10_000_000, "hard"),
        ({"month_dollars": "0"}, 0, "hard"),
    ],
)
def test_where_a_month_stands(settings, spent, state):
    assert stands(account(budget=settings), spent) == state


def test_dollars_survive_being_stored():
    stored = account(budget={"month_dollars": 49.9}).model_dump_json()
    assert type(account()).model_validate_json(stored).budget.month_micro_dollars == 49_900_000
