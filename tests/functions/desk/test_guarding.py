"""What keeps strangers' hands off: tokens of forms, sessions, hostile names and hostile requests."""

import base64
import html
import json
from copy import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.functions.conftest import SHOP, World
from tests.functions.desk.conftest import OTHER, PEOPLE, Desk

from care.model.person import Person
from care.tables.people import People
from care.tables.sessions import IDLE, LONGEST, Sessions


def test_a_form_without_the_sessions_token_does_nothing(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    path = f"/desk/cases/{case_id}/do/note"
    assert desk.post(path, "agent", csrf="", text="hola").status == 403
    assert desk.post(path, "agent", csrf=desk.csrf("colleague"), text="hola").status == 403
    assert desk.post(path, "agent", {"origin": "https://evil.example"}, text="hola").status == 403
    assert desk.post(path, "agent", {"sec-fetch-site": "cross-site"}, text="hola").status == 403
    assert desk.world.received("events") == []
    assert desk.post(path, "agent", {"sec-fetch-site": "same-origin"}, text="hola").status == 303


def test_the_token_may_come_in_a_header_from_the_pages_own_script(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    headers = {"x-csrf-token": desk.csrf("agent"), "hx-request": "true", "sec-fetch-site": "same-origin"}
    answer = desk.post(f"/desk/cases/{case_id}/do/note", "agent", headers, csrf="", text="hola")
    assert answer.status == 200


def test_a_session_lasts_half_an_hour_from_the_last_request_and_twelve_hours_at_most(world: World):
    sessions, now = Sessions(world.dynamodb, "accounts"), datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    session_id = sessions.begin("ana@shop.example", ("agents",), now)
    assert sessions.find(session_id, now + IDLE - timedelta(seconds=1))
    assert sessions.find(session_id, now + IDLE + timedelta(minutes=20)), "it was renewed"
    assert sessions.find(session_id, now + IDLE + timedelta(minutes=51)) is None
    at, kept = now, sessions.begin("ana@shop.example", ("agents",), now)
    while at < now + LONGEST:
        assert sessions.find(kept, at)
        at += timedelta(minutes=20)
    assert sessions.find(kept, now + LONGEST) is None


def test_the_table_holds_no_session_and_no_token_that_anybody_could_use(desk: Desk):
    token, sessions = desk.token("agents"), [desk.sessions[who] for who in PEOPLE]
    stored = json.dumps(desk.world.dynamodb.scan(TableName="accounts")["Items"])
    assert token not in stored
    for session_id in sessions:
        assert session_id not in stored


def test_who_signed_out_or_was_removed_is_out(desk: Desk):
    assert desk.post("/desk/sign-out", "agent").status == 303
    assert desk.get("/desk/cases", "agent").status == 303
    desk.world.handler("desk")
    from desk.dependencies import people

    people.remove(PEOPLE["colleague"].id)
    assert desk.get("/desk/cases", "colleague").status == 303
    assert People(desk.world.dynamodb, "accounts").get(PEOPLE["colleague"].id) is None


@pytest.mark.parametrize("session", ["", "x", "a" * 5000, "../../etc", "é"])
def test_a_made_up_session_opens_nothing(desk: Desk, session):
    desk.sessions["nobody"] = session
    assert desk.get("/desk/cases", "nobody").status == 303


def test_a_token_of_an_integration_does_what_its_role_and_accounts_say_until_its_end(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    bearer = {"authorization": f"Bearer {desk.token('agents')}"}
    assert desk.call("GET", f"/desk/api/cases/{case_id}", headers=bearer).status == 200
    said = desk.call(
        "POST", f"/desk/api/cases/{case_id}/actions/note", body='{"text": "desde el CRM"}',
        headers={**bearer, "content-type": "application/json"},
    )  # fmt: skip
    assert said.status == 202
    desk.apply()
    assert desk.call("GET", said.headers["location"], headers=bearer).json()["state"] == "applied"
    other = {"authorization": f"Bearer {desk.token('agents', accounts=(OTHER,))}"}
    assert desk.call("GET", f"/desk/api/cases/{case_id}", headers=other).status == 404
    over = {"authorization": f"Bearer {desk.token('agents', lasts=timedelta(seconds=-1))}"}
    assert desk.call("GET", "/desk/api/cases", headers=over).status == 401
    assert desk.call("GET", "/desk/cases", headers=bearer).status == 303, "a token is for the API alone"


NAMES = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "'; DROP TABLE",
    "\u202egnp.exe",
    "%(name)s %s",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_customers_name_and_words_are_shown_and_never_run(desk: Desk, name):
    case_id = desk.writes(f"@tiendaluna hola {name}", name=name)
    for path in ("/desk/cases", f"/desk/cases/{case_id}", f"/desk/cases/{case_id}/live"):
        answer = desk.get(path, "agent")
        assert answer.status == 200
        assert "<script>alert" not in answer.body
        assert "<img src=x" not in answer.body
        assert name in html.unescape(answer.body), "it is shown as it was written"


def test_hostile_requests_are_answered_and_never_a_failure_of_ours(desk: Desk):
    desk.writes("@tiendaluna hola")
    for query in (
        "view=../../x",
        "after=%00%ff",
        "account=%27%22",
        "language=xx&channel=zz",
        "incident=" + "x" * 4000,
        "a=1;b=2&%",
    ):
        assert desk.get(f"/desk/cases?{query}", "agent").status in {200, 404}
    event = {
        "rawPath": "/desk/sign-in",
        "headers": {"content-type": "application/x-www-form-urlencoded"},
        "requestContext": {"http": {"method": "POST"}},
        "isBase64Encoded": True,
        "body": "%%%",
    }
    assert desk.world.call("desk", event)["statusCode"] == 400
    event["body"] = base64.b64encode(b"x" * 300_000).decode()
    assert desk.world.call("desk", event)["statusCode"] == 400
    for body in ("[1,2]", "{", '"x"', "[" * 100_000):
        answer = desk.call("POST", "/desk/sign-in", body=body, headers={"content-type": "application/json"})
        assert answer.status == 400


def test_demo_people_sign_in_nowhere_but_in_the_local_run(desk: Desk):
    answer = desk.post("/desk/sign-in", None, person=PEOPLE["agent"].id, to="/desk/cases")
    assert answer.status == 400
    assert answer.cookies == []


def test_the_queue_of_who_has_no_account_says_so(desk: Desk):
    nobody = replace(PEOPLE["agent"], id="new@shop.example", accounts=())
    People(desk.world.dynamodb, "accounts").add(nobody)
    desk.sessions["new"] = Sessions(desk.world.dynamodb, "accounts").begin(nobody.id, ("agents",), datetime.now(UTC))
    assert "No account is yours yet" in desk.get("/desk/cases", "new").body
    assert desk.get(f"/desk/cases?account={SHOP}", "new").status == 200


def test_who_was_removed_does_not_come_back_by_choosing_a_language(desk: Desk):
    desk.get("/desk/cases", "colleague")  # a function that is warm knows everybody
    people = People(desk.world.dynamodb, "accounts")
    people.remove(PEOPLE["colleague"].id)
    for _ in range(3):
        desk.post("/desk/language", "colleague", language="es", to="/desk/cases")
    assert people.get(PEOPLE["colleague"].id) is None


def test_a_person_who_is_let_in_again_begins_a_session_of_their_own(desk: Desk):
    assert desk.sessions["colleague"]
    people = People(desk.world.dynamodb, "accounts")
    people.remove(PEOPLE["colleague"].id)
    assert people.add(replace(PEOPLE["colleague"], since=datetime.now(UTC)))
    assert desk.get("/desk/cases", "colleague").status == 303
    new = Sessions(desk.world.dynamodb, "accounts").begin(PEOPLE["colleague"].id, ("agents",), datetime.now(UTC))
    desk.sessions["again"] = new
    assert desk.get("/desk/cases", "again").status == 200


def test_two_who_change_a_person_at_once_undo_nothing_of_each_other(desk: Desk):
    people, ana = People(desk.world.dynamodb, "accounts"), PEOPLE["agent"].id

    def while_another_gives_an_account(known: Person) -> Person:
        if OTHER not in known.accounts:
            People(desk.world.dynamodb, "accounts").change(
                ana, lambda one: replace(one, accounts=(*one.accounts, OTHER), language="pt")
            )
        return replace(known, accounts=tuple(one for one in known.accounts if one != SHOP))

    changed = people.change(ana, while_another_gives_an_account)
    assert changed == people.get(ana)
    assert changed is not None
    assert (changed.accounts, changed.language) == ((OTHER,), "pt")


def test_a_language_that_somebody_chooses_leaves_access_that_changes_meanwhile_alone(desk: Desk):
    people, ana = People(desk.world.dynamodb, "accounts"), PEOPLE["agent"].id

    def while_a_supervisor_takes_the_account(known: Person) -> Person:
        if known.accounts:
            People(desk.world.dynamodb, "accounts").change(ana, lambda one: replace(one, accounts=()))
        return replace(known, language="es")

    people.change(ana, while_a_supervisor_takes_the_account)
    kept = people.get(ana)
    assert kept is not None
    assert (kept.accounts, kept.language) == ((), "es")


@pytest.mark.parametrize("token", ["\ud800", "", "x", 7, None, ["a"]])
def test_a_form_without_the_sessions_token_is_refused_whatever_stands_there(desk: Desk, token: Any):
    body = json.dumps({"csrf": token, "language": "es"})
    headers = {"content-type": "application/json"}
    assert desk.call("POST", "/desk/language", "agent", body, headers).status == 403


@pytest.mark.parametrize("to", ["nobody@shop.example", PEOPLE["stranger"].id, "Ana"])
def test_a_case_is_given_to_nobody_who_cannot_see_it(desk: Desk, to: str):
    case_id = desk.writes("@tiendaluna mi pedido no llega")
    assert desk.post(f"/desk/cases/{case_id}/do/assign", "agent", to=to, action_id="a" * 20).status == 400
    assert desk.post(f"/desk/cases/{case_id}/do/assign", "agent", to=PEOPLE["colleague"].id.upper()).status != 400


def test_a_token_that_was_withdrawn_opens_nothing_and_its_use_is_counted_for_the_alarm(desk: Desk, capsys):
    secret = desk.token("agents")
    bearer = {"authorization": f"Bearer {secret}"}
    assert desk.call("GET", "/desk/api/cases", headers=bearer).status == 200
    Sessions(desk.world.dynamodb, "accounts").withdraw(secret, datetime.now(UTC))
    capsys.readouterr()
    assert desk.call("GET", "/desk/api/cases", headers=bearer).status == 401
    told = capsys.readouterr().out
    assert '"WithdrawnTokenUsed":[1.0]' in told.replace(" ", "")
    assert secret not in told
    assert desk.call("GET", "/desk/api/cases", headers={"authorization": "Bearer centralita_x"}).status == 401
    assert "WithdrawnTokenUsed" not in capsys.readouterr().out
