"""Which dead letters concern a customer who is erased: theirs and all of them, and nobody else's."""

import json
from typing import Any

import pytest

from care.erasure.letters import concerns
from care.erasure.whose import Whose

SHOP, OTHER = "2000000000000000001", "2000000000000000002"
MARTA, PEDRO = "3000000000000000001", "3000000000000000002"
WHOSE = Whose(account_id=SHOP, customer_id=MARTA, case_ids=frozenset({"7K3M9QX2TB4W"}))


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({"account_id": SHOP, "customer_id": MARTA}, True),
        ({"account_id": SHOP, "customer_id": PEDRO}, False),
        ({"account_id": OTHER, "customer_id": MARTA}, False),
        ({"account_id": SHOP, "case_id": "7K3M9QX2TB4W"}, True),
        ({"account_id": SHOP, "case_id": "8K3M9QX2TB4W"}, False),
        ({"account_id": SHOP, "item_id": "7K3M9QX2TB4W:ack:1"}, True),
        ({"account_id": SHOP, "case_id": "7K3M9QX2TB4WX"}, False),
        ({"account_id": SHOP, "customer_id": f"{MARTA}7"}, False),
        ({"customer_id": MARTA}, True),
        ({"account_id": 7, "customer_id": MARTA}, True),
        ({"version": 1, "queue": f"{SHOP}#public"}, False),
        ([MARTA], True),
        ([PEDRO], False),
        (MARTA, True),
        (None, False),
    ],
)
def test_a_letter_concerns_who_is_named_in_it_and_no_other_brands_customer(told: Any, wanted: bool):
    assert concerns(json.dumps(told), WHOSE) is wanted


@pytest.mark.parametrize(("body", "wanted"), [(f"broken {{ {MARTA}", True), (f"broken {{ {PEDRO}", False), ("", False)])
def test_a_letter_that_is_no_json_concerns_who_is_named_in_it(body: str, wanted: bool):
    assert concerns(body, WHOSE) is wanted


def test_what_is_a_sign_in_a_search_is_a_letter_in_a_name():
    whose = Whose(account_id=SHOP, customer_id="3.0")
    assert concerns('{"customer_id": "3.0"}', whose)
    assert not concerns('{"customer_id": "3x0"}', whose)
