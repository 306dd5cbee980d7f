"""The kill switch at the desk: who may press it, what everybody sees of it, and what it leaves in the trail."""

from tests.functions.conftest import NIGHT, SHOP
from tests.functions.desk.conftest import OTHER, Desk

from care.model.account import Account
from care.tables.accounts import Accounts
from care.tables.audit import Audit

PAUSE, RESUME = f"/desk/accounts/{SHOP}/pause", f"/desk/accounts/{SHOP}/resume"


def fresh(desk: Desk) -> Account:
    return Accounts(desk.world.dynamodb, "accounts").fresh(SHOP)


def test_a_supervisor_stops_and_starts_what_is_automatic_and_every_page_says_so(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    assert "is paused" not in desk.get("/desk/cases", "agent").body
    answer = desk.post(PAUSE, "supervisor")
    assert (answer.status, answer.headers["location"]) == (303, "/desk/automatic")
    assert fresh(desk).paused_by == "sara@shop.example"
    for path in ("/desk/cases", f"/desk/cases/{case_id}", "/desk/automatic", "/desk/paused"):
        assert "@tiendaluna is paused" in desk.get(path, "agent").body, path
    assert "@tiendaluna" not in desk.get("/desk/cases", "stranger").body
    desk.writes("@tiendaluna sigue sin funcionar, estafadores", customer="3000000000000000042")
    desk.post(RESUME, "supervisor")
    assert fresh(desk).paused_at is None
    assert "is paused" not in desk.get("/desk/cases", "agent").body
    deeds = [deed for _, deed in Audit(desk.world.dynamodb, "accounts").month(SHOP, "2026-11")]
    assert {"pause", "resume"} <= {deed.what for deed in deeds}


def test_the_page_shows_what_is_also_where_another_instance_of_the_desk_took_the_press(desk: Desk):
    page = desk.get("/desk/automatic", "supervisor").body
    assert f'action="{PAUSE}"' in page
    other = Accounts(desk.world.dynamodb, "accounts")
    other.pause(SHOP, "sara@shop.example", NIGHT)
    paused = desk.get("/desk/automatic", "supervisor").body
    assert f'action="{RESUME}"' in paused
    assert "@tiendaluna is paused" in paused
    other.resume(SHOP)
    resumed = desk.get("/desk/automatic", "supervisor").body
    assert f'action="{PAUSE}"' in resumed
    assert "is paused" not in resumed


def test_nobody_else_presses_it_and_no_other_site_does(desk: Desk):
    for who in ("agent", "operator"):
        assert desk.post(PAUSE, who).status == 403
    assert desk.post(PAUSE, "supervisor", csrf="wrong").status == 403
    evil = desk.post(PAUSE, "supervisor", {"origin": "https://evil.example", "sec-fetch-site": "cross-site"})
    assert evil.status == 403
    assert fresh(desk).paused_at is None


def test_the_page_lists_what_was_withheld_and_escapes_who_did_it(desk: Desk):
    Accounts(desk.world.dynamodb, "accounts").pause(SHOP, "<b>sara</b>", NIGHT)
    desk.world.at(NIGHT)
    case_id = desk.writes("@tiendaluna hola, ¿tenéis botas?")
    html = desk.get("/desk/automatic", "supervisor").body
    assert "&lt;b&gt;sara" in html
    assert "<b>sara" not in html
    assert f"/desk/cases/{case_id}" in html
    assert "1 message was withheld" in html
    assert f"/desk/accounts/{OTHER}/pause" in html
