"""Signed replies at the desk and by the API, one's own initials, and the replies with which an account begins."""

import json
from html import unescape

from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import Desk
from tests.functions.desk.settings_forms import BASE, account, form_of
from tests.functions.desk.test_answering import done

from care.tables.people import People


def signs(desk: Desk, wanted: str = "public") -> None:
    fields = form_of(desk, "replies") | {"signature": wanted}
    assert desk.post(f"{BASE}/replies", "supervisor", **fields, do="save").status == 303


def texts(desk: Desk, case_id: str) -> list[str]:
    return [item.text for item in desk.world.outbox.of_case(SHOP, case_id) if item.purpose == "reply"]


def test_a_reply_is_signed_where_the_account_wants_it_and_counted_so(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    done(desk, case_id, "reply", channel="public", text="Lo miramos ahora.")
    signs(desk)
    done(desk, case_id, "reply", action="press-0002", channel="public", text="Ya está.")
    done(desk, case_id, "reply", action="press-0003", channel="public", text="Y esto. ^LR")
    assert texts(desk, case_id) == ["Lo miramos ahora.", "Ya está. ^A", "Y esto. ^LR"]
    preview = desk.post(f"/desk/cases/{case_id}/preview", "agent", channel="public", text="Ya está.").body
    assert "<span>11 / 280</span>" in preview
    assert "It is signed ^A." in unescape(preview)
    private = desk.post(f"/desk/cases/{case_id}/preview", "agent", channel="private", text="Ya está.").body
    assert "signed" not in private


def test_somebody_sets_their_own_initials_and_what_is_no_initial_is_refused(desk: Desk):
    assert desk.field(desk.get("/desk/me", "agent").body, "initials") == "A"
    assert desk.post("/desk/me", "agent", initials="AM").status == 303
    assert desk.post("/desk/me", "agent", initials="^A!").status == 400
    assert desk.post("/desk/me", "agent", initials="ABCDE").status == 400
    signs(desk)
    case_id = desk.writes("@tiendaluna no funciona")
    done(desk, case_id, "reply", channel="public", text="Ya está.")
    done(desk, case_id, "reply", "supervisor", action="press-0002", channel="public", text="Y esto.")
    assert texts(desk, case_id) == ["Ya está. ^AM", "Y esto. ^S"]
    people = {one.id: one.initials for one in People(desk.world.dynamodb, "accounts").all()}
    assert people["luis@shop.example"] == ""


def test_a_program_signs_for_whom_it_says_and_for_nobody_else(desk: Desk):
    signs(desk, "everywhere")
    case_id = desk.writes("hola", private=True)
    headers = {"authorization": f"Bearer {desk.token('agents')}", "content-type": "application/json"}
    for body in ({"text": "Uno."}, {"text": "Dos.", "signature": "LR"}):
        sent = json.dumps({"channel": "private", **body})
        assert desk.call("POST", f"/desk/api/cases/{case_id}/actions/reply", None, sent, headers).status == 202
        desk.apply()
    assert sorted(texts(desk, case_id)) == ["Dos. ^LR", "Uno."]
    wrong = json.dumps({"channel": "private", "text": "Tres.", "signature": "L R!"})
    assert desk.call("POST", f"/desk/api/cases/{case_id}/actions/reply", None, wrong, headers).status in {400, 422}


def test_replies_to_several_are_signed_once_each(desk: Desk):
    signs(desk, "everywhere")
    ids = [desk.writes("hola", private=True) for _ in range(2)]
    chosen = {f"case.{case_id}": "0" for case_id in ids}
    desk.post("/desk/cases/bulk", "agent", kind="reply", sure="true", text="{greeting}: ya funciona.", **chosen)
    desk.apply()
    for case_id in ids:
        [text] = texts(desk, case_id)
        assert text.endswith(": ya funciona. ^A")
        assert text.startswith("Buen")


def test_a_supervisor_adds_the_replies_of_common_situations_and_keeps_their_own(desk: Desk):
    page = desk.get(f"{BASE}/replies", "supervisor").body
    assert "Add replies for common situations" in page
    fields = form_of(desk, "replies") | {"starting": "true"}
    assert desk.post(f"{BASE}/replies", "supervisor", **fields).status == 303
    known = account(desk).desk.saved_replies
    assert [one.id for one in known] == ["complaint", "delay", "defect", "refund", "praise", "journalist"]
    assert "Add replies for common situations" not in desk.get(f"{BASE}/replies", "supervisor").body
    case_id = desk.writes("¿cuándo llega mi pedido? hay un retraso", private=True, name="Marta Gil")
    told = unescape(desk.get(f"/desk/cases/{case_id}", "agent").body)
    assert ", Marta. Sentimos el retraso." in told
    assert desk.get(f"{BASE}/replies?part=replies.delay", "supervisor").status == 200
