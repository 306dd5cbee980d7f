"""Requests about one customer's data at the desk: found, exported, erased everywhere, with a receipt."""

import base64
import gzip
import json
from datetime import timedelta
from typing import Any

import boto3
import pytest
from tests.functions.conftest import MARTA, NIGHT, SHOP
from tests.functions.desk.conftest import OTHER as BRAND
from tests.functions.desk.conftest import Desk
from tests.functions.test_erasure import KEPT_WORD, OTHER, WORD, everything, planted

from care.erasure.erasing import is_applied

__all__ = ["planted"]
PAGE = f"/desk/steer/{SHOP}/customers"
API = f"/desk/api/accounts/{SHOP}"


@pytest.fixture
def shop(planted: Any, desk: Desk) -> Desk:
    """A desk over two customers with all that may be kept of them."""
    assert planted is desk.world
    return desk


def asked(desk: Desk) -> list[dict[str, Any]]:
    """What `erase` was called with."""
    calls = [one.values for one in desk.world.asked.calls if (one.service, one.operation) == ("lambda", "Invoke")]
    return [json.loads(one["Payload"]) for one in calls if one["FunctionName"] == "erase"]


def test_a_supervisor_erases_a_customer_everywhere_and_the_receipt_says_what_went_and_what_remains(shop: Desk):
    page = shop.post(PAGE, "supervisor", customer=f"@u{WORD}", do="find").body
    assert f"Type {MARTA} to confirm" in page
    assert f"N {WORD}" in page
    answer = shop.post(PAGE, "supervisor", customer=MARTA, do="erase", confirm=MARTA)
    assert (answer.status, answer.headers["location"]) == (303, f"{PAGE}?done=erased")
    [payload] = asked(shop)
    under_way = shop.get(f"{PAGE}?done=erased", "supervisor").body
    assert f'<a href="{PAGE}" aria-current="page">' in under_way
    assert "The customer is being erased" in under_way
    assert "under way" in under_way
    assert MARTA not in under_way
    shop.apply()
    told = shop.world.call("erase", payload)
    counts = dict(told)
    assert counts.pop("trail") == 0
    assert all(counts.values()), counts
    after = everything(shop.world)
    assert WORD not in after
    assert KEPT_WORD in after
    page = shop.get(f"{PAGE}?done=erased", "supervisor").body
    assert "The customer is being erased" not in page
    assert "files for analysts: rows" in page
    assert "point-in-time recovery" in page
    assert "under way" not in page
    [receipt] = shop.call("GET", f"{API}/erasures", "supervisor").json()["erasures"]
    assert {one["code"]: one["count"] for one in receipt["gone"]} == {f"gone_{name}": n for name, n in told.items()}
    assert receipt["done_at"]
    boto3.client("s3").put_object(Bucket="analysis", Key="results/later.csv", Body=b"of another day")
    assert shop.world.call("erase", payload) == told, "tried again it forgets no count"
    assert boto3.client("s3").list_objects_v2(Bucket="analysis", Prefix="results/")["KeyCount"] == 1, "done is done"


@pytest.mark.parametrize("confirm", ["", OTHER, "yes", f"{MARTA}0"])
def test_nobody_is_erased_without_the_id_typed_once_more(shop: Desk, confirm: str):
    answer = shop.post(PAGE, "supervisor", customer=MARTA, do="erase", confirm=confirm)
    assert (answer.status, "nothing was erased" in answer.body) == (422, True)
    token = {"authorization": f"Bearer {shop.token('supervisors')}", "content-type": "application/json"}
    body = json.dumps({"customer": MARTA, "confirm": confirm})
    refused = shop.call("POST", f"{API}/customers/erase", body=body, headers=token)
    assert (refused.status, refused.json()["code"]) == (400, "confirm_wrong")
    shop.apply()
    assert asked(shop) == []
    assert shop.world.conversations.cases_of(SHOP, MARTA)


