"""What the account is open to, driven from outside alone: the API's client, customers on X, and who is told.

A paragraph a test, in the order of docs/integrations.md. Nothing here looks into a table or calls a rule.
"""

import re
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from hmac import new
from typing import Any

import pytest
from docs.api.centralita_client import Centralita, RefusedByDesk
from tests.local.running import MADRID, Running

SECRETS: dict[str, bytes] = {}
HOOK, CHAT = "https://hooks.shop.example/centralita", "https://chat.shop.example/services/turno"


@pytest.fixture(scope="module")
def desk(outside: Running) -> Iterator[Centralita]:
    """The API as an integration has it, by a token that the operator made; a system and a chat are told from the start.

    Functions learn of a new one within half a minute, or at once where nobody asked them before.
    """
    token = outside.centralita("people", "token", "crm", "--role", "supervisors", "--all-accounts").split()[-1]
    with Centralita(outside.base, token) as made:
        account = outside.account_id
        added = made.do_with_subscriber(account, {"name": "erp", "way": "webhook", "address": HOOK})
        made.do_with_subscriber(account, {"name": "turno", "way": "slack", "address": CHAT, "language": "es"})
        SECRETS["erp"] = b64decode(added["secret"].removeprefix("whsec_"))
        yield made


def received(outside: Running, to: str) -> list[dict[str, Any]]:
    """What came to an address, the oldest first: the page of notifications tells it."""
    listed = outside.http.get("/local/received").json()["received"]
    return [one for one in reversed(listed) if one["to"] == to]


def until[T](found: Callable[[], T], seconds: float = 60) -> T:
    """What is found, once there is something."""
    deadline = time.monotonic() + seconds
    while not (there := found()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.3)
    return there


def writes(outside: Running, text: str, **more: Any) -> str:
    """A customer's post; the id of whoever wrote it."""
    name = outside.customer()
    if more:
        outside.simulate("person", username=name, **more)
    posted = outside.simulate("post", **{"from": name, "text": f"@tiendaluna {text}"})
    outside.settle()
    return str(posted["from"])


def case_of(desk: Centralita, customer: str) -> dict[str, Any]:
    rows = until(lambda: [one for one in desk.cases(sort="age").get("rows", []) if one["customer_id"] == customer])
    return dict(rows[0])


def test_events_out_a_system_hears_by_a_signed_webhook_and_again_when_it_asks(outside: Running, desk: Centralita):
    account = outside.account_id
    desk.do_with_subscriber(account, {"name": "erp", "do": "test"})
    [tried, *_] = until(lambda: received(outside, HOOK))
    assert tried["body"]["type"] == "test"
    customer = writes(outside, "¿dónde está mi pedido 12345?")
    [opened, *_] = until(lambda: [one for one in received(outside, HOOK) if one["body"]["type"] == "case.opened"])
    head = opened["headers"]
    signed = f"{head['webhook-id']}.{head['webhook-timestamp']}.{opened['raw']}".encode()
    assert head["webhook-signature"] == f"v1,{b64encode(new(SECRETS['erp'], signed, sha256).digest()).decode()}"
    assert opened["body"]["data"]["customer_id"] == customer
    assert "pedido" not in opened["raw"]
    [told] = [one for one in desk.subscribers(account)["subscribers"] if one["name"] == "erp"]
    assert {one["state"] for one in told["deliveries"]} <= {"sent", "waiting"}
    assert "key" not in told
    assert "address" not in told
    desk.do_with_subscriber(account, {"name": "erp", "do": "pause"})
    desk.do_with_subscriber(account, {"name": "erp", "do": "resume"})
    assert desk.do_with_subscriber(account, {"name": "erp", "do": "replay"})["count"] >= 0


def test_a_program_answers_a_case_and_hears_what_became_of_it(outside: Running, desk: Centralita):
    customer = writes(outside, "¿abrís el sábado?")
    case = case_of(desk, customer)
    will = desk.preview(case["case_id"], {"channel": "public", "text": "Hola, el sábado abrimos de 10 a 14."})
    assert (will["refused"], len(will["parts"])) == ([], 1)
    accepted = desk.reply(case["case_id"], {"channel": "public", "text": "Hola, el sábado abrimos de 10 a 14."})
    assert desk.wait_for(accepted)["state"] == "applied"
    outside.move(outside.now() + timedelta(minutes=1))  # a public reply may be taken back for a moment
    until(lambda: [one for one in outside.timeline()["posts"] if "de 10 a 14" in one["text"]])
    until(lambda: [one for one in received(outside, HOOK) if one["body"]["type"] == "reply.sent"])


