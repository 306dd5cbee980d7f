"""Promises: when somebody is reminded of one, which is kept, which is broken, and how many there may be."""

from datetime import timedelta

import pytest
from tests.unit.case.conftest import LUNCH, NIGHT, OPEN, Telling, act, shop

from care.case.promises import follow_up
from care.model.actions import CaseSnoozed, PromiseKept, PromiseMade
from care.model.outcomes import Code, codes

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ALWAYS = {"timezone": "UTC", "always": True}


@pytest.fixture
def wrote(story: Telling) -> Telling:
    story.writes("quiero cambiar la talla", OPEN, channel="private")
    return story


@pytest.fixture
def quiet() -> Telling:
    """A case that waits for nothing but its promises, of an account that is always there."""
    quiet = Telling(shop(hours=ALWAYS))
    quiet.writes("¿dónde está mi pedido?", OPEN)
    quiet.answers(OPEN)
    return quiet


def promises(quiet: Telling, *hours):
    for after in hours:
        act(quiet, PromiseMade, OPEN, text="Un abono", due_at=OPEN + after * HOUR)


def states(quiet: Telling):
    return [promise.state for promise in quiet.case.promises]


def test_a_promise_is_reminded_of_and_broken_if_nobody_keeps_it(asked: Telling):
    asked.resolves(OPEN)
    act(asked, PromiseMade, OPEN, text="decir el plazo", due_at=OPEN + 4 * HOUR)
    # Four hours of open time are left; a quarter of it before is a reminder.
    [promise] = asked.case.promises
    assert asked.case.timers["promise"] == promise.remind_at == OPEN + 3 * HOUR
    assert codes(asked.falls_due().because) == (Code.promise_reminded,)
    assert codes(asked.falls_due().because) == (Code.promise_broken,)
    assert [p.state for p in asked.case.promises] == ["broken"]
    assert "promise" not in asked.case.timers


def test_a_broken_promise_comes_into_sight_and_stays_there_until_somebody_has_seen_to_it(asked: Telling):
    act(asked, PromiseMade, OPEN, text="decir el plazo", due_at=OPEN + 4 * HOUR)
    asked.answers(OPEN)
    act(asked, CaseSnoozed, OPEN, until=OPEN + 9 * DAY)
    for _ in range(2):
        asked.falls_due()
    [promise] = asked.case.promises
    assert (promise.state, promise.is_pending, asked.case.snoozed_until) == ("broken", True, None)
    decision = act(asked, PromiseKept, OPEN + 5 * HOUR, promise_id=promise.promise_id)
    assert codes(decision.because) == (Code.broken_promise_seen_to,)
    [promise] = asked.case.promises
    assert (promise.state, promise.is_pending, promise.dealt_at) == ("broken", False, OPEN + 5 * HOUR)


def test_a_promise_that_was_kept_is_due_no_more(asked: Telling):
    act(asked, PromiseMade, OPEN, text="decir el plazo", due_at=OPEN + 4 * HOUR)
    [promise] = asked.case.promises
    act(asked, PromiseKept, OPEN + HOUR, promise_id=promise.promise_id)
    assert ([p.state for p in asked.case.promises], "promise" in asked.case.timers) == (["kept"], False)
    again = act(asked, PromiseKept, OPEN + HOUR, promise_id=promise.promise_id)
    assert codes(again.because) == (Code.no_open_promise,)


@pytest.mark.parametrize("due", [LUNCH, NIGHT])
def test_a_promise_for_closed_time_is_due_at_the_opening_after_it(asked: Telling, due):
    act(asked, PromiseMade, OPEN, text="decir el plazo", due_at=due)
    [promise] = asked.case.promises
    assert promise.due_at == asked.account.hours.next_opening(due)
    assert asked.account.hours.is_open(promise.remind_at)


def test_a_case_has_as_many_open_promises_as_one_can_keep(wrote: Telling):
    for number in range(10):
        assert codes(act(wrote, PromiseMade, OPEN, text="Un abono", due_at=OPEN + DAY).because) == (Code.promised,), (
            number
        )
    refused = act(wrote, PromiseMade, OPEN, text="Un abono", due_at=OPEN + DAY)
    assert codes(refused.because) == (Code.too_many_promises,)
    act(wrote, PromiseKept, OPEN, promise_id=wrote.case.promises[0].promise_id)
    assert codes(act(wrote, PromiseMade, OPEN, text="Un abono", due_at=OPEN + DAY).because) == (Code.promised,)


def test_a_promise_is_about_the_future(wrote: Telling):
    assert codes(act(wrote, PromiseMade, OPEN, text="Un abono", due_at=OPEN).because) == (Code.promise_in_the_past,)


