"""Saved replies: written by supervisors, filled in and suggested in a case, counted, and done what they say."""

from html import unescape

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import Desk
from tests.functions.desk.settings_forms import BASE, account, form_of

CUSTOMER = "3000000000000000055"


def add(desk: Desk, **more: str) -> int:
    fields = form_of(desk, "replies?part=replies.") | more
    return desk.post(f"{BASE}/replies", "supervisor", **fields, do="save").status


def test_a_supervisor_writes_a_reply_and_an_agent_finds_it_filled_in_where_it_fits(desk: Desk):
    said = "Hola, {name}: tu envío sale en {brand}. Soy {agent}."
    assert add(desk, title="Plazo de envío", **{"texts.es": said}) == 303
    assert add(desk, title="A otra cosa", **{"texts.es": "Nada que ver."}) == 303
    case = desk.writes("¿cuándo sale mi envío?", private=True, name="Marta Gil")
    page = unescape(desk.get(f"/desk/cases/{case}", "agent").body)
    assert 'data-inserts="Hola, Marta: tu envío sale en Tienda Luna. Soy Ana." data-saved="plazo-de-envio"' in page
    assert page.index("Plazo de envío · fits") < page.index("A otra cosa")
    assert "A otra cosa · fits" not in page


def test_an_agent_changes_no_saved_reply(desk: Desk):
    assert desk.get(f"{BASE}/replies", "agent").status == 403


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"title": "", "texts.es": "Hola"}, "title"),
        ({"title": "Hola"}, "texts"),
        ({"title": "Hola", "texts.es": "Hola, {nombre}"}, "texts.es"),
        ({"title": "Hola", "texts.es": "Hola, {name"}, "texts.es"),
        ({"title": "Hola", "texts.es": "x" * 2001}, "texts.es"),
        ({"title": "Hola", "texts.es": "Hola", "id": "Mayúsculas"}, "id"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(desk: Desk, fields: dict[str, str], place: str):
    sent = form_of(desk, "replies?part=replies.") | fields
    answer = desk.post(f"{BASE}/replies", "supervisor", **sent, do="save")
    assert answer.status == 422
    assert f'id="wrong-{place}"' in answer.body
    assert account(desk).desk.saved_replies == ()


def test_two_of_one_title_have_names_of_their_own_and_one_that_is_deleted_is_gone(desk: Desk):
    for _ in range(2):
        assert add(desk, title="Hola", **{"texts.es": "Hola"}) == 303
    assert [one.id for one in account(desk).desk.saved_replies] == ["hola", "hola-2"]
    fields = form_of(desk, "replies?part=replies.hola")
    assert fields["texts.es"] == "Hola"
    assert desk.post(f"{BASE}/replies", "supervisor", **fields, do="delete").status == 303
    assert [one.id for one in account(desk).desk.saved_replies] == ["hola-2"]
    renamed = form_of(desk, "replies?part=replies.hola-2") | {"id": "otra"}
    assert desk.post(f"{BASE}/replies", "supervisor", **renamed, do="save").status == 303
    assert [one.id for one in account(desk).desk.saved_replies] == ["otra"]


def test_a_use_is_counted_and_the_api_tells_it(desk: Desk):
    assert add(desk, title="Hola", then="resolve", **{"texts.es": "Hola"}) == 303
    case = desk.writes("hola", private=True, customer=CUSTOMER)
    page = desk.get(f"/desk/cases/{case}", "agent").body
    assert 'data-then="resolve"' in page
    body = {"channel": "private", "text": "Hola", "saved_reply": "hola", "then": "resolve"}
    assert desk.post(f"/desk/cases/{case}/do/reply", "agent", **body).status == 303
    assert desk.post(f"/desk/cases/{case}/do/reply", "agent", **{**body, "saved_reply": "gone"}).status == 303
    [told] = desk.get(f"/desk/api/replies?account={SHOP}", "agent").json()["replies"]
    assert (told["id"], told["texts"], told["uses"]) == ("hola", {"es": "Hola"}, 1)
    assert "used 1 time" in desk.get(f"{BASE}/replies", "supervisor").body


def test_a_saved_reply_gives_its_tags_to_the_case_with_the_answer(desk: Desk):
    assert add(desk, title="Rota", tags="Roturas, envío tarde", **{"texts.es": "Lo sentimos"}) == 303
    assert account(desk).desk.saved_replies[0].tags == ("roturas", "envío-tarde")
    case = desk.writes("ha llegado rota", private=True, customer=CUSTOMER)
    assert '<span class="tag mark-tag">roturas</span>' in desk.get(f"/desk/cases/{case}", "agent").body
    body = {"channel": "private", "text": "Lo sentimos", "saved_reply": "rota", "then": "resolve"}
    assert desk.post(f"/desk/cases/{case}/do/reply", "agent", **body).status == 303
    desk.apply()
    kept = desk.world.conversations.case(case)
    assert kept is not None
    assert kept.tags == ("envío-tarde", "roturas")
    told = desk.get(f"/desk/api/tags?account={SHOP}", "agent").json()["tags"]
    assert {one["tag"] for one in told} == {"roturas", "envío-tarde"}
    assert desk.post(f"/desk/cases/{case}/do/reply", "agent", **body).status == 303, "again, with nothing to give"


@pytest.mark.parametrize(("wanted", "whose"), [("true", "ana@shop.example"), ("", "")])
def test_who_answers_takes_the_case_where_the_account_wants_that(desk: Desk, wanted: str, whose: str):
    fields = form_of(desk, "replies") | {"reply_assigns": wanted}
    assert desk.post(f"{BASE}/replies", "supervisor", **fields, do="save").status == 303
    case = desk.writes("hola", private=True, customer=CUSTOMER)
    desk.post(f"/desk/cases/{case}/do/reply", "agent", channel="private", text="Hola")
    desk.apply()
    after = desk.world.conversations.case(case)
    assert after is not None
    assert after.assignee == whose
    desk.post(f"/desk/cases/{case}/do/reply", "colleague", channel="private", text="Hola otra vez")
    desk.apply()
    later = desk.world.conversations.case(case)
    assert later is not None
    assert later.assignee == whose, "a case that is somebody's stays theirs"