def test_an_export_is_a_file_with_all_of_it_and_links_to_pictures_and_is_in_the_trail(shop: Desk):
    for do, ending in (("data", "json"), ("text", "txt")):
        answer = shop.post(PAGE, "supervisor", customer=MARTA, do=do)
        assert answer.headers["content-disposition"] == f'attachment; filename="{MARTA}.{ending}"'
        told = read(answer.body)
        assert WORD in told
        assert KEPT_WORD not in told
        case_id = shop.world.conversations.customer(SHOP, MARTA).case_id
        assert f"https://desk.example/desk/api/cases/{case_id}/media/10/m1" in told
    assert shop.get(f"/desk/steer/{SHOP}/trail", "supervisor").body.count("exported what is kept of a customer") == 2
    token = {"authorization": f"Bearer {shop.token('supervisors')}", "content-type": "application/json"}
    zipped = shop.call(
        "POST", f"{API}/customers/export", body=json.dumps({"customer": f"u{WORD}"}),
        headers={**token, "accept-encoding": "br, gzip"},
    )  # fmt: skip
    assert zipped.headers["content-encoding"] == "gzip"
    data = json.loads(gzip.decompress(read_bytes(zipped.body)))
    assert data["customer"]["customer_id"] == MARTA


def read_bytes(body: str) -> bytes:
    return base64.b64decode(body)


def read(body: str) -> str:
    return read_bytes(body).decode()


@pytest.mark.parametrize("named", ["s4", "@nobody", "999", "C9999", "@", "<b>"])
def test_nobody_is_an_error_in_words_and_no_empty_file(shop: Desk, named: str):
    for do in ("find", "data", "erase"):
        answer = shop.post(PAGE, "supervisor", customer=named, do=do, confirm=named)
        assert (answer.status, "nothing is kept of whoever is named" in answer.body) == (404, True)
        assert "<b>" not in answer.body
    assert asked(shop) == []


def test_another_brands_supervisor_neither_finds_nor_erases_and_a_case_of_theirs_is_nobodys_here(shop: Desk):
    case_id = shop.world.conversations.customer(SHOP, MARTA).case_id
    theirs = f"/desk/steer/{BRAND}/customers"
    for named in (MARTA, f"u{WORD}", case_id):
        assert shop.post(theirs, "rival", customer=named, do="data").status == 404
        assert shop.post(PAGE, "rival", customer=named, do="data").status == 404
    assert shop.get(PAGE, "agent").status == 403


def test_what_the_tables_have_not_forgotten_yet_is_not_told_as_erased(shop: Desk, monkeypatch: pytest.MonkeyPatch):
    shop.post(PAGE, "supervisor", customer=MARTA, do="erase", confirm=MARTA)
    [payload] = asked(shop)
    handler = shop.world.handler("erase")
    monkeypatch.setattr(handler, "is_applied", lambda store, told: is_applied(store, told, 2, lambda _: None))
    with pytest.raises(RuntimeError, match="not forgotten"):
        shop.world.call("erase", payload)
    [receipt] = shop.call("GET", f"{API}/erasures", "supervisor").json()["erasures"]
    assert (receipt["done_at"], len(receipt["gone"])) == (None, 7)
    assert "To go, or gone" in shop.get(PAGE, "supervisor").body


def test_an_erasure_that_stops_before_it_is_asked_for_is_seen_as_not_finished(
    shop: Desk, monkeypatch: pytest.MonkeyPatch
):
    shop.get(PAGE, "supervisor")  # has the desk loaded
    monkeypatch.setattr("desk.pages.customers.send_all", lambda *_: False)
    assert shop.post(PAGE, "supervisor", customer=MARTA, do="erase", confirm=MARTA).status == 503
    assert asked(shop) == []
    shop.world.at(NIGHT + timedelta(days=1, hours=1))
    assert "erase once more" in shop.get(PAGE, "supervisor").body
    assert WORD in everything(shop.world)


def test_an_erasure_that_died_midway_is_finished_by_the_next_try_with_all_counts(
    shop: Desk, monkeypatch: pytest.MonkeyPatch
):
    shop.post(PAGE, "supervisor", customer=MARTA, do="erase", confirm=MARTA)
    [payload] = asked(shop)
    shop.apply()
    s3 = shop.world.handler("erase").places.s3
    with monkeypatch.context() as broken:

        def died(**_: Any) -> None:
            raise SystemExit

        broken.setattr(s3, "delete_objects", died)
        with pytest.raises(SystemExit):
            shop.world.call("erase", payload)
    told = shop.world.call("erase", payload)
    assert (told["files"], told["results"], told["letters"]) == (2, 1, 1)
    assert WORD not in everything(shop.world)
    assert boto3.client("s3").list_objects_v2(Bucket="analysis", Prefix="results/")["KeyCount"] == 0
