"""The flow of a day in quarters of an hour, beside the same day as it was lived through message by message."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests.simulation.flow import Flowed, Times, flow
from tests.simulation.year import A_DAY, ZONE, large_years, opening_of


def day_of(month, day, floods=(), away=()) -> Flowed:
    """A day from midnight; `floods` are (hour, how many), `away` the hours from and until which X is away."""
    begins = datetime(2026, month, day, tzinfo=ZoneInfo(ZONE))
    midnight = begins.timestamp()
    floods = [(midnight + hour * 3600, count) for hour, count in floods]
    away = [(midnight + first * 3600, midnight + last * 3600) for first, last in away]
    times = Times("a day", midnight, 96, A_DAY * 100, 320, floods=floods, away=away)
    return flow(times, opening_of(begins.date(), 5))


# Replies, acknowledgements and who still waited at midnight, as `make simulate ARGS=--large` told on 27 November 2026.
@pytest.mark.parametrize(
    ("told", "replies", "acknowledgements", "waiting"),
    [
        (day_of(6, 9), 6889, 2217, 25988),
        (day_of(6, 17, floods=[(11, 10_000)], away=[(17, 19)]), 5975, 2198, 36905),
        (day_of(4, 3), 0, 7665, 32873),
    ],
    ids=["a usual Tuesday", "a flood, and X away for two hours", "Good Friday, closed"],
)
def test_the_flow_of_a_day_is_that_of_the_day_with_all_functions(told, replies, acknowledgements, waiting):
    assert told.replies == pytest.approx(replies, rel=0.01)
    assert told.acknowledgements == pytest.approx(acknowledgements, rel=0.01)
    assert told.waiting == pytest.approx(waiting, rel=0.01)


def test_complaints_wait_for_less_than_others():
    told = day_of(6, 9)
    middle = {
        kind: sorted(wait for wait, _, count in waits for _ in range(round(count)))
        for kind, waits in told.waits.items()
    }
    assert middle["complaint"][len(middle["complaint"]) // 2] < 0.6 * middle["other"][len(middle["other"]) // 2]


def test_nothing_is_lost_in_a_year():
    years = large_years()
    assert years
    for told in years:
        assert told.came == pytest.approx(told.replies + told.waiting)
        assert sum(count for waits in told.waits.values() for *_, count in waits) == pytest.approx(told.replies)
