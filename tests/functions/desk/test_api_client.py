"""The API as its generated client meets it: what the desk can do by pages an integration can do by calls."""

import json
from copy import replace

import httpx
import pytest
from docs.api import centralita_client
from docs.api.centralita_client import Centralita, RefusedByDesk
from infra.pages import api_client
from openapi_schema_validator import OAS31Validator
from tests.functions.conftest import ACCOUNT, SHOP
from tests.functions.desk.conftest import OTHER, Desk

from care.tables.accounts import Accounts


class Moto(httpx.BaseTransport):
    """The client's requests go to the desk's handler instead of a network."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path, body = request.url.raw_path.decode(), request.read()
        given = {name: value for name, value in request.headers.items() if name != "host"}
        answer = self.desk.call(request.method, path, None, body, given)
        return httpx.Response(answer.status, headers=answer.headers, text=answer.body)


def client_of(desk: Desk, *roles: str, accounts: tuple[str, ...] = (SHOP,)) -> Centralita:
    made = Centralita("https://desk.example", desk.token(*roles, accounts=accounts))
    made._http = httpx.Client(base_url="https://desk.example", headers=made._http.headers, transport=Moto(desk))
    return made


@pytest.fixture
def two(desk: Desk) -> Desk:
    Accounts(desk.world.dynamodb, "accounts").put(replace(ACCOUNT, id=OTHER, username="otra", name="Otra"))
    return desk


def test_the_document_and_the_client_are_what_the_routes_make_of_them(desk: Desk):
    served = desk.get("/desk/api/openapi.json", "agent").json()
    assert api_client.DOCUMENT.read_text() == api_client.written(served), "python -m infra.pages.api_client"
    assert json.loads(api_client.DOCUMENT.read_text()) == served
    assert api_client.CLIENT.read_text() == api_client.client(served), "python -m infra.pages.api_client"


def test_each_operation_has_a_name_of_its_own_and_a_method_in_the_client(desk: Desk):
    paths = desk.get("/desk/api/openapi.json", "agent").json()["paths"]
    names = [one["operationId"] for methods in paths.values() for one in methods.values()]
    assert len(names) == len(set(names))
    assert all(hasattr(Centralita, name) for name in names)


def test_schemas_of_one_name_are_told_apart(desk: Desk):
    schemas = desk.get("/desk/api/openapi.json", "agent").json()["components"]["schemas"]
    assert set(schemas["CustomerNote"]["properties"]) == {"action_id", "text"}, "the form, and not what is kept"
    assert "by" in schemas["KeptCustomerNote"]["properties"]


def test_an_agents_token_answers_a_case_and_may_not_steer(two: Desk):
    case_id, others = two.writes("¿Dónde está mi pedido?"), two.writes("¿Y el mío?", account=OTHER)
    shop = client_of(two, "agents")
    [row] = shop.cases(view="open")["rows"]
    assert row["case_id"] == case_id
    assert shop.case(case_id)["story"][0]["text"] == "¿Dónde está mi pedido?"
    will = shop.preview(case_id, {"channel": "public", "text": "Mañana a primera hora"})
    assert (will["parts"], will["refused"]) == (["Mañana a primera hora"], [])
    accepted = shop.note(case_id, {"text": "llamar al almacén"})
    two.apply()
    assert shop.wait_for(accepted)["state"] == "applied"
    assert [one["state"] for one in shop.clocks(case_id)["clocks"]]
    assert [one["username"] for one in shop.accounts()["accounts"]] == ["tiendaluna"]
    for asks in (lambda: shop.case(others), lambda: shop.board(SHOP), lambda: shop.settings(SHOP)):
        with pytest.raises(RefusedByDesk) as refused:
            asks()
        assert refused.value.status in {403, 404}
        assert refused.value.message


def test_a_list_with_a_filter_that_there_is_not_is_refused_and_an_empty_one_is_none(desk: Desk):
    shop = client_of(desk, "agents")
    desk.writes("¿Dónde está mi pedido?")
    with pytest.raises(RefusedByDesk) as refused:
        shop.cases(view="opne")
    assert (refused.value.status, refused.value.problems[0]["place"]) == (422, "view")
    assert len(shop.cases(view="", language="", channel="")["rows"]) == 1
    assert len(shop.search(q="pedido", since="1999-01-01", until="9999-12-31")["rows"]) == 1


def test_a_supervisors_token_opens_changes_and_ends_an_incident(two: Desk):
    shop = client_of(two, "supervisors")
    [opened] = shop.open_incident(
        SHOP,
        {"incident_id": "web", "terms": ["web caída"], "texts": {"es": "Lo sabemos."}, "until": "2027-01-01T10:00"},
    )["incidents"]
    assert (opened["incident_id"], opened.get("until")) == ("web", "2027-01-01T10:00:00+01:00")
    [changed] = shop.change_incident(SHOP, "web", {"texts": {"es": "Estamos en ello."}})["incidents"]
    assert changed["terms"] == ["web caída"], "what is not given stays"
    [ended] = shop.end_incident(SHOP, "web", {"end_texts": {"es": "Ya funciona."}})["incidents"]
    assert ended.get("ended_at")
    with pytest.raises(RefusedByDesk) as refused:
        shop.open_incident(SHOP, {"incident_id": "envíos malos", "terms": ["envío"], "texts": {"es": "x"}})
    assert refused.value.status == 422
    assert [one["what"] for one in shop.trail(SHOP)["deeds"]][:3] == [
        "incident ended",
        "incident changed",
        "incident opened",
    ]
    with pytest.raises(RefusedByDesk):
        shop.incidents(OTHER)


def test_settings_are_changed_on_the_version_that_was_read_and_only_where_they_are_right(desk: Desk):
    shop = client_of(desk, "supervisors")
    read = shop.settings(SHOP)
    sla = {**read["settings"]["sla"], "complaint_minutes": 30}
    changed = shop.change_settings(SHOP, {"version": read["version"], "settings": {"sla": sla}})
    assert changed["version"] == read["version"] + 1
    assert changed["settings"]["sla"]["complaint_minutes"] == 30
    assert changed["settings"]["hours"] == read["settings"]["hours"]
    for wanted, status in (
        ({"version": read["version"], "settings": {"sla": sla}}, 409),
        ({"version": changed["version"], "settings": {"sla": {"complaint_minutes": 0}}}, 422),
        ({"version": changed["version"], "settings": {"slaa": {}}}, 422),
    ):
        with pytest.raises(RefusedByDesk) as refused:
            shop.change_settings(SHOP, wanted)  # type: ignore[arg-type]
        assert refused.value.status == status
    whole = {**changed["settings"], "username": "robada"}
    assert shop.change_settings(SHOP, {"version": changed["version"], "settings": whole})["settings"]["username"] == (
        "tiendaluna"
    )
    assert [one["about"] for one in shop.settings_versions(SHOP)["versions"]][1:2] == ["sla"]


def test_the_budget_the_pause_people_and_the_report_are_told_and_set(desk: Desk):
    shop = client_of(desk, "supervisors")
    desk.writes("¿Dónde está mi pedido?")
    before = shop.budget(SHOP)
    assert before["limit_micro_dollars"] is None
    after = shop.set_budget(SHOP, {"month_dollars": 12.5, "version": before["version"], "hard": True})
    assert (after["limit_micro_dollars"], after["hard"]) == (12_500_000, True)
    assert shop.pause(SHOP)["paused_at"]
    assert shop.automatic_messages(SHOP)["paused_by"]
    assert shop.resume(SHOP)["paused_at"] is None
    assert "ana@shop.example" in [one["id"] for one in shop.people(SHOP)["people"]]
    assert "eva@other.example" not in [one["id"] for one in shop.people(SHOP)["people"]]
    assert shop.board(SHOP)["number"] == 1
    assert shop.decisions(SHOP) == {"held": [], "unclear": [], "follow_ups": []}
    told = shop.report(SHOP, view="today")
    assert {"name", "unit", "value", "n", "low", "high"} == set(told["measures"][0])
    table = shop.report_table(SHOP, told["tables"][0], view="today")
    assert {len(row) for row in table["rows"]} == {len(table["columns"])}


def test_answers_are_as_the_document_says(desk: Desk):
    case_id = desk.writes("¿Dónde está mi pedido?")
    desk.post(f"/desk/steer/{SHOP}/subscribers", "supervisor", do="add", name="lake", way="bus")
    document = desk.get("/desk/api/openapi.json", "agent").json()
    compared = 0
    for path, methods in document["paths"].items():
        if (told := methods.get("get")) is None:
            continue
        schema = told["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema")
        filled = path.replace("{case}", case_id).replace("{account}", SHOP).replace("{name}", "volumes")
        if schema is None or "{" in filled or filled.endswith("openapi.json"):
            continue
        who = "operator" if "operators" in told["description"] else "supervisor"
        answer = desk.get(filled, who)
        assert answer.status == 200, (filled, answer.body)
        found = list(OAS31Validator({**schema, "components": document["components"]}).iter_errors(answer.json()))
        assert not found, (filled, found[0])
        compared += 1
    assert compared > 20


def test_what_the_api_refuses_says_when_it_may_be_tried_again():
    answer = httpx.Response(429, headers={"retry-after": "60"}, json={"code": "too_often", "message": "wait"})
    refused = centralita_client.RefusedByDesk(answer)
    assert (refused.status, refused.code, refused.wait) == (429, "too_often", 60)
    assert centralita_client.RefusedByDesk(httpx.Response(502, text="<html>")).code == ""
