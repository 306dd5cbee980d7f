"""Which dead letters concern a customer who is erased: theirs and all of them, and nobody else's."""

import json
from typing import Any

import pytest

from care.erasure.letters import LOOKED_AT, concerns, from_dead_letters, taken
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


class Sqs:
    """Queues of dead letters; each is handed out once in a look, and ten at most at a time, as SQS does."""

    def __init__(self, **queues: list[str]) -> None:
        self.queues = {url: [(f"{url}{n}", body) for n, body in enumerate(some)] for url, some in queues.items()}
        self.hidden: set[str] = set()
        self.shown_again: list[str] = []
        self.gone: list[str] = []

    def receive_message(self, **asked: Any) -> dict[str, Any]:
        assert 1 <= asked["MaxNumberOfMessages"] <= 10
        assert asked["VisibilityTimeout"] == LOOKED_AT
        seen = [one for one in self.queues[asked["QueueUrl"]] if one[0] not in self.hidden]
        left = seen[: asked["MaxNumberOfMessages"]]
        self.hidden |= {name for name, _ in left}
        return {"Messages": [{"MessageId": n, "ReceiptHandle": n, "Body": body} for n, body in left]} if left else {}

    def delete_message(self, **asked: str) -> None:
        self.gone.append(asked["ReceiptHandle"])

    def change_message_visibility(self, **asked: Any) -> None:
        assert asked["VisibilityTimeout"] == 0
        self.shown_again.append(asked["ReceiptHandle"])


def letter(customer: str) -> str:
    return json.dumps({"account_id": SHOP, "customer_id": customer})


def test_the_letters_of_one_customer_go_from_all_queues_and_those_of_others_are_seen_again():
    sqs: Any = Sqs(a=[letter(PEDRO)] * 11 + [letter(MARTA)], b=[letter(MARTA)], c=[])
    assert from_dead_letters(sqs, {"x": "a", "y": "b", "z": "c"}, WHOSE) == 2
    assert sqs.gone == ["a11", "b0"]
    assert sqs.shown_again == [f"a{number}" for number in range(11)]


def test_one_letter_is_taken_by_its_id_and_only_if_it_is_wanted():
    sqs: Any = Sqs(a=[letter(MARTA), letter(MARTA)])
    assert taken(sqs, "a", lambda _: True, "a1") == 1
    assert (sqs.gone, sqs.shown_again) == (["a1"], ["a0"])
    none: Any = Sqs(a=[letter(MARTA)])
    assert taken(none, "a", lambda _: False, "a0") == 0
    assert none.gone == []
