"""The pages of tokens and sessions: who sees which, who ends which, and what is shown once."""

import re
from copy import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import OTHER, PEOPLE, Desk
from tests.there import there

from care.tables.people import People
from care.tables.sessions import Sessions, Token, TokenWithdrawn

STEER = f"/desk/steer/{SHOP}"


def store(desk: Desk) -> Sessions:
    return Sessions(desk.world.dynamodb, "accounts")


def issued(desk: Desk, name: str, **values: Any) -> str:
    given = {"roles": ("agents",), "accounts": (SHOP,), "supervises": (), **values}
    until = datetime.now(UTC) + timedelta(days=30)
    return store(desk).issue(Token.model_validate({"name": name, "until": until, **given}))


def opens(desk: Desk, secret: str) -> bool:
    try:
        return store(desk).token(secret, datetime.now(UTC)) is not None
    except TokenWithdrawn:
        return False


def test_a_token_is_listed_with_what_it_opens_and_when_it_was_used(desk: Desk):
    secret = issued(desk, "our <b>CRM")
    assert desk.call("GET", "/desk/api/accounts", headers={"authorization": f"Bearer {secret}"}).status == 200
    page = desk.get(f"{STEER}/tokens", "supervisor").body
    assert "our &lt;b&gt;CRM" in page
    assert "1 account" in page
    assert "not yet" not in page
    assert secret not in page


def test_withdrawn_by_name_it_opens_nothing_and_the_trail_says_so(desk: Desk):
    secret = issued(desk, "crm")
    assert desk.post(f"{STEER}/tokens", "supervisor", name="crm", do="withdraw").status == 303
    assert not opens(desk, secret)
    assert "crm" in desk.get(f"{STEER}/trail", "supervisor").body
    assert "No token opens anything here" in desk.get(f"{STEER}/tokens", "supervisor").body
    assert desk.post(f"{STEER}/tokens", "supervisor", name="crm", do="withdraw").status == 400


def test_made_anew_the_new_one_is_shown_once_and_the_old_one_ends(desk: Desk):
    old = issued(desk, "crm")
    answer = desk.post(f"{STEER}/tokens", "supervisor", name="crm", do="rotate")
    found = re.search(r"centralita_[\w-]+", answer.body)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert found
    assert opens(desk, found[0])
    assert not opens(desk, old)
    assert found[0] not in desk.get(f"{STEER}/tokens", "supervisor").body


# Whose token, and whether a supervisor of the shop alone sees it, and may end it.
TOKENS: dict[str, tuple[dict[str, Any], bool, bool]] = {
    "of the shop": ({}, True, True),
    "of both brands": ({"accounts": (SHOP, OTHER)}, True, False),
    "of all accounts": ({"accounts": (), "all_accounts": True}, True, False),
    "of the other brand": ({"accounts": (OTHER,)}, False, False),
    "of an operator": ({"roles": ("operators",)}, True, False),
}


@pytest.mark.parametrize("which", TOKENS)
@pytest.mark.parametrize("do", ["withdraw", "rotate"])
def test_a_supervisor_ends_what_opens_nothing_of_anybody_else(desk: Desk, which: str, do: str):
    values, seen, may = TOKENS[which]
    lead = replace(PEOPLE["agent"], id="lead@shop.example", supervises=(SHOP,))
    People(desk.world.dynamodb, "accounts").add(lead)
    desk.sessions["lead"] = store(desk).begin(lead.id, lead.roles, datetime.now(UTC))
    secret = issued(desk, which, **values)
    assert (f">{which}<" in desk.get(f"{STEER}/tokens", "lead").body) == seen
    answer = desk.post(f"{STEER}/tokens", "lead", name=which, do=do)
    assert (answer.status in {200, 303}) == may
    assert opens(desk, secret) != may


def test_of_two_tokens_of_one_name_the_other_brands_stays(desk: Desk):
    ours, theirs = issued(desk, "crm"), issued(desk, "crm", accounts=(OTHER,))
    assert desk.post(f"{STEER}/tokens", "supervisor", name="crm", do="withdraw").status == 303
    assert not opens(desk, ours)
    assert opens(desk, theirs), "named on the page of the shop"


def test_an_operator_sees_and_ends_all(desk: Desk):
    secret = issued(desk, "theirs", accounts=(OTHER,))
    assert "theirs" in desk.get("/desk/tokens", "operator").body
    assert desk.post("/desk/tokens", "operator", name="theirs", do="withdraw").status == 303
    assert not opens(desk, secret)


def test_sessions_are_listed_by_person_and_all_ended_at_once(desk: Desk):
    ana = PEOPLE["agent"]
    assert desk.sessions["agent"]
    begin = datetime.now(UTC) - timedelta(hours=1)
    other = store(desk).begin(ana.id, ana.roles, begin)
    page = desk.get(f"{STEER}/people", "supervisor").body
    assert page.count("End all sessions: Ana") == 1
    assert len(store(desk).open_of(ana.id, datetime.now(UTC))) == 1, "an hour of nothing ended the other"
    assert desk.get("/desk/cases", "agent").status == 200
    assert desk.post(f"{STEER}/people/sessions", "supervisor", person=ana.id).status == 303
    assert desk.get("/desk/cases", "agent").status == 303
    since = there(People(desk.world.dynamodb, "accounts").get(ana.id)).since
    assert store(desk).open_of(ana.id, datetime.now(UTC), since) == []
    assert other
    assert "signed out everywhere" in desk.get(f"{STEER}/people?done=signed_out", "supervisor").body


@pytest.mark.parametrize(
    ("who", "person", "status"),
    [
        ("supervisor", "operator", 400),
        ("supervisor", "supervisor", 303),
        ("rival", "agent", 404),
        ("agent", "colleague", 403),
    ],
)
def test_who_may_end_whose_sessions(desk: Desk, who: str, person: str, status: int):
    answer = desk.post(f"{STEER}/people/sessions", who, person=PEOPLE[person].id)
    assert answer.status == status
