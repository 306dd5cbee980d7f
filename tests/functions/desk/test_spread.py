"""How far a complaint spread, at the case and on the wall: by hour, in the account's zone, for two brands."""

from copy import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.functions.conftest import ACCOUNT, SHOP
from tests.functions.desk.conftest import OTHER, Desk

from care.model.case import Case
from care.model.watch import CaseSpread, SpreadHour
from care.tables.accounts import Accounts
from care.tables.spreads import Spreads
from care.watch.spreading import hour_of

ANGRY = "Exijo que me devuelvan el dinero, es una estafa"


def spreads(desk: Desk, case: Case) -> None:
    at = hour_of(desk.now()) - timedelta(hours=1)
    hours = (SpreadHour(at=at, reposts=3, views=900), SpreadHour(at=at + timedelta(hours=1), reposts=10, views=4900))
    told = CaseSpread(
        account_id=case.account_id, case_id=case.case_id, opened_at=case.opened_at, post_id="1", hours=hours
    )
    Spreads(desk.world.dynamodb, "conversations").keep(told, at)


def complaint(desk: Desk, account: str = SHOP) -> Case:
    case = desk.world.conversations.case(desk.writes(ANGRY, account=account))
    assert case is not None
    assert case.topic == "complaint"
    return case


@pytest.fixture
def watched(desk: Desk) -> Desk:
    looked = replace(ACCOUNT, desk=replace(ACCOUNT.desk, spread_dollars=Decimal(2)))
    Accounts(desk.world.dynamodb, "accounts").put(looked)
    return desk


def test_the_case_shows_it_by_hour_and_so_does_the_api(watched: Desk):
    case, quiet = complaint(watched), complaint(watched)
    spreads(watched, case)
    body = watched.get(f"/desk/cases/{case.case_id}", "agent").body
    assert "10 times shared and 4,900 times seen" in body
    assert "<style" not in body
    assert "times seen" not in watched.get(f"/desk/cases/{quiet.case_id}", "agent").body
    told = watched.get(f"/desk/api/cases/{case.case_id}", "agent").json()["spread"]
    assert [(one["shares"], one["views"]) for one in told] == [(3, 900), (7, 4000)]


def test_the_wall_has_the_last_day_of_one_brand_alone(watched: Desk):
    for _ in range(2):
        spreads(watched, complaint(watched))
    spreads(watched, complaint(watched, OTHER))
    assert "20 times shared and 9,800 times seen" in watched.get(f"/desk/wall/{SHOP}", "agent").body
    told = watched.get(f"/desk/api/accounts/{SHOP}/wall", "agent").json()["spread"]
    assert [one["shares"] for one in told] == [6, 14]


def test_where_x_is_not_asked_nothing_of_it_is_shown(desk: Desk):
    case = complaint(desk)
    spreads(desk, case)
    assert "times seen" not in desk.get(f"/desk/cases/{case.case_id}", "agent").body
    assert desk.get(f"/desk/api/accounts/{SHOP}/wall", "agent").json()["spread"] == []


@pytest.mark.parametrize("language", ["es", "pt", "pt-PT"])
def test_it_is_read_in_each_language(watched: Desk, language: str):
    spreads(watched, complaint(watched))
    watched.post("/desk/language", "agent", language=language)
    page = watched.get(f"/desk/wall/{SHOP}", "agent").body
    assert "times shared" not in page
    assert 'class="spread"' in page