def test_tone_is_looked_at_before_anything_is_sent_and_nothing_is_changed(outside: Running, desk: Centralita):
    case = case_of(desk, writes(outside, "no me llega el correo de confirmación"))
    loud = desk.preview(case["case_id"], {"channel": "public", "text": "YA LE DIJIMOS QUE MIRE EN SU CARPETA"})
    assert loud["tone"]
    assert all(one["message"] for one in loud["tone"])
    assert loud["parts"] == ["YA LE DIJIMOS QUE MIRE EN SU CARPETA"]
    calm = desk.preview(case["case_id"], {"channel": "public", "text": "Hola, lo miramos ahora mismo."})
    assert calm["tone"] == []


def test_told_people_hear_of_what_is_late_with_a_link_and_not_of_what_was_mended(outside: Running, desk: Centralita):
    account = outside.account_id
    desk.do_with_subscriber(account, {"name": "turno", "do": "test"})
    until(lambda: [one for one in received(outside, CHAT) if "prueba" in one["body"]["text"]])
    loud = writes(outside, "esto es una vergüenza, quiero una reclamación", followers=900_000)
    case = case_of(desk, loud)
    [heard] = until(lambda: [one for one in received(outside, CHAT) if case["case_id"] in one["body"]["text"]])
    assert "mucha audiencia" in heard["body"]["text"]
    assert re.search(rf"<http[^|]*/desk/cases/{case['case_id']}\|Abrir>", heard["body"]["text"])
    outside.move(outside.now() + timedelta(hours=1, minutes=1))
    late = "fuera de plazo"
    until(lambda: [one for one in received(outside, CHAT) if late in one["body"]["text"]])
    page = outside.http.get("/local/received", headers={"accept": "text/html"}).text
    assert late in page
    before = len([one for one in received(outside, CHAT) if case["case_id"] in one["body"]["text"]])
    desk.wait_for(desk.resolve(case["case_id"], {}))
    outside.move(outside.now() + timedelta(hours=2))
    assert len([one for one in received(outside, CHAT) if case["case_id"] in one["body"]["text"]]) == before
    desk.do_with_subscriber(
        account, {"name": "diario", "way": "mail", "address": "d@shop.example", "digest_at": "18:00"}
    )
    [daily] = [one for one in desk.subscribers(account)["subscribers"] if one["name"] == "diario"]
    assert daily["digest_at"] == "18:00"


def test_own_posts_are_planned_priced_posted_at_their_time_answered_and_taken_down(outside: Running, desk: Centralita):
    account, text = outside.account_id, f"Consejo {outside.customer()}: guarda el ticket.\n---\nY la caja también."
    look = desk.preview_post(account, {"text": text})
    assert len(look.get("parts", [])) == 2
    assert look.get("price")
    refused = desk.preview_post(account, {"text": "Llama a Marta: 612 345 678"})
    assert refused.get("refused")
    at = outside.now().astimezone(MADRID) + timedelta(minutes=20)
    planned = desk.do_with_post(account, {"do": "plan", "text": text, "at": f"{at:%Y-%m-%dT%H:%M}"})
    assert planned["post"] is not None
    assert planned["post"]["state"] == "planned"
    outside.move(outside.now() + timedelta(minutes=15))
    first = text.partition("\n")[0]
    assert [one for one in outside.timeline()["posts"] if one["text"] == first] == []
    outside.move(outside.now() + timedelta(minutes=10))
    [root] = until(lambda: [one for one in outside.timeline()["posts"] if one["text"] == first])
    said = outside.simulate(
        "post", **{"from": outside.customer()}, text="¡Menudo timo, no me lo cambiasteis!", in_reply_to=root["id"]
    )
    outside.settle()
    case = case_of(desk, said["from"])
    [posted] = [one for one in desk.posts(account)["posted"] if one["post_id"] == planned["post_id"]]
    assert (posted["became"], posted["replies"]) == ("sent", [case["case_id"]])
    desk.do_with_post(account, {"do": "delete", "post_id": planned["post_id"]})
    outside.move(outside.now() + timedelta(minutes=2))
    assert [one for one in outside.timeline()["posts"] if one["text"] == first] == []


