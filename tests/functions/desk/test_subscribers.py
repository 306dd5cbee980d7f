"""The page and the API of who is told what happens: added, tried, paused, told again; another brand's are nobody's."""

import json
from typing import Any

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import OTHER, Desk

from care.model.delivery import Delivery
from care.tables.deliveries import Deliveries
from care.tables.subscribers import Subscribers

PAGE = f"/desk/steer/{SHOP}/subscribers"
API = f"/desk/api/accounts/{SHOP}/subscribers"
HOOK = "https://hooks.shop.example/centralita"
SLACK = "https://hooks.slack.com/services/T0/B0/llave"


def subscribers(desk: Desk) -> Subscribers:
    return Subscribers(desk.world.dynamodb, "accounts")


def queued(desk: Desk) -> list[dict[str, Any]]:
    return [json.loads(record["body"]) for record in desk.world.received("facts")]


def test_a_webhook_is_added_and_its_secret_is_shown_once_and_recorded(desk: Desk):
    wanted = {"do": "add", "name": "erp", "way": "webhook", "address": HOOK, "kinds": "case.opened, sla.breached"}
    answer = desk.post(PAGE, "supervisor", **wanted)
    assert answer.status == 200
    assert "whsec_" in answer.body
    one = subscribers(desk).one(SHOP, "erp")
    assert one is not None
    assert one.kinds == ("case.opened", "sla.breached")
    shown = desk.get(PAGE, "supervisor").body
    assert "whsec_" not in shown
    assert "hooks.shop.example" in shown
    assert "added who is told" in desk.get(f"/desk/steer/{SHOP}/trail", "supervisor").body


def test_what_is_wrong_is_said_and_what_was_typed_stays(desk: Desk):
    answer = desk.post(PAGE, "supervisor", do="add", name="turno", way="mail", address="no es un correo")
    assert answer.status == 422
    assert "no es un correo" in answer.body
    assert "is no mail address" in answer.body
    assert subscribers(desk).all(SHOP) == []


def test_the_key_in_a_chats_address_is_shown_to_nobody(desk: Desk):
    desk.post(PAGE, "supervisor", do="add", name="turno", way="slack", address=SLACK)
    for path in (PAGE, API, f"/desk/steer/{SHOP}/trail"):
        assert "llave" not in desk.get(path, "supervisor").body


def test_one_is_tried_paused_resumed_and_removed(desk: Desk):
    desk.post(PAGE, "supervisor", do="add", name="erp", way="webhook", address=HOOK)
    assert desk.post(PAGE, "supervisor", do="test", name="erp").headers["location"].endswith("done=test")
    [command] = queued(desk)
    assert [one["only"] for one in command["facts"]] == ["erp"]
    desk.post(PAGE, "supervisor", do="pause", name="erp")
    assert "Paused since" in desk.get(PAGE, "supervisor").body
    desk.post(PAGE, "supervisor", do="resume", name="erp")
    assert "Paused since" not in desk.get(PAGE, "supervisor").body
    desk.post(PAGE, "supervisor", do="remove", name="erp")
    assert "Nobody is told yet" in desk.get(PAGE, "supervisor").body
    assert desk.post(PAGE, "supervisor", do="pause", name="erp").status == 400


def test_what_did_not_arrive_is_listed_and_told_again(desk: Desk):
    desk.post(PAGE, "supervisor", do="add", name="erp", way="webhook", address=HOOK)
    store, now = Deliveries(desk.world.dynamodb, "conversations", "accounts"), desk.now()
    for number, state in enumerate(("sent", "failed", "paused")):
        told = {"account_id": SHOP, "subscriber": "erp", "fact_id": f"f{number}", "case_id": "C1", "at": now}
        row = {**told, "kind": "case.opened", "state": state, "status": "503", "next_at": now}
        store.begin(Delivery.model_validate(row))
    assert "did not arrive (503)" in desk.get(PAGE, "supervisor").body
    answer = desk.call("POST", API, body=json.dumps({"name": "erp", "do": "replay"}), headers=bearer(desk))
    assert json.loads(answer.body)["count"] == 2
    assert sorted(one["fact_id"] for one in queued(desk)) == ["f1", "f2"]


def bearer(desk: Desk, account: str = SHOP) -> dict[str, str]:
    secret = desk.token("supervisors", accounts=(account,))
    return {"authorization": f"Bearer {secret}", "content-type": "application/json"}


@pytest.mark.parametrize("way", ["slack", "webhook"])
def test_a_program_adds_one_and_reads_them_without_addresses(desk: Desk, way):
    made = desk.call("POST", API, body=json.dumps({"name": "uno", "way": way, "address": SLACK}), headers=bearer(desk))
    told = json.loads(made.body)
    assert made.status == 200
    assert told["secret"].startswith("whsec_") is (way == "webhook")
    listed = json.loads(desk.call("GET", API, headers=bearer(desk)).body)
    assert [(one["name"], one["host"]) for one in listed["subscribers"]] == [("uno", "hooks.slack.com")]
    assert "llave" not in json.dumps(listed)
    wrong = desk.call("POST", API, body=json.dumps({"name": "dos", "way": "mail"}), headers=bearer(desk))
    assert wrong.status == 422
    assert [one["code"] for one in json.loads(wrong.body)["problems"]] == ["not_a_mail_address"]


def test_another_brands_are_neither_seen_nor_touched(desk: Desk):
    desk.post(PAGE, "supervisor", do="add", name="erp", way="webhook", address=HOOK)
    other = bearer(desk, OTHER)
    assert desk.call("GET", API, headers=other).status in {403, 404}
    assert desk.call("POST", API, body=json.dumps({"name": "erp", "do": "remove"}), headers=other).status in {403, 404}
    assert subscribers(desk).one(SHOP, "erp") is not None


def test_a_subscriber_without_a_name_is_refused_whatever_is_to_be_done_with_it(desk: Desk):
    bearer = {"authorization": f"Bearer {desk.token('supervisors')}", "content-type": "application/json"}
    for do in ("add", "remove", "test", "replay"):
        body = json.dumps({"name": " ", "do": do})
        answer = desk.call("POST", f"/desk/api/accounts/{SHOP}/subscribers", None, body, bearer)
        assert (answer.status, answer.json()["problems"][0]["place"]) == (422, "name"), do
