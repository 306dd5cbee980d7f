"""Lists of cases: in another order, over all accounts of a person, and kept under a name with their counts."""

import re
from copy import replace
from datetime import datetime, timedelta

import pytest
from tests.functions.conftest import ACCOUNT, SHOP
from tests.functions.desk.conftest import OTHER, PEOPLE, Desk

from care.model.person import MOST_VIEWS, Person
from care.tables.accounts import Accounts
from care.tables.attributes import attributes_of
from care.tables.people import People
from care.tables.queue import Queue, Wanted
from care.tables.queue_rows import queue_key_of, row_of


def shown(desk: Desk, query: str, who: str = "agent") -> list[str]:
    answer = desk.get(f"/desk/cases?{query}", who)
    assert answer.status == 200
    return re.findall(r'id="row-(\w+)"', answer.body)


@pytest.fixture
def three(desk: Desk) -> tuple[str, str, str]:
    first, second, third = (desk.writes(f"@tiendaluna ¿tenéis lámparas de {size} cm?") for size in (10, 20, 30))
    return first, second, third


def changed(desk: Desk, case_id: str, *, unanswered_since: datetime, respond_by: datetime, urgency: int) -> None:
    """The case as if it had been so; its row and place follow."""
    store = desk.world.conversations
    case = store.case(case_id)
    assert case is not None
    case = replace(case, unanswered_since=unanswered_since, respond_by=respond_by, urgency=urgency)
    desk.world.dynamodb.update_item(
        TableName="conversations",
        Key=attributes_of({"pk": f"CASE#{case_id}", "sk": "CASE"}),
        UpdateExpression="SET #row = :row, queue_key = :key",
        ExpressionAttributeNames={"#row": "row"},
        ExpressionAttributeValues=attributes_of({":row": row_of(case), ":key": queue_key_of(case)}),
    )


def test_a_list_is_ordered_by_deadline_urgency_or_age(desk: Desk, three: tuple[str, str, str]):
    first, second, third = three
    store = desk.world.conversations
    case = store.case(first)
    assert case is not None
    assert case.unanswered_since is not None
    at = case.unanswered_since
    hour = timedelta(hours=1)
    changed(desk, first, unanswered_since=at - 3 * hour, respond_by=at + 9 * hour, urgency=2)
    changed(desk, second, unanswered_since=at - 2 * hour, respond_by=at + 8 * hour, urgency=4)
    changed(desk, third, unanswered_since=at - hour, respond_by=at + 7 * hour, urgency=3)
    assert shown(desk, "sort=age") == [first, second, third]
    assert shown(desk, "sort=late") == [third, second, first]
    assert shown(desk, "sort=urgent") == [second, third, first]
    assert shown(desk, "sort=nonsense") == shown(desk, "") == [second, third, first]
    assert 'value="age" selected' in desk.get("/desk/cases?sort=age", "agent").body
    assert "sort=age" in desk.get(f"/desk/cases/{first}?sort=age", "agent").body, "the way back keeps the order"