def test_spam_is_not_thanked_and_abuse_waits_for_a_second_pair_of_eyes(outside: Running, desk: Centralita):
    name = outside.customer()
    spam = outside.simulate(
        "dm", **{"from": name, "text": "AIRDROP live! Claim your free tokens now https://sol-claim.example/go"}
    )
    outside.settle()
    case_id = case_of(desk, spam["from"])["case_id"]
    assert desk.wait_for(desk.spam(case_id, {"spam": True}))["state"] == "applied"
    outside.move(outside.now() + timedelta(minutes=30))
    assert outside.dms_to(spam["from"]) == []
    assert desk.case(case_id)["case"]["state"] == "resolved"
    shut = desk.shut_out(case_id, {"what": "mute", "text": "anuncia cada hora"})
    assert desk.wait_for(shut)["state"] == "applied"
    threat = case_of(desk, writes(outside, "sois unos inútiles, os voy a quemar la tienda"))
    token = outside.centralita("people", "token", "bot", "--role", "agents", "--all-accounts").split()[-1]
    with Centralita(outside.base, token) as agent:
        look = agent.preview(threat["case_id"], {"channel": "public", "text": "Hola, ¿qué ha pasado?"})
        assert len(look["held"]) == 1
        answered = agent.reply(threat["case_id"], {"channel": "public", "text": "Hola, ¿qué ha pasado?"})
        assert agent.wait_for(answered)["state"] == "applied"
    outside.move(outside.now() + timedelta(minutes=1))
    [waits] = until(
        lambda: [one for one in desk.decisions(outside.account_id)["held"] if one["case_id"] == threat["case_id"]]
    )
    assert desk.wait_for(desk.approve(threat["case_id"], {"item_id": waits["item_id"]}))["state"] == "applied"
    outside.move(outside.now() + timedelta(minutes=1))
    until(lambda: [one for one in outside.timeline()["posts"] if one["text"].endswith("¿qué ha pasado?")])


def test_told_by_mail_and_by_a_topic_appears_on_the_page_too(outside: Running, desk: Centralita):
    account, topic = outside.account_id, outside.ready["topic"]
    desk.do_with_subscriber(
        account, {"name": "correo", "way": "mail", "address": "turno@shop.example", "language": "es"}
    )
    desk.do_with_subscriber(account, {"name": "tema", "way": "sns", "address": topic, "language": "es"})
    for name in ("correo", "tema"):
        desk.do_with_subscriber(account, {"name": name, "do": "test"})
    [mail, *_] = until(lambda: received(outside, "mailto:turno@shop.example"))
    assert "prueba" in mail["raw"]
    [told, *_] = until(lambda: received(outside, topic))
    assert "prueba" in told["body"]["text"]
    page = outside.http.get("/local/received", headers={"accept": "text/html"}).text
    assert "mailto:turno@shop.example" in page
    assert topic in page


def test_a_case_is_handed_over_its_reference_comes_back_and_the_customer_is_told(outside: Running, desk: Centralita):
    asked = outside.simulate("dm", **{"from": outside.customer(), "text": "la suela se despega, ¿me la arregláis?"})
    outside.settle()
    case_id = case_of(desk, asked["from"])["case_id"]
    assert desk.wait_for(desk.hand_over(case_id, {"to": "taller", "text": "Parece la suela."}))["state"] == "applied"
    [story, *_] = until(lambda: received(outside, "https://tickets.tiendaluna.example/in"))
    assert "suela" in story["raw"]
    assert story["headers"]["webhook-signature"].startswith("v1,")
    reference = until(lambda: [one for one in desk.case(case_id)["case"].get("hand_overs", []) if one.get("reference")])
    outside.move(outside.now() + timedelta(minutes=1))
    told = until(lambda: [text for text in outside.dms_to(asked["from"]) if reference[0].get("reference", "") in text])
    assert len(told) == 1


