"""Posts around a message on the page of its case: in place, with what can be asked for, and which one is answered."""

import json
from typing import Any

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import ORIGIN, Answer, Desk

from care.model.context import ContextPost
from care.model.media import Media
from care.model.messages import Author, Message
from care.model.x_events import MessageReceived
from care.queues import send_all
from care.tables.context import Around

CUSTOMER = "3000000000000000007"


def writes(desk: Desk, number: str, **more: Any) -> str:
    at = desk.now()
    message = Message(id=number, channel="public", text=f"@tiendaluna {number}", at=at, summons=True, **more)
    author = Author(id=CUSTOMER, username="marta", name="Marta")
    event = MessageReceived(account_id=SHOP, customer_id=CUSTOMER, author=author, message=message)
    assert send_all(desk.world.sqs, desk.world.queues["events"], [event])
    desk.apply()
    return desk.world.conversations.customer(SHOP, CUSTOMER).case_id


@pytest.fixture
def around(desk: Desk) -> Around:
    return Around(desk.world.dynamodb, "conversations")


def test_what_a_message_quotes_and_answers_is_on_its_page(desk: Desk, around: Around):
    at = desk.now()
    quoted = ContextPost(id="70", author_id="88", username="vecina", name="La vecina", text="<b>Mirad</b>", at=at)
    answered = ContextPost(id="71", author_id=SHOP, text="Hoy abrimos", at=at, answers="69", media=2)
    case_id = writes(desk, "9001", quotes="70", in_reply_to="71", around=(quoted, answered))
    page = desk.get(f"/desk/cases/{case_id}", "agent").body
    assert "&lt;b&gt;Mirad&lt;/b&gt;" in page
    assert "@vecina" in page
    assert "Answers a post of Tienda Luna" in page
    assert "shows 2 pictures or videos" in page
    assert "Show the thread above (at most $0.05)" in page
    assert 'href="https://x.com/i/web/status/70"' in page


@pytest.mark.parametrize(
    ("state", "says"),
    [("gone", "X does not show that post"), ("protected", "to followers alone"), ("", "Nobody has looked")],
)
def test_what_x_does_not_show_says_so_and_can_be_asked_for(desk: Desk, around: Around, state: Any, says: str):
    case_id = writes(desk, "9001", quotes="70")
    if state:
        around.keep(SHOP, ContextPost(id="70", state=state), desk.now())
    page = desk.get(f"/desk/cases/{case_id}", "agent").body
    assert says in page
    assert ("Look it up ($0.005)" in page) == (not state)
    desk.world.received("media")
    for what in ("look", "above"):
        answer = desk.post(f"/desk/cases/{case_id}/around/9001/{what}", "agent")
        assert answer.status == (303 if what == "look" else 400)
    [asked] = [json.loads(record["body"]) for record in desk.world.received("media")]
    assert (asked["kind"], asked["wanted"], asked["again"]) == ("fetch_context", ["70"], True)
    assert desk.post(f"/desk/cases/{case_id}/around/9009/look", "agent").status == 400
    assert desk.post(f"/desk/cases/{case_id}/around/9001/look", "stranger").status == 404


def test_an_integration_has_posts_and_pictures_looked_up_as_people_do(desk: Desk):
    shown = Media(id="3_1", type="photo")
    case_id = writes(desk, "9001", quotes="70", in_reply_to="71", media=(shown,))
    desk.world.received("media")

    def asks(path: str, who: str = "agent") -> Answer:
        headers = {"content-type": "application/json", "x-csrf-token": desk.csrf(who), "origin": ORIGIN}
        return desk.call("POST", f"/desk/api/cases/{case_id}/{path}", who, "{}", headers)

    look, above, again = asks("around/9001/look"), asks("around/9001/above"), asks("media/9001/3_1/again")
    assert [one.status for one in (look, above, again)] == [202, 202, 202]
    assert look.json() == {"message": "9001", "wanted": ["70", "71"], "most": "$0.01"}
    assert above.json()["most"] == "$0.05"
    asked = [json.loads(record["body"]) for record in desk.world.received("media")]
    assert [(one["kind"], one.get("above", "")) for one in asked] == [
        ("fetch_context", ""),
        ("fetch_context", "71"),
        ("fetch_media", ""),
    ]
    assert (asks("around/9009/look").status, asks("around/9009/look").json()["code"]) == (400, "no_such_message")
    assert asks("around/9001/look", "stranger").status == 404
    described = desk.get("/desk/api/openapi.json", "agent").json()["paths"]
    for path in ("around/{message}/look", "around/{message}/above", "media/{message}/{media}/again"):
        assert "202" in described[f"/desk/api/cases/{{case}}/{path}"]["post"]["responses"]


def test_an_earlier_post_can_be_answered(desk: Desk):
    case_id = writes(desk, "9001")
    writes(desk, "9002", in_reply_to="9001")
    page = desk.get(f"/desk/cases/{case_id}", "agent").body
    assert f'href="/desk/cases/{case_id}?to=9001#reply"' in page
    assert "?to=9002" not in page
    chosen = desk.get(f"/desk/cases/{case_id}?to=9001", "agent").body
    assert desk.field(chosen, "in_reply_to") == "9001"
    assert 'name="in_reply_to"' not in desk.get(f"/desk/cases/{case_id}?to=70", "agent").body
    assert desk.get(f"/desk/cases/{case_id}/live?to=9001", "agent").status == 200
    form = {"channel": "public", "text": "Esto", "in_reply_to": "9001"}
    assert "$0.01" in desk.post(f"/desk/cases/{case_id}/preview", "agent", **form).body
    assert desk.post(f"/desk/cases/{case_id}/do/reply", "agent", **form).status == 303
    desk.apply()
    [item] = [one for one in desk.world.outbox.of_case(SHOP, case_id) if one.purpose == "reply"]
    assert item.in_reply_to == "9001"
