"""Who is told hears of a surge of complaints and of the month's dollars: once, and when it is over."""

import json
from copy import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP, World
from tests.functions.reconcile.conftest import OTHER, X

from care.model.count import Count
from care.model.months import month_of
from care.model.subscriber import Subscriber
from care.model.tallies import Tallies
from care.tables.accounts import Accounts
from care.tables.attributes import item_of
from care.tables.budget import Budget
from care.tables.reconcile_memory import Remembered
from care.tables.reports import counts_row
from care.tables.subscribers import Subscribers


@pytest.fixture
def heard(two: World, x: X) -> World:
    for account_id in (SHOP, OTHER):
        one = Subscriber(name="uno", way="bus", made_at=NIGHT)
        Subscribers(two.dynamodb, "accounts").put(account_id, one)
    two.at(NIGHT)
    return two


def complaints(world: World, number: int, at: datetime, account_id: str = SHOP) -> None:
    day = at.date().isoformat()
    for each in range(number):
        counted = [Count(day, 3, "public", "complaint", "opened")]
        row = counts_row(account_id, f"{at}{each}", f"C{each}", counted, at)
        world.dynamodb.put_item(TableName="conversations", Item=item_of(row))


def told(world: World) -> list[dict[str, Any]]:
    world.call("reconcile", {})
    facts = []
    while records := world.received("facts"):
        facts += [fact for one in records for fact in json.loads(one["body"])["facts"]]
    return [one for one in facts if one["kind"] != "connection.lost"]


def test_a_surge_of_one_account_is_told_once_and_its_end_too(heard: World):
    complaints(heard, 9, NIGHT - timedelta(minutes=5))
    complaints(heard, 30, NIGHT - timedelta(hours=2))
    complaints(heard, 3, NIGHT - timedelta(minutes=5), OTHER)
    assert told(heard) == []
    complaints(heard, 11, NIGHT - timedelta(minutes=4))
    [began] = told(heard)
    assert (began["kind"], began["account_id"], began["complaints"], began["usual"]) == ("surge.began", SHOP, 20, 0)
    heard.at(NIGHT + timedelta(minutes=15))
    assert told(heard) == [], "it is known"
    heard.at(NIGHT + timedelta(minutes=90))
    [ended] = told(heard)
    assert (ended["kind"], ended["complaints"]) == ("surge.ended", 0)
    heard.at(NIGHT + timedelta(minutes=105))
    assert told(heard) == []


def test_what_is_many_elsewhere_is_usual_for_whoever_has_many_each_day(heard: World):
    for back in range(1, 20):
        day = (NIGHT - timedelta(days=back)).date().isoformat()
        tallies = Tallies()
        tallies.add(Count(day, 3, "public", "complaint", "opened", n=100))
        row = {"pk": f"REPORT#{SHOP}#{day[:7]}", "sk": f"{day}#{day}", "tallies": json.dumps(tallies.to_json())}
        heard.dynamodb.put_item(TableName="accounts", Item=item_of(row))
    complaints(heard, 30, NIGHT - timedelta(minutes=5))
    assert told(heard) == [], "nine an hour are usual, so thirty-six are a surge"
    complaints(heard, 10, NIGHT - timedelta(minutes=4))
    [began] = told(heard)
    assert (began["complaints"], began["usual"]) == (40, 9)


def test_the_months_dollars_are_told_at_the_soft_limit_and_at_the_hard_one_once_each(heard: World):
    limited = replace(ACCOUNT, budget=replace(ACCOUNT.budget, month_dollars=Decimal(10)))
    Accounts(heard.dynamodb, "accounts").put(limited)
    spent = Budget(heard.dynamodb, "outbox")
    assert told(heard) == []
    spent.meter(SHOP, "reply", 1, 8_500_000, NIGHT)
    [soft] = told(heard)
    assert (soft["kind"], soft["month"], soft["spent_micro_dollars"]) == ("budget.soft", month_of(NIGHT), 8_500_000)
    assert told(heard) == []
    spent.meter(SHOP, "reply", 1, 2_000_000, NIGHT)
    [hard] = told(heard)
    assert (hard["kind"], hard["holds"], hard["limit_micro_dollars"]) == ("budget.hard", True, 10_000_000)
    assert told(heard) == []
    raised = replace(limited, budget=replace(limited.budget, month_dollars=Decimal(12)))
    Accounts(heard.dynamodb, "accounts").put(raised)
    [soft] = told(heard)
    assert (soft["kind"], soft["limit_micro_dollars"]) == ("budget.soft", 12_000_000), "a limit that was raised"
    heard.at(NIGHT + timedelta(days=40))
    assert told(heard) == [], "another month begins anew"


def test_a_month_whose_rest_pays_no_send_is_spent(heard: World):
    limited = replace(ACCOUNT, budget=replace(ACCOUNT.budget, month_dollars=Decimal(10)))
    Accounts(heard.dynamodb, "accounts").put(limited)
    spent = Budget(heard.dynamodb, "outbox")
    spent.meter(SHOP, "reply", 1, 9_999_000, NIGHT)
    assert [one["kind"] for one in told(heard)] == ["budget.soft"]
    assert spent.told_once(SHOP, month_of(NIGHT), NIGHT, "hard", 10_000_000), "as a publisher tells it"
    assert [one["kind"] for one in told(heard)] == ["budget.hard"]
    assert told(heard) == []


def test_what_is_wrong_with_one_accounts_look_leaves_its_turn_and_the_others(heard: World, monkeypatch):
    Subscribers(heard.dynamodb, "accounts").remove(OTHER, "uno")
    looked: list[tuple[str, bool]] = []

    def fails(account, *given):
        looked.append((account.id, given[-1] is not None))
        raise RuntimeError("broken")

    monkeypatch.setattr(heard.handler("reconcile"), "look", fails)
    done = heard.call("reconcile", {})
    assert looked == [(SHOP, True), (OTHER, False)], "who tells nobody is looked at for its board"
    assert (done["AccountFailed"], done["AccountLookedAfter"]) == (2, 2)


def test_a_surge_is_known_where_nobody_is_told_and_who_comes_meanwhile_is_told_of_it_once(heard: World):
    listeners, board = Subscribers(heard.dynamodb, "accounts"), Remembered(heard.dynamodb, "accounts")
    listeners.remove(SHOP, "uno")
    complaints(heard, 12, NIGHT - timedelta(minutes=5))
    assert told(heard) == []
    since = board.surge(SHOP)
    assert since is not None
    assert board.surge(OTHER) is None, "the neighbour has none"
    listeners.put(SHOP, Subscriber(name="dos", way="bus", made_at=NIGHT))
    heard.handler("reconcile").subscribers._known.clear()
    [began] = told(heard)
    assert (began["kind"], began["complaints"]) == ("surge.began", 12)
    assert told(heard) == []
    heard.at(NIGHT + timedelta(minutes=90))
    assert [one["kind"] for one in told(heard)] == ["surge.ended"]
    assert board.surge(SHOP) is None


def test_the_end_of_a_surge_of_which_nobody_was_told_is_not_told(heard: World):
    Subscribers(heard.dynamodb, "accounts").remove(SHOP, "uno")
    complaints(heard, 12, NIGHT - timedelta(minutes=5))
    assert told(heard) == []
    Subscribers(heard.dynamodb, "accounts").put(SHOP, Subscriber(name="dos", way="bus", made_at=NIGHT))
    heard.handler("reconcile").subscribers._known.clear()
    heard.at(NIGHT + timedelta(minutes=90))
    assert told(heard) == []