def test_a_code_is_given_once_by_private_message_and_shown_to_nobody_else(outside: Running, desk: Centralita):
    account = outside.account_id
    made = desk.do_with_gifts(account, {"do": "save", "name": "Sorpresa", "worth": "envío gratis", "per_day": 5})
    [pool] = [one for one in made["pools"] if one["name"] == "Sorpresa"]
    loaded = desk.do_with_gifts(account, {"do": "load", "pool_id": pool["pool_id"], "codes": "LUNA-7001\nLUNA-7002"})
    assert loaded["loaded"] is not None
    assert loaded["loaded"]["new"] == 2
    asked = outside.simulate("dm", **{"from": outside.customer(), "text": "gracias por arreglarlo, sois geniales"})
    outside.settle()
    case_id = case_of(desk, asked["from"])["case_id"]
    assert desk.wait_for(desk.give(case_id, {"pool_id": pool["pool_id"]}))["state"] == "applied"
    outside.move(outside.now() + timedelta(minutes=2))
    [said] = until(lambda: [text for text in outside.dms_to(asked["from"]) if "LUNA-700" in text])
    [gift] = [one for one in desk.gifts(account)["gifts"] if one["case_id"] == case_id]
    assert gift["state"] == "given"
    assert gift["code"] not in {"LUNA-7001", "LUNA-7002"}
    with pytest.raises(RefusedByDesk):
        desk.do_with_gifts(account, {"do": "load", "pool_id": pool["pool_id"], "codes": "=CMD()"})
    assert said.count("LUNA-700") == 1


def test_watching_lists_what_a_saved_search_finds_and_answers_nothing_by_itself(outside: Running, desk: Centralita):
    account, word = outside.account_id, f"plantilla{outside.customer()[-3:]}"
    desk.do_with_search(account, {"do": "save", "name": "Plantillas", "query": word, "every": "15", "dollars": "1"})
    [search] = [one for one in desk.saved_searches(account)["searches"] if one["name"] == "Plantillas"]
    post = outside.simulate("post", **{"from": outside.customer(), "text": f"¿alguien vende una {word} buena?"})
    outside.move(outside.now() + timedelta(minutes=31))
    [found] = until(lambda: desk.found_posts(account, search=search["search_id"])["posts"])
    assert (found["post_id"], found["state"], found["case_id"]) == (post["id"], "new", "")
    assert outside.replies_to(post) == []
    desk.do_with_found(account, {"do": "open", "post_id": post["id"]})
    case = case_of(desk, post["from"])
    assert case["customer_id"] == post["from"]
    assert outside.replies_to(post) == []


def test_profile_and_badge_show_the_account_as_a_customer_meets_it(outside: Running, desk: Centralita):
    told = desk.look_at_profile(outside.account_id)
    assert told["read"]
    assert {"purpose", "hours", "name"} <= {one["name"] for one in told["checks"]}
    badge = outside.http.get("/hours/tiendaluna/badge.svg")
    assert badge.headers["content-type"].startswith("image/svg+xml")
    assert "set-cookie" not in badge.headers
    assert "<script" not in badge.text


def test_the_wall_board_tells_figures_and_no_names(outside: Running, desk: Centralita):
    customer = writes(outside, "¿seguís ahí?")
    name = case_of(desk, customer)["username"]
    told = desk.wall_board(outside.account_id)
    assert told["waiting"] >= 1
    assert name not in str(told)
    assert desk.board(outside.account_id)["number"] == told["waiting"]


def test_supervisors_steer_by_the_api_and_the_trail_says_so(outside: Running, desk: Centralita):
    account = outside.account_id
    assert desk.pause(account)["paused_at"]
    assert desk.resume(account)["paused_at"] is None
    desk.open_incident(account, {"incident_id": "web", "terms": ["web caída"], "texts": {"es": "Lo sabemos."}})
    until(lambda: [one for one in received(outside, HOOK) if one["body"]["type"] == "incident.opened"], 90)
    desk.end_incident(account, "web", {"end_texts": {"es": "Ya funciona."}})
    done = {one["what"] for one in desk.trail(account)["deeds"]}
    assert {"pause", "resume", "incident opened", "incident ended"} <= done
    with pytest.raises(RefusedByDesk) as refused:
        desk.health()
    assert refused.value.status == 403
