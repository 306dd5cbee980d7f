"""What is done once in a process would be the same each time."""

from copy import replace
from typing import Any

import pytest
from pydantic import BaseModel
from tests.simulation import loading
from tests.simulation.lambdas import modules_of
from tests.simulation.world import FUNCTIONS

from care.model.case import Case
from care.model.customer import Customer
from care.tables.attributes import attributes_of, values_of

# Those do not run in the simulation.
ELSEWHERE = {"desk", "erase", "hours_page", "export"}


@pytest.mark.parametrize("folder", sorted({path.parent.name for path in FUNCTIONS.glob("*/handler.py")} - ELSEWHERE))
def test_what_a_function_remembers_stands_in_its_handler(folder):
    assert modules_of(FUNCTIONS, folder) == (f"{folder}.handler",)


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("NAMES = frozenset({'a'})\nclass A:\n    x: int = 1\ndef f(a):\n    return dict(a)\n", True),
        ("from functools import cache\n@cache\ndef f(a):\n    return a\n", False),
        ("class A:\n    @cached_property\n    def f(self):\n        return 1\n", False),
        ("SEEN = None\ndef f(a):\n    global SEEN\n    SEEN = a\n", False),
        ("SEEN = dict()\n", False),
        ("class A:\n    seen = Counter()\n", False),
        ("client = make()\n", False),
        ("load()\n", False),
    ],
)
def test_a_module_that_may_remember_something_is_known_by_its_text(tmp_path, text, nothing):
    path = tmp_path / "some.py"
    path.write_text(text)
    assert loading.holds_nothing(path) is nothing


def test_an_item_that_was_read_before_reads_the_same_and_may_be_changed_by_who_read_it():
    item = attributes_of({"pk": "a", "sk": "1", "number": 3, "nested": {"deep": [1, {"x": "y"}]}, "format": 1})
    genuine = values_of(item)
    with loading.done_once():
        first = values_of(item)
        first["pk"] = "b"
        assert values_of(item) == genuine
        assert values_of({**item, "pk": {"S": "c"}}) == {**genuine, "pk": "c"}
        assert len(loading._read) == 2  # whole items: to remember each of their parts takes longer than to read it


def test_a_model_is_replaced_as_pydantic_does_it():
    customer = Customer(account_id="1", customer_id="2", name="ana")
    genuine = replace(customer, name="eva", version=3)
    with loading.done_once():
        made = replace(customer, name="eva", version=3)
    assert vars(BaseModel)["__replace__"] is not loading.replaced
    assert made == genuine
    assert (made.model_fields_set, made.model_dump()) == (genuine.model_fields_set, genuine.model_dump())
    assert customer.name == "ana"


def test_a_model_that_was_made_of_the_same_values_before_is_given_again_and_no_other_one_is():
    values: dict[str, Any] = {
        "case_id": "C1",
        "account_id": "1",
        "customer": {"account_id": "1", "customer_id": "2"},
        **_CASE,
    }
    genuine = Case.model_validate(values)
    with loading.done_once():
        first = Case.model_validate(values)
        assert first == genuine
        assert Case.model_validate({**values, "customer": {**values["customer"]}}) is first
        assert Case.model_validate({**values, "urgency": 3}).urgency == 3
        named = Case.model_validate({**values, "customer": {**values["customer"], "name": "ana"}})
        assert (named.customer.name, first.customer.name) == ("ana", "")
    assert Case.model_validate(values) is not first


_CASE: dict[str, Any] = {
    "state": "open",
    "topic": "question",
    "urgency": 1,
    "opened_at": "2026-03-09T10:00:00Z",
    "last_message": {"id": "7", "at": "2026-03-09T10:00:00Z", "channel": "public"},
}
