"""Handing over with a note, naming a colleague, who is here, and new cases that are shared among them."""

from copy import replace

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import PEOPLE, Desk

from care.tables.accounts import Accounts
from care.tables.people import People

ANA, LUIS = PEOPLE["agent"].id, PEOPLE["colleague"].id


def did(desk: Desk, case_id: str, kind: str, who: str = "agent", **form: str) -> int:
    status = desk.post(f"/desk/cases/{case_id}/do/{kind}", who, **form).status
    desk.apply()
    return status


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.writes("@tiendaluna la lámpara llegó rota")


def test_a_case_is_handed_over_with_a_note_and_the_next_one_is_told(desk: Desk, case_id: str):
    assert did(desk, case_id, "assign", to=LUIS, text="falta el <b>transportista</b>") == 303
    case = desk.world.conversations.case(case_id)
    assert case is not None
    assert (case.assignee, case.mentions) == (LUIS, (LUIS,))
    page = desk.get(f"/desk/cases/{case_id}", "colleague").body
    assert "falta el &lt;b&gt;transportista" in page
    assert "You are named in a note." in page.partition('id="facts"')[2]
    assert "I have seen it" not in desk.get(f"/desk/cases/{case_id}", "agent").body
    assert did(desk, case_id, "assign", to=LUIS) == 303, "without a note nobody is named"


def test_who_is_named_finds_the_case_on_a_list_with_its_count_until_they_say_so(desk: Desk, case_id: str):
    assert did(desk, case_id, "note", text="@Luis ¿lo miras? y @eva no es de aquí") == 303
    case = desk.world.conversations.case(case_id)
    assert case is not None
    assert case.mentions == (LUIS,), "who does not see the account is not named"
    page = desk.get("/desk/cases?view=mentions", "colleague").body
    assert f'id="row-{case_id}"' in page
    assert 'data-named="1"' in page
    assert "names you" in page
    assert f'id="row-{case_id}"' not in desk.get("/desk/cases?view=mentions", "agent").body
    assert did(desk, case_id, "seen", "colleague") == 303
    assert f'id="row-{case_id}"' not in desk.get("/desk/cases?view=mentions", "colleague").body


def shares(desk: Desk) -> None:
    accounts = Accounts(desk.world.dynamodb, "accounts")
    account = accounts.fresh(SHOP)
    accounts.put(replace(account, desk=replace(account.desk, shares_new=True)))


def forget(desk: Desk) -> None:
    """What functions keep for some seconds."""
    import cases.handler
    from desk import dependencies

    for people in (dependencies.people, cases.handler.sharing.people):
        people._known = None
    for here in (dependencies.here, cases.handler.sharing.here):
        here._known.clear()
        here._written.clear()
    for accounts in (dependencies.accounts, cases.handler.accounts):
        accounts.fresh(SHOP)


def owner(desk: Desk, case_id: str) -> str:
    case = desk.world.conversations.case(case_id)
    assert case is not None
    return case.assignee


def test_new_cases_go_to_those_who_are_here_in_turn_and_to_nobody_else(desk: Desk, case_id: str):
    shares(desk)
    assert owner(desk, case_id) == ""
    desk.world.handler("cases")
    forget(desk)
    assert owner(desk, desk.writes("@tiendaluna nadie está")) == ""
    for who in ("agent", "colleague"):
        forget(desk)
        assert desk.get("/desk/cases", who).status == 200
    forget(desk)
    assert "Here now:</p>" not in desk.get("/desk/cases", "agent").body
    page = desk.get("/desk/cases", "agent").body
    assert "Ana, Luis" in page
    owners = [owner(desk, desk.writes(f"@tiendaluna pregunta {number}")) for number in range(6)]
    assert sorted(owners) == [ANA] * 3 + [LUIS] * 3


def test_who_is_away_gets_none_and_who_comes_back_does(desk: Desk):
    shares(desk)
    desk.world.handler("cases")
    desk.world.handler("desk")
    forget(desk)
    desk.get("/desk/cases", "agent")
    assert desk.post("/desk/here", "agent", away="true", to="/desk/cases").status == 303
    forget(desk)
    page = desk.get("/desk/cases", "agent").body
    assert "I am here again" in page
    assert owner(desk, desk.writes("@tiendaluna hola, una pregunta")) == ""
    assert (
        desk.post("/desk/here", "agent", away="false", to="https://evil.example/").headers["location"] == "/desk/cases"
    )
    forget(desk)
    desk.get("/desk/cases", "agent")
    forget(desk)
    assert owner(desk, desk.writes("@tiendaluna otra pregunta")) == ANA


def test_who_is_let_go_gets_none_from_then_on(desk: Desk):
    shares(desk)
    desk.world.handler("cases")
    forget(desk)
    for who in ("agent", "colleague"):
        desk.get("/desk/cases", who)
    people = People(desk.world.dynamodb, "accounts")
    people.remove(LUIS)
    forget(desk)
    assert [owner(desk, desk.writes(f"@tiendaluna pregunta {number}")) for number in range(3)] == [ANA] * 3
    people.change(ANA, lambda ana: replace(ana, accounts=()))
    forget(desk)
    assert owner(desk, desk.writes("@tiendaluna una más")) == ""


def test_an_account_that_does_not_share_keeps_nobodys_presence(desk: Desk, case_id: str):
    desk.get("/desk/cases", "agent")
    rows = desk.world.dynamodb.query(
        TableName="accounts",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"HERE#{SHOP}"}},
    )
    assert rows["Items"] == []
    assert "Here now" not in desk.get("/desk/cases", "agent").body


def test_a_draft_is_its_writers(desk: Desk, case_id: str):
    def key(who: str) -> str:
        return desk.get(f"/desk/cases/{case_id}", who).body.partition('data-draft="')[2].partition('"')[0]

    assert key("agent") == key("agent") != key("colleague")
