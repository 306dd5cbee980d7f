"""Small decisions of the desk: whose session holds, which post is answered, how a length of time is told."""

from copy import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.functions.conftest import ACCOUNT, MARTA
from tests.functions.desk.conftest import PEOPLE, Desk

from care.tables.people import People
from care.tables.sessions import Sessions

NOW = datetime(2026, 11, 24, 21, tzinfo=UTC)


@pytest.mark.parametrize(("later", "status"), [(timedelta(seconds=5), 303), (timedelta(seconds=-5), 200)])
def test_a_session_from_before_somebody_came_anew_is_over(desk: Desk, later: timedelta, status: int):
    session = Sessions(desk.world.dynamodb, "accounts").find(desk.sessions["agent"], datetime.now(UTC))
    assert session is not None
    since = session.began_at + later
    assert People(desk.world.dynamodb, "accounts").change(PEOPLE["agent"].id, lambda one: replace(one, since=since))
    assert desk.get("/desk/cases", "agent").status == status
    assert desk.get("/desk/cases", "colleague").status == 200


def test_an_answer_goes_to_the_post_that_was_chosen_and_else_to_the_last(desk: Desk):
    case_id = desk.writes("¿Dónde está mi pedido?", customer=MARTA)
    assert desk.writes("Y además llegó roto", customer=MARTA) == case_id
    first, last = sorted(desk.world.conversations.messages(case_id), key=lambda one: one.at)
    from desk import case_messages as module

    posts = [first, last]
    assert module.chosen(first.id, posts) == first
    assert module.chosen(last.id, posts) == last
    assert module.chosen("1", posts) is None
    assert module.chosen("", posts) is None
    assert module.chosen(first.id, [replace(first, deleted_at=NOW), last]) is None
    assert module.chosen(first.id, [replace(first, by="person"), last]) is None
    shown = desk.get(f"/desk/cases/{case_id}?to={first.id}", "agent").body
    assert f'value="{first.id}"' in shown
    assert f'value="{first.id}"' not in desk.get(f"/desk/cases/{case_id}", "agent").body


def test_a_stack_without_a_sign_in_says_so(desk: Desk):
    answer = desk.get("/desk/sign-in?to=/desk/cases")
    assert answer.status == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("length", "told"),
    [
        (timedelta(seconds=59), "< 1 min"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=9, minutes=5), "9 h 5 min"),
        (timedelta(hours=10, minutes=5), "10 h"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(hours=24), "1 d"),
        (timedelta(hours=25), "1 d 1 h"),
        (timedelta(hours=71), "2 d 23 h"),
        (timedelta(hours=72), "3 d"),
        (timedelta(hours=73), "3 d"),
    ],
)
def test_a_length_is_told_in_its_largest_unit_or_two(desk: Desk, length: timedelta, told: str):
    desk.world.handler("desk")
    from desk.renderer import span

    assert span(length) == told


def test_a_bar_of_nothing_has_no_length_and_the_smallest_can_be_seen(desk: Desk):
    desk.world.handler("desk")
    from desk.charts import Bar, bars

    svg = bars("t", "t", [Bar("a", 0, "0"), Bar("b", 1, "1"), Bar("c", 1000, "1000"), Bar("d", -1, "-1")])
    wide = [float(one.get("width", "")) for one in ET.fromstring(svg).iter() if one.get("class") == "c-bar"]
    assert wide == [0, 1, 340, 0]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("2026-02", date(2026, 2, 1)),
        ("2027-12", date(2027, 12, 1)),
        ("2026-13", date(2026, 11, 1)),
        ("1999-01", date(2026, 11, 1)),
        ("2026-02-01", date(2026, 11, 1)),
        ("", date(2026, 11, 1)),
    ],
)
def test_a_calendar_shows_the_month_that_is_asked_for_or_the_present_one(desk: Desk, asked: str, first: date):
    desk.world.handler("desk")
    from desk.post_view import month_asked

    assert month_asked(asked, ACCOUNT, NOW) == first
    assert month_asked("", ACCOUNT, datetime(2026, 11, 30, 23, 30, tzinfo=UTC)) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("first", "start", "end"),
    [
        (date(2026, 11, 1), date(2026, 10, 26), date(2026, 12, 6)),
        (date(2026, 2, 1), date(2026, 1, 26), date(2026, 3, 1)),
        (date(2027, 2, 1), date(2027, 2, 1), date(2027, 2, 28)),
        (date(2026, 12, 1), date(2026, 11, 30), date(2027, 1, 3)),
    ],
)
def test_a_month_of_posts_has_whole_weeks_and_no_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, first: date, start: date, end: date
):
    desk.world.handler("desk")
    from desk import post_view

    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(post_view, "by_itself", lambda *told: asked.append(told) or [])  # type: ignore[func-returns-value]
    days = post_view.overview(ACCOUNT, first, NOW).days
    assert (days[0].day, days[-1].day) == (start, end)
    assert [told[-2:] for told in asked] == [(start, end)]


