"""The desk's pages and API of the account's own posts: who may what, the price before the press, what is put right."""

import base64
import json
import re
import threading
from copy import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from openapi_schema_validator import OAS31Validator
from tests.functions.conftest import ACCOUNT, SHOP
from tests.functions.desk.conftest import OTHER, Desk
from tests.functions.test_acknowledge_and_publish import X
from tests.unit.test_pictures import png

from care.model.account import PostSettings
from care.model.messages import Author, Message
from care.model.x_events import MessageReceived
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.audit import Audit
from care.tables.own_posts import OwnPosts

PICTURE = png(2, 1)
HERE = f"/desk/posts/{SHOP}"
API = f"/desk/api/accounts/{SHOP}/posts"


def posts(desk: Desk) -> OwnPosts:
    return OwnPosts(desk.world.dynamodb, "accounts")


def api(desk: Desk, who: str, path: str = API, /, **body: Any) -> Any:
    headers = {"content-type": "application/json", "x-csrf-token": desk.csrf(who), "origin": "https://desk.example"}
    return desk.call("POST", path, who, json.dumps(body), headers)


def as_described(desk: Desk, name: str, answer: Any) -> bool:
    document = desk.get("/desk/api/openapi.json", "agent").json()
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return not list(OAS31Validator(schema).iter_errors(answer))


def begun(desk: Desk, who: str) -> str:
    return desk.get(f"{HERE}/write", who).headers["location"].rpartition("/")[2]


def tick(desk: Desk, minutes: int = 1) -> None:
    desk.world.at(desk.now() + timedelta(minutes=minutes))
    desk.world.call("hours")
    desk.world.drain("sends", "publish")


def test_an_agent_drafts_and_asks_and_a_supervisor_lets_it_go(desk: Desk):
    x = X(desk.world)
    post_id = begun(desk, "agent")
    write = f"{HERE}/write/{post_id}"
    assert desk.post(write, "agent", do="plan", text="Consejo.", number="0").status == 403
    assert desk.post(write, "agent", do="ask", text="Consejo.", number="0").status == 303
    page = desk.get(HERE, "supervisor").body
    assert "Consejo." in page
    assert "$0.015" in page
    [asked] = posts(desk).open(SHOP)
    form = {"post_id": post_id, "number": str(asked.number), "do": "plan"}
    assert desk.post(HERE, "agent", **form).status == 403
    assert desk.post(HERE, "supervisor", **form).status == 303
    tick(desk)
    assert [body["text"] for body in x.asked] == ["Consejo."]
    page = desk.get(f"{HERE}/one/{post_id}", "agent").body
    assert "Written by Ana" in page
    assert "approved by Sara" in page
    assert "status/901" in page
    deeds = [one.what for one in Audit(desk.world.dynamodb, "accounts").page(SHOP, f"{desk.now():%Y-%m}").deeds]
    assert {"post ask", "post plan"} <= set(deeds)


def test_the_preview_tells_parts_price_and_what_is_refused_and_keeps_nothing(desk: Desk):
    post_id = begun(desk, "agent")
    told = desk.post(f"{HERE}/preview/{post_id}", "agent", text="Uno.\n---\nMira https://tiendaluna.es").body
    assert "$0.215" in told
    assert "thread of 2 posts" in told
    told = desk.post(f"{HERE}/preview/{post_id}", "agent", text="Llama a Marta: 612 345 678").body
    assert "It cannot be posted:" in told
    assert posts(desk).open(SHOP) == []
    answer = api(desk, "agent", f"{API}/preview", text="Mira http://tiendaluna.es").json()
    assert as_described(desk, "PostTold", answer)
    assert answer["refused"] == ["link_not_https"]


def test_what_the_guard_refuses_is_not_kept_as_planned_and_what_was_written_stays_on_the_page(desk: Desk):
    write = f"{HERE}/write/{begun(desk, 'supervisor')}"
    answer = desk.post(write, "supervisor", do="plan", text="Marta, 612 345 678", number="0")
    assert answer.status == 422
    assert "Marta, 612 345 678" in answer.body
    assert posts(desk).open(SHOP) == []
    typed = {"text": "Hoy hay <rebajas>.", "at": "2099-13-45T99:00", "only_open": "true"}
    answer = desk.post(write, "supervisor", do="plan", number="0", late_minutes="0", **typed)
    assert answer.status == 422
    assert "Hoy hay &lt;rebajas&gt;." in answer.body
    assert 'value="2099-13-45T99:00"' in answer.body
    assert re.search(r'name="only_open" value="true" checked', answer.body)
    assert posts(desk).open(SHOP) == []


def test_who_changed_it_meanwhile_is_not_overwritten(desk: Desk):
    post_id = api(desk, "agent", text="Uno.").json()["post_id"]
    assert api(desk, "colleague", post_id=post_id, number=1, text="Dos.").status == 200
    answer = api(desk, "agent", post_id=post_id, number=1, text="Tres.")
    assert answer.status == 400
    assert answer.json()["code"] == "changed_meanwhile"


