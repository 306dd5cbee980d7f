"""The board for a wall: figures of one account that refresh themselves, and nobody's name."""

import json
import re

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import OTHER, Desk

from care.desk.wall import reached
from care.model.count import Count
from care.model.tallies import Tallies
from care.tables.attributes import item_of

PAGE, API = f"/desk/wall/{SHOP}", f"/desk/api/accounts/{SHOP}/wall"


def counted(desk: Desk, opened: int, within: int, account: str = SHOP) -> None:
    day = desk.now().date().isoformat()
    tallies = Tallies()
    tallies.add(Count(day, 10, "public", "question", "opened", n=opened))
    tallies.add(Count(day, 10, "public", "question", "first_wall", 600, n=within))
    row = {"pk": f"REPORT#{account}#{day[:7]}", "sk": f"{day}#{day}", "tallies": json.dumps(tallies.to_json())}
    desk.world.dynamodb.put_item(TableName="accounts", Item=item_of(row))


def test_it_shows_who_waits_and_the_share_within_the_hour_against_the_lines_and_no_name(desk: Desk):
    desk.writes("¿Dónde está mi pedido?", name="Marta Ruiz")
    counted(desk, 10, 6)
    counted(desk, 10, 10, OTHER)
    answer = desk.get(PAGE, "agent")
    page = answer.body
    assert answer.headers["refresh"] == "60"
    assert "refresh" not in desk.get(f"{PAGE}?still=true", "agent").headers
    assert "60 %" in page
    assert "100 %" not in page
    assert "<script" not in page
    assert "style=" not in page
    assert not re.search("Marta|pedido|ana@shop", page)
    told = desk.get(API, "agent").json()
    assert (told["waiting"], told["late"]) == (1, 0)
    assert told["within_hour_today"] == {"share": 0.6, "n": 10, "lines_reached": 1}
    assert told["lines"] == [0.53, 0.72]


def test_before_anything_was_counted_there_is_no_share_and_with_a_surge_it_says_so(desk: Desk):
    told = desk.get(API, "agent").json()
    assert (told["within_hour_today"], told["waiting"], told["waiting_since"], told["surge_since"]) == (
        None,
        0,
        None,
        None,
    )
    since = "2026-11-30T09:00:00+00:00"
    row = {"pk": "RECONCILE", "sk": f"SURGE#{SHOP}", "version": 1, "since": since, "budget": ""}
    desk.world.dynamodb.put_item(TableName="accounts", Item=item_of(row))
    assert desk.get(API, "agent").json()["surge_since"] == since
    assert "Many more complaints than usual" in desk.get(PAGE, "agent").body


@pytest.mark.parametrize("language", ["es", "pt", "pt-PT"])
def test_it_is_read_in_each_language(desk: Desk, language: str):
    counted(desk, 4, 3)
    desk.post("/desk/language", "agent", language=language, to=PAGE)
    page = desk.get(PAGE, "agent").body
    assert "75 %" in page
    assert "within the hour" not in page


@pytest.mark.parametrize(("share", "lines"), [(0.529, 0), (0.53, 1), (0.719, 1), (0.72, 2), (1, 2)])
def test_a_line_is_reached_where_the_share_is_on_it(share, lines):
    assert reached(share) == lines