@pytest.mark.parametrize(
    ("open_minutes", "reminded_after"),
    [(30, 0), (60, 0), (61, 1), (4 * 60, 3 * 60), (8 * 60, 6 * 60)],
)
def test_somebody_is_reminded_when_a_quarter_is_left_but_an_hour_before_at_the_latest(open_minutes, reminded_after):
    story = Telling(shop(hours={"timezone": "UTC", "always": True}))
    story.writes("¿dónde está mi pedido?", OPEN)
    act(story, PromiseMade, OPEN, text="Un abono", due_at=OPEN + open_minutes * MINUTE)
    [promise] = story.case.promises
    assert (promise.remind_at - OPEN) / MINUTE == reminded_after
    assert story.case.timers["promise"] == promise.remind_at


def test_a_promise_is_reminded_of_once_and_then_waited_for_until_it_is_due():
    story = Telling(shop(hours={"timezone": "UTC", "always": True}))
    story.writes("¿dónde está mi pedido?", OPEN)
    story.answers(OPEN)
    act(story, PromiseMade, OPEN, text="Un abono", due_at=OPEN + 8 * HOUR)
    assert codes(story.falls_due().because) == (Code.promise_reminded,)
    assert story.case.timers["promise"] == OPEN + 8 * HOUR
    assert story.case.promises[0].state == "open"
    assert codes(story.falls_due().because) == (Code.promise_broken,)
    assert (story.case.promises[0].state, story.case.promises[0].settled_at) == ("broken", OPEN + 8 * HOUR)
    assert "promise" not in story.case.timers


def test_of_several_promises_the_next_reminder_or_due_date_is_waited_for(quiet: Telling):
    promises(quiet, 12, 8)
    assert quiet.case.timers["promise"] == OPEN + 6 * HOUR
    quiet.falls_due()
    assert quiet.case.timers["promise"] == OPEN + 8 * HOUR  # of the first one's reminder, too, an hour later
    act(quiet, PromiseKept, OPEN + 7 * HOUR, promise_id=quiet.case.promises[1].promise_id)
    assert quiet.case.timers["promise"] == OPEN + 9 * HOUR
    assert states(quiet) == ["open", "kept"]


def test_a_promise_is_kept_once_though_others_are_open(quiet: Telling):
    promises(quiet, 8, 12)
    first = quiet.case.promises[0].promise_id
    act(quiet, PromiseKept, OPEN + HOUR, promise_id=first)
    again = act(quiet, PromiseKept, OPEN + 2 * HOUR, promise_id=first)
    assert (codes(again.because), states(quiet)) == ((Code.no_open_promise,), ["kept", "open"])
    assert quiet.case.promises[0].settled_at == OPEN + HOUR
    unknown = act(quiet, PromiseKept, OPEN + 2 * HOUR, promise_id="unknown")
    assert (codes(unknown.because), states(quiet)) == ((Code.no_open_promise,), ["kept", "open"])


def test_what_was_kept_is_not_broken_when_its_date_comes_and_is_reminded_of_no_more(quiet: Telling):
    promises(quiet, 8, 8)
    act(quiet, PromiseKept, OPEN + HOUR, promise_id=quiet.case.promises[0].promise_id)
    quiet.falls_due()
    assert [promise.reminded_at for promise in quiet.case.promises] == [None, OPEN + 6 * HOUR]
    quiet.falls_due()
    assert states(quiet) == ["kept", "broken"]
    assert [promise.settled_at for promise in quiet.case.promises] == [OPEN + HOUR, OPEN + 8 * HOUR]


def test_a_reminder_of_one_and_the_breach_of_another_at_one_instant_are_told_as_a_breach(quiet: Telling):
    promises(quiet, 9, 12)  # the second one's reminder is due with the first
    assert codes(quiet.falls_due().because) == (Code.promise_reminded,)
    assert quiet.case.timers["promise"] == OPEN + 9 * HOUR
    assert codes(quiet.falls_due().because) == (Code.promise_broken,)
    assert states(quiet) == ["broken", "open"]
    assert quiet.case.promises[1].reminded_at == OPEN + 9 * HOUR
    assert quiet.case.timers["promise"] == OPEN + 12 * HOUR


def test_what_was_reminded_of_once_keeps_that_instant_while_others_are_reminded_of(quiet: Telling):
    promises(quiet, 12, 14)
    quiet.falls_due()
    quiet.falls_due()
    assert [p.reminded_at for p in quiet.case.promises] == [OPEN + 9 * HOUR, OPEN + 10.5 * HOUR]
    assert (states(quiet), quiet.case.timers["promise"]) == (["open", "open"], OPEN + 12 * HOUR)


def test_a_bad_score_is_followed_up_once_beside_other_promises(quiet: Telling):
    promises(quiet, 8)
    case = follow_up(quiet.case, OPEN, quiet.account)
    assert [promise.promise_id for promise in case.promises][1:] == ["follow-up"]
    assert case.promises[1].due_at == OPEN + 8 * HOUR
    assert follow_up(case, OPEN + DAY, quiet.account) == case


def test_where_nobody_is_there_ever_again_a_bad_score_is_followed_up_in_a_day(quiet: Telling):
    closed = shop(hours={"timezone": "UTC", "weekly": {}})
    [task] = follow_up(quiet.case, OPEN, closed).promises
    assert (task.due_at, task.remind_at) == (OPEN + DAY, OPEN)
