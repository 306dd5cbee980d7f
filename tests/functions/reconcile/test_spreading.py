"""How far public complaints spread: looked up by hour, within the account's budget, and told once."""

import json
from copy import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.reconcile.conftest import OTHER, PEDRO, RATE_LIMITED, X

from care.model.actions import CustomerErased
from care.model.case import Case
from care.model.messages import Author, Message
from care.model.months import month_of
from care.model.subscriber import Subscriber
from care.model.x_events import MessageReceived
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.budget import Budget
from care.tables.spreads import Spreads
from care.tables.subscribers import Subscribers
from care.watch.spreading import steps

HOUR = timedelta(hours=1)


def complains(
    world: World, by: str = MARTA, account: str = SHOP, text: str = "Exijo que me devuelvan el dinero"
) -> Case:
    number = f"9{by[-1]}{account[-1]}0"
    message = Message(id=number, channel="public", text=text, at=NIGHT, language="es", summons=True)
    event = MessageReceived(account_id=account, customer_id=by, author=Author(id=by), message=message)
    assert send_all(world.sqs, world.queues["events"], [event])
    world.drain("events", "cases")
    case = world.conversations.case(world.conversations.customer(account, by).case_id)
    assert case is not None
    return case


def counts(x: X, case: Case, reposts: int, views: int) -> None:
    post = case.last_public.id if case.last_public else ""
    metrics = {"retweet_count": reposts, "quote_count": 1, "reply_count": 2, "impression_count": views}
    x.shown[post] = {"id": post, "text": "x", "author_id": MARTA, "public_metrics": metrics}


def asked(x: X) -> list[list[str]]:
    return [one.url.params["ids"].split(",") for one in x.asked if one.url.path == "/2/tweets"]


def told(world: World) -> list[dict[str, Any]]:
    facts = []
    while records := world.received("facts"):
        facts += [fact for one in records for fact in json.loads(one["body"])["facts"]]
    return [one for one in facts if one["kind"] == "complaint.spreads"]


@pytest.fixture
def watched(two: World, x: X) -> World:
    Accounts(two.dynamodb, "accounts").put(replace(ACCOUNT, desk=replace(ACCOUNT.desk, spread_dollars=Decimal(1))))
    two.at(NIGHT)
    return two


def test_a_complaint_is_looked_at_each_hour_for_two_days_and_nothing_else_is(watched: World, x: X):
    case, theirs = complains(watched), complains(watched, account=OTHER)
    complains(watched, PEDRO, text="¿A qué hora abrís?")
    for hours, reposts in ((0, 1), (1, 4), (1.25, 5), (2, 9), (49, 20)):
        counts(x, case, reposts, reposts * 100)
        watched.at(NIGHT + hours * HOUR)
        watched.call("reconcile", {})
    assert asked(x) == [[case.last_public.id]] * 3  # type: ignore[union-attr]
    spread = Spreads(watched.dynamodb, "conversations").one(SHOP, case.case_id, case.opened_at)
    assert spread is not None
    assert [(one.shares, one.views) for one in steps(spread)] == [(2, 100), (3, 300), (5, 500)]
    assert Spreads(watched.dynamodb, "conversations").one(OTHER, theirs.case_id, theirs.opened_at) is None
    assert Budget(watched.dynamodb, "outbox").of_search(SHOP, month_of(NIGHT), "SPREAD") == 15_000


def test_its_budget_and_a_429_end_it(watched: World, x: X):
    case = complains(watched)
    counts(x, case, 1, 1)
    x.faults["GET /2/tweets"] = RATE_LIMITED
    watched.call("reconcile", {})
    x.faults.clear()
    Budget(watched.dynamodb, "outbox").meter(SHOP, "reading", 1, 996_000, NIGHT, search_id="SPREAD")
    watched.at(NIGHT + HOUR)
    watched.call("reconcile", {})
    assert len(asked(x)) == 1
    assert Spreads(watched.dynamodb, "conversations").lately(SHOP, NIGHT) == []


def test_who_is_told_of_facts_hears_once_of_a_complaint_that_spreads(watched: World, x: X):
    Subscribers(watched.dynamodb, "accounts").put(SHOP, Subscriber(name="uno", way="bus", made_at=NIGHT))
    case = complains(watched)
    counts(x, case, 3, 10)
    watched.call("reconcile", {})
    assert told(watched) == []
    for hours in (1, 2):
        counts(x, case, 6, 400)
        watched.at(NIGHT + hours * HOUR)
        watched.call("reconcile", {})
    [fact] = told(watched)
    assert (fact["case_id"], fact["shares"], fact["views"]) == (case.case_id, 7, 400)


def test_an_erasure_takes_it_with_the_case(watched: World, x: X):
    case = complains(watched)
    counts(x, case, 3, 10)
    watched.call("reconcile", {})
    assert Spreads(watched.dynamodb, "conversations").lately(SHOP, NIGHT)
    gone = CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="e1", by="sara", at=NIGHT)
    assert send_all(watched.sqs, watched.queues["events"], [gone])
    watched.drain("events", "cases")
    assert Spreads(watched.dynamodb, "conversations").lately(SHOP, NIGHT) == []