def test_the_apps_oauth_client_is_told_where_the_stack_keeps_such_tokens(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    desk.world.handler("desk")
    from desk import at_x

    monkeypatch.setattr(type(at_x.x_accounts), "client_id", lambda *_: "the client")
    for kept in (True, False):
        monkeypatch.setattr(type(at_x.user_tokens), "kept", kept)
        assert at_x.client_id(ACCOUNT) == ("the client" if kept else "")


def test_json_is_answered_with_what_it_is_and_its_status(desk: Desk):
    desk.world.handler("desk")
    from desk.responses import as_json

    answer = as_json({"text": "años"})
    assert (answer.status_code, answer.headers["content-type"], answer.body) == (
        200,
        "application/json",
        '{"text": "años"}',
    )
    assert as_json({}, 409).status_code == 409


@pytest.mark.parametrize(
    ("claims", "name"),
    [({"name": "Ana Ruiz"}, "Ana Ruiz"), ({}, "nueva"), ({"name": ""}, "nueva"), ({"name": "x" * 99}, "x" * 60)],
)
def test_who_is_new_has_the_name_that_was_told_or_that_of_their_address(desk: Desk, claims: dict[str, str], name: str):
    desk.world.handler("desk")
    from desk.cognito import _admitted

    told = {"email": "nueva@shop.example", "email_verified": True, "cognito:groups": ["agents", "x"], **claims}
    person = _admitted(told, NOW)
    assert (person.id, person.name, person.roles, person.accounts) == ("nueva@shop.example", name, ("agents",), ())
    assert _admitted({**told, "name": "Other", "cognito:groups": []}, NOW).roles == ()
    known = People(desk.world.dynamodb, "accounts").get("nueva@shop.example")
    assert known is not None
    assert (known.name, known.roles) == (name, ())


@pytest.mark.parametrize(("asked", "accounts"), [("ALL", 2), ("", 1), ("2000000000000000002", 1)])
def test_beside_a_case_stands_the_list_from_which_somebody_came(desk: Desk, asked: str, accounts: int):
    desk.world.handler("desk")
    from desk import places

    other = replace(ACCOUNT, id="2000000000000000002", name="Otra")
    desk.world.monkeypatch.setattr(places, "accounts_of", lambda _: [ACCOUNT, other])
    query = {"account": places.ALL if asked == "ALL" else asked} if asked else {}
    request: Any = SimpleNamespace(query=query, who=SimpleNamespace(person=PEOPLE["agent"]))
    place = places.place_beside(request, ACCOUNT)
    assert place.account.id == ACCOUNT.id
    assert place.is_all is (accounts == 2)


def test_the_tab_that_one_looks_at_is_there_though_nobody_wants_it(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    desk.world.handler("desk")
    from desk.pages import queue

    monkeypatch.setattr(queue, "_is_wanted", lambda *_: False)
    there, elsewhere = (desk.get(f"/desk/cases?view={view}", "agent").body for view in ("mentions", "open"))
    assert there.count("I am named") == elsewhere.count("I am named") + 1
