"""Several promises on one case: which is kept, which is broken, and when somebody is told of the next."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import OPEN, Telling, shop
from tests.unit.case.test_borders import act

from care.actions import PromiseKept, PromiseMade
from care.case.promises import follow_up
from care.outcomes import Code, codes

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALWAYS = {"timezone": "UTC", "always": True}


@pytest.fixture
def story():
    """A case that waits for nothing but its promises, of an account that is always there."""
    story = Telling(shop(hours=ALWAYS))
    story.writes("¿dónde está mi pedido?", OPEN)
    story.answers(OPEN)
    return story


def promises(story, *hours):
    for after in hours:
        act(story, PromiseMade, OPEN, text="Un abono", due_at=OPEN + after * HOUR)


def states(story):
    return [promise.state for promise in story.case.promises]


def test_of_several_promises_the_next_reminder_or_due_date_is_waited_for(story):
    promises(story, 12, 8)
    assert story.case.timers["promise"] == OPEN + 6 * HOUR
    story.falls_due()
    assert story.case.timers["promise"] == OPEN + 8 * HOUR  # of the first one's reminder, too, an hour later
    act(story, PromiseKept, OPEN + 7 * HOUR, promise_id=story.case.promises[1].promise_id)
    assert story.case.timers["promise"] == OPEN + 9 * HOUR
    assert states(story) == ["open", "kept"]


def test_a_promise_is_kept_once_though_others_are_open(story):
    promises(story, 8, 12)
    first = story.case.promises[0].promise_id
    act(story, PromiseKept, OPEN + HOUR, promise_id=first)
    again = act(story, PromiseKept, OPEN + 2 * HOUR, promise_id=first)
    assert (codes(again.because), states(story)) == ((Code.no_open_promise,), ["kept", "open"])
    assert story.case.promises[0].settled_at == OPEN + HOUR
    unknown = act(story, PromiseKept, OPEN + 2 * HOUR, promise_id="unknown")
    assert (codes(unknown.because), states(story)) == ((Code.no_open_promise,), ["kept", "open"])


def test_what_was_kept_is_not_broken_when_its_date_comes_and_is_reminded_of_no_more(story):
    promises(story, 8, 8)
    act(story, PromiseKept, OPEN + HOUR, promise_id=story.case.promises[0].promise_id)
    story.falls_due()
    assert [promise.reminded_at for promise in story.case.promises] == [None, OPEN + 6 * HOUR]
    story.falls_due()
    assert states(story) == ["kept", "broken"]
    assert [promise.settled_at for promise in story.case.promises] == [OPEN + HOUR, OPEN + 8 * HOUR]


def test_a_reminder_of_one_and_the_breach_of_another_at_one_instant_are_told_as_a_breach(story):
    promises(story, 9, 12)  # the second one's reminder is due with the first
    assert codes(story.falls_due().because) == (Code.promise_reminded,)
    assert story.case.timers["promise"] == OPEN + 9 * HOUR
    assert codes(story.falls_due().because) == (Code.promise_broken,)
    assert states(story) == ["broken", "open"]
    assert story.case.promises[1].reminded_at == OPEN + 9 * HOUR
    assert story.case.timers["promise"] == OPEN + 12 * HOUR


def test_what_was_reminded_of_once_keeps_that_instant_while_others_are_reminded_of(story):
    promises(story, 12, 14)
    story.falls_due()
    story.falls_due()
    assert [p.reminded_at for p in story.case.promises] == [OPEN + 9 * HOUR, OPEN + 10.5 * HOUR]
    assert (states(story), story.case.timers["promise"]) == (["open", "open"], OPEN + 12 * HOUR)


def test_a_bad_score_is_followed_up_once_beside_other_promises(story):
    promises(story, 8)
    case = follow_up(story.case, OPEN, story.account)
    assert [promise.promise_id for promise in case.promises][1:] == ["follow-up"]
    assert case.promises[1].due_at == OPEN + 8 * HOUR
    assert follow_up(case, OPEN + DAY, story.account) == case


def test_where_nobody_is_there_ever_again_a_bad_score_is_followed_up_in_a_day(story):
    closed = shop(hours={"timezone": "UTC", "weekly": {}})
    [task] = follow_up(story.case, OPEN, closed).promises
    assert (task.due_at, task.remind_at) == (OPEN + DAY, OPEN)
