"""A look back over resolved cases: what it finds, in which order, and how many pages it reads."""

from datetime import timedelta
from typing import cast

import pytest
from tests.unit.case.conftest import OPEN, SHOP
from tests.unit.survey.resolved import resolved_case

from care.model.case import Case, LastMessage
from care.model.customer import Customer
from care.tables.conversations import Conversations
from care.tables.past_surveys import resolved_since
from care.tables.queue_rows import queue_key_of

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def looked_back(kept, *asked) -> tuple[list[Case], bool]:
    """What a look back finds in what stands for the table of conversations."""
    return resolved_since(cast("Conversations", kept), *asked)


class Resolved:
    """The resolved cases of an account, newest first, two on a page."""

    def __init__(self, cases):
        self.cases = cases
        self.pages = 0

    def queue(self, account_id, state, after=""):
        assert (account_id, state) == (SHOP, "resolved")
        begin = 2 * self.pages
        assert bool(after) == bool(begin)
        self.pages += 1
        return iter(self.cases[begin : begin + 2])

    def customer(self, account_id, customer_id):
        return Customer(account_id=account_id, customer_id=customer_id, name="as known now")


def resolved_hours_ago(number) -> Case:
    at = OPEN - number * HOUR
    return Case(
        case_id=f"C{number}",
        account_id=SHOP,
        customer=Customer(account_id=SHOP, customer_id=str(number)),
        state="resolved",
        opened_at=at - HOUR,
        resolved_at=at,
        last_message=LastMessage(id="1", channel="private", at=at - HOUR),
    )


@pytest.mark.parametrize(
    ("most", "found", "more", "pages"),
    [
        (None, [3, 2, 1, 0], False, 3),
        (10, [3, 2, 1, 0], False, 3),
        (4, [3, 2, 1, 0], False, 3),
        (3, [2, 1, 0], True, 2),
        (1, [0], True, 1),
    ],
)
def test_a_look_back_finds_what_was_resolved_since_oldest_first_and_reads_no_page_too_many(most, found, more, pages):
    kept = Resolved([resolved_case(number, OPEN - number * HOUR) for number in range(8)])
    cases, told = looked_back(kept, SHOP, OPEN - 3 * HOUR, most)
    assert [case.case_id for case in cases] == [f"C{number}" for number in found]
    assert {case.customer.name for case in cases} == {"as known now"}
    assert (told, kept.pages) == (more, pages)


def test_a_look_back_leaves_out_who_has_no_instant_and_ends_where_nothing_is_left():
    kept = Resolved([resolved_case(0, OPEN), resolved_case(1, resolved_at=None)])
    assert [case.case_id for case in looked_back(kept, SHOP, OPEN)[0]] == ["C0"]
    assert looked_back(Resolved([]), SHOP, OPEN) == ([], False)
    whole = Resolved([resolved_case(number) for number in range(2)])
    assert len(looked_back(whole, SHOP, OPEN - DAY)[0]) == 2
    assert whole.pages == 2


def test_a_look_back_goes_on_after_the_last_case_of_each_page():
    cases = [resolved_hours_ago(number) for number in range(8)]
    asked_after = []

    class Kept:
        def queue(self, account_id, state, after=""):
            asked_after.append(after)
            fresh = [case for case in cases if queue_key_of(case) > after] if after else cases
            return iter(fresh[:3])

        def customer(self, account_id, customer_id):
            return Customer(account_id=account_id, customer_id=customer_id)

    found, more = looked_back(Kept(), SHOP, OPEN - 6 * HOUR)
    assert [case.case_id for case in found] == [f"C{number}" for number in (6, 5, 4, 3, 2, 1, 0)]
    assert (more, asked_after) == (False, ["", queue_key_of(cases[2]), queue_key_of(cases[5])])
