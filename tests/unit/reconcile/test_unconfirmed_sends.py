"""What becomes of a send of which nobody knows whether X took it, decided without X and without a store."""

from copy import replace
from datetime import timedelta

import pytest
from tests.unit.outbox.making import MARTA, START, item

from care.model.outcomes import Code, outcome
from care.reconcile.sends import (
    AskPerson,
    Confirm,
    Own,
    Wait,
    Withdraw,
    candidates,
    is_looked_up,
    looked_up_from,
    plan,
)

MINUTE = timedelta(minutes=1)
UNCONFIRMED = item(state="unconfirmed", text="Ya va", claimed_at=START, settled_at=START)


def own(x_id: str = "7", to: str = MARTA, text: str = "Ya va", after: timedelta = MINUTE) -> Own:
    return Own(x_id, to, text, START + after)


def test_the_messages_that_it_may_be_are_those_of_its_text_to_its_place_since_its_claim_the_oldest_first():
    shown = [
        own("4", after=2 * MINUTE),
        own("3"),
        own("x", text="Otra cosa"),
        own("y", to="9"),
        own("z", after=-MINUTE),
        own("2", text="@marta Ya  va", after=timedelta(seconds=-5)),
    ]
    assert [one.x_id for one in candidates(UNCONFIRMED, shown)] == ["2", "3", "4"]
    assert looked_up_from(UNCONFIRMED) == START - timedelta(seconds=5)


def test_a_public_one_is_known_by_the_post_that_it_answers():
    post = replace(UNCONFIRMED, channel="public", in_reply_to="1")
    assert [one.x_id for one in candidates(post, [own("a"), own("b", to="1")])] == ["b"]


@pytest.mark.parametrize(
    ("minutes", "lookups", "looked"), [(1, 0, False), (2, 0, True), (2, 1, True), (2, 2, False), (99, 2, False)]
)
def test_it_is_looked_up_twice_once_its_echo_should_have_come(minutes, lookups, looked):
    assert is_looked_up(UNCONFIRMED, lookups, START + minutes * MINUTE) is looked


@pytest.mark.parametrize(("minutes", "lookups"), [(14, 2), (15, 1), (0, 0)])
def test_before_two_look_ups_and_a_quarter_of_an_hour_it_waits(minutes, lookups):
    for purpose in ("reply", "survey"):
        one = replace(UNCONFIRMED, purpose=purpose)
        assert plan(one, None, lookups, START + minutes * MINUTE) == Wait()


@pytest.mark.parametrize("purpose", ["acknowledgement", "survey", "courtesy"])
def test_then_what_nobody_asked_for_is_withdrawn(purpose):
    one = replace(UNCONFIRMED, purpose=purpose)
    step = plan(one, None, 2, START + 15 * MINUTE)
    assert step == Withdraw((outcome(Code.not_shown_and_unwanted),))


@pytest.mark.parametrize("purpose", ["reply", "resolution"])
def test_then_a_person_decides_about_what_a_customer_waits_for(purpose):
    one = replace(UNCONFIRMED, purpose=purpose)
    assert plan(one, None, 2, START + 15 * MINUTE) == AskPerson()


@pytest.mark.parametrize("lookups", [0, 5])
def test_what_x_shows_is_confirmed_however_often_it_was_looked_up(lookups):
    assert plan(UNCONFIRMED, own(), lookups, START + 99 * MINUTE) == Confirm(own())