def test_a_time_is_of_the_accounts_zone_and_the_calendar_has_it(desk: Desk):
    day = (desk.now() + timedelta(days=40)).date()
    planned = api(desk, "supervisor", do="plan", text="Rebajas.", at=f"{day}T10:30").json()
    assert as_described(desk, "PostDone", planned)
    answer = planned["post"]
    assert (answer["state"], answer["files"]) == ("planned", [])
    assert datetime.fromisoformat(answer["at"]) == datetime(
        day.year, day.month, day.day, 10, 30, tzinfo=ZoneInfo("Europe/Madrid")
    )
    page = desk.get(f"{HERE}?month={day:%Y-%m}", "agent").body
    assert re.search(r"10:30</time>.*Rebajas\.", page)
    data = desk.get(f"{API}?month={day:%Y-%m}", "agent").json()
    assert [one["posts"][0]["post_id"] for one in data["calendar"] if one["posts"][0]["what"] == "post"] == [
        answer["post_id"]
    ]
    taken = api(desk, "supervisor", do="take_back", post_id=answer["post_id"]).json()["post"]
    assert taken["state"] == "draft"
    assert as_described(desk, "PostsAnswer", data)
    gone = api(desk, "supervisor", do="drop", post_id=answer["post_id"])
    assert gone.json() == {"post_id": answer["post_id"], "done": "drop", "post": None}
    assert as_described(desk, "PostDone", gone.json())
    assert not as_described(desk, "PostDone", {"post_id": 7, "done": "drop"})
    assert posts(desk).open(SHOP) == []


def test_where_somebody_else_has_to_approve_the_button_asks_for_it(desk: Desk):
    version = desk.field(desk.get(HERE, "supervisor").body, "version")
    assert desk.post(f"{HERE}/rules", "supervisor", approval="second", late_minutes="90", version=version).status == 303
    assert Accounts(desk.world.dynamodb, "accounts").get(SHOP).posts == PostSettings(approval="second", late_minutes=90)
    post_id = begun(desk, "supervisor")
    page = desk.get(f"{HERE}/write/{post_id}", "supervisor").body
    assert "Ask for approval" in page
    assert "Post or plan it" not in page
    answer = api(desk, "supervisor", do="plan", text="Hola.").json()["post"]
    assert answer["state"] == "asked"
    again = api(desk, "supervisor", do="plan", post_id=answer["post_id"])
    assert again.json()["code"] == "another_approves"


def test_a_reply_to_a_post_is_a_case_on_its_page_and_a_supervisor_hides_it(desk: Desk):
    x = X(desk.world)
    post_id = api(desk, "supervisor", do="plan", text="Hoy, 20 %.").json()["post_id"]
    tick(desk)
    x_id = "901"
    message = Message(
        id="55",
        channel="public",
        text="¡Vaya timo!",
        at=desk.now(),
        in_reply_to=x_id,
        summons=True,
    )
    event = MessageReceived(
        account_id=SHOP, customer_id="77", author=Author(id="77", username="eva", name="Eva"), message=message
    )
    assert send_all(desk.world.sqs, desk.world.queues["events"], [event])
    desk.apply()
    case_id = desk.world.conversations.customer(SHOP, "77").case_id
    assert "1 case" in desk.get(HERE, "agent").body
    page = desk.get(f"{HERE}/one/{post_id}", "supervisor").body
    assert f"/desk/cases/{case_id}" in page
    form = {"do": "hide", "post_id": post_id, "on": "55", "case": case_id, "stay": "1"}
    assert desk.post(HERE, "agent", **form).status == 403
    assert desk.post(HERE, "supervisor", **{**form, "on": "56"}).status == 400
    assert desk.post(HERE, "supervisor", **form).status == 303
    asked: list[tuple[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.path))
        return httpx.Response(200, json={"data": {"hidden": True, "deleted": True}})

    desk.world.handler("publish").x_accounts._http = httpx.Client(transport=httpx.MockTransport(answer))
    tick(desk)
    assert asked == [("PUT", "/2/tweets/55/hidden")]
    assert "Hidden at X" in desk.get(f"{HERE}/one/{post_id}", "agent").body
    assert desk.post(HERE, "supervisor", do="delete", on=x_id, post_id=post_id, stay="1").status == 303
    tick(desk)
    assert asked[-1] == ("DELETE", "/2/tweets/901")
    assert "deleted by Sara" in desk.get(f"{HERE}/one/{post_id}", "agent").body
    assert x.asked == [{"text": "Hoy, 20 %."}]


def test_nothing_of_another_account_is_shown_deleted_or_answered(desk: Desk):
    X(desk.world)
    post_id = api(desk, "supervisor", do="plan", text="De Luna.").json()["post_id"]
    tick(desk)
    theirs = f"/desk/posts/{OTHER}"
    assert "De Luna." not in desk.get(theirs, "rival").body
    assert desk.get(f"{theirs}/one/{post_id}", "rival").status == 404
    assert desk.get(HERE, "rival").status == 404
    assert desk.post(theirs, "rival", do="delete", on="901").status == 400
    answer = api(desk, "rival", f"/desk/api/accounts/{OTHER}/posts", do="plan", text="Sigue.", in_reply_to="901")
    assert answer.json()["code"] == "no_such_post"


