"""A row of a case stops growing with its messages, so one of thousands is as small, and its clocks stay exact."""

from datetime import timedelta

import pytest
from tests.functions.metering import _size
from tests.unit.case.conftest import OPEN, Telling

from care.model.clocks import MOST_SEGMENTS, pause, resume, start
from care.tables.attributes import item_of, plain
from care.tables.queue_rows import row_of

LARGEST = 400 * 1024  # bytes that an item may have


def size(story: Telling) -> int:
    return _size(item_of({**plain(story.case, {"customer"}), "row": row_of(story.case)}))


@pytest.mark.parametrize(("exchanges", "reopens_after"), [(360, 0), (240, 40)])
def test_a_row_of_a_case_stays_far_below_what_dynamodb_takes_and_stops_growing(exchanges, reopens_after):
    story, at = Telling(), OPEN
    sizes = []
    for number in range(1, exchanges + 1):
        story.writes(f"sigue sin funcionar, es la vez {number}", at, channel="private")
        story.answers(at + timedelta(minutes=3), channel="private")
        at += timedelta(minutes=6)
        if reopens_after and number % reopens_after == 0:
            story.resolves(at)
            story.reopens(at + timedelta(minutes=1))
        if number % 20 == 0:
            sizes.append(size(story))
    assert max(sizes) < LARGEST / 8
    assert sizes[-1] < sizes[len(sizes) // 2] + 1000


def test_a_clock_that_was_paused_a_thousand_times_counts_as_one_that_keeps_every_segment():
    hours, clock, at = Telling().account.hours, start("resolution", 600, OPEN, 1), OPEN
    opened = wall = 0
    for number in range(1000):
        until = at + timedelta(minutes=7)
        clock = pause(clock, hours, until)
        opened += int(hours.open_time(at, until).total_seconds())
        wall += 420
        at = until + timedelta(minutes=11)
        clock = resume(clock, at, 1 + number // 500)
    assert len(clock.segments) == MOST_SEGMENTS
    assert (clock.open_seconds, clock.wall_seconds) == (opened, wall)
