"""The API of a whole run is asked whatever its description allows, and more: it answers as it says."""

from tests.hostile.api import check
from tests.local.running import Running


def test_whatever_the_api_is_asked_its_answer_is_one_of_its_description(outside: Running):
    token = outside.centralita(
        "people", "token", "fuzz", "--role", "supervisors", "--role", "operators", "--all-accounts"
    ).split()[-1]
    outside.simulate("post", **{"from": outside.customer(), "text": "@tiendaluna mi pedido no llega"})
    outside.settle()
    headers = {"authorization": f"Bearer {token}"}
    [case, *_] = outside.http.get("/desk/api/cases", headers=headers).json()["rows"]
    known = {"case": case["case_id"], "account": outside.account_id, "item": "web", "name": "volumes"}
    # What erases is left out: a customer who is gone leaves nothing to ask about.
    made, wrong = check(outside.base, token, known, examples=1, leave=lambda label: label.endswith("/erase"))
    assert wrong == {}
    assert made > 90