def test_a_picture_is_brought_shown_kept_with_the_draft_and_found_by_no_other_account(desk: Desk):
    post_id = begun(desk, "agent")
    headers = {"x-csrf-token": desk.csrf("agent"), "origin": "https://desk.example", "content-type": "application/json"}
    body = json.dumps({"data": base64.b64encode(PICTURE).decode()})
    kept = desk.call("POST", f"{API}/{post_id}/files", "agent", body, headers)
    assert kept.status == 201
    assert desk.get(kept.json()["url"], "colleague").status == 200
    assert desk.get(kept.json()["url"].replace(SHOP, OTHER), "rival").status == 404
    form = {"do": "save", "text": "", "number": "0", "file_1": kept.json()["id"], "alt_1": "Una lámpara"}
    assert desk.post(f"{HERE}/write/{post_id}", "agent", **form).status == 303
    [draft] = posts(desk).open(SHOP)
    assert [one.alt for one in draft.files] == ["Una lámpara"]
    assert "Una lámpara" in desk.get(f"{HERE}/write/{post_id}", "agent").body
    assert desk.post(f"{HERE}/write/{post_id}", "agent", **{**form, "do": "ask", "number": "1"}).status == 303
    assert kept.json()["url"] in desk.get(HERE, "supervisor").body, "who approves it sees it"
    assert "$0.02" in desk.post(f"{HERE}/preview/{post_id}", "agent", text="", file_1=kept.json()["id"], alt_1="x").body


def test_a_link_is_looked_at_over_public_addresses_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    desk.world.handler("desk")
    from desk import link_card

    html = '<title>Cambios</title><meta property="og:description" content="Así se <b>cambia</b>">'
    pages = {"/cambios": httpx.Response(200, html=html), "/no": httpx.Response(404)}
    transport = httpx.MockTransport(lambda request: pages.get(request.url.path, httpx.Response(500)))
    monkeypatch.setattr(link_card, "client", lambda: httpx.Client(transport=transport))
    told = desk.post(f"{HERE}/card", "agent", text="Mira https://tiendaluna.es/cambios").body
    assert "Cambios" in told
    assert "&lt;b&gt;cambia" in told
    assert "there is no such page" in desk.post(f"{HERE}/card", "agent", text="https://tiendaluna.es/no").body
    monkeypatch.undo()
    assert link_card.card("https://127.0.0.1/x") == "unknown"
    assert link_card.card("http://tiendaluna.es") == "unknown"


def test_a_tip_is_kept_and_made_a_post_of(desk: Desk):
    tip = api(desk, "supervisor", do="tip", text="Lava en frío.").json()["post"]
    assert tip["state"] == "tip"
    answer = desk.post(HERE, "agent", do="copy", post_id=tip["post_id"])
    copied = answer.headers["location"].rpartition("/")[2]
    assert "Lava en frío." in desk.get(f"{HERE}/write/{copied}", "agent").body
    assert {one.state for one in posts(desk).open(SHOP)} == {"tip", "draft"}


def test_an_unclear_post_is_decided_with_the_address_that_x_gave_it(desk: Desk):
    x = X(desk.world)
    post_id = api(desk, "supervisor", do="plan", text="Uno.\n---\nDos.").json()["post_id"]
    x.next = [httpx.ReadTimeout("lost")]
    tick(desk)
    assert "Was it posted?" in desk.get(HERE, "supervisor").body
    form = {"do": "decide", "post_id": post_id, "item_id": f"account:post:{post_id}", "verdict": "sent"}
    assert desk.post(HERE, "supervisor", **form).status == 400
    assert desk.post(HERE, "supervisor", **form, post="https://x.com/tiendaluna/status/777").status == 303
    tick(desk, 4)
    assert [body["text"] for body in x.asked] == ["Dos."]
    assert x.asked[0]["reply"] == {"in_reply_to_tweet_id": "777"}


def test_the_account_is_as_it_is_now_on_the_page(desk: Desk):
    accounts = Accounts(desk.world.dynamodb, "accounts")
    accounts.put(replace(ACCOUNT, second_look=("gratis",)))
    answer = api(desk, "supervisor", do="plan", text="Envío gratis.").json()["post"]
    assert answer["state"] == "asked"
    assert "Look twice:" in desk.get(HERE, "supervisor").body
    assert api(desk, "supervisor", do="plan", post_id=answer["post_id"]).json()["post"]["state"] == "planned"


def test_a_page_that_drips_holds_nobody_for_longer_than_it_may(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    desk.world.handler("desk")
    from desk import link_card

    goes_on = threading.Event()

    def drips(_request: httpx.Request) -> httpx.Response:
        goes_on.wait(30)
        return httpx.Response(200, html="<title>Tarde</title>")

    monkeypatch.setattr(link_card, "client", lambda: httpx.Client(transport=httpx.MockTransport(drips)))
    monkeypatch.setattr(link_card, "_SECONDS", 0.01)
    assert link_card.card("https://tiendaluna.es/cambios") == "unknown"
    goes_on.set()
