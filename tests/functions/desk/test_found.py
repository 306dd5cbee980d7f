"""Saved searches at the desk: what X is asked and the most it costs, and what becomes of a found post."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, SHOP
from tests.functions.desk.conftest import OTHER, Desk

from care.model.messages import Author, Message
from care.model.outcomes import Code, outcome
from care.model.watch import MOST_SEARCHES, Find, SavedSearch, SearchSeen
from care.tables.budget import Budget
from care.tables.finds import Finds
from care.tables.searches import Searches

HERE = f"/desk/found/{SHOP}"
API = f"/desk/api/accounts/{SHOP}"


def saved(desk: Desk, account: str = SHOP, name: str = "envíos", query: str = "#envíos", **more: Any) -> SavedSearch:
    now = desk.now()
    made = {"search_id": f"{abs(hash((account, name))) % 16**12:012X}", "account_id": account, "made_by": "sara"}
    told = {**made, "name": name, "query": query, "made_at": now, "changed_at": now, **more}
    return Searches(desk.world.dynamodb, "accounts").put(SavedSearch.model_validate(told))


def found(desk: Desk, search: SavedSearch, number: int = 1, text: str = "La tienda tarda <b>siempre</b>") -> Find:
    now = desk.now()
    find = Find(
        account_id=search.account_id,
        search_id=search.search_id,
        author=Author(id=f"7000{number}", username=f"quien{number}", name="Quién", followers=1200),
        message=Message(id=f"80000{number}", channel="public", text=text, at=now - timedelta(hours=3), language="es"),
        reposts=4,
        found_at=now,
    )
    assert Finds(desk.world.dynamodb, "conversations").add(find)
    return find


def test_a_supervisor_sees_what_it_costs_at_most_before_it_is_saved(desk: Desk):
    form = {"name": "Envíos", "query": "#envíos  OR entregas", "every": "60", "dollars": "2,50"}
    look = desk.post(f"{HERE}/searches", "supervisor", do="look", **form)
    assert "$2.50 a month: 500 posts at $0.005" in look.body
    assert "(#envíos OR entregas) -@tiendaluna -from:tiendaluna -is:retweet" in look.body
    assert Searches(desk.world.dynamodb, "accounts").all(SHOP) == []
    assert desk.post(f"{HERE}/searches", "supervisor", do="save", **form).status == 303
    [one] = Searches(desk.world.dynamodb, "accounts").all(SHOP)
    assert (one.search.name, one.search.query, one.search.month_micro_dollars) == (
        "Envíos",
        "#envíos OR entregas",
        2_500_000,
    )
    assert Searches(desk.world.dynamodb, "accounts").all(OTHER) == []


def test_what_x_would_refuse_is_said_and_what_was_typed_stays(desk: Desk):
    answer = desk.post(f"{HERE}/searches", "supervisor", do="look", name="x", query="lang:es", every="60", dollars="5")
    assert answer.status == 422
    assert "cannot stand alone" in answer.body
    assert 'value="lang:es"' in answer.body
    assert desk.post(f"{HERE}/searches", "supervisor", do="look", name="x", query="luna", dollars="0.01").status == 422
    assert desk.post(f"{HERE}/searches", "supervisor", do="save", query="luna").status == 422


def test_an_account_has_ten_searches_at_most(desk: Desk):
    for number in range(MOST_SEARCHES):
        saved(desk, name=f"n{number}")
    answer = desk.post(f"{HERE}/searches", "supervisor", do="save", name="más", query="luna", every="60", dollars="5")
    assert answer.status == 422
    assert "10 searches already" in answer.body
    saved(desk, OTHER)


def test_why_a_search_is_not_asked_is_shown_with_what_mends_it(desk: Desk):
    search = saved(desk)
    seen = SearchSeen(of=search.number, why=(outcome(Code.search_refused),))
    Searches(desk.world.dynamodb, "accounts").remember(search, seen)
    assert "X does not take this query: change it and save it" in desk.get(HERE, "agent").body
    form = {"search_id": search.search_id, "number": "1", "name": "envíos", "query": "#entregas", "dollars": "5"}
    assert desk.post(f"{HERE}/searches", "supervisor", do="save", **form).status == 303
    assert "X does not take this query" not in desk.get(HERE, "agent").body
    assert desk.post(f"{HERE}/searches", "supervisor", do="save", **form).status == 400, "somebody was quicker"
    for do in ("pause", "resume", "remove"):
        assert desk.post(f"{HERE}/searches", "supervisor", do=do, search_id=search.search_id).status == 303
    assert Searches(desk.world.dynamodb, "accounts").all(SHOP) == []
    assert desk.post(f"{HERE}/searches", "supervisor", do="pause", search_id=search.search_id).status == 400


def test_found_posts_are_listed_escaped_and_set_aside(desk: Desk):
    search = saved(desk)
    find, other = found(desk, search), found(desk, search, 2)
    theirs = found(desk, saved(desk, OTHER), 3)
    body = desk.get(HERE, "agent").body
    assert "La tienda tarda &lt;b&gt;siempre&lt;/b&gt;" in body
    assert f"https://x.com/i/status/{find.post_id}" in body
    assert "4 reposts" in body
    assert theirs.post_id not in body
    assert "Save a search" not in body, "agents save none"
    assert desk.post(HERE, "agent", do="aside", post_id=find.post_id).status == 303
    body = desk.get(HERE, "agent").body
    assert find.post_id not in body
    assert other.post_id in body
    assert "Set aside by Ana" in desk.get(f"{HERE}?done=true", "agent").body
    assert desk.post(HERE, "agent", do="back", post_id=find.post_id).status == 303
    assert find.post_id in desk.get(HERE, "agent").body
    assert desk.post(HERE, "agent", do="aside", post_id=theirs.post_id).status == 400
    assert desk.world.received("events") == [], "nothing of it goes to the cases"


def test_an_agent_opens_a_case_and_no_machine_answers_it(desk: Desk):
    find = found(desk, saved(desk))
    assert "X takes no answer by its API" in desk.get(HERE, "agent").body
    for _ in range(2):
        assert desk.post(HERE, "agent", do="open", post_id=find.post_id).status == 303
    assert "Opened by Ana" in desk.get(f"{HERE}?done=true", "agent").body
    desk.apply()
    case = desk.world.conversations.case(desk.world.conversations.customer(SHOP, find.author.id).case_id)
    assert case is not None
    assert (case.assignee, case.state, case.timers.get("acknowledge")) == ("ana@shop.example", "open", None)
    assert len(desk.world.conversations.messages(case.case_id)) == 1
    assert desk.world.received("acknowledgements") == []
    assert f"/desk/cases/{case.case_id}" in desk.get(f"{HERE}?done=true", "agent").body
    shown = desk.get(f"/desk/cases/{case.case_id}", "agent").body
    assert f"in_reply_to={find.post_id}" in shown, "a person may answer it in X"


def test_a_program_does_the_same_by_the_api(desk: Desk):
    token = {"authorization": f"Bearer {desk.token('supervisors')}", "content-type": "application/json"}
    body = '{"do":"look","name":"e","query":"#envíos","every":60,"dollars":1}'
    look = desk.call("POST", f"{API}/searches", None, body, token).json()
    assert (look["most_micro_dollars"], look["most_posts"]) == (1_000_000, 200)
    kept = desk.call("POST", f"{API}/searches", None, body.replace("look", "save"), token).json()
    find = found(desk, Searches(desk.world.dynamodb, "accounts").all(SHOP)[0].search)
    Budget(desk.world.dynamodb, "outbox").meter(SHOP, "reading", 1, 5000, desk.now(), search_id=kept["search_id"])
    [one] = desk.call("GET", f"{API}/searches", None, "", token).json()["searches"]
    assert (one["new"], one["every"], one["spent_micro_dollars"]) == (1, 60, 5000)
    [post] = desk.call("GET", f"{API}/found?search={kept['search_id']}", None, "", token).json()["posts"]
    assert (post["post_id"], post["answerable"], post["case_id"]) == (find.post_id, "no", "")
    done = desk.call("POST", f"{API}/found", None, f'{{"do":"open","post_id":"{find.post_id}"}}', token).json()
    assert done["state"] == "opened"
    desk.apply()
    assert desk.world.conversations.customer(SHOP, find.author.id).case_id
    [post] = desk.call("GET", f"{API}/found?done=true", None, "", token).json()["posts"]
    assert post["case_id"]


def test_who_is_only_among_the_finds_is_told_what_is_kept_and_is_erased(desk: Desk):
    find = found(desk, saved(desk))
    page = f"/desk/steer/{SHOP}/customers"
    data = desk.post(page, "supervisor", do="data", customer=find.author.id)
    told = json.loads(base64.b64decode(data.body))
    assert [one["message"]["text"] for one in told["found"]] == [find.message.text]
    text = base64.b64decode(desk.post(page, "supervisor", do="text", customer=find.author.id).body).decode()
    assert find.message.text in text
    assert desk.post(page, "supervisor", do="data", customer="70009").status == 404


@pytest.mark.parametrize("language", ["es", "pt", "pt-PT"])
def test_the_page_is_read_in_each_language(desk: Desk, language: str):
    found(desk, saved(desk))
    desk.post("/desk/language", "supervisor", language=language)
    assert desk.get(HERE, "supervisor").status == 200
    assert ACCOUNT.username in desk.get(HERE, "supervisor").body
