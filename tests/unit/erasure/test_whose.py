"""Whom a request for somebody's data means; never another brand's customer, and never one of two."""

from types import SimpleNamespace
from typing import Any

import pytest

from care.erasure.whose import Nobody, Several, Whose, whose

SHOP, OTHER = "2000000000000000001", "2000000000000000002"
MARTA, PEDRO, FOUND, STRANGER = "3001", "3002", "3003", "3004"
CASES = {"AAAA": (SHOP, MARTA), "BBBB": (SHOP, MARTA), "CCCC": (OTHER, PEDRO)}


class Store:
    def cases_of(self, account_id: str, customer_id: str) -> list[str]:
        return [one for one, of in CASES.items() if of == (account_id, customer_id)]

    def case(self, case_id: str) -> Any:
        if case_id not in CASES:
            return None
        account_id, customer_id = CASES[case_id]
        return SimpleNamespace(account_id=account_id, customer=SimpleNamespace(customer_id=customer_id))

    def customer(self, account_id: str, customer_id: str) -> Any:
        return SimpleNamespace(version=3 if (account_id, customer_id) == (SHOP, "3009") else 0)


class Finds:
    def by(self, account_id: str, customer_id: str) -> list[str]:
        return ["a post"] if (account_id, customer_id) == (SHOP, FOUND) else []


def asked(named: str, called: dict[str, list[str]] | None = None) -> Whose:
    return whose(Store(), Finds(), lambda name: (called or {}).get(name, []), SHOP, named)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("named", "who", "cases"),
    [
        (MARTA, MARTA, {"AAAA", "BBBB"}),
        (f" @{MARTA} ", MARTA, {"AAAA", "BBBB"}),
        ("aaaa", MARTA, {"AAAA", "BBBB"}),
        ("3009", "3009", set()),
        (FOUND, FOUND, set()),
    ],
)
def test_a_customer_is_found_by_their_id_by_a_case_and_by_a_post_that_was_found(named: str, who: str, cases: set[str]):
    assert asked(named) == Whose(account_id=SHOP, customer_id=who, case_ids=frozenset(cases))


@pytest.mark.parametrize("named", ["CCCC", PEDRO, STRANGER, "nobody", "@", " ", ""])
def test_who_is_another_brands_or_nobodys_is_nobody(named: str):
    with pytest.raises(Nobody):
        asked(named)


@pytest.mark.parametrize("named", ["", "@", "  "])
def test_no_name_is_not_looked_for(named: str):
    with pytest.raises(Nobody):
        asked(named, {"": [MARTA]})


def test_of_two_who_were_called_so_both_are_told_and_neither_is_meant():
    with pytest.raises(Several) as told:
        asked("@marta", {"marta": [PEDRO, MARTA, PEDRO]})
    assert told.value.ids == (MARTA, PEDRO)


def test_who_was_called_so_in_two_cases_is_one():
    assert asked("@marta", {"marta": [MARTA, MARTA]}).case_ids == {"AAAA", "BBBB"}


def test_who_is_called_by_digits_is_found_by_that_name_if_nobody_has_it_as_an_id():
    assert asked(STRANGER, {STRANGER: [MARTA]}).customer_id == MARTA
