"""Handing a case over at the desk: pressed, shown, tried again, found by its reference; and its settings."""

import json
from html import unescape
from typing import Any

import httpx
import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import Desk
from tests.functions.desk.settings_forms import BASE, account, form_of, put
from tests.functions.desk.test_answering import done
from tests.there import there

from care.facts.signing import secret_for
from care.lookups.pinned_addresses import pinned_client
from care.model.case import Case
from care.model.settings.hand_over import whose

CRM = {"name": "crm", "title": "CRM de ventas", "way": "webhook", "address": "https://crm.shop.example/in"}


@pytest.fixture
def case_id(desk: Desk) -> str:
    put(desk, hand_over={"destinations": [CRM]})
    return desk.writes("la lámpara llegó rota", private=True)


def answering(desk: Desk, status: int, reference: str = "") -> None:
    body = json.dumps({"reference": reference}).encode()

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, stream=httpx.ByteStream(body))

    client = pinned_client(resolve=lambda *_: ["93.184.216.34"], inner=httpx.MockTransport(answer))
    desk.world.monkeypatch.setattr(desk.world.handler("notify"), "client", client)


def goes(desk: Desk) -> None:
    for _ in range(3):
        desk.world.drain("facts", "notify")
        desk.apply()


def case(desk: Desk, case_id: str) -> Case:
    return there(desk.world.conversations.case(case_id))


def page(desk: Desk, case_id: str) -> str:
    return unescape(desk.get(f"/desk/cases/{case_id}", "agent").body)


def test_an_agent_hands_a_case_over_and_reads_that_it_arrived_with_its_reference(desk: Desk, case_id: str):
    answering(desk, 200, "T-77")
    assert "CRM de ventas" in page(desk, case_id)
    assert "on its way to the other system" in done(desk, case_id, "hand_over", to="crm", text="mirad la garantía")
    assert "On its way to them" in page(desk, case_id)
    goes(desk)
    shown = page(desk, case_id)
    assert "They have it" in shown
    assert "<strong>T-77</strong>" in shown
    assert "mirad la garantía" in shown
    [reply] = [one for one in desk.world.outbox.of_case(SHOP, case_id) if one.purpose == "reply"]
    assert (reply.channel, reply.text.endswith("T-77.")) == ("private", True)
    assert case_id in desk.get(f"/desk/search?account={SHOP}&q=T-77", "agent").body
    assert "has the case already" in unescape(done(desk, case_id, "hand_over", action="press-0002", to="crm"))
    assert "handed the case to another system" in desk.get(f"/desk/steer/{SHOP}/trail", "supervisor").body


def test_what_failed_is_shown_on_the_case_in_the_queue_and_to_who_asked_until_it_is_tried_again(
    desk: Desk, case_id: str
):
    answering(desk, 404)
    done(desk, case_id, "hand_over", to="crm", untold="true")
    goes(desk)
    shown = page(desk, case_id)
    assert "It did not arrive" in shown
    assert "A hand-over of yours did not arrive." in shown
    assert "hand-over failed" in desk.get(f"/desk/cases?account={SHOP}", "agent").body
    answering(desk, 200)
    [one] = case(desk, case_id).hand_overs
    done(desk, case_id, "hand_over_again", action="press-0002", hand_over_id=one.id)
    goes(desk)
    assert "They have it" in page(desk, case_id)
    assert "hand-over failed" not in desk.get(f"/desk/cases?account={SHOP}", "agent").body
    assert [one.purpose for one in desk.world.outbox.of_case(SHOP, case_id)] == []


def test_a_program_hands_over_and_types_the_reference(desk: Desk, case_id: str):
    headers = {"authorization": f"Bearer {desk.token('agents')}", "content-type": "application/json"}

    def ask(kind: str, **body: Any) -> Any:
        address = f"/desk/api/cases/{case_id}/actions/{kind}"
        return desk.call("POST", address, None, json.dumps(body), headers)

    answering(desk, 200)
    assert ask("hand_over", to="crm", untold=True).status == 202
    desk.apply()
    goes(desk)
    [one] = case(desk, case_id).hand_overs
    assert ask("hand_over_reference", hand_over_id=one.id, reference="evil.example/x").status == 422
    assert ask("hand_over_reference", hand_over_id=one.id, reference="2026/77").status == 202
    desk.apply()
    told = desk.call("GET", f"/desk/api/cases/{case_id}", None, "", headers).json()
    assert [(each["to"], each["state"], each["reference"]) for each in told["case"]["hand_overs"]] == [
        ("crm", "arrived", "2026/77")
    ]


def test_who_typed_a_reference_is_told_beside_it(desk: Desk, case_id: str):
    answering(desk, 200)
    done(desk, case_id, "hand_over", to="crm", untold="true")
    goes(desk)
    [one] = case(desk, case_id).hand_overs
    assert "typed by" not in page(desk, case_id)
    done(desk, case_id, "hand_over_reference", action="press-0003", hand_over_id=one.id, reference="2026/78")
    assert '<strong>2026/78</strong> <span class="quiet">(typed by Ana)</span>' in page(desk, case_id)


