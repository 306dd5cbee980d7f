"""A sliding window never holds more than its limit, and never makes anybody wait longer than it must."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.budget.windows import OF_ACCOUNT, OF_APP, Limit, SendCounts, corrected, free_at, kept_for_others, left, taken
from care.model.rate_limits import RateWindow

START = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
DM = OF_ACCOUNT["private"]["quarter"]
LIMITS = st.builds(
    Limit,
    most=st.integers(1, 20),
    window=st.sampled_from([timedelta(minutes=15), timedelta(hours=1)]),
    grain=st.sampled_from([1, 60, 600]),
)


def full(limit: Limit, at: datetime = START) -> SendCounts:
    count = SendCounts()
    while free_at(limit, count, at) is None:
        count = taken(limit, count, at)
    return count


@given(limit=LIMITS, steps=st.lists(st.integers(-1200, 4000), max_size=80), kept=st.sampled_from([0.0, 0.2, 0.4]))
def test_no_window_ever_holds_more_than_the_limit_whatever_the_clock_does(limit, steps, kept):
    now, count, sent = START, SendCounts(), list[datetime]()
    for step in steps:
        now += timedelta(seconds=step)
        if free_at(limit, count, now, kept) is None:
            # After a clock that was set back, the later time goes on.
            sent.append(max([now, *sent]))
            count = taken(limit, count, now)
    for begin in sent:
        assert sum(begin <= at < begin + limit.window for at in sent) <= limit.most


@given(
    limit=LIMITS, steps=st.lists(st.integers(0, 400), min_size=1, max_size=60), kept=st.sampled_from([0.0, 0.2, 0.4])
)
def test_the_instant_that_is_told_is_the_earliest_at_which_one_may_go(limit, steps, kept):
    now, count = START, SendCounts()
    for step in steps:
        now += timedelta(seconds=step)
        until = free_at(limit, count, now, kept)
        if until is None:
            count = taken(limit, count, now)
            continue
        assert now < until <= now + limit.window + timedelta(seconds=limit.grain)
        assert free_at(limit, count, until, kept) is None
        assert free_at(limit, count, until - timedelta(seconds=1), kept) is not None


@pytest.mark.parametrize(("lane", "sends"), [(1, 15), (2, 12), (3, 12), (4, 9)])
def test_of_the_15_dms_the_last_three_are_for_replies_and_surveys_leave_three_more(lane, sends):
    count, kept = SendCounts(), kept_for_others(0.2, lane)
    for _ in range(sends):
        assert free_at(DM, count, START, kept) is None
        count = taken(DM, count, START)
    assert free_at(DM, count, START, kept) == START + timedelta(minutes=15, seconds=1)


def test_x_knows_of_sends_that_we_do_not_know_of():
    reset = START + timedelta(minutes=9)
    count = corrected(taken(DM, SendCounts(), START), RateWindow(15, 1, reset))
    assert left(DM, count, START) == 1
    count = taken(DM, count, START)
    assert (free_at(DM, count, START), free_at(DM, count, reset)) == (reset, None)


def test_what_x_says_cannot_raise_our_own_limit():
    count = corrected(full(DM), RateWindow(200, 180, START + timedelta(minutes=15)))
    assert free_at(DM, count, START) is not None


def test_a_limit_that_x_has_lowered_counts_after_its_window_too():
    count = corrected(SendCounts(), RateWindow(5, 5, START + timedelta(minutes=15)))
    later = START + timedelta(hours=1)
    assert left(DM, count, later) == 5
    assert sum(sent for sent in full_from(count, later).grains.values()) == 5


def full_from(count: SendCounts, at: datetime) -> SendCounts:
    while free_at(DM, count, at) is None:
        count = taken(DM, count, at)
    return count


@pytest.mark.parametrize(
    ("second", "remaining"),
    [
        (RateWindow(15, 9, START + timedelta(minutes=15)), 7),  # of the same window, an answer that came late
        (RateWindow(15, 14, START + timedelta(minutes=30)), 14),  # of the next window
        (RateWindow(15, 0, START), 7),  # of a window that has passed
    ],
)
def test_answers_of_x_that_come_late_do_not_undo_newer_ones(second, remaining):
    count = corrected(corrected(SendCounts(), RateWindow(15, 7, START + timedelta(minutes=15))), second)
    assert count.told is not None
    assert count.told.remaining == remaining


def test_of_a_full_window_nothing_is_left_and_of_an_empty_one_all():
    assert left(DM, SendCounts(), START) == 15
    assert left(DM, taken(DM, SendCounts(), START), START) == 14
    assert left(DM, full(DM), START) == 0
    over = SendCounts(grains={int(START.timestamp()): 99})
    assert left(DM, over, START) == 0


@pytest.mark.parametrize(("limit", "remaining", "most"), [(10, 10, 10), (10, 3, 3), (99, 99, 15), (0, 7, 7), (1, 1, 1)])
def test_what_x_says_of_its_own_window_lowers_the_limit_and_a_limit_of_nothing_is_none(limit, remaining, most):
    window = RateWindow(limit=limit, remaining=remaining, reset=START + timedelta(minutes=5))
    assert left(DM, corrected(SendCounts(), window), START) == most


def test_the_limits_are_those_of_xs_documentation():
    day, quarter = timedelta(hours=24), timedelta(minutes=15)
    assert {
        "private": {"quarter": Limit(15, quarter, 1), "day": Limit(1440, day, 600)},
        "public": {"quarter": Limit(100, quarter, 1)},
        "chat": {"quarter": Limit(100_000, quarter, 1), "day": Limit(500, day, 600)},
    } == OF_ACCOUNT
    assert {
        "private": {"day": Limit(1440, day, 600)},
        "public": {"day": Limit(10_000, day, 600)},
        "chat": {},
    } == OF_APP