def test_pages_of_another_order_hold_each_case_once(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    from care.tables import queue as module

    monkeypatch.setattr(module, "PAGE", 3)
    cases = {desk.writes(f"@tiendaluna pregunta número {number}") for number in range(8)}
    queue = Queue(desk.world.dynamodb, "conversations")
    for sort in module.SORTS:
        seen: list[str] = []
        after = ""
        for _ in range(5):
            page = queue.page(Wanted(SHOP, sort=sort, after=after))
            seen += [row.case_id for row in page.rows]
            assert len(page.rows) <= 3
            if not (after := page.after):
                break
        assert (sorted(seen), len(seen)) == (sorted(cases), 8), sort


def test_who_has_more_cases_than_are_ordered_is_told_so(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    from care.tables import queue as module

    for number in range(4):
        desk.writes(f"@tiendaluna pregunta número {number}")
    assert "can be put into this order" not in desk.get("/desk/cases?sort=age", "agent").body
    monkeypatch.setattr(module, "_LOOKED_AT", 3)
    assert "can be put into this order" in desk.get("/desk/cases?sort=age", "agent").body


@pytest.fixture
def both(desk: Desk) -> Desk:
    """Ana serves a second brand, too."""
    Accounts(desk.world.dynamodb, "accounts").put(replace(ACCOUNT, id=OTHER, username="otra", name="Otra"))
    people = People(desk.world.dynamodb, "accounts")
    people.change(PEOPLE["agent"].id, lambda person: replace(person, accounts=(SHOP, OTHER)))
    return desk


def test_one_inbox_holds_the_cases_of_all_accounts_of_a_person_and_of_no_other(both: Desk):
    mine = both.writes("@tiendaluna la lámpara llegó rota")
    others = both.writes("@otra no llega", account=OTHER)
    assert set(shown(both, "account=all")) == {mine, others}
    assert shown(both, "account=all", "colleague") == [mine]
    assert shown(both, "account=all", "stranger") == [others]
    page = both.get("/desk/cases?account=all", "agent").body
    assert 'mark-account">Otra<' in page
    assert 'class="count">2<' in page
    assert "account=all" in both.get(f"/desk/cases/{mine}?account=all", "agent").body
    assert len(both.get("/desk/api/cases?account=all", "agent").json()["rows"]) == 2
    assert set(shown(both, "account=all&sort=age")) == {mine, others}


def test_pages_over_all_accounts_hold_each_case_once(both: Desk, monkeypatch: pytest.MonkeyPatch):
    from care.tables import queue as module

    monkeypatch.setattr(module, "PAGE", 3)
    cases = {both.writes(f"pregunta número {n}", account=SHOP if n % 3 else OTHER) for n in range(10)}
    seen, address = [], "/desk/cases?account=all"
    for _ in range(6):
        body = both.get(address, "agent").body
        seen += re.findall(r'id="row-(\w+)"', body)
        further = re.search(r'id="further" href="([^"]+)"', body)
        if further is None:
            break
        address = further[1].replace("&amp;", "&")
    assert (sorted(seen), len(seen)) == (sorted(cases), 10)


def test_who_has_more_accounts_than_one_list_holds_is_told_so(both: Desk, monkeypatch: pytest.MonkeyPatch):
    from desk import places

    assert "not looked through" not in both.get("/desk/cases?account=all", "agent").body
    monkeypatch.setattr(places, "MOST_TOGETHER", 1)
    assert "1 account was not looked through" in both.get("/desk/cases?account=all", "agent").body
    assert "not looked through" not in both.get(f"/desk/cases?account={SHOP}", "agent").body


def kept(desk: Desk, name: str, query: str, who: str = "agent", **more: str) -> int:
    return desk.post("/desk/views", who, name=name, list=query, **more).status


def test_a_list_is_kept_for_one_person_with_its_count_and_dropped_again(both: Desk):
    private = both.writes("hola, ¿y mi pedido?", private=True)
    both.writes("@tiendaluna hola")
    assert kept(both, "DMs <b>", "account=all&channel=private&after=x&evil=1") == 303
    page = both.get("/desk/cases", "agent").body
    href = re.search(r'id="view-1" href="([^"]+)"', page)
    assert href is not None
    assert "DMs &lt;b&gt;" in page
    assert "evil" not in href[1]
    assert "after" not in href[1]
    assert shown(both, href[1].replace("&amp;", "&").partition("?")[2]) == [private]
    assert re.search(r'id="view-1"[^>]*>DMs &lt;b&gt; <span class="count">1<', page)
    assert "DMs" not in both.get("/desk/cases", "colleague").body
    assert kept(both, "DMs <b>", "account=all&channel=private", drop="true") == 303
    assert 'id="view-1"' not in both.get("/desk/cases", "agent").body


def test_a_name_is_kept_once_and_so_many_and_no_more(both: Desk):
    assert kept(both, "a", "view=mine") == kept(both, "a", "view=leads") == 303
    person = People(both.world.dynamodb, "accounts").get(PEOPLE["agent"].id)
    assert person is not None
    assert [view.query.partition("view=")[2] for view in person.views] == ["leads"]
    for number in range(MOST_VIEWS - 1):
        assert kept(both, f"n{number}", "view=mine") == 303
    assert kept(both, "one more", "view=mine") == 400
    assert kept(both, " ", "view=mine") == 400


def test_a_list_of_an_account_that_is_theirs_no_more_is_not_shown(both: Desk):
    assert kept(both, "Otra", f"account={OTHER}") == 303
    people = People(both.world.dynamodb, "accounts")
    people.change(PEOPLE["agent"].id, lambda person: replace(person, accounts=(SHOP,)))
    assert 'id="view-1"' not in both.get("/desk/cases", "agent").body
    assert kept(both, "again", f"account={OTHER}") == 404


def test_a_person_of_an_earlier_release_has_no_lists():
    assert Person.model_validate({"id": "a@b.example", "name": "A"}).views == ()
