"""Texts that are not sent yet: their writer's on every machine, and gone with the customer's data."""

from datetime import timedelta

from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import Desk

from care.tables.drafts import MOST, Drafts

CUSTOMER = "3000000000000000066"
TEXT = "Hola, Marta: lo miro & te digo"


def test_a_draft_is_found_by_its_writer_wherever_and_by_nobody_else(desk: Desk):
    case = desk.writes("¿dónde está mi pedido?", private=True, customer=CUSTOMER)
    assert desk.post(f"/desk/cases/{case}/answering", "agent", writes="true", draft=TEXT).status == 200
    assert "Hola, Marta: lo miro &amp; te digo</textarea>" in desk.get(f"/desk/cases/{case}", "agent").body
    assert "lo miro" not in desk.get(f"/desk/cases/{case}", "colleague").body
    assert "lo miro" not in desk.get(f"/desk/api/cases/{case}", "agent").body
    desk.post(f"/desk/cases/{case}/answering", "agent", leaves="true")
    assert "lo miro" in desk.get(f"/desk/cases/{case}", "agent").body, "who leaves finds it again"
    desk.post(f"/desk/cases/{case}/answering", "agent", draft=" ")
    assert "lo miro" not in desk.get(f"/desk/cases/{case}", "agent").body


def test_what_is_sent_is_no_draft_any_more(desk: Desk):
    case = desk.writes("¿dónde está mi pedido?", private=True, customer=CUSTOMER)
    desk.post(f"/desk/cases/{case}/answering", "agent", draft=TEXT)
    desk.post(f"/desk/cases/{case}/answering", "colleague", draft="Otra cosa")
    desk.post(f"/desk/cases/{case}/do/reply", "agent", channel="private", text=TEXT)
    assert f"{TEXT}</textarea>".replace("&", "&amp;") not in desk.get(f"/desk/cases/{case}", "agent").body
    assert "Otra cosa</textarea>" in desk.get(f"/desk/cases/{case}", "colleague").body


def test_an_erasure_takes_the_drafts_about_a_customer(desk: Desk, capsys):
    case = desk.writes("¿dónde está mi pedido?", private=True, customer=CUSTOMER)
    other = desk.writes("hola", private=True, customer="3000000000000000067")
    for one in (case, other):
        desk.post(f"/desk/cases/{one}/answering", "agent", draft=TEXT)
    kept = desk.world.conversations.case(case)
    assert kept is not None
    desk.world.conversations.erase(SHOP, CUSTOMER, desk.now())
    drafts = Drafts(desk.world.dynamodb, "conversations")
    assert drafts.of(kept, "ana@shop.example", desk.now()) == ""
    assert "lo miro" in desk.get(f"/desk/cases/{other}", "agent").body
    assert "lo miro" not in capsys.readouterr().out


def test_a_draft_ends_after_a_week_and_is_no_longer_than_a_reply(desk: Desk):
    case = desk.world.conversations.case(desk.writes("hola", private=True, customer=CUSTOMER))
    assert case is not None
    drafts = Drafts(desk.world.dynamodb, "conversations")
    now = desk.now()
    drafts.keep(case, "ana@shop.example", "x" * (MOST + 1), now)
    assert len(drafts.of(case, "ana@shop.example", now + timedelta(days=6))) == MOST
    assert drafts.of(case, "ana@shop.example", now + timedelta(days=8)) == ""
