"""What an automatic message that did not go takes back, and what stays because another one told it."""

from copy import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.case.conftest import OPEN, SHOP

from care.acknowledgement.told import answered, arrived, sets_out, taken_back, unclear
from care.model.case import Case, LastMessage, OnItsWay
from care.model.customer import Customer

EARLIER = OPEN - timedelta(hours=2)


def case(one: OnItsWay, *others: OnItsWay, **changes: Any) -> Case:
    told = changes.pop("customer", {})
    made = Case(
        case_id="C1",
        account_id=SHOP,
        customer=Customer(account_id=SHOP, customer_id="3", **told),
        opened_at=EARLIER,
        last_message=LastMessage(id="77", channel="public", at=OPEN),
        on_its_way=(one, *others),
    )
    return replace(made, **changes)  # type: ignore[misc]


def going(item_id: str = "C1:ack:1", **more: Any) -> OnItsWay:
    return OnItsWay.model_validate({"item_id": item_id, "at": OPEN, **more})


def back(of: Case, item_id: str = "C1:ack:1", *, known: bool = False) -> Case:
    after = taken_back(of, item_id, known=known)
    assert after is not None
    return after


@pytest.mark.parametrize(("told", "left"), [("web", "before"), ("other", "other"), ("", "")])
def test_an_incident_that_was_not_told_is_as_it_was_unless_another_was_told_since(told: str, left: str):
    after = back(case(going(incident="web", incident_before="before"), customer={"told_incident": told}))
    assert after.customer.told_incident == left


def test_a_message_about_no_incident_leaves_what_was_told_of_one():
    for told in ("web", ""):
        after = back(case(going(incident_before="before"), customer={"told_incident": told}))
        assert after.customer.told_incident == told


@pytest.mark.parametrize(("since", "left"), [(OPEN, None), (EARLIER, EARLIER), (None, None)])
def test_a_wait_that_it_acknowledged_is_not_acknowledged_any_more(since: Any, left: Any):
    after = back(case(going(acknowledged_since=OPEN), acknowledged_since=since))
    assert after.acknowledged_since == left


def test_what_acknowledged_nothing_leaves_the_wait_as_it_was():
    for since in (OPEN, None):
        assert back(case(going(), acknowledged_since=since)).acknowledged_since == since


def test_a_wait_stays_acknowledged_while_another_message_has_its_answer():
    other, third = going("C1:ack:2", message_id="78"), going("C1:ack:3", message_id="79")
    before = case(
        going(message_id="77", acknowledged_since=OPEN), other, third, acknowledged_since=OPEN, told_message="78"
    )
    after = back(before)
    assert (after.acknowledged_since, after.told_message) == (OPEN, "78")
    assert [one.acknowledged_since for one in after.on_its_way] == [OPEN, None]
    assert back(after, "C1:ack:2").acknowledged_since is None


@pytest.mark.parametrize(("told", "left"), [("77", ""), ("78", "78"), ("", "")])
def test_the_message_that_it_answered_has_no_answer_any_more(told: str, left: str):
    assert back(case(going(message_id="77"), told_message=told)).told_message == left


@pytest.mark.parametrize(("asked", "left"), [(OPEN, None), (EARLIER, EARLIER), (None, None)])
def test_the_invitation_that_it_held_was_not_made(asked: Any, left: Any):
    assert back(case(going(), asked_private_at=asked)).asked_private_at == left


def test_its_place_in_the_day_is_free_again_and_no_other():
    told = {"automatic_at": (EARLIER, OPEN, OPEN), "welcomed_at": OPEN, "thanked_at": OPEN}
    after = back(case(going(thanked_before=EARLIER), customer=told)).customer
    assert (after.automatic_at, after.welcomed_at, after.thanked_at) == ((EARLIER, OPEN), None, EARLIER)
    others = {"automatic_at": (EARLIER,), "welcomed_at": EARLIER, "thanked_at": EARLIER}
    after = back(case(going(), customer=others)).customer
    assert (after.automatic_at, after.welcomed_at, after.thanked_at) == ((EARLIER,), EARLIER, EARLIER)


def test_each_that_came_to_nothing_is_counted():
    assert back(case(going())).came_to_nothing == 1
    assert back(case(going(), came_to_nothing=2)).came_to_nothing == 3


def test_what_may_have_gone_counts_as_told_until_it_is_known_that_it_did_not():
    maybe = unclear(case(going(), going("C1:ack:2")), "C1:ack:1")
    assert [one.may_have_gone for one in maybe.on_its_way] == [True, False]
    assert [one.may_have_gone for one in unclear(maybe, "C1:ack:2").on_its_way] == [True, True]
    assert taken_back(maybe, "C1:ack:1") is None
    assert back(maybe, known=True).came_to_nothing == 1
    assert taken_back(maybe, "C1:ack:9", known=True) is None


def test_what_arrived_is_on_its_way_no_more_and_the_others_are():
    before = case(going(), going("C1:ack:2"))
    assert [one.item_id for one in arrived(before, "C1:ack:1").on_its_way] == ["C1:ack:2"]
    assert arrived(before, "C1:ack:9") is before


def test_what_sets_out_knows_what_it_changed_and_nothing_else():
    before = case(
        going(), on_its_way=(), told_message="76", acknowledged_since=EARLIER, customer={"thanked_at": EARLIER}
    )
    told = replace(before.customer, told_incident="web")
    after = sets_out(before, replace(before, told_message="77", customer=told), "C1:ack:1", OPEN)
    assert after.on_its_way == (
        going(message_id="77", incident="web", thanked_before=EARLIER),
    )  # the wait was acknowledged before
    other = sets_out(before, replace(before, acknowledged_since=OPEN), "C1:ack:1", OPEN)
    assert other.on_its_way == (going(acknowledged_since=OPEN, thanked_before=EARLIER),)


def test_twenty_are_kept_and_the_newest_of_them():
    before = case(going(), on_its_way=tuple(going(f"C1:ack:{number}") for number in range(20)))
    after = sets_out(before, before, "C1:ack:20", OPEN)
    assert [one.item_id for one in after.on_its_way] == [f"C1:ack:{number}" for number in range(1, 21)]


@pytest.mark.parametrize(("told", "newest"), [("77", "77"), ("76", "70"), ("", "70")])
def test_an_older_message_leaves_the_newest_known_as_answered(told: str, newest: str):
    assert answered(case(going(), told_message=told), "70") == newest