def test_without_a_destination_there_is_nothing_to_press(desk: Desk):
    case_id = desk.writes("hola", private=True)
    assert 'id="act-hand_over"' not in page(desk, case_id)


def test_a_supervisor_adds_a_destination_reads_its_secret_and_makes_another(desk: Desk):
    fields = form_of(desk, "handover?part=destinations.") | {"title": "CRM", "address": "https://crm.shop.example/in"}
    assert desk.post(f"{BASE}/handover", "supervisor", **fields, do="save").status == 303
    [one] = account(desk).hand_over.destinations
    assert (one.name, one.way, one.words) == ("crm", "webhook", False)
    first = secret_for(b"made up too", *whose(SHOP, one))
    assert first in desk.get(f"{BASE}/handover?part=destinations.crm", "supervisor").body
    fields = form_of(desk, "handover?part=destinations.crm") | {"anew": "true", "words": "true"}
    assert desk.post(f"{BASE}/handover", "supervisor", **fields, do="save").status == 303
    after = desk.get(f"{BASE}/handover?part=destinations.crm", "supervisor").body
    assert first not in after
    assert "whsec_" in after
    assert desk.get(f"{BASE}/handover", "agent").status == 403
    fields = form_of(desk, "handover?part=destinations.crm")
    assert desk.post(f"{BASE}/handover", "supervisor", **fields, do="delete").status == 303
    assert account(desk).hand_over.destinations == ()


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"title": "CRM", "address": "http://crm.shop.example/in"}, "address"),
        ({"title": "CRM", "address": "https://10.0.0.1/in"}, "address"),
        ({"title": "Legal", "way": "mail", "address": "nobody"}, "address"),
        ({"title": "CRM", "address": "https://crm.shop.example/in", "name": "Mal"}, "name"),
    ],
)
def test_what_is_wrong_with_a_destination_is_said_at_its_field(desk: Desk, fields: dict[str, str], place: str):
    sent = form_of(desk, "handover?part=destinations.") | fields
    answer = desk.post(f"{BASE}/handover", "supervisor", **sent, do="save")
    assert answer.status == 422
    assert f'id="wrong-{place}"' in answer.body


def test_the_accounts_words_are_kept_and_what_cannot_be_said_is_refused_at_its_field(desk: Desk):
    sent = form_of(desk, "handover") | {"told.es": "Lo lleva el taller.", "referenced.es": "Tu número: {reference}."}
    assert desk.post(f"{BASE}/handover", "supervisor", **sent, do="save").status == 303
    assert account(desk).hand_over.texts["es"].told == "Lo lleva el taller."
    for field, text in (("told.pt", "Veja https://x.example"), ("referenced.en", "We have it.")):
        answer = desk.post(f"{BASE}/handover", "supervisor", **form_of(desk, "handover") | {field: text}, do="save")
        assert answer.status == 422
        assert f'id="wrong-{field}"' in answer.body


def test_specialists_and_contacts_are_kept_and_shown_where_they_are_wanted(desk: Desk):
    sent = form_of(desk, "handover") | {
        "specialists.0.name": "Eva",
        "specialists.0.link": "https://citas.shop.example/eva",
        "journalists.words": "periodista, reportera",
        "journalists.contact": "prensa@shop.example",
        "partners.verified.business": "true",
    }
    assert desk.post(f"{BASE}/handover", "supervisor", **sent, do="save").status == 303
    contacts = account(desk).contacts
    assert contacts.journalists.words == ("periodista", "reportera")
    assert contacts.partners.verified == ("business",)
    assert form_of(desk, "handover")["specialists.0.link"] == "https://citas.shop.example/eva"
    case_id = desk.writes("soy periodista y quiero comprar veinte lámparas, ¿hacéis presupuesto?", private=True)
    shown = page(desk, case_id)
    assert "by words of theirs" in shown
    assert "Tienda Luna: prensa@shop.example" in shown
    assert "view=journalists" in desk.get(f"/desk/cases?account={SHOP}", "agent").body
    assert case_id in desk.get(f"/desk/cases?account={SHOP}&view=journalists", "agent").body
    assert case_id not in desk.get(f"/desk/cases?account={SHOP}&view=partners", "agent").body
    done(desk, case_id, "label", lead="true", partner="true", journalist="false")
    shown = page(desk, case_id)
    assert "https://citas.shop.example/eva" in shown
    assert "prensa@shop.example" not in shown
    assert case_id in desk.get(f"/desk/cases?account={SHOP}&view=partners", "agent").body


@pytest.mark.parametrize(
    ("field", "text", "place"),
    [
        ("specialists.0.link", "http://x.example", "specialists.0.link"),
        ("specialists.0.name", "", "specialists.0.name"),
        ("journalists.contact", "nadie@", "journalists.contact"),
        ("partners.words", "x", "partners.words"),
    ],
)
def test_what_is_wrong_with_a_contact_is_said_at_its_field(desk: Desk, field: str, text: str, place: str):
    good = {"specialists.0.name": "Eva", "specialists.0.link": "https://citas.shop.example/eva"}
    sent = form_of(desk, "handover") | good | {field: text}
    answer = desk.post(f"{BASE}/handover", "supervisor", **sent, do="save")
    assert answer.status == 422
    assert f'id="wrong-{place}"' in answer.body
